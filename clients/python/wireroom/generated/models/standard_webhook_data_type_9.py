from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StandardWebhookDataType9")


@_attrs_define
class StandardWebhookDataType9:
    """Contents of `gateway.online`, `gateway.offline`, `gateway.low_battery`.

    Attributes:
        battery_level (int | None): Percent; `null` if it was never reported.
        device_id (str): The gateway's own device id.
        gateway_id (str): Wireroom's own id of the gateway, which is not the `gateway_id` of the API.
        last_seen_at (datetime.datetime): Time of the last sign of life.
    """

    battery_level: int | None
    device_id: str
    gateway_id: str
    last_seen_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        battery_level: int | None
        battery_level = self.battery_level

        device_id = self.device_id

        gateway_id = self.gateway_id

        last_seen_at = self.last_seen_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "battery_level": battery_level,
                "device_id": device_id,
                "gateway_id": gateway_id,
                "last_seen_at": last_seen_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_battery_level(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        battery_level = _parse_battery_level(d.pop("battery_level"))

        device_id = d.pop("device_id")

        gateway_id = d.pop("gateway_id")

        last_seen_at = datetime.datetime.fromisoformat(d.pop("last_seen_at"))

        standard_webhook_data_type_9 = cls(
            battery_level=battery_level,
            device_id=device_id,
            gateway_id=gateway_id,
            last_seen_at=last_seen_at,
        )

        standard_webhook_data_type_9.additional_properties = d
        return standard_webhook_data_type_9

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
