from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DayUsageOut")


@_attrs_define
class DayUsageOut:
    """Counts of one UTC day. An SMS with several recipients counts for each.

    Attributes:
        codes (int | None): One-time codes that were sent; `null` for a single gateway.
        day (datetime.date):
        delivered (int):
        failed (int):
        received (int): Received SMS, on the day on which Wireroom learned of them.
        segments (int): SMS segments of the sent messages. A message whose text is not readable counts as one.
        sent (int):
    """

    codes: int | None
    day: datetime.date
    delivered: int
    failed: int
    received: int
    segments: int
    sent: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        codes: int | None
        codes = self.codes

        day = self.day.isoformat()

        delivered = self.delivered

        failed = self.failed

        received = self.received

        segments = self.segments

        sent = self.sent

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "codes": codes,
                "day": day,
                "delivered": delivered,
                "failed": failed,
                "received": received,
                "segments": segments,
                "sent": sent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_codes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        codes = _parse_codes(d.pop("codes"))

        day = datetime.date.fromisoformat(d.pop("day"))

        delivered = d.pop("delivered")

        failed = d.pop("failed")

        received = d.pop("received")

        segments = d.pop("segments")

        sent = d.pop("sent")

        day_usage_out = cls(
            codes=codes,
            day=day,
            delivered=delivered,
            failed=failed,
            received=received,
            segments=segments,
            sent=sent,
        )

        day_usage_out.additional_properties = d
        return day_usage_out

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
