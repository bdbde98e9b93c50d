from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.change_person_in_role_type_1 import (
    ChangePersonInRoleType1,
    check_change_person_in_role_type_1,
)
from ..models.change_person_in_role_type_2_type_1 import (
    ChangePersonInRoleType2Type1,
    check_change_person_in_role_type_2_type_1,
)
from ..models.change_person_in_role_type_3_type_1 import (
    ChangePersonInRoleType3Type1,
    check_change_person_in_role_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ChangePersonIn")


@_attrs_define
class ChangePersonIn:
    """Body of `PATCH /api/v1/admin/people/:id`.

    Attributes:
        name (None | str | Unset): New name.
        role (ChangePersonInRoleType1 | ChangePersonInRoleType2Type1 | ChangePersonInRoleType3Type1 | None | Unset): New
            role, everywhere within ten seconds.
    """

    name: None | str | Unset = UNSET
    role: (
        ChangePersonInRoleType1
        | ChangePersonInRoleType2Type1
        | ChangePersonInRoleType3Type1
        | None
        | Unset
    ) = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        elif isinstance(self.role, str):
            role = self.role
        elif isinstance(self.role, str):
            role = self.role
        elif isinstance(self.role, str):
            role = self.role
        else:
            role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_role(
            data: object,
        ) -> (
            ChangePersonInRoleType1
            | ChangePersonInRoleType2Type1
            | ChangePersonInRoleType3Type1
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_1 = check_change_person_in_role_type_1(data)

                return role_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_2_type_1 = check_change_person_in_role_type_2_type_1(data)

                return role_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_3_type_1 = check_change_person_in_role_type_3_type_1(data)

                return role_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                ChangePersonInRoleType1
                | ChangePersonInRoleType2Type1
                | ChangePersonInRoleType3Type1
                | None
                | Unset,
                data,
            )

        role = _parse_role(d.pop("role", UNSET))

        change_person_in = cls(
            name=name,
            role=role,
        )

        change_person_in.additional_properties = d
        return change_person_in

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
