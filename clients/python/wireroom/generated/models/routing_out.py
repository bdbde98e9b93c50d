from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RoutingOut")


@_attrs_define
class RoutingOut:
    """Standing of a gateway in the choice of a route for ordinary messages that name none.

    Attributes:
        load (int): Recipients that it was given and has not reported, and messages in the device's own queue. Of
            gateways with equal priority, the one with the smallest load is chosen.
        obstacles (list[str]): Reasons why it is given none of these messages now, in the words of a dry run:
            `inactive`, `offline`, `unreachable`, `test_only`, `only_if_named`, `send_window`, `pacing`.
        score (int): 0 with an obstacle; otherwise 100 less the load, and at least 1.
    """

    load: int
    obstacles: list[str]
    score: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        load = self.load

        obstacles = self.obstacles

        score = self.score

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "load": load,
                "obstacles": obstacles,
                "score": score,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        load = d.pop("load")

        obstacles = cast(list[str], d.pop("obstacles"))

        score = d.pop("score")

        routing_out = cls(
            load=load,
            obstacles=obstacles,
            score=score,
        )

        routing_out.additional_properties = d
        return routing_out

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
