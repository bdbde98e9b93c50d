from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_6_purpose import (
    StandardWebhookDataType6Purpose,
    check_standard_webhook_data_type_6_purpose,
)
from ..models.standard_webhook_data_type_6_reason import (
    StandardWebhookDataType6Reason,
    check_standard_webhook_data_type_6_reason,
)

T = TypeVar("T", bound="StandardWebhookDataType6")


@_attrs_define
class StandardWebhookDataType6:
    """Contents of `spending.stopped`.

    Attributes:
        limit (int | None): Number of SMS that the ceiling allows; `null` for an alarm.
        number_block (None | str): First characters of the affected numbers; `null` if all are affected.
        purpose (StandardWebhookDataType6Purpose): Purpose of the paused SMS.
        reason (StandardWebhookDataType6Reason):
        until (datetime.datetime): Time at which sending resumes by itself.
    """

    limit: int | None
    number_block: None | str
    purpose: StandardWebhookDataType6Purpose
    reason: StandardWebhookDataType6Reason
    until: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        limit: int | None
        limit = self.limit

        number_block: None | str
        number_block = self.number_block

        purpose: str = self.purpose

        reason: str = self.reason

        until = self.until.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "limit": limit,
                "number_block": number_block,
                "purpose": purpose,
                "reason": reason,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        limit = _parse_limit(d.pop("limit"))

        def _parse_number_block(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        number_block = _parse_number_block(d.pop("number_block"))

        purpose = check_standard_webhook_data_type_6_purpose(d.pop("purpose"))

        reason = check_standard_webhook_data_type_6_reason(d.pop("reason"))

        until = datetime.datetime.fromisoformat(d.pop("until"))

        standard_webhook_data_type_6 = cls(
            limit=limit,
            number_block=number_block,
            purpose=purpose,
            reason=reason,
            until=until,
        )

        standard_webhook_data_type_6.additional_properties = d
        return standard_webhook_data_type_6

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
