from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.person import Person


T = TypeVar("T", bound="SignInLinkOut")


@_attrs_define
class SignInLinkOut:
    """A link that signs a person in, once. It is shown only here.

    Attributes:
        account (None | str): Account of the person; `null` for a person of the deployment.
        expires_at (datetime.datetime): Time at which the link ends, 30 minutes from now.
        person (Person): A person with a role.
        token (str): What `POST /api/v1/session/link` takes.
        url (str): The link, for a browser.
    """

    account: None | str
    expires_at: datetime.datetime
    person: Person
    token: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account: None | str
        account = self.account

        expires_at = self.expires_at.isoformat()

        person = self.person.to_dict()

        token = self.token

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account": account,
                "expires_at": expires_at,
                "person": person,
                "token": token,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.person import Person  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        person = Person.from_dict(d.pop("person"))

        token = d.pop("token")

        url = d.pop("url")

        sign_in_link_out = cls(
            account=account,
            expires_at=expires_at,
            person=person,
            token=token,
            url=url,
        )

        sign_in_link_out.additional_properties = d
        return sign_in_link_out

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
