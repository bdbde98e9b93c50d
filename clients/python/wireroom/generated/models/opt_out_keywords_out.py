from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="OptOutKeywordsOut")


@_attrs_define
class OptOutKeywordsOut:
    """Keywords in lower case.

    Attributes:
        help_ (list[str]):
        start (list[str]):
        stop (list[str]):
    """

    help_: list[str]
    start: list[str]
    stop: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        help_ = self.help_

        start = self.start

        stop = self.stop

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "help": help_,
                "start": start,
                "stop": stop,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        help_ = cast(list[str], d.pop("help"))

        start = cast(list[str], d.pop("start"))

        stop = cast(list[str], d.pop("stop"))

        opt_out_keywords_out = cls(
            help_=help_,
            start=start,
            stop=stop,
        )

        opt_out_keywords_out.additional_properties = d
        return opt_out_keywords_out

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
