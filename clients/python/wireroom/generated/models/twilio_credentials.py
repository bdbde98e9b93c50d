from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TwilioCredentials")


@_attrs_define
class TwilioCredentials:
    """
    Attributes:
        account_sid (str):
        auth_token (str): Token that authenticates requests without an API key, and with which Twilio signs callbacks.
        api_key_secret (None | str | Unset): Secret of the API key.
        api_key_sid (None | str | Unset): API key that authenticates requests instead of the token.
    """

    account_sid: str
    auth_token: str
    api_key_secret: None | str | Unset = UNSET
    api_key_sid: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account_sid = self.account_sid

        auth_token = self.auth_token

        api_key_secret: None | str | Unset
        if isinstance(self.api_key_secret, Unset):
            api_key_secret = UNSET
        else:
            api_key_secret = self.api_key_secret

        api_key_sid: None | str | Unset
        if isinstance(self.api_key_sid, Unset):
            api_key_sid = UNSET
        else:
            api_key_sid = self.api_key_sid

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account_sid": account_sid,
                "auth_token": auth_token,
            }
        )
        if api_key_secret is not UNSET:
            field_dict["api_key_secret"] = api_key_secret
        if api_key_sid is not UNSET:
            field_dict["api_key_sid"] = api_key_sid

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_sid = d.pop("account_sid")

        auth_token = d.pop("auth_token")

        def _parse_api_key_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        api_key_secret = _parse_api_key_secret(d.pop("api_key_secret", UNSET))

        def _parse_api_key_sid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        api_key_sid = _parse_api_key_sid(d.pop("api_key_sid", UNSET))

        twilio_credentials = cls(
            account_sid=account_sid,
            auth_token=auth_token,
            api_key_secret=api_key_secret,
            api_key_sid=api_key_sid,
        )

        return twilio_credentials
