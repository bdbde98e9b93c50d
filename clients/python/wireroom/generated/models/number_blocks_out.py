from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.number_block_out import NumberBlockOut


T = TypeVar("T", bound="NumberBlocksOut")


@_attrs_define
class NumberBlocksOut:
    """Answer of `GET /api/v1/admin/otp/blocks`.

    Attributes:
        next_cursor (None | str): Cursor of the next page; `null` on the last one.
        number_blocks (list[NumberBlockOut]):
    """

    next_cursor: None | str
    number_blocks: list[NumberBlockOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        next_cursor: None | str
        next_cursor = self.next_cursor

        number_blocks = []
        for number_blocks_item_data in self.number_blocks:
            number_blocks_item = number_blocks_item_data.to_dict()
            number_blocks.append(number_blocks_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "next_cursor": next_cursor,
                "number_blocks": number_blocks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.number_block_out import NumberBlockOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        number_blocks = []
        _number_blocks = d.pop("number_blocks")
        for number_blocks_item_data in _number_blocks:
            number_blocks_item = NumberBlockOut.from_dict(number_blocks_item_data)

            number_blocks.append(number_blocks_item)

        number_blocks_out = cls(
            next_cursor=next_cursor,
            number_blocks=number_blocks,
        )

        number_blocks_out.additional_properties = d
        return number_blocks_out

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
