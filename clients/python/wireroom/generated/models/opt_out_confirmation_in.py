from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="OptOutConfirmationIn")


@_attrs_define
class OptOutConfirmationIn:
    """Texts of the automatic answers.

    Attributes:
        help_ (None | str | Unset): Sent when a person asks for help.
        start (None | str | Unset): Sent once when a person has opted in again.
        stop (None | str | Unset): Sent once when a person has opted out.
    """

    help_: None | str | Unset = UNSET
    start: None | str | Unset = UNSET
    stop: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        help_: None | str | Unset
        if isinstance(self.help_, Unset):
            help_ = UNSET
        else:
            help_ = self.help_

        start: None | str | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        else:
            start = self.start

        stop: None | str | Unset
        if isinstance(self.stop, Unset):
            stop = UNSET
        else:
            stop = self.stop

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if help_ is not UNSET:
            field_dict["help"] = help_
        if start is not UNSET:
            field_dict["start"] = start
        if stop is not UNSET:
            field_dict["stop"] = stop

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_help_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        help_ = _parse_help_(d.pop("help", UNSET))

        def _parse_start(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        def _parse_stop(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        stop = _parse_stop(d.pop("stop", UNSET))

        opt_out_confirmation_in = cls(
            help_=help_,
            start=start,
            stop=stop,
        )

        return opt_out_confirmation_in
