from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WebhookAttemptOut")


@_attrs_define
class WebhookAttemptOut:
    """An attempt at delivering an event.

    Attributes:
        attempt (int): Number of the event's attempt, from 1.
        delivered (bool): Whether the receiver accepted the event.
        duration_ms (int): Milliseconds from the start of the attempt to its end.
        error (None | str): Reason of the failure; `null` if the event was delivered.
        event (str): Name of the event in the endpoint's format.
        event_id (str):
        id (str): Id of the attempt, with which it is shown.
        message_id (None | str): Id of the message that the event is about; `null` for other events.
        next_attempt_at (datetime.datetime | None): Time of the next attempt; `null` if there is none.
        started_at (datetime.datetime):
        status (int | None): HTTP status of the receiver's answer; `null` if there was none.
    """

    attempt: int
    delivered: bool
    duration_ms: int
    error: None | str
    event: str
    event_id: str
    id: str
    message_id: None | str
    next_attempt_at: datetime.datetime | None
    started_at: datetime.datetime
    status: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        delivered = self.delivered

        duration_ms = self.duration_ms

        error: None | str
        error = self.error

        event = self.event

        event_id = self.event_id

        id = self.id

        message_id: None | str
        message_id = self.message_id

        next_attempt_at: None | str
        if isinstance(self.next_attempt_at, datetime.datetime):
            next_attempt_at = self.next_attempt_at.isoformat()
        else:
            next_attempt_at = self.next_attempt_at

        started_at = self.started_at.isoformat()

        status: int | None
        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "delivered": delivered,
                "duration_ms": duration_ms,
                "error": error,
                "event": event,
                "event_id": event_id,
                "id": id,
                "message_id": message_id,
                "next_attempt_at": next_attempt_at,
                "started_at": started_at,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        delivered = d.pop("delivered")

        duration_ms = d.pop("duration_ms")

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        event = d.pop("event")

        event_id = d.pop("event_id")

        id = d.pop("id")

        def _parse_message_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message_id = _parse_message_id(d.pop("message_id"))

        def _parse_next_attempt_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_attempt_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_attempt_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_attempt_at = _parse_next_attempt_at(d.pop("next_attempt_at"))

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))

        webhook_attempt_out = cls(
            attempt=attempt,
            delivered=delivered,
            duration_ms=duration_ms,
            error=error,
            event=event,
            event_id=event_id,
            id=id,
            message_id=message_id,
            next_attempt_at=next_attempt_at,
            started_at=started_at,
            status=status,
        )

        webhook_attempt_out.additional_properties = d
        return webhook_attempt_out

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
