from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HeartbeatOut")


@_attrs_define
class HeartbeatOut:
    """Answer of `POST /api/v1/gateway/heartbeat`.

    Attributes:
        pending_messages (int): Messages that wait for this gateway.
        success (bool): Always `true`.
        approved (bool | Unset): `false` while the gateway awaits approval, and else absent.
    """

    pending_messages: int
    success: bool
    approved: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pending_messages = self.pending_messages

        success = self.success

        approved = self.approved

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pending_messages": pending_messages,
                "success": success,
            }
        )
        if approved is not UNSET:
            field_dict["approved"] = approved

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pending_messages = d.pop("pending_messages")

        success = d.pop("success")

        approved = d.pop("approved", UNSET)

        heartbeat_out = cls(
            pending_messages=pending_messages,
            success=success,
            approved=approved,
        )

        heartbeat_out.additional_properties = d
        return heartbeat_out

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
