from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PlivoCredentials")


@_attrs_define
class PlivoCredentials:
    """
    Attributes:
        auth_id (str):
        auth_token (str):
        main_auth_token (None | str | Unset): Token of the main account, if `auth_id` is a subaccount. It signs
            callbacks too.
    """

    auth_id: str
    auth_token: str
    main_auth_token: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        auth_id = self.auth_id

        auth_token = self.auth_token

        main_auth_token: None | str | Unset
        if isinstance(self.main_auth_token, Unset):
            main_auth_token = UNSET
        else:
            main_auth_token = self.main_auth_token

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "auth_id": auth_id,
                "auth_token": auth_token,
            }
        )
        if main_auth_token is not UNSET:
            field_dict["main_auth_token"] = main_auth_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        auth_id = d.pop("auth_id")

        auth_token = d.pop("auth_token")

        def _parse_main_auth_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        main_auth_token = _parse_main_auth_token(d.pop("main_auth_token", UNSET))

        plivo_credentials = cls(
            auth_id=auth_id,
            auth_token=auth_token,
            main_auth_token=main_auth_token,
        )

        return plivo_credentials
