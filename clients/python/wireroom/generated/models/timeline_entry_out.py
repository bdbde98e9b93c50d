from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.timeline_entry_out_event import (
    TimelineEntryOutEvent,
    check_timeline_entry_out_event,
)

T = TypeVar("T", bound="TimelineEntryOut")


@_attrs_define
class TimelineEntryOut:
    """An event of a message.

    Attributes:
        at (datetime.datetime):
        attempt (int | None): Ordinal of the handover to a gateway, from 1 on; `null` if the event belongs to none.
        cause (None | str): Reason of the event, as a word of Wireroom's or in the phone's own words; `null` if there is
            none.
        event (TimelineEntryOutEvent): Kind of event. `held`: a gateway is connected and the message has to wait, as for
            its SIM's pacing. `outcome_unknown`: another gateway may send the message too. `duplicate_sent`: two gateways
            were given the message, and at least one has sent it.
        gateway_id (None | str): Device id of the phone, or id of the provider's number; `null` if the event concerns
            none, or it was deleted.
        phone_number (None | str): Recipient that the event concerns; `null` if it concerns the whole message.
    """

    at: datetime.datetime
    attempt: int | None
    cause: None | str
    event: TimelineEntryOutEvent
    gateway_id: None | str
    phone_number: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        attempt: int | None
        attempt = self.attempt

        cause: None | str
        cause = self.cause

        event: str = self.event

        gateway_id: None | str
        gateway_id = self.gateway_id

        phone_number: None | str
        phone_number = self.phone_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "attempt": attempt,
                "cause": cause,
                "event": event,
                "gateway_id": gateway_id,
                "phone_number": phone_number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_attempt(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        attempt = _parse_attempt(d.pop("attempt"))

        def _parse_cause(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        cause = _parse_cause(d.pop("cause"))

        event = check_timeline_entry_out_event(d.pop("event"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        def _parse_phone_number(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        phone_number = _parse_phone_number(d.pop("phone_number"))

        timeline_entry_out = cls(
            at=at,
            attempt=attempt,
            cause=cause,
            event=event,
            gateway_id=gateway_id,
            phone_number=phone_number,
        )

        timeline_entry_out.additional_properties = d
        return timeline_entry_out

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
