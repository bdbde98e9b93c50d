from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_pairing_in_kind_type_1 import (
    CreatePairingInKindType1,
    check_create_pairing_in_kind_type_1,
)
from ..models.create_pairing_in_kind_type_2_type_1 import (
    CreatePairingInKindType2Type1,
    check_create_pairing_in_kind_type_2_type_1,
)
from ..models.create_pairing_in_kind_type_3_type_1 import (
    CreatePairingInKindType3Type1,
    check_create_pairing_in_kind_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="CreatePairingIn")


@_attrs_define
class CreatePairingIn:
    """Body of `POST /api/v1/admin/pairings`.

    Attributes:
        kind (CreatePairingInKindType1 | CreatePairingInKindType2Type1 | CreatePairingInKindType3Type1 | None | Unset):
            `test` for a gateway that is to get only messages to test numbers and messages that name it. Default:
            'ordinary'.
        name (None | str | Unset): Label of the gateway to be, of up to 255 characters. Without it, the gateway names
            itself.
    """

    kind: (
        CreatePairingInKindType1
        | CreatePairingInKindType2Type1
        | CreatePairingInKindType3Type1
        | None
        | Unset
    ) = "ordinary"
    name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if kind is not UNSET:
            field_dict["kind"] = kind
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_kind(
            data: object,
        ) -> (
            CreatePairingInKindType1
            | CreatePairingInKindType2Type1
            | CreatePairingInKindType3Type1
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
                kind_type_1 = check_create_pairing_in_kind_type_1(data)

                return kind_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_2_type_1 = check_create_pairing_in_kind_type_2_type_1(data)

                return kind_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_3_type_1 = check_create_pairing_in_kind_type_3_type_1(data)

                return kind_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                CreatePairingInKindType1
                | CreatePairingInKindType2Type1
                | CreatePairingInKindType3Type1
                | None
                | Unset,
                data,
            )

        kind = _parse_kind(d.pop("kind", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        create_pairing_in = cls(
            kind=kind,
            name=name,
        )

        create_pairing_in.additional_properties = d
        return create_pairing_in

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
