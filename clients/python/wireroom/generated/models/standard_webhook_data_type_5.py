from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_5_by import (
    StandardWebhookDataType5By,
    check_standard_webhook_data_type_5_by,
)
from ..models.standard_webhook_data_type_5_change import (
    StandardWebhookDataType5Change,
    check_standard_webhook_data_type_5_change,
)

T = TypeVar("T", bound="StandardWebhookDataType5")


@_attrs_define
class StandardWebhookDataType5:
    """Contents of `opt_out.changed`.

    Attributes:
        by (StandardWebhookDataType5By): `keyword`: the person sent a keyword. `api`: a caller of the API changed the
            number.
        change (StandardWebhookDataType5Change): `out`: the number gets no more ordinary SMS. `in`: it gets them again.
        device_id (None | str): That gateway's own device id; `null` if none was sent.
        gateway_id (None | str): Wireroom's own id of the gateway at which it arrived; `null` if none was sent.
        keyword (None | str): The keyword in lower case; `null` if none was sent.
        message_id (None | str): Id of the SMS with the keyword; `null` if none was sent.
        number (str): Phone number, short code or name that opted out or in.
    """

    by: StandardWebhookDataType5By
    change: StandardWebhookDataType5Change
    device_id: None | str
    gateway_id: None | str
    keyword: None | str
    message_id: None | str
    number: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by: str = self.by

        change: str = self.change

        device_id: None | str
        device_id = self.device_id

        gateway_id: None | str
        gateway_id = self.gateway_id

        keyword: None | str
        keyword = self.keyword

        message_id: None | str
        message_id = self.message_id

        number = self.number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by": by,
                "change": change,
                "device_id": device_id,
                "gateway_id": gateway_id,
                "keyword": keyword,
                "message_id": message_id,
                "number": number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        by = check_standard_webhook_data_type_5_by(d.pop("by"))

        change = check_standard_webhook_data_type_5_change(d.pop("change"))

        def _parse_device_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        device_id = _parse_device_id(d.pop("device_id"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        def _parse_keyword(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        keyword = _parse_keyword(d.pop("keyword"))

        def _parse_message_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message_id = _parse_message_id(d.pop("message_id"))

        number = d.pop("number")

        standard_webhook_data_type_5 = cls(
            by=by,
            change=change,
            device_id=device_id,
            gateway_id=gateway_id,
            keyword=keyword,
            message_id=message_id,
            number=number,
        )

        standard_webhook_data_type_5.additional_properties = d
        return standard_webhook_data_type_5

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
