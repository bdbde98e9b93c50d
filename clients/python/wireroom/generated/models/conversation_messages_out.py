from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.inbound_message_out import InboundMessageOut
    from ..models.outbound_message_out import OutboundMessageOut


T = TypeVar("T", bound="ConversationMessagesOut")


@_attrs_define
class ConversationMessagesOut:
    """Answer of `GET /api/v1/admin/conversations/{number}`.

    Attributes:
        messages (list[InboundMessageOut | OutboundMessageOut]): Messages to and from the number, the newest first.
        next_cursor (None | str): Cursor of the next page; `null` on the last one.
        number (str): The other party as it is stored: a phone number is in E.164.
    """

    messages: list[InboundMessageOut | OutboundMessageOut]
    next_cursor: None | str
    number: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.outbound_message_out import OutboundMessageOut  # noqa: PLC0415

        messages = []
        for messages_item_data in self.messages:
            messages_item: dict[str, Any]
            if isinstance(messages_item_data, OutboundMessageOut):
                messages_item = messages_item_data.to_dict()
            else:
                messages_item = messages_item_data.to_dict()

            messages.append(messages_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        number = self.number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
                "next_cursor": next_cursor,
                "number": number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.inbound_message_out import InboundMessageOut  # noqa: PLC0415
        from ..models.outbound_message_out import OutboundMessageOut  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:

            def _parse_messages_item(
                data: object,
            ) -> InboundMessageOut | OutboundMessageOut:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_history_entry_out_type_0 = (
                        OutboundMessageOut.from_dict(data)
                    )

                    return componentsschemas_history_entry_out_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_history_entry_out_type_1 = (
                    InboundMessageOut.from_dict(data)
                )

                return componentsschemas_history_entry_out_type_1

            messages_item = _parse_messages_item(messages_item_data)

            messages.append(messages_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        number = d.pop("number")

        conversation_messages_out = cls(
            messages=messages,
            next_cursor=next_cursor,
            number=number,
        )

        conversation_messages_out.additional_properties = d
        return conversation_messages_out

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
