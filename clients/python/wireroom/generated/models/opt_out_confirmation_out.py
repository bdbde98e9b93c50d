from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="OptOutConfirmationOut")


@_attrs_define
class OptOutConfirmationOut:
    """Texts of the automatic answers to keywords; `null` for a keyword that is not answered.

    Attributes:
        help_ (None | str):
        start (None | str):
        stop (None | str):
    """

    help_: None | str
    start: None | str
    stop: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        help_: None | str
        help_ = self.help_

        start: None | str
        start = self.start

        stop: None | str
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

        def _parse_help_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        help_ = _parse_help_(d.pop("help"))

        def _parse_start(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        start = _parse_start(d.pop("start"))

        def _parse_stop(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stop = _parse_stop(d.pop("stop"))

        opt_out_confirmation_out = cls(
            help_=help_,
            start=start,
            stop=stop,
        )

        opt_out_confirmation_out.additional_properties = d
        return opt_out_confirmation_out

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
