from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.paired_gateway_out_kind import (
    PairedGatewayOutKind,
    check_paired_gateway_out_kind,
)

T = TypeVar("T", bound="PairedGatewayOut")


@_attrs_define
class PairedGatewayOut:
    """A gateway that has joined by a pairing.

    Attributes:
        device_id (str):
        id (int): Number of the gateway within the account.
        kind (PairedGatewayOutKind):
        name (str):
    """

    device_id: str
    id: int
    kind: PairedGatewayOutKind
    name: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        device_id = self.device_id

        id = self.id

        kind: str = self.kind

        name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "device_id": device_id,
                "id": id,
                "kind": kind,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        device_id = d.pop("device_id")

        id = d.pop("id")

        kind = check_paired_gateway_out_kind(d.pop("kind"))

        name = d.pop("name")

        paired_gateway_out = cls(
            device_id=device_id,
            id=id,
            kind=kind,
            name=name,
        )

        paired_gateway_out.additional_properties = d
        return paired_gateway_out

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
