from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.verified_timeline_out_verdict import (
    VerifiedTimelineOutVerdict,
    check_verified_timeline_out_verdict,
)

T = TypeVar("T", bound="VerifiedTimelineOut")


@_attrs_define
class VerifiedTimelineOut:
    """Answer of `GET /api/v1/admin/messages/{message_id}/timeline/verify`.

    Attributes:
        entries (int): Number of events of the stored timeline.
        first_invalid_entry (int | None): Index, from 0 on, of the first event that is not the one that was written;
            `null` unless the timeline is invalid. It is the number of entries if each of them is right, and one is missing
            after them or the message's state was changed.
        message_id (str):
        timeline_head (None | str): HMAC of the last event; `null` if the message is older than the chain.
        verdict (VerifiedTimelineOutVerdict): `unchained`: the message is older than the chain.
    """

    entries: int
    first_invalid_entry: int | None
    message_id: str
    timeline_head: None | str
    verdict: VerifiedTimelineOutVerdict
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        entries = self.entries

        first_invalid_entry: int | None
        first_invalid_entry = self.first_invalid_entry

        message_id = self.message_id

        timeline_head: None | str
        timeline_head = self.timeline_head

        verdict: str = self.verdict

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "entries": entries,
                "first_invalid_entry": first_invalid_entry,
                "message_id": message_id,
                "timeline_head": timeline_head,
                "verdict": verdict,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        entries = d.pop("entries")

        def _parse_first_invalid_entry(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        first_invalid_entry = _parse_first_invalid_entry(d.pop("first_invalid_entry"))

        message_id = d.pop("message_id")

        def _parse_timeline_head(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timeline_head = _parse_timeline_head(d.pop("timeline_head"))

        verdict = check_verified_timeline_out_verdict(d.pop("verdict"))

        verified_timeline_out = cls(
            entries=entries,
            first_invalid_entry=first_invalid_entry,
            message_id=message_id,
            timeline_head=timeline_head,
            verdict=verdict,
        )

        verified_timeline_out.additional_properties = d
        return verified_timeline_out

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
