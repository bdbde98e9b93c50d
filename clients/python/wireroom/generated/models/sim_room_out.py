from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pacing_out import PacingOut


T = TypeVar("T", bound="SimRoomOut")


@_attrs_define
class SimRoomOut:
    """Room of a SIM for more segments.

    Attributes:
        next_at (datetime.datetime | None): Time at which there is room for a segment again. `null` if there is now.
        pacing (PacingOut): Rate limit of a SIM.
        segments_left (int): Segments that the SIM may be given now.
        slot (int | None): Number of the SIM's slot. `null` for the phone's default SIM.
    """

    next_at: datetime.datetime | None
    pacing: PacingOut
    segments_left: int
    slot: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        next_at: None | str
        if isinstance(self.next_at, datetime.datetime):
            next_at = self.next_at.isoformat()
        else:
            next_at = self.next_at

        pacing = self.pacing.to_dict()

        segments_left = self.segments_left

        slot: int | None
        slot = self.slot

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "next_at": next_at,
                "pacing": pacing,
                "segments_left": segments_left,
                "slot": slot,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pacing_out import PacingOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_next_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_at = _parse_next_at(d.pop("next_at"))

        pacing = PacingOut.from_dict(d.pop("pacing"))

        segments_left = d.pop("segments_left")

        def _parse_slot(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        slot = _parse_slot(d.pop("slot"))

        sim_room_out = cls(
            next_at=next_at,
            pacing=pacing,
            segments_left=segments_left,
            slot=slot,
        )

        sim_room_out.additional_properties = d
        return sim_room_out

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
