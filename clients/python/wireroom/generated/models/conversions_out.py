from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.code_count_out import CodeCountOut
    from ..models.conversion_out import ConversionOut


T = TypeVar("T", bound="ConversionsOut")


@_attrs_define
class ConversionsOut:
    """Answer of `GET /api/v1/admin/otp/conversions`.

    Attributes:
        conversions (list[ConversionOut]): Sums with at least one code, by country and block.
        next_cursor (None | str): Cursor of the next page; `null` on the last one.
        since (datetime.datetime): Start of the first day.
        test_numbers (CodeCountOut): Codes of test numbers, which no SMS carried.
        until (datetime.datetime): End of the last day.
    """

    conversions: list[ConversionOut]
    next_cursor: None | str
    since: datetime.datetime
    test_numbers: CodeCountOut
    until: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conversions = []
        for conversions_item_data in self.conversions:
            conversions_item = conversions_item_data.to_dict()
            conversions.append(conversions_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        since = self.since.isoformat()

        test_numbers = self.test_numbers.to_dict()

        until = self.until.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "conversions": conversions,
                "next_cursor": next_cursor,
                "since": since,
                "test_numbers": test_numbers,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.code_count_out import CodeCountOut  # noqa: PLC0415
        from ..models.conversion_out import ConversionOut  # noqa: PLC0415

        d = dict(src_dict)
        conversions = []
        _conversions = d.pop("conversions")
        for conversions_item_data in _conversions:
            conversions_item = ConversionOut.from_dict(conversions_item_data)

            conversions.append(conversions_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        since = datetime.datetime.fromisoformat(d.pop("since"))

        test_numbers = CodeCountOut.from_dict(d.pop("test_numbers"))

        until = datetime.datetime.fromisoformat(d.pop("until"))

        conversions_out = cls(
            conversions=conversions,
            next_cursor=next_cursor,
            since=since,
            test_numbers=test_numbers,
            until=until,
        )

        conversions_out.additional_properties = d
        return conversions_out

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
