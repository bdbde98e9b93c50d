from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_api_sms_event_type_0_event import (
    GatewayApiSmsEventType0Event,
    check_gateway_api_sms_event_type_0_event,
)

T = TypeVar("T", bound="GatewayApiSmsEventType0")


@_attrs_define
class GatewayApiSmsEventType0:
    """An SMS arrived.

    Attributes:
        event (GatewayApiSmsEventType0Event):
        from_ (str): Phone number of the sender.
        gateway_id (None | str): Device id of the gateway; `null` if none is known.
        message (str): Text of the SMS.
        message_id (str):
        received_at (datetime.datetime):
    """

    event: GatewayApiSmsEventType0Event
    from_: str
    gateway_id: None | str
    message: str
    message_id: str
    received_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event: str = self.event

        from_ = self.from_

        gateway_id: None | str
        gateway_id = self.gateway_id

        message = self.message

        message_id = self.message_id

        received_at = self.received_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "from": from_,
                "gateway_id": gateway_id,
                "message": message,
                "message_id": message_id,
                "received_at": received_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = check_gateway_api_sms_event_type_0_event(d.pop("event"))

        from_ = d.pop("from")

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message = d.pop("message")

        message_id = d.pop("message_id")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        gateway_api_sms_event_type_0 = cls(
            event=event,
            from_=from_,
            gateway_id=gateway_id,
            message=message,
            message_id=message_id,
            received_at=received_at,
        )

        gateway_api_sms_event_type_0.additional_properties = d
        return gateway_api_sms_event_type_0

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
