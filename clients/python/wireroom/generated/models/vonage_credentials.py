from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.vonage_credentials_signature_method_type_1 import (
    VonageCredentialsSignatureMethodType1,
    check_vonage_credentials_signature_method_type_1,
)
from ..models.vonage_credentials_signature_method_type_2_type_1 import (
    VonageCredentialsSignatureMethodType2Type1,
    check_vonage_credentials_signature_method_type_2_type_1,
)
from ..models.vonage_credentials_signature_method_type_3_type_1 import (
    VonageCredentialsSignatureMethodType3Type1,
    check_vonage_credentials_signature_method_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="VonageCredentials")


@_attrs_define
class VonageCredentials:
    """
    Attributes:
        api_key (str):
        api_secret (str):
        signature_method (None | Unset | VonageCredentialsSignatureMethodType1 |
            VonageCredentialsSignatureMethodType2Type1 | VonageCredentialsSignatureMethodType3Type1): Method by which
            callbacks are signed. Without it, any of them is accepted.
        signature_secret (None | str | Unset): Secret with which Vonage signs callbacks. With it, they are verified.
    """

    api_key: str
    api_secret: str
    signature_method: (
        None
        | Unset
        | VonageCredentialsSignatureMethodType1
        | VonageCredentialsSignatureMethodType2Type1
        | VonageCredentialsSignatureMethodType3Type1
    ) = UNSET
    signature_secret: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key

        api_secret = self.api_secret

        signature_method: None | str | Unset
        if isinstance(self.signature_method, Unset):
            signature_method = UNSET
        elif isinstance(self.signature_method, str):
            signature_method = self.signature_method
        elif isinstance(self.signature_method, str):
            signature_method = self.signature_method
        elif isinstance(self.signature_method, str):
            signature_method = self.signature_method
        else:
            signature_method = self.signature_method

        signature_secret: None | str | Unset
        if isinstance(self.signature_secret, Unset):
            signature_secret = UNSET
        else:
            signature_secret = self.signature_secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "api_key": api_key,
                "api_secret": api_secret,
            }
        )
        if signature_method is not UNSET:
            field_dict["signature_method"] = signature_method
        if signature_secret is not UNSET:
            field_dict["signature_secret"] = signature_secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_key = d.pop("api_key")

        api_secret = d.pop("api_secret")

        def _parse_signature_method(
            data: object,
        ) -> (
            None
            | Unset
            | VonageCredentialsSignatureMethodType1
            | VonageCredentialsSignatureMethodType2Type1
            | VonageCredentialsSignatureMethodType3Type1
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signature_method_type_1 = (
                    check_vonage_credentials_signature_method_type_1(data)
                )

                return signature_method_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signature_method_type_2_type_1 = (
                    check_vonage_credentials_signature_method_type_2_type_1(data)
                )

                return signature_method_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signature_method_type_3_type_1 = (
                    check_vonage_credentials_signature_method_type_3_type_1(data)
                )

                return signature_method_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | Unset
                | VonageCredentialsSignatureMethodType1
                | VonageCredentialsSignatureMethodType2Type1
                | VonageCredentialsSignatureMethodType3Type1,
                data,
            )

        signature_method = _parse_signature_method(d.pop("signature_method", UNSET))

        def _parse_signature_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        signature_secret = _parse_signature_secret(d.pop("signature_secret", UNSET))

        vonage_credentials = cls(
            api_key=api_key,
            api_secret=api_secret,
            signature_method=signature_method,
            signature_secret=signature_secret,
        )

        return vonage_credentials
