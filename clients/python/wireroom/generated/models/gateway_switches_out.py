from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GatewaySwitchesOut")


@_attrs_define
class GatewaySwitchesOut:
    """The settings of a gateway.

    Attributes:
        active (bool): Whether the gateway gets messages.
        approved (bool):
        device_id (str): The phone's own id; `gateway_id` in other requests and answers.
        id (int): Number of the gateway within the account.
        name (str):
        priority (int): Gateways of higher priority are used first.
    """

    active: bool
    approved: bool
    device_id: str
    id: int
    name: str
    priority: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        approved = self.approved

        device_id = self.device_id

        id = self.id

        name = self.name

        priority = self.priority

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "approved": approved,
                "device_id": device_id,
                "id": id,
                "name": name,
                "priority": priority,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        approved = d.pop("approved")

        device_id = d.pop("device_id")

        id = d.pop("id")

        name = d.pop("name")

        priority = d.pop("priority")

        gateway_switches_out = cls(
            active=active,
            approved=approved,
            device_id=device_id,
            id=id,
            name=name,
            priority=priority,
        )

        gateway_switches_out.additional_properties = d
        return gateway_switches_out

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
