from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CodeCountsOut")


@_attrs_define
class CodeCountsOut:
    """One-time codes of the day, in UTC.

    Attributes:
        conversion_alarm (bool): Whether so few of today's codes were verified that the operator's alarm is raised.
        sent_today (int):
        verification_rate (float): Verified codes in percent of the sent ones, to two decimals; 0 if none was sent.
        verified_today (int):
    """

    conversion_alarm: bool
    sent_today: int
    verification_rate: float
    verified_today: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conversion_alarm = self.conversion_alarm

        sent_today = self.sent_today

        verification_rate = self.verification_rate

        verified_today = self.verified_today

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "conversion_alarm": conversion_alarm,
                "sent_today": sent_today,
                "verification_rate": verification_rate,
                "verified_today": verified_today,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        conversion_alarm = d.pop("conversion_alarm")

        sent_today = d.pop("sent_today")

        verification_rate = d.pop("verification_rate")

        verified_today = d.pop("verified_today")

        code_counts_out = cls(
            conversion_alarm=conversion_alarm,
            sent_today=sent_today,
            verification_rate=verification_rate,
            verified_today=verified_today,
        )

        code_counts_out.additional_properties = d
        return code_counts_out

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
