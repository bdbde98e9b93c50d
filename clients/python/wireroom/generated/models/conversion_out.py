from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ConversionOut")


@_attrs_define
class ConversionOut:
    """Codes of one country, or of one block of numbers.

    Attributes:
        conversion_rate (float): Percentage of the codes that were verified.
        country (None | str): ISO 3166 code; `null` for numbers of no country.
        number_block (None | str): First seven characters of the numbers. `null` for a whole country, and for the blocks
            of a day beyond its first 200, which are summed together.
        sent (int): At least 1.
        verified (int):
    """

    conversion_rate: float
    country: None | str
    number_block: None | str
    sent: int
    verified: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conversion_rate = self.conversion_rate

        country: None | str
        country = self.country

        number_block: None | str
        number_block = self.number_block

        sent = self.sent

        verified = self.verified

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "conversion_rate": conversion_rate,
                "country": country,
                "number_block": number_block,
                "sent": sent,
                "verified": verified,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        conversion_rate = d.pop("conversion_rate")

        def _parse_country(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        country = _parse_country(d.pop("country"))

        def _parse_number_block(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        number_block = _parse_number_block(d.pop("number_block"))

        sent = d.pop("sent")

        verified = d.pop("verified")

        conversion_out = cls(
            conversion_rate=conversion_rate,
            country=country,
            number_block=number_block,
            sent=sent,
            verified=verified,
        )

        conversion_out.additional_properties = d
        return conversion_out

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
