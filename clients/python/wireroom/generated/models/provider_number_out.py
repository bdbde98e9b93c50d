from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.provider_number_out_provider import (
    ProviderNumberOutProvider,
    check_provider_number_out_provider,
)

T = TypeVar("T", bound="ProviderNumberOut")


@_attrs_define
class ProviderNumberOut:
    """A number that a provider sends and receives for.

    Attributes:
        active (bool): Whether the number sends and receives. If not, SMS that arrive at it are dropped.
        created_at (datetime.datetime):
        general (bool): Whether messages that name no route may go through the number.
        id (str): Id by which `gateway_id` can name the number.
        number (str): Phone number in E.164, a short code or a sender's name.
        priority (int): Rank among the routes of a message, from 1 to 10. The highest is preferred.
        provider (ProviderNumberOutProvider):
    """

    active: bool
    created_at: datetime.datetime
    general: bool
    id: str
    number: str
    priority: int
    provider: ProviderNumberOutProvider
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        created_at = self.created_at.isoformat()

        general = self.general

        id = self.id

        number = self.number

        priority = self.priority

        provider: str = self.provider

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "created_at": created_at,
                "general": general,
                "id": id,
                "number": number,
                "priority": priority,
                "provider": provider,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        general = d.pop("general")

        id = d.pop("id")

        number = d.pop("number")

        priority = d.pop("priority")

        provider = check_provider_number_out_provider(d.pop("provider"))

        provider_number_out = cls(
            active=active,
            created_at=created_at,
            general=general,
            id=id,
            number=number,
            priority=priority,
            provider=provider,
        )

        provider_number_out.additional_properties = d
        return provider_number_out

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
