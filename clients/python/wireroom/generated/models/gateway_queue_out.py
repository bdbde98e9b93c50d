from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GatewayQueueOut")


@_attrs_define
class GatewayQueueOut:
    """Messages that wait for a gateway.

    Attributes:
        in_flight (int): Recipients that it was given and has not reported.
        pinned (int): Messages that only this gateway may send, up to 1,000.
        to_fetch (int): Messages that it is to fetch, or has fetched and not reported, up to 1,000.
        unknown_outcome (int): Messages that it was given and never reported on, up to 1,000.
    """

    in_flight: int
    pinned: int
    to_fetch: int
    unknown_outcome: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        in_flight = self.in_flight

        pinned = self.pinned

        to_fetch = self.to_fetch

        unknown_outcome = self.unknown_outcome

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "in_flight": in_flight,
                "pinned": pinned,
                "to_fetch": to_fetch,
                "unknown_outcome": unknown_outcome,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        in_flight = d.pop("in_flight")

        pinned = d.pop("pinned")

        to_fetch = d.pop("to_fetch")

        unknown_outcome = d.pop("unknown_outcome")

        gateway_queue_out = cls(
            in_flight=in_flight,
            pinned=pinned,
            to_fetch=to_fetch,
            unknown_outcome=unknown_outcome,
        )

        gateway_queue_out.additional_properties = d
        return gateway_queue_out

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
