from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_api_test_event_event import (
    GatewayApiTestEventEvent,
    check_gateway_api_test_event_event,
)

T = TypeVar("T", bound="GatewayApiTestEvent")


@_attrs_define
class GatewayApiTestEvent:
    """The owner requested a test.

    Attributes:
        event (GatewayApiTestEventEvent):
        sent_at (datetime.datetime):
        webhook_id (str):
    """

    event: GatewayApiTestEventEvent
    sent_at: datetime.datetime
    webhook_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event: str = self.event

        sent_at = self.sent_at.isoformat()

        webhook_id = self.webhook_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "sent_at": sent_at,
                "webhook_id": webhook_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = check_gateway_api_test_event_event(d.pop("event"))

        sent_at = datetime.datetime.fromisoformat(d.pop("sent_at"))

        webhook_id = d.pop("webhook_id")

        gateway_api_test_event = cls(
            event=event,
            sent_at=sent_at,
            webhook_id=webhook_id,
        )

        gateway_api_test_event.additional_properties = d
        return gateway_api_test_event

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
