from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.opt_out_listed_out import OptOutListedOut


T = TypeVar("T", bound="OptOutsOut")


@_attrs_define
class OptOutsOut:
    """Answer of `GET /api/v1/admin/opt-outs`.

    Attributes:
        next_cursor (None | str): Cursor of the next page; `null` on the last one.
        opt_outs (list[OptOutListedOut]):
    """

    next_cursor: None | str
    opt_outs: list[OptOutListedOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        next_cursor: None | str
        next_cursor = self.next_cursor

        opt_outs = []
        for opt_outs_item_data in self.opt_outs:
            opt_outs_item = opt_outs_item_data.to_dict()
            opt_outs.append(opt_outs_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "next_cursor": next_cursor,
                "opt_outs": opt_outs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opt_out_listed_out import OptOutListedOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        opt_outs = []
        _opt_outs = d.pop("opt_outs")
        for opt_outs_item_data in _opt_outs:
            opt_outs_item = OptOutListedOut.from_dict(opt_outs_item_data)

            opt_outs.append(opt_outs_item)

        opt_outs_out = cls(
            next_cursor=next_cursor,
            opt_outs=opt_outs,
        )

        opt_outs_out.additional_properties = d
        return opt_outs_out

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
