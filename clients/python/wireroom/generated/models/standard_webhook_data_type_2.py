from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StandardWebhookDataType2")


@_attrs_define
class StandardWebhookDataType2:
    """Contents of `inbound.received`.

    Attributes:
        device_id (None | str): The gateway's own device id; `null` if no gateway is known.
        from_ (str):
        gateway_id (None | str): Wireroom's own id of the gateway, which is not the `gateway_id` of the API; `null` if
            no gateway is known.
        message_id (str):
        received_at (datetime.datetime):
        sim_number (int | None): SIM slot; `null` if it is not known.
        text (str):
        to (None | str): Number at which the SMS arrived; `null` if it is not known.
    """

    device_id: None | str
    from_: str
    gateway_id: None | str
    message_id: str
    received_at: datetime.datetime
    sim_number: int | None
    text: str
    to: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        device_id: None | str
        device_id = self.device_id

        from_ = self.from_

        gateway_id: None | str
        gateway_id = self.gateway_id

        message_id = self.message_id

        received_at = self.received_at.isoformat()

        sim_number: int | None
        sim_number = self.sim_number

        text = self.text

        to: None | str
        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "device_id": device_id,
                "from": from_,
                "gateway_id": gateway_id,
                "message_id": message_id,
                "received_at": received_at,
                "sim_number": sim_number,
                "text": text,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_device_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        device_id = _parse_device_id(d.pop("device_id"))

        from_ = d.pop("from")

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message_id = d.pop("message_id")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_sim_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        sim_number = _parse_sim_number(d.pop("sim_number"))

        text = d.pop("text")

        def _parse_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        to = _parse_to(d.pop("to"))

        standard_webhook_data_type_2 = cls(
            device_id=device_id,
            from_=from_,
            gateway_id=gateway_id,
            message_id=message_id,
            received_at=received_at,
            sim_number=sim_number,
            text=text,
            to=to,
        )

        standard_webhook_data_type_2.additional_properties = d
        return standard_webhook_data_type_2

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
