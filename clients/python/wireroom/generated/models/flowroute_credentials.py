from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FlowrouteCredentials")


@_attrs_define
class FlowrouteCredentials:
    """
    Attributes:
        access_key (str): Access key, without a colon.
        secret_key (str):
        api_version (None | str | Unset): `2.1` selects that version of Flowroute's API, in which each message can ask
            for delivery reports.
    """

    access_key: str
    secret_key: str
    api_version: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        access_key = self.access_key

        secret_key = self.secret_key

        api_version: None | str | Unset
        if isinstance(self.api_version, Unset):
            api_version = UNSET
        else:
            api_version = self.api_version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "access_key": access_key,
                "secret_key": secret_key,
            }
        )
        if api_version is not UNSET:
            field_dict["api_version"] = api_version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        access_key = d.pop("access_key")

        secret_key = d.pop("secret_key")

        def _parse_api_version(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        api_version = _parse_api_version(d.pop("api_version", UNSET))

        flowroute_credentials = cls(
            access_key=access_key,
            secret_key=secret_key,
            api_version=api_version,
        )

        return flowroute_credentials
