from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.register_in_kind_type_1 import (
    RegisterInKindType1,
    check_register_in_kind_type_1,
)
from ..models.register_in_kind_type_2_type_1 import (
    RegisterInKindType2Type1,
    check_register_in_kind_type_2_type_1,
)
from ..models.register_in_kind_type_3_type_1 import (
    RegisterInKindType3Type1,
    check_register_in_kind_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.register_in_device_info_type_0 import RegisterInDeviceInfoType0


T = TypeVar("T", bound="RegisterIn")


@_attrs_define
class RegisterIn:
    """Body of `POST /api/v1/gateway/register`.

    Attributes:
        device_id (str): Id that the phone gives itself, unique in the account. Spaces around it are dropped.
        name (str): Label under which the gateway is listed. Spaces around it are dropped.
        device_info (None | RegisterInDeviceInfoType0 | Unset): Facts about the phone, such as its model, at most 8,192
            bytes of JSON, or 1,024 if the gateway has to await approval. Anything but an object counts as absent.
        kind (None | RegisterInKindType1 | RegisterInKindType2Type1 | RegisterInKindType3Type1 | Unset): `test` for a
            gateway that is to get only messages to test numbers and messages that name it. Default: 'ordinary'.
    """

    device_id: str
    name: str
    device_info: None | RegisterInDeviceInfoType0 | Unset = UNSET
    kind: (
        None
        | RegisterInKindType1
        | RegisterInKindType2Type1
        | RegisterInKindType3Type1
        | Unset
    ) = "ordinary"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.register_in_device_info_type_0 import RegisterInDeviceInfoType0  # noqa: PLC0415

        device_id = self.device_id

        name = self.name

        device_info: dict[str, Any] | None | Unset
        if isinstance(self.device_info, Unset):
            device_info = UNSET
        elif isinstance(self.device_info, RegisterInDeviceInfoType0):
            device_info = self.device_info.to_dict()
        else:
            device_info = self.device_info

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "device_id": device_id,
                "name": name,
            }
        )
        if device_info is not UNSET:
            field_dict["device_info"] = device_info
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.register_in_device_info_type_0 import RegisterInDeviceInfoType0  # noqa: PLC0415

        d = dict(src_dict)
        device_id = d.pop("device_id")

        name = d.pop("name")

        def _parse_device_info(
            data: object,
        ) -> None | RegisterInDeviceInfoType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                device_info_type_0 = RegisterInDeviceInfoType0.from_dict(data)

                return device_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RegisterInDeviceInfoType0 | Unset, data)

        device_info = _parse_device_info(d.pop("device_info", UNSET))

        def _parse_kind(
            data: object,
        ) -> (
            None
            | RegisterInKindType1
            | RegisterInKindType2Type1
            | RegisterInKindType3Type1
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_1 = check_register_in_kind_type_1(data)

                return kind_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_2_type_1 = check_register_in_kind_type_2_type_1(data)

                return kind_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_3_type_1 = check_register_in_kind_type_3_type_1(data)

                return kind_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | RegisterInKindType1
                | RegisterInKindType2Type1
                | RegisterInKindType3Type1
                | Unset,
                data,
            )

        kind = _parse_kind(d.pop("kind", UNSET))

        register_in = cls(
            device_id=device_id,
            name=name,
            device_info=device_info,
            kind=kind,
        )

        register_in.additional_properties = d
        return register_in

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
