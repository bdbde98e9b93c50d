from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_person_in_role import (
    CreatePersonInRole,
    check_create_person_in_role,
)

T = TypeVar("T", bound="CreatePersonIn")


@_attrs_define
class CreatePersonIn:
    """Body of `POST /api/v1/admin/people`.

    Attributes:
        name (str): Name, which no other person of the account has.
        role (CreatePersonInRole): `owner` for everything, `operator` for everything but keys, providers and people,
            `viewer` for reading.
    """

    name: str
    role: CreatePersonInRole
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        role: str = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        role = check_create_person_in_role(d.pop("role"))

        create_person_in = cls(
            name=name,
            role=role,
        )

        create_person_in.additional_properties = d
        return create_person_in

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
