from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.key_permissions import KeyPermissions
    from ..models.session_account_out import SessionAccountOut
    from ..models.session_person_out import SessionPersonOut


T = TypeVar("T", bound="SessionOut")


@_attrs_define
class SessionOut:
    """The session of the caller.

    Attributes:
        accounts (list[SessionAccountOut]): Accounts that the person administers. For a person of the deployment, the
            first 100 that are enabled.
        created_at (datetime.datetime):
        expires_at (datetime.datetime): Time at which the session ends, unless it ends earlier because it is not used
            for 12 hours.
        id (str):
        method (str): How it began: `link` or `passkey`.
        permissions (KeyPermissions): Permissions that are granted, each with `true`. One that is not granted is absent.
        person (SessionPersonOut): The person of the session.
        role (str): `owner`, `operator` or `viewer`.
        scope (str): `account`; or `deployment`, whose people name the account by the header `Wireroom-Account`.
    """

    accounts: list[SessionAccountOut]
    created_at: datetime.datetime
    expires_at: datetime.datetime
    id: str
    method: str
    permissions: KeyPermissions
    person: SessionPersonOut
    role: str
    scope: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        id = self.id

        method = self.method

        permissions = self.permissions.to_dict()

        person = self.person.to_dict()

        role = self.role

        scope = self.scope

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accounts": accounts,
                "created_at": created_at,
                "expires_at": expires_at,
                "id": id,
                "method": method,
                "permissions": permissions,
                "person": person,
                "role": role,
                "scope": scope,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.key_permissions import KeyPermissions  # noqa: PLC0415
        from ..models.session_account_out import SessionAccountOut  # noqa: PLC0415
        from ..models.session_person_out import SessionPersonOut  # noqa: PLC0415

        d = dict(src_dict)
        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = SessionAccountOut.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        method = d.pop("method")

        permissions = KeyPermissions.from_dict(d.pop("permissions"))

        person = SessionPersonOut.from_dict(d.pop("person"))

        role = d.pop("role")

        scope = d.pop("scope")

        session_out = cls(
            accounts=accounts,
            created_at=created_at,
            expires_at=expires_at,
            id=id,
            method=method,
            permissions=permissions,
            person=person,
            role=role,
            scope=scope,
        )

        session_out.additional_properties = d
        return session_out

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
