from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_key_in_kind_type_1 import (
    CreateKeyInKindType1,
    check_create_key_in_kind_type_1,
)
from ..models.create_key_in_kind_type_2_type_1 import (
    CreateKeyInKindType2Type1,
    check_create_key_in_kind_type_2_type_1,
)
from ..models.create_key_in_kind_type_3_type_1 import (
    CreateKeyInKindType3Type1,
    check_create_key_in_kind_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.permissions_in import PermissionsIn


T = TypeVar("T", bound="CreateKeyIn")


@_attrs_define
class CreateKeyIn:
    """Body of `POST /api/v1/admin/keys`.

    Attributes:
        name (str): Label under which the key is listed, of 1 to 255 characters.
        expires_at (datetime.datetime | None | Unset): Time at which the key ends, in the future. Without it, the key
            ends when it is revoked.
        kind (CreateKeyInKindType1 | CreateKeyInKindType2Type1 | CreateKeyInKindType3Type1 | None | Unset): `client` for
            an API key, `registration` for a token with which gateways register. Default: 'client'.
        permissions (None | PermissionsIn | Unset): Permissions by name, each `true` or `false`. A registration token
            has none.
    """

    name: str
    expires_at: datetime.datetime | None | Unset = UNSET
    kind: (
        CreateKeyInKindType1
        | CreateKeyInKindType2Type1
        | CreateKeyInKindType3Type1
        | None
        | Unset
    ) = "client"
    permissions: None | PermissionsIn | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.permissions_in import PermissionsIn  # noqa: PLC0415

        name = self.name

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        kind: None | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        permissions: dict[str, Any] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, PermissionsIn):
            permissions = self.permissions.to_dict()
        else:
            permissions = self.permissions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if kind is not UNSET:
            field_dict["kind"] = kind
        if permissions is not UNSET:
            field_dict["permissions"] = permissions

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.permissions_in import PermissionsIn  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_kind(
            data: object,
        ) -> (
            CreateKeyInKindType1
            | CreateKeyInKindType2Type1
            | CreateKeyInKindType3Type1
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
                kind_type_1 = check_create_key_in_kind_type_1(data)

                return kind_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_2_type_1 = check_create_key_in_kind_type_2_type_1(data)

                return kind_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_3_type_1 = check_create_key_in_kind_type_3_type_1(data)

                return kind_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                CreateKeyInKindType1
                | CreateKeyInKindType2Type1
                | CreateKeyInKindType3Type1
                | None
                | Unset,
                data,
            )

        kind = _parse_kind(d.pop("kind", UNSET))

        def _parse_permissions(data: object) -> None | PermissionsIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                permissions_type_0 = PermissionsIn.from_dict(data)

                return permissions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PermissionsIn | Unset, data)

        permissions = _parse_permissions(d.pop("permissions", UNSET))

        create_key_in = cls(
            name=name,
            expires_at=expires_at,
            kind=kind,
            permissions=permissions,
        )

        create_key_in.additional_properties = d
        return create_key_in

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
