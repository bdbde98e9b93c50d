from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.received_sms_out import ReceivedSmsOut


T = TypeVar("T", bound="ReceivedPageOut")


@_attrs_define
class ReceivedPageOut:
    """Answer of `GET /api/v1/sms/received`.

    Attributes:
        messages (list[ReceivedSmsOut]): The newest first.
        page (int):
        pages (int): Number of pages, at least 1.
        total (int): Messages on all pages.
    """

    messages: list[ReceivedSmsOut]
    page: int
    pages: int
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        page = self.page

        pages = self.pages

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
                "page": page,
                "pages": pages,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.received_sms_out import ReceivedSmsOut  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = ReceivedSmsOut.from_dict(messages_item_data)

            messages.append(messages_item)

        page = d.pop("page")

        pages = d.pop("pages")

        total = d.pop("total")

        received_page_out = cls(
            messages=messages,
            page=page,
            pages=pages,
            total=total,
        )

        received_page_out.additional_properties = d
        return received_page_out

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
