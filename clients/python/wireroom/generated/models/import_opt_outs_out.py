from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.invalid_opt_out_line_out import InvalidOptOutLineOut


T = TypeVar("T", bound="ImportOptOutsOut")


@_attrs_define
class ImportOptOutsOut:
    """Answer of `POST /api/v1/admin/opt-outs/import`.

    Attributes:
        added (int): Numbers that were opted out.
        invalid (int): Lines without a phone number or short code.
        invalid_lines (list[InvalidOptOutLineOut]): The first 100 of these lines.
        refused (int): Numbers for which the list has no room.
        unchanged (int): Numbers that had opted out before, repetitions in the request included.
    """

    added: int
    invalid: int
    invalid_lines: list[InvalidOptOutLineOut]
    refused: int
    unchanged: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        added = self.added

        invalid = self.invalid

        invalid_lines = []
        for invalid_lines_item_data in self.invalid_lines:
            invalid_lines_item = invalid_lines_item_data.to_dict()
            invalid_lines.append(invalid_lines_item)

        refused = self.refused

        unchanged = self.unchanged

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "added": added,
                "invalid": invalid,
                "invalid_lines": invalid_lines,
                "refused": refused,
                "unchanged": unchanged,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.invalid_opt_out_line_out import InvalidOptOutLineOut  # noqa: PLC0415

        d = dict(src_dict)
        added = d.pop("added")

        invalid = d.pop("invalid")

        invalid_lines = []
        _invalid_lines = d.pop("invalid_lines")
        for invalid_lines_item_data in _invalid_lines:
            invalid_lines_item = InvalidOptOutLineOut.from_dict(invalid_lines_item_data)

            invalid_lines.append(invalid_lines_item)

        refused = d.pop("refused")

        unchanged = d.pop("unchanged")

        import_opt_outs_out = cls(
            added=added,
            invalid=invalid,
            invalid_lines=invalid_lines,
            refused=refused,
            unchanged=unchanged,
        )

        import_opt_outs_out.additional_properties = d
        return import_opt_outs_out

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
