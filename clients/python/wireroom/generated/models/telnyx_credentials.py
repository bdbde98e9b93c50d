from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TelnyxCredentials")


@_attrs_define
class TelnyxCredentials:
    """
    Attributes:
        api_key (str):
        messaging_profile_id (None | str | Unset):
        public_key (None | str | Unset): Ed25519 public key of the account: 32 bytes in base64. With it, callbacks are
            verified.
    """

    api_key: str
    messaging_profile_id: None | str | Unset = UNSET
    public_key: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key

        messaging_profile_id: None | str | Unset
        if isinstance(self.messaging_profile_id, Unset):
            messaging_profile_id = UNSET
        else:
            messaging_profile_id = self.messaging_profile_id

        public_key: None | str | Unset
        if isinstance(self.public_key, Unset):
            public_key = UNSET
        else:
            public_key = self.public_key

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "api_key": api_key,
            }
        )
        if messaging_profile_id is not UNSET:
            field_dict["messaging_profile_id"] = messaging_profile_id
        if public_key is not UNSET:
            field_dict["public_key"] = public_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_key = d.pop("api_key")

        def _parse_messaging_profile_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        messaging_profile_id = _parse_messaging_profile_id(
            d.pop("messaging_profile_id", UNSET)
        )

        def _parse_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_key = _parse_public_key(d.pop("public_key", UNSET))

        telnyx_credentials = cls(
            api_key=api_key,
            messaging_profile_id=messaging_profile_id,
            public_key=public_key,
        )

        return telnyx_credentials
