from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ListedSessionOut")


@_attrs_define
class ListedSessionOut:
    """A session of a list.

    Attributes:
        created_at (datetime.datetime):
        current (bool): Whether it is the session of the request.
        expires_at (datetime.datetime):
        id (str):
        last_used_at (datetime.datetime): Time of the last use, exact to some minutes.
        method (str): How it began: `link` or `passkey`.
    """

    created_at: datetime.datetime
    current: bool
    expires_at: datetime.datetime
    id: str
    last_used_at: datetime.datetime
    method: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        current = self.current

        expires_at = self.expires_at.isoformat()

        id = self.id

        last_used_at = self.last_used_at.isoformat()

        method = self.method

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "current": current,
                "expires_at": expires_at,
                "id": id,
                "last_used_at": last_used_at,
                "method": method,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        current = d.pop("current")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        last_used_at = datetime.datetime.fromisoformat(d.pop("last_used_at"))

        method = d.pop("method")

        listed_session_out = cls(
            created_at=created_at,
            current=current,
            expires_at=expires_at,
            id=id,
            last_used_at=last_used_at,
            method=method,
        )

        listed_session_out.additional_properties = d
        return listed_session_out

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
