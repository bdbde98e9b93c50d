from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateRelayUserIn")


@_attrs_define
class CreateRelayUserIn:
    """Body of `POST /api/v1/admin/relay/users`.

    Attributes:
        name (str): Name of 1 to 128 characters.
        phone_number (str): Number of the user, which counts as verified. With `country_code` also as it is dialed
            there.
        country_code (None | str | Unset): Calling code of the number's country, as apps send it when a user signs up.
        id (None | Unset | UUID): Id that the user's apps know from another system: a UUID. Without it, one is
            generated.
        imported_hash (None | str | Unset): Digest of the password that the original stored (HMAC-SHA512), in 128
            hexadecimal digits.
        password (None | str | Unset): Password that fulfills the requirements of a sign-up. Without it, one is
            generated.
    """

    name: str
    phone_number: str
    country_code: None | str | Unset = UNSET
    id: None | Unset | UUID = UNSET
    imported_hash: None | str | Unset = UNSET
    password: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        phone_number = self.phone_number

        country_code: None | str | Unset
        if isinstance(self.country_code, Unset):
            country_code = UNSET
        else:
            country_code = self.country_code

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        elif isinstance(self.id, UUID):
            id = str(self.id)
        else:
            id = self.id

        imported_hash: None | str | Unset
        if isinstance(self.imported_hash, Unset):
            imported_hash = UNSET
        else:
            imported_hash = self.imported_hash

        password: None | str | Unset
        if isinstance(self.password, Unset):
            password = UNSET
        else:
            password = self.password

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "phone_number": phone_number,
            }
        )
        if country_code is not UNSET:
            field_dict["country_code"] = country_code
        if id is not UNSET:
            field_dict["id"] = id
        if imported_hash is not UNSET:
            field_dict["imported_hash"] = imported_hash
        if password is not UNSET:
            field_dict["password"] = password

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        phone_number = d.pop("phone_number")

        def _parse_country_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        country_code = _parse_country_code(d.pop("country_code", UNSET))

        def _parse_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                id_type_0 = UUID(data)

                return id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_imported_hash(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        imported_hash = _parse_imported_hash(d.pop("imported_hash", UNSET))

        def _parse_password(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        password = _parse_password(d.pop("password", UNSET))

        create_relay_user_in = cls(
            name=name,
            phone_number=phone_number,
            country_code=country_code,
            id=id,
            imported_hash=imported_hash,
            password=password,
        )

        create_relay_user_in.additional_properties = d
        return create_relay_user_in

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
