from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="OptOutKeywordsIn")


@_attrs_define
class OptOutKeywordsIn:
    """Additional keywords, compared without regard to case and surrounding punctuation.

    Attributes:
        help_ (list[str] | None | Unset): Words that ask for help.
        start (list[str] | None | Unset): Words that opt in again.
        stop (list[str] | None | Unset): Words that opt out.
    """

    help_: list[str] | None | Unset = UNSET
    start: list[str] | None | Unset = UNSET
    stop: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        help_: list[str] | None | Unset
        if isinstance(self.help_, Unset):
            help_ = UNSET
        elif isinstance(self.help_, list):
            help_ = self.help_

        else:
            help_ = self.help_

        start: list[str] | None | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        elif isinstance(self.start, list):
            start = self.start

        else:
            start = self.start

        stop: list[str] | None | Unset
        if isinstance(self.stop, Unset):
            stop = UNSET
        elif isinstance(self.stop, list):
            stop = self.stop

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

        def _parse_help_(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                help_type_0 = cast(list[str], data)

                return help_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        help_ = _parse_help_(d.pop("help", UNSET))

        def _parse_start(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                start_type_0 = cast(list[str], data)

                return start_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        def _parse_stop(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                stop_type_0 = cast(list[str], data)

                return stop_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        stop = _parse_stop(d.pop("stop", UNSET))

        opt_out_keywords_in = cls(
            help_=help_,
            start=start,
            stop=stop,
        )

        return opt_out_keywords_in
