from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateNumberIn")


@_attrs_define
class CreateNumberIn:
    """Body of `POST /api/v1/admin/providers/{provider}/numbers`.

    Attributes:
        number (str): Phone number in any usual spelling, also as digits with the country code and without `+`; or a
            short code of 3 to 8 digits; or a sender's name of 3 to 15 letters, digits, spaces and `-_.&`.
        active (bool | None | Unset): Whether the number sends and receives. A new number does by default.
        general (bool | None | Unset): Whether messages that name no route may go through the number, as the routing
            policy allows. By default, a new number sends only messages that name it.
        priority (int | None | Unset): Rank among the routes of a message, of which the highest is preferred. A new
            number has 1 by default.
    """

    number: str
    active: bool | None | Unset = UNSET
    general: bool | None | Unset = UNSET
    priority: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        active: bool | None | Unset
        if isinstance(self.active, Unset):
            active = UNSET
        else:
            active = self.active

        general: bool | None | Unset
        if isinstance(self.general, Unset):
            general = UNSET
        else:
            general = self.general

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
            }
        )
        if active is not UNSET:
            field_dict["active"] = active
        if general is not UNSET:
            field_dict["general"] = general
        if priority is not UNSET:
            field_dict["priority"] = priority

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        def _parse_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        active = _parse_active(d.pop("active", UNSET))

        def _parse_general(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        general = _parse_general(d.pop("general", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        create_number_in = cls(
            number=number,
            active=active,
            general=general,
            priority=priority,
        )

        create_number_in.additional_properties = d
        return create_number_in

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
