from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.conversation_out_last_direction import (
    ConversationOutLastDirection,
    check_conversation_out_last_direction,
)

T = TypeVar("T", bound="ConversationOut")


@_attrs_define
class ConversationOut:
    """The messages exchanged with one number.

    Attributes:
        last_at (datetime.datetime): Time of the newest message.
        last_direction (ConversationOutLastDirection):
        last_message_id (str):
        number (str): The other party: a phone number, a short code or a name.
        read_to (None | str): Last received message that was read; `null` if none was.
        snippet (None | str): Up to 160 characters of the newest message; `null` if it is not readable plain text, such
            as a one-time code.
        unread (int): Received messages after the last one that was read; 100 stands for 100 or more.
    """

    last_at: datetime.datetime
    last_direction: ConversationOutLastDirection
    last_message_id: str
    number: str
    read_to: None | str
    snippet: None | str
    unread: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        last_at = self.last_at.isoformat()

        last_direction: str = self.last_direction

        last_message_id = self.last_message_id

        number = self.number

        read_to: None | str
        read_to = self.read_to

        snippet: None | str
        snippet = self.snippet

        unread = self.unread

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "last_at": last_at,
                "last_direction": last_direction,
                "last_message_id": last_message_id,
                "number": number,
                "read_to": read_to,
                "snippet": snippet,
                "unread": unread,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        last_direction = check_conversation_out_last_direction(d.pop("last_direction"))

        last_message_id = d.pop("last_message_id")

        number = d.pop("number")

        def _parse_read_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        read_to = _parse_read_to(d.pop("read_to"))

        def _parse_snippet(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        snippet = _parse_snippet(d.pop("snippet"))

        unread = d.pop("unread")

        conversation_out = cls(
            last_at=last_at,
            last_direction=last_direction,
            last_message_id=last_message_id,
            number=number,
            read_to=read_to,
            snippet=snippet,
            unread=unread,
        )

        conversation_out.additional_properties = d
        return conversation_out

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
