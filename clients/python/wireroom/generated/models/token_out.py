from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TokenOut")


@_attrs_define
class TokenOut:
    """An access token and its refresh token.

    Attributes:
        active (bool): Whether the access token or the refresh token is still accepted.
        expires_at (datetime.datetime):
        id (str): Id of the access token, its `jti`.
        issued_at (datetime.datetime):
        refresh_expires_at (datetime.datetime):
        refreshable (bool): Whether the refresh token can still be exchanged.
        revoked_at (datetime.datetime | None): Time at which the access token was revoked; `null` also if all tokens
            were revoked at once.
    """

    active: bool
    expires_at: datetime.datetime
    id: str
    issued_at: datetime.datetime
    refresh_expires_at: datetime.datetime
    refreshable: bool
    revoked_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        expires_at = self.expires_at.isoformat()

        id = self.id

        issued_at = self.issued_at.isoformat()

        refresh_expires_at = self.refresh_expires_at.isoformat()

        refreshable = self.refreshable

        revoked_at: None | str
        if isinstance(self.revoked_at, datetime.datetime):
            revoked_at = self.revoked_at.isoformat()
        else:
            revoked_at = self.revoked_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "expires_at": expires_at,
                "id": id,
                "issued_at": issued_at,
                "refresh_expires_at": refresh_expires_at,
                "refreshable": refreshable,
                "revoked_at": revoked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        issued_at = datetime.datetime.fromisoformat(d.pop("issued_at"))

        refresh_expires_at = datetime.datetime.fromisoformat(
            d.pop("refresh_expires_at")
        )

        refreshable = d.pop("refreshable")

        def _parse_revoked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_at_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked_at = _parse_revoked_at(d.pop("revoked_at"))

        token_out = cls(
            active=active,
            expires_at=expires_at,
            id=id,
            issued_at=issued_at,
            refresh_expires_at=refresh_expires_at,
            refreshable=refreshable,
            revoked_at=revoked_at,
        )

        token_out.additional_properties = d
        return token_out

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
