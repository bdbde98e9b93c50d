from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.history_direction import HistoryDirection, check_history_direction
from ..models.history_status import HistoryStatus, check_history_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="ListMessagesIn")


@_attrs_define
class ListMessagesIn:
    """Query of `GET /api/v1/admin/messages`.

    Attributes:
        cursor (None | str | Unset): `next_cursor` of the page before.
        direction (HistoryDirection | None | Unset): Direction of the listed messages. Without it, both are listed. A
            direction that contradicts the status gives an empty list.
        gateway_id (None | str | Unset): Gateway that sent or received the messages: a phone's device id, or a
            provider's number by its id or in any usual spelling.
        label (None | str | Unset): Label of the listed messages, which are sent ones.
        limit (int | None | Unset): Messages per page; more than 100 counts as 100. Default: 50.
        phone_number (None | str | Unset): Recipient or sender: a phone number in any usual spelling, a short code or a
            sender's name.
        search (None | str | Unset): Part of the text, or of the recipient's or sender's number, in any case. A search
            covers at most 31 days: `since` is 7 days before `until` unless it is given, and `until` is now. Sealed, hashed
            and encrypted texts are not found.
        since (datetime.datetime | None | Unset): Time from which messages are listed, inclusive.
        status (HistoryStatus | None | Unset): Status of the listed messages. `received` selects received messages,
            every other status selects sent ones.
        until (datetime.datetime | None | Unset): Time until which messages are listed, exclusive.
    """

    cursor: None | str | Unset = UNSET
    direction: HistoryDirection | None | Unset = UNSET
    gateway_id: None | str | Unset = UNSET
    label: None | str | Unset = UNSET
    limit: int | None | Unset = 50
    phone_number: None | str | Unset = UNSET
    search: None | str | Unset = UNSET
    since: datetime.datetime | None | Unset = UNSET
    status: HistoryStatus | None | Unset = UNSET
    until: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cursor: None | str | Unset
        if isinstance(self.cursor, Unset):
            cursor = UNSET
        else:
            cursor = self.cursor

        direction: None | str | Unset
        if isinstance(self.direction, Unset):
            direction = UNSET
        elif isinstance(self.direction, str):
            direction = self.direction
        else:
            direction = self.direction

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

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        phone_number: None | str | Unset
        if isinstance(self.phone_number, Unset):
            phone_number = UNSET
        else:
            phone_number = self.phone_number

        search: None | str | Unset
        if isinstance(self.search, Unset):
            search = UNSET
        else:
            search = self.search

        since: None | str | Unset
        if isinstance(self.since, Unset):
            since = UNSET
        elif isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cursor is not UNSET:
            field_dict["cursor"] = cursor
        if direction is not UNSET:
            field_dict["direction"] = direction
        if gateway_id is not UNSET:
            field_dict["gateway_id"] = gateway_id
        if label is not UNSET:
            field_dict["label"] = label
        if limit is not UNSET:
            field_dict["limit"] = limit
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
        if search is not UNSET:
            field_dict["search"] = search
        if since is not UNSET:
            field_dict["since"] = since
        if status is not UNSET:
            field_dict["status"] = status
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cursor = _parse_cursor(d.pop("cursor", UNSET))

        def _parse_direction(data: object) -> HistoryDirection | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                direction_type_0 = check_history_direction(data)

                return direction_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HistoryDirection | None | Unset, data)

        direction = _parse_direction(d.pop("direction", UNSET))

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

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_phone_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone_number = _parse_phone_number(d.pop("phone_number", UNSET))

        def _parse_search(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        search = _parse_search(d.pop("search", UNSET))

        def _parse_since(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        since = _parse_since(d.pop("since", UNSET))

        def _parse_status(data: object) -> HistoryStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_history_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HistoryStatus | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        list_messages_in = cls(
            cursor=cursor,
            direction=direction,
            gateway_id=gateway_id,
            label=label,
            limit=limit,
            phone_number=phone_number,
            search=search,
            since=since,
            status=status,
            until=until,
        )

        list_messages_in.additional_properties = d
        return list_messages_in

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
