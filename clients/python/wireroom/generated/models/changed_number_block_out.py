from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.number_block_out import NumberBlockOut


T = TypeVar("T", bound="ChangedNumberBlockOut")


@_attrs_define
class ChangedNumberBlockOut:
    """Answer of routes that change a block.

    Attributes:
        number_block (NumberBlockOut): Numbers that get no codes, or recently got none.
        success (bool): Always `true`.
    """

    number_block: NumberBlockOut
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number_block = self.number_block.to_dict()

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number_block": number_block,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.number_block_out import NumberBlockOut  # noqa: PLC0415

        d = dict(src_dict)
        number_block = NumberBlockOut.from_dict(d.pop("number_block"))

        success = d.pop("success")

        changed_number_block_out = cls(
            number_block=number_block,
            success=success,
        )

        changed_number_block_out.additional_properties = d
        return changed_number_block_out

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
