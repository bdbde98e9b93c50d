from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.passkey_sign_in_in_response import PasskeySignInInResponse


T = TypeVar("T", bound="PasskeySignInIn")


@_attrs_define
class PasskeySignInIn:
    """Body of `POST /api/v1/session/passkey`: a browser's `PublicKeyCredential` as JSON.

    Attributes:
        id (str): Id of the credential in base64url.
        response (PasskeySignInInResponse): Response of an authenticator to a sign-in; binary data in base64url.
    """

    id: str
    response: PasskeySignInInResponse
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        response = self.response.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.passkey_sign_in_in_response import PasskeySignInInResponse  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        response = PasskeySignInInResponse.from_dict(d.pop("response"))

        passkey_sign_in_in = cls(
            id=id,
            response=response,
        )

        passkey_sign_in_in.additional_properties = d
        return passkey_sign_in_in

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
