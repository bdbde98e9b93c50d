from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StandardWebhookDataType0")


@_attrs_define
class StandardWebhookDataType0:
    """Contents of `message.sent`, `message.delivered`, `message.failed`, `message.cancelled`.

    Attributes:
        client_id (None | str): The integrator's own id of the message; `null` if it has none.
        delivered_at (datetime.datetime | None):
        device_id (None | str): The gateway's own device id; `null` if no gateway is known.
        error (None | str): Reason of the failure; `null` if the SMS has not failed.
        failed_at (datetime.datetime | None):
        gateway_id (None | str): Wireroom's own id of the gateway, which is not the `gateway_id` of the API; `null` if
            no gateway is known.
        message_id (str):
        part_count (int): Number of SMS segments of the text.
        recipient_count (int): Number of recipients of the message, each of which has its own events.
        retry_count (int): Attempts beyond the first.
        sent_at (datetime.datetime | None):
        sim_number (int | None): SIM slot; `null` if it is not known.
        timeline_head (None | str): Head of the message's timeline after this event: the HMAC of its last entry. `null`
            if the message is older than the chain.
        to (str):
    """

    client_id: None | str
    delivered_at: datetime.datetime | None
    device_id: None | str
    error: None | str
    failed_at: datetime.datetime | None
    gateway_id: None | str
    message_id: str
    part_count: int
    recipient_count: int
    retry_count: int
    sent_at: datetime.datetime | None
    sim_number: int | None
    timeline_head: None | str
    to: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id: None | str
        client_id = self.client_id

        delivered_at: None | str
        if isinstance(self.delivered_at, datetime.datetime):
            delivered_at = self.delivered_at.isoformat()
        else:
            delivered_at = self.delivered_at

        device_id: None | str
        device_id = self.device_id

        error: None | str
        error = self.error

        failed_at: None | str
        if isinstance(self.failed_at, datetime.datetime):
            failed_at = self.failed_at.isoformat()
        else:
            failed_at = self.failed_at

        gateway_id: None | str
        gateway_id = self.gateway_id

        message_id = self.message_id

        part_count = self.part_count

        recipient_count = self.recipient_count

        retry_count = self.retry_count

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        sim_number: int | None
        sim_number = self.sim_number

        timeline_head: None | str
        timeline_head = self.timeline_head

        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "delivered_at": delivered_at,
                "device_id": device_id,
                "error": error,
                "failed_at": failed_at,
                "gateway_id": gateway_id,
                "message_id": message_id,
                "part_count": part_count,
                "recipient_count": recipient_count,
                "retry_count": retry_count,
                "sent_at": sent_at,
                "sim_number": sim_number,
                "timeline_head": timeline_head,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_client_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client_id = _parse_client_id(d.pop("client_id"))

        def _parse_delivered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                delivered_at_type_0 = datetime.datetime.fromisoformat(data)

                return delivered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        delivered_at = _parse_delivered_at(d.pop("delivered_at"))

        def _parse_device_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        device_id = _parse_device_id(d.pop("device_id"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        def _parse_failed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failed_at_type_0 = datetime.datetime.fromisoformat(data)

                return failed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        failed_at = _parse_failed_at(d.pop("failed_at"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message_id = d.pop("message_id")

        part_count = d.pop("part_count")

        recipient_count = d.pop("recipient_count")

        retry_count = d.pop("retry_count")

        def _parse_sent_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at = _parse_sent_at(d.pop("sent_at"))

        def _parse_sim_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        sim_number = _parse_sim_number(d.pop("sim_number"))

        def _parse_timeline_head(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timeline_head = _parse_timeline_head(d.pop("timeline_head"))

        to = d.pop("to")

        standard_webhook_data_type_0 = cls(
            client_id=client_id,
            delivered_at=delivered_at,
            device_id=device_id,
            error=error,
            failed_at=failed_at,
            gateway_id=gateway_id,
            message_id=message_id,
            part_count=part_count,
            recipient_count=recipient_count,
            retry_count=retry_count,
            sent_at=sent_at,
            sim_number=sim_number,
            timeline_head=timeline_head,
            to=to,
        )

        standard_webhook_data_type_0.additional_properties = d
        return standard_webhook_data_type_0

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
