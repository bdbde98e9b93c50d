from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_7_purpose import (
    StandardWebhookDataType7Purpose,
    check_standard_webhook_data_type_7_purpose,
)

T = TypeVar("T", bound="StandardWebhookDataType7")


@_attrs_define
class StandardWebhookDataType7:
    """Contents of `otp.conversion_alarm`.

    Attributes:
        number_block (None | str): First characters of the numbers that get no codes; `null` if none does.
        purpose (StandardWebhookDataType7Purpose): Purpose of the codes that are refused.
        until (datetime.datetime): Time at which codes are sent again.
    """

    number_block: None | str
    purpose: StandardWebhookDataType7Purpose
    until: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number_block: None | str
        number_block = self.number_block

        purpose: str = self.purpose

        until = self.until.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number_block": number_block,
                "purpose": purpose,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_number_block(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        number_block = _parse_number_block(d.pop("number_block"))

        purpose = check_standard_webhook_data_type_7_purpose(d.pop("purpose"))

        until = datetime.datetime.fromisoformat(d.pop("until"))

        standard_webhook_data_type_7 = cls(
            number_block=number_block,
            purpose=purpose,
            until=until,
        )

        standard_webhook_data_type_7.additional_properties = d
        return standard_webhook_data_type_7

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
