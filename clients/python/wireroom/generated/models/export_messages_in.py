from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.history_direction import HistoryDirection, check_history_direction
from ..models.history_status import HistoryStatus, check_history_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="ExportMessagesIn")


@_attrs_define
class ExportMessagesIn:
    """Query of `GET /api/v1/admin/messages/export`.

    Attributes:
        cursor (None | str | Unset): Cursor in the last line of the export that this one continues.
        direction (HistoryDirection | None | Unset): Direction of the messages. Without it, both are exported.
        format_ (Literal['csv'] | Literal['jsonl'] | None | Unset): Format of the file. Default: 'csv'.
        gateway_id (None | str | Unset): Gateway that sent or received the messages: a phone's device id, or a
            provider's number by its id or in any usual spelling.
        label (None | str | Unset): Label of the messages.
        phone_number (None | str | Unset): Recipient or sender: a phone number in any usual spelling, a short code or a
            sender's name.
        since (datetime.datetime | None | Unset): Time from which messages are exported, inclusive.
        status (HistoryStatus | None | Unset): Status of the messages. `received` selects received messages, every other
            status selects sent ones.
        until (datetime.datetime | None | Unset): Time until which messages are exported, exclusive.
    """

    cursor: None | str | Unset = UNSET
    direction: HistoryDirection | None | Unset = UNSET
    format_: Literal["csv"] | Literal["jsonl"] | None | Unset = "csv"
    gateway_id: None | str | Unset = UNSET
    label: None | str | Unset = UNSET
    phone_number: None | str | Unset = UNSET
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

        format_: Literal["csv"] | Literal["jsonl"] | None | Unset
        if isinstance(self.format_, Unset):
            format_ = UNSET
        else:
            format_ = self.format_

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

        phone_number: None | str | Unset
        if isinstance(self.phone_number, Unset):
            phone_number = UNSET
        else:
            phone_number = self.phone_number

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
        if format_ is not UNSET:
            field_dict["format"] = format_
        if gateway_id is not UNSET:
            field_dict["gateway_id"] = gateway_id
        if label is not UNSET:
            field_dict["label"] = label
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
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

        def _parse_format_(
            data: object,
        ) -> Literal["csv"] | Literal["jsonl"] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            componentsschemas_export_format_type_0 = cast(Literal["csv"], data)
            if componentsschemas_export_format_type_0 != "csv":
                raise ValueError(
                    f"/components/schemas/ExportFormat_type_0 must match const 'csv', got '{componentsschemas_export_format_type_0}'"
                )
            return componentsschemas_export_format_type_0
            componentsschemas_export_format_type_1 = cast(Literal["jsonl"], data)
            if componentsschemas_export_format_type_1 != "jsonl":
                raise ValueError(
                    f"/components/schemas/ExportFormat_type_1 must match const 'jsonl', got '{componentsschemas_export_format_type_1}'"
                )
            return componentsschemas_export_format_type_1
            return cast(Literal["csv"] | Literal["jsonl"] | None | Unset, data)

        format_ = _parse_format_(d.pop("format", UNSET))

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

        def _parse_phone_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone_number = _parse_phone_number(d.pop("phone_number", UNSET))

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

        export_messages_in = cls(
            cursor=cursor,
            direction=direction,
            format_=format_,
            gateway_id=gateway_id,
            label=label,
            phone_number=phone_number,
            since=since,
            status=status,
            until=until,
        )

        export_messages_in.additional_properties = d
        return export_messages_in

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
