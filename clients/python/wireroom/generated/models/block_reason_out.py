from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BlockReasonOut")


@_attrs_define
class BlockReasonOut:
    """Reason for an automatic block: the codes to the numbers in the hour before.

    Attributes:
        code (str): Always `low_conversion`.
        conversion_rate (float): Percentage of the codes that were verified.
        repeats (int): Automatic blocks in a row, this one included.
        sent (int):
        verified (int):
    """

    code: str
    conversion_rate: float
    repeats: int
    sent: int
    verified: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        conversion_rate = self.conversion_rate

        repeats = self.repeats

        sent = self.sent

        verified = self.verified

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "conversion_rate": conversion_rate,
                "repeats": repeats,
                "sent": sent,
                "verified": verified,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        conversion_rate = d.pop("conversion_rate")

        repeats = d.pop("repeats")

        sent = d.pop("sent")

        verified = d.pop("verified")

        block_reason_out = cls(
            code=code,
            conversion_rate=conversion_rate,
            repeats=repeats,
            sent=sent,
            verified=verified,
        )

        block_reason_out.additional_properties = d
        return block_reason_out

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
