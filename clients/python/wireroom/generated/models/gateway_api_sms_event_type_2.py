from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_api_sms_event_type_2_event import (
    GatewayApiSmsEventType2Event,
    check_gateway_api_sms_event_type_2_event,
)
from ..models.gateway_api_sms_event_type_2_status import (
    GatewayApiSmsEventType2Status,
    check_gateway_api_sms_event_type_2_status,
)

T = TypeVar("T", bound="GatewayApiSmsEventType2")


@_attrs_define
class GatewayApiSmsEventType2:
    """The SMS was delivered.

    Attributes:
        delivered_at (datetime.datetime):
        event (GatewayApiSmsEventType2Event):
        gateway_id (None | str): Device id of the gateway; `null` if none is known.
        message_id (str):
        status (GatewayApiSmsEventType2Status):
        to (str): Phone number of the recipient.
    """

    delivered_at: datetime.datetime
    event: GatewayApiSmsEventType2Event
    gateway_id: None | str
    message_id: str
    status: GatewayApiSmsEventType2Status
    to: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivered_at = self.delivered_at.isoformat()

        event: str = self.event

        gateway_id: None | str
        gateway_id = self.gateway_id

        message_id = self.message_id

        status: str = self.status

        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivered_at": delivered_at,
                "event": event,
                "gateway_id": gateway_id,
                "message_id": message_id,
                "status": status,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        delivered_at = datetime.datetime.fromisoformat(d.pop("delivered_at"))

        event = check_gateway_api_sms_event_type_2_event(d.pop("event"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message_id = d.pop("message_id")

        status = check_gateway_api_sms_event_type_2_status(d.pop("status"))

        to = d.pop("to")

        gateway_api_sms_event_type_2 = cls(
            delivered_at=delivered_at,
            event=event,
            gateway_id=gateway_id,
            message_id=message_id,
            status=status,
            to=to,
        )

        gateway_api_sms_event_type_2.additional_properties = d
        return gateway_api_sms_event_type_2

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
