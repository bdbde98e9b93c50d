from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.deletion_summary_out import DeletionSummaryOut


T = TypeVar("T", bound="AccountDeletionsOut")


@_attrs_define
class AccountDeletionsOut:
    """Answer of `GET /api/v1/operator/account-deletions`.

    Attributes:
        deletions (list[DeletionSummaryOut]):
        next_cursor (None | str): Cursor of the next page; `null` on the last one.
    """

    deletions: list[DeletionSummaryOut]
    next_cursor: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deletions = []
        for deletions_item_data in self.deletions:
            deletions_item = deletions_item_data.to_dict()
            deletions.append(deletions_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deletions": deletions,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.deletion_summary_out import DeletionSummaryOut  # noqa: PLC0415

        d = dict(src_dict)
        deletions = []
        _deletions = d.pop("deletions")
        for deletions_item_data in _deletions:
            deletions_item = DeletionSummaryOut.from_dict(deletions_item_data)

            deletions.append(deletions_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        account_deletions_out = cls(
            deletions=deletions,
            next_cursor=next_cursor,
        )

        account_deletions_out.additional_properties = d
        return account_deletions_out

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
