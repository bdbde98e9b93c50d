from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SendWindowIn")


@_attrs_define
class SendWindowIn:
    """Hours of every day.

    Attributes:
        from_ (str): Time of day at which it opens.
        time_zone (str): Name of a time zone in the IANA database, whose clocks count.
        until (str): Time of day at which it closes; on the next day if it is not later than `from`.
    """

    from_: str
    time_zone: str
    until: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        time_zone = self.time_zone

        until = self.until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "from": from_,
                "time_zone": time_zone,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        time_zone = d.pop("time_zone")

        until = d.pop("until")

        send_window_in = cls(
            from_=from_,
            time_zone=time_zone,
            until=until,
        )

        send_window_in.additional_properties = d
        return send_window_in

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
