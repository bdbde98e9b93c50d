from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.registered_gateway_out_metadata import RegisteredGatewayOutMetadata


T = TypeVar("T", bound="RegisteredGatewayOut")


@_attrs_define
class RegisteredGatewayOut:
    """A gateway that was just registered.

    Attributes:
        active (bool): Whether it may be used; `false` if it awaits approval.
        created_at (datetime.datetime):
        device_id (str):
        id (int): Number of the gateway. One that awaits approval gets another when it is approved.
        metadata (RegisteredGatewayOutMetadata): The device info of the request.
        name (str):
        priority (int): Always 1.
        status (str): Always `offline`.
        kind (str | Unset): `test` for a test gateway, and else absent.
    """

    active: bool
    created_at: datetime.datetime
    device_id: str
    id: int
    metadata: RegisteredGatewayOutMetadata
    name: str
    priority: int
    status: str
    kind: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        created_at = self.created_at.isoformat()

        device_id = self.device_id

        id = self.id

        metadata = self.metadata.to_dict()

        name = self.name

        priority = self.priority

        status = self.status

        kind = self.kind

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "created_at": created_at,
                "device_id": device_id,
                "id": id,
                "metadata": metadata,
                "name": name,
                "priority": priority,
                "status": status,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.registered_gateway_out_metadata import (
            RegisteredGatewayOutMetadata,  # noqa: PLC0415
        )

        d = dict(src_dict)
        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        device_id = d.pop("device_id")

        id = d.pop("id")

        metadata = RegisteredGatewayOutMetadata.from_dict(d.pop("metadata"))

        name = d.pop("name")

        priority = d.pop("priority")

        status = d.pop("status")

        kind = d.pop("kind", UNSET)

        registered_gateway_out = cls(
            active=active,
            created_at=created_at,
            device_id=device_id,
            id=id,
            metadata=metadata,
            name=name,
            priority=priority,
            status=status,
            kind=kind,
        )

        registered_gateway_out.additional_properties = d
        return registered_gateway_out

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
