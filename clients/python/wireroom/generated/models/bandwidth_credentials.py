from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="BandwidthCredentials")


@_attrs_define
class BandwidthCredentials:
    """
    Attributes:
        account_id (str):
        application_id (str):
        password (str): Password in HTTP Basic.
        username (str): User name in HTTP Basic, without a colon.
        callback_password (None | str | Unset): Password that Bandwidth's application sends with each callback. With
            both, callbacks are verified.
        callback_username (None | str | Unset): User name that Bandwidth's application sends with each callback, without
            a colon.
    """

    account_id: str
    application_id: str
    password: str
    username: str
    callback_password: None | str | Unset = UNSET
    callback_username: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        application_id = self.application_id

        password = self.password

        username = self.username

        callback_password: None | str | Unset
        if isinstance(self.callback_password, Unset):
            callback_password = UNSET
        else:
            callback_password = self.callback_password

        callback_username: None | str | Unset
        if isinstance(self.callback_username, Unset):
            callback_username = UNSET
        else:
            callback_username = self.callback_username

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account_id": account_id,
                "application_id": application_id,
                "password": password,
                "username": username,
            }
        )
        if callback_password is not UNSET:
            field_dict["callback_password"] = callback_password
        if callback_username is not UNSET:
            field_dict["callback_username"] = callback_username

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        application_id = d.pop("application_id")

        password = d.pop("password")

        username = d.pop("username")

        def _parse_callback_password(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        callback_password = _parse_callback_password(d.pop("callback_password", UNSET))

        def _parse_callback_username(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        callback_username = _parse_callback_username(d.pop("callback_username", UNSET))

        bandwidth_credentials = cls(
            account_id=account_id,
            application_id=application_id,
            password=password,
            username=username,
            callback_password=callback_password,
            callback_username=callback_username,
        )

        return bandwidth_credentials
