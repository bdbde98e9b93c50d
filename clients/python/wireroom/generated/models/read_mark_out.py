from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReadMarkOut")


@_attrs_define
class ReadMarkOut:
    """Answer of `POST /api/v1/admin/conversations/{number}/read`.

    Attributes:
        read_to (None | str): Last received message that was read; `null` if none was received.
        unread (int): Received messages after it; 100 stands for 100 or more.
    """

    read_to: None | str
    unread: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        read_to: None | str
        read_to = self.read_to

        unread = self.unread

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "read_to": read_to,
                "unread": unread,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_read_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        read_to = _parse_read_to(d.pop("read_to"))

        unread = d.pop("unread")

        read_mark_out = cls(
            read_to=read_to,
            unread=unread,
        )

        read_mark_out.additional_properties = d
        return read_mark_out

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
