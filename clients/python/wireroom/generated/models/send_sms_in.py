from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SendSmsIn")


@_attrs_define
class SendSmsIn:
    """Body of `POST /api/v1/sms/send`.

    Attributes:
        message (str): Text of the SMS; a blank one is refused.
        to (list[str] | str): Recipients of a message, as the document shows them.
        callback_url (None | str | Unset): HTTPS URL that gets the events of this message, beside the account's
            webhooks: the same rules, signatures and retries, in the format `standard`. An account may have 100 such URLs in
            use.
        dry_run (bool | None | Unset): Whether to only explain what would happen: nothing is stored or sent. Default:
            False.
        gateway_id (None | str | Unset): Gateway that has to send the message: a phone's device id, or a provider's
            number or its id. Without it, any gateway of the account may send.
        label (None | str | Unset): Label under which messages that were sent together are listed and counted: up to 64
            printable characters. An account may begin to use 1,000 labels in a day.
        priority (int | None | Unset): Rank in the queue: higher numbers are sent first. Default: 0.
        send_at (datetime.datetime | int | None | Unset): Time from which the message may be sent: in the future, and at
            most 30 days ahead. In ISO 8601 or in seconds since 1970.
        sim (int | None | Unset): Number of the SIM that sends the message, from 1. Only phones that fetch their
            messages can choose one.
        ttl (int | None | Unset): Seconds after which the message fails if no gateway has it, counted from `send_at` if
            that is given. Without it, the deployment's default holds, usually three days.
    """

    message: str
    to: list[str] | str
    callback_url: None | str | Unset = UNSET
    dry_run: bool | None | Unset = False
    gateway_id: None | str | Unset = UNSET
    label: None | str | Unset = UNSET
    priority: int | None | Unset = 0
    send_at: datetime.datetime | int | None | Unset = UNSET
    sim: int | None | Unset = UNSET
    ttl: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        to: list[str] | str
        if isinstance(self.to, list):
            to = self.to

        else:
            to = self.to

        callback_url: None | str | Unset
        if isinstance(self.callback_url, Unset):
            callback_url = UNSET
        else:
            callback_url = self.callback_url

        dry_run: bool | None | Unset
        if isinstance(self.dry_run, Unset):
            dry_run = UNSET
        else:
            dry_run = self.dry_run

        gateway_id: None | str | Unset
        if isinstance(self.gateway_id, Unset):
            gateway_id = UNSET
        else:
            gateway_id = self.gateway_id

        label: None | str | Unset
        if isinstance(self.label, Unset):
            label = UNSET
        else:
            label = self.label

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        send_at: int | None | str | Unset
        if isinstance(self.send_at, Unset):
            send_at = UNSET
        elif isinstance(self.send_at, datetime.datetime):
            send_at = self.send_at.isoformat()
        else:
            send_at = self.send_at

        sim: int | None | Unset
        if isinstance(self.sim, Unset):
            sim = UNSET
        else:
            sim = self.sim

        ttl: int | None | Unset
        if isinstance(self.ttl, Unset):
            ttl = UNSET
        else:
            ttl = self.ttl

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "to": to,
            }
        )
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if dry_run is not UNSET:
            field_dict["dry_run"] = dry_run
        if gateway_id is not UNSET:
            field_dict["gateway_id"] = gateway_id
        if label is not UNSET:
            field_dict["label"] = label
        if priority is not UNSET:
            field_dict["priority"] = priority
        if send_at is not UNSET:
            field_dict["send_at"] = send_at
        if sim is not UNSET:
            field_dict["sim"] = sim
        if ttl is not UNSET:
            field_dict["ttl"] = ttl

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        def _parse_to(data: object) -> list[str] | str:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_recipients_in_type_1 = cast(list[str], data)

                return componentsschemas_recipients_in_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str, data)

        to = _parse_to(d.pop("to"))

        def _parse_callback_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        callback_url = _parse_callback_url(d.pop("callback_url", UNSET))

        def _parse_dry_run(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        dry_run = _parse_dry_run(d.pop("dry_run", UNSET))

        def _parse_gateway_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id", UNSET))

        def _parse_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        label = _parse_label(d.pop("label", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_send_at(data: object) -> datetime.datetime | int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_send_at_in_type_1 = datetime.datetime.fromisoformat(
                    data
                )

                return componentsschemas_send_at_in_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | int | None | Unset, data)

        send_at = _parse_send_at(d.pop("send_at", UNSET))

        def _parse_sim(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sim = _parse_sim(d.pop("sim", UNSET))

        def _parse_ttl(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ttl = _parse_ttl(d.pop("ttl", UNSET))

        send_sms_in = cls(
            message=message,
            to=to,
            callback_url=callback_url,
            dry_run=dry_run,
            gateway_id=gateway_id,
            label=label,
            priority=priority,
            send_at=send_at,
            sim=sim,
            ttl=ttl,
        )

        send_sms_in.additional_properties = d
        return send_sms_in

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
