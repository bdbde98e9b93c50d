from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pending_gateway_out_metadata import PendingGatewayOutMetadata


T = TypeVar("T", bound="PendingGatewayOut")


@_attrs_define
class PendingGatewayOut:
    """A gateway that awaits approval.

    Attributes:
        created_at (datetime.datetime):
        device_id (str): The phone's own id; `gateway_id` in other requests and answers.
        expires_at (datetime.datetime): Time at which the registration is dropped unless it is approved.
        id (int): Number of the gateway while it is pending.
        metadata (PendingGatewayOutMetadata): Device info from the registration.
        name (str):
    """

    created_at: datetime.datetime
    device_id: str
    expires_at: datetime.datetime
    id: int
    metadata: PendingGatewayOutMetadata
    name: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        device_id = self.device_id

        expires_at = self.expires_at.isoformat()

        id = self.id

        metadata = self.metadata.to_dict()

        name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "device_id": device_id,
                "expires_at": expires_at,
                "id": id,
                "metadata": metadata,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pending_gateway_out_metadata import PendingGatewayOutMetadata  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        device_id = d.pop("device_id")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        metadata = PendingGatewayOutMetadata.from_dict(d.pop("metadata"))

        name = d.pop("name")

        pending_gateway_out = cls(
            created_at=created_at,
            device_id=device_id,
            expires_at=expires_at,
            id=id,
            metadata=metadata,
            name=name,
        )

        pending_gateway_out.additional_properties = d
        return pending_gateway_out

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
