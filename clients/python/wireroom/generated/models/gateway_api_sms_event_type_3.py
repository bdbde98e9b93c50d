from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_api_sms_event_type_3_event import (
    GatewayApiSmsEventType3Event,
    check_gateway_api_sms_event_type_3_event,
)
from ..models.gateway_api_sms_event_type_3_status import (
    GatewayApiSmsEventType3Status,
    check_gateway_api_sms_event_type_3_status,
)

T = TypeVar("T", bound="GatewayApiSmsEventType3")


@_attrs_define
class GatewayApiSmsEventType3:
    """The SMS could not be sent or delivered.

    Attributes:
        error_message (None | str): Reason of the failure; `null` if none is known.
        event (GatewayApiSmsEventType3Event):
        failed_at (datetime.datetime):
        gateway_id (None | str): Device id of the gateway; `null` if none is known.
        message_id (str):
        retry_count (int): Attempts beyond the first.
        status (GatewayApiSmsEventType3Status):
        to (str): Phone number of the recipient.
    """

    error_message: None | str
    event: GatewayApiSmsEventType3Event
    failed_at: datetime.datetime
    gateway_id: None | str
    message_id: str
    retry_count: int
    status: GatewayApiSmsEventType3Status
    to: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error_message: None | str
        error_message = self.error_message

        event: str = self.event

        failed_at = self.failed_at.isoformat()

        gateway_id: None | str
        gateway_id = self.gateway_id

        message_id = self.message_id

        retry_count = self.retry_count

        status: str = self.status

        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error_message": error_message,
                "event": event,
                "failed_at": failed_at,
                "gateway_id": gateway_id,
                "message_id": message_id,
                "retry_count": retry_count,
                "status": status,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_error_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error_message = _parse_error_message(d.pop("error_message"))

        event = check_gateway_api_sms_event_type_3_event(d.pop("event"))

        failed_at = datetime.datetime.fromisoformat(d.pop("failed_at"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message_id = d.pop("message_id")

        retry_count = d.pop("retry_count")

        status = check_gateway_api_sms_event_type_3_status(d.pop("status"))

        to = d.pop("to")

        gateway_api_sms_event_type_3 = cls(
            error_message=error_message,
            event=event,
            failed_at=failed_at,
            gateway_id=gateway_id,
            message_id=message_id,
            retry_count=retry_count,
            status=status,
            to=to,
        )

        gateway_api_sms_event_type_3.additional_properties = d
        return gateway_api_sms_event_type_3

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
