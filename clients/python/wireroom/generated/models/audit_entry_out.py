from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.actor_out import ActorOut
    from ..models.audit_entry_out_objects import AuditEntryOutObjects


T = TypeVar("T", bound="AuditEntryOut")


@_attrs_define
class AuditEntryOut:
    """A change, or an attempt at one by somebody who was admitted.

    Attributes:
        actor (ActorOut): The author of a change.
        at (datetime.datetime):
        id (str):
        method (str):
        objects (AuditEntryOutObjects): Ids by name: parameters of the path, and `created` for what the request created.
            No phone number is shown.
        route (str): Path of the route, with the names of its parameters in braces.
        status (int): Status of the answer.
    """

    actor: ActorOut
    at: datetime.datetime
    id: str
    method: str
    objects: AuditEntryOutObjects
    route: str
    status: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        actor = self.actor.to_dict()

        at = self.at.isoformat()

        id = self.id

        method = self.method

        objects = self.objects.to_dict()

        route = self.route

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "actor": actor,
                "at": at,
                "id": id,
                "method": method,
                "objects": objects,
                "route": route,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.actor_out import ActorOut  # noqa: PLC0415
        from ..models.audit_entry_out_objects import AuditEntryOutObjects  # noqa: PLC0415

        d = dict(src_dict)
        actor = ActorOut.from_dict(d.pop("actor"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        id = d.pop("id")

        method = d.pop("method")

        objects = AuditEntryOutObjects.from_dict(d.pop("objects"))

        route = d.pop("route")

        status = d.pop("status")

        audit_entry_out = cls(
            actor=actor,
            at=at,
            id=id,
            method=method,
            objects=objects,
            route=route,
            status=status,
        )

        audit_entry_out.additional_properties = d
        return audit_entry_out

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
