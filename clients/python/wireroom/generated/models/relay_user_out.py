from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RelayUserOut")


@_attrs_define
class RelayUserOut:
    """A person who publishes by SMS.

    Attributes:
        country_code (str): Calling code of the number's country as the sign-up stated it; empty if it stated none.
        created_at (datetime.datetime):
        id (str):
        name (str):
        phone_number (str):
        state (str): `active`, or `unverified` until the number is verified.
        updated_at (datetime.datetime):
    """

    country_code: str
    created_at: datetime.datetime
    id: str
    name: str
    phone_number: str
    state: str
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        country_code = self.country_code

        created_at = self.created_at.isoformat()

        id = self.id

        name = self.name

        phone_number = self.phone_number

        state = self.state

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "country_code": country_code,
                "created_at": created_at,
                "id": id,
                "name": name,
                "phone_number": phone_number,
                "state": state,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        country_code = d.pop("country_code")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        name = d.pop("name")

        phone_number = d.pop("phone_number")

        state = d.pop("state")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        relay_user_out = cls(
            country_code=country_code,
            created_at=created_at,
            id=id,
            name=name,
            phone_number=phone_number,
            state=state,
            updated_at=updated_at,
        )

        relay_user_out.additional_properties = d
        return relay_user_out

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
