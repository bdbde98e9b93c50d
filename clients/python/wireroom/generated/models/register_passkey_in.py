from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.register_passkey_in_response import RegisterPasskeyInResponse


T = TypeVar("T", bound="RegisterPasskeyIn")


@_attrs_define
class RegisterPasskeyIn:
    """Body of `POST /api/v1/session/passkeys`: a browser's `PublicKeyCredential` as JSON, and a name.

    Attributes:
        name (str): Name under which the passkey is listed, such as that of the device.
        response (RegisterPasskeyInResponse): Response of an authenticator to a registration, in base64url.
    """

    name: str
    response: RegisterPasskeyInResponse
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        response = self.response.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.register_passkey_in_response import RegisterPasskeyInResponse  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        response = RegisterPasskeyInResponse.from_dict(d.pop("response"))

        register_passkey_in = cls(
            name=name,
            response=response,
        )

        register_passkey_in.additional_properties = d
        return register_passkey_in

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
