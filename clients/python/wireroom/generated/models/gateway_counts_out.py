from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GatewayCountsOut")


@_attrs_define
class GatewayCountsOut:
    """Numbers of the account's phones.

    Attributes:
        active (int): Phones that are switched on and approved.
        offline (int):
        online (int):
        total (int):
    """

    active: int
    offline: int
    online: int
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        offline = self.offline

        online = self.online

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "offline": offline,
                "online": online,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        offline = d.pop("offline")

        online = d.pop("online")

        total = d.pop("total")

        gateway_counts_out = cls(
            active=active,
            offline=offline,
            online=online,
            total=total,
        )

        gateway_counts_out.additional_properties = d
        return gateway_counts_out

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
