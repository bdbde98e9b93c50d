from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SimOut")


@_attrs_define
class SimOut:
    """A SIM card as the phone describes it.

    Attributes:
        carrier (None | str):
        phone_number (None | str):
        sim_number (int): Number of the SIM, from 1 on. Default: 0.
        slot (int): Number of the slot, from 0 on. Default: 0.
    """

    carrier: None | str
    phone_number: None | str
    sim_number: int = 0
    slot: int = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        carrier: None | str
        carrier = self.carrier

        phone_number: None | str
        phone_number = self.phone_number

        sim_number = self.sim_number

        slot = self.slot

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "carrier": carrier,
                "phone_number": phone_number,
                "sim_number": sim_number,
                "slot": slot,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_carrier(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        carrier = _parse_carrier(d.pop("carrier"))

        def _parse_phone_number(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        phone_number = _parse_phone_number(d.pop("phone_number"))

        sim_number = d.pop("sim_number")

        slot = d.pop("slot")

        sim_out = cls(
            carrier=carrier,
            phone_number=phone_number,
            sim_number=sim_number,
            slot=slot,
        )

        sim_out.additional_properties = d
        return sim_out

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
