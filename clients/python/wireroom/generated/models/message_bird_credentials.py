from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="MessageBirdCredentials")


@_attrs_define
class MessageBirdCredentials:
    """
    Attributes:
        access_key (str):
        signing_key (None | str | Unset): Key with which MessageBird signs callbacks. With it, they are verified.
    """

    access_key: str
    signing_key: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        access_key = self.access_key

        signing_key: None | str | Unset
        if isinstance(self.signing_key, Unset):
            signing_key = UNSET
        else:
            signing_key = self.signing_key

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "access_key": access_key,
            }
        )
        if signing_key is not UNSET:
            field_dict["signing_key"] = signing_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        access_key = d.pop("access_key")

        def _parse_signing_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        signing_key = _parse_signing_key(d.pop("signing_key", UNSET))

        message_bird_credentials = cls(
            access_key=access_key,
            signing_key=signing_key,
        )

        return message_bird_credentials
