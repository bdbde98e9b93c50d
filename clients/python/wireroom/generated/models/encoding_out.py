from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.encoding_out_name import EncodingOutName, check_encoding_out_name

T = TypeVar("T", bound="EncodingOut")


@_attrs_define
class EncodingOut:
    """Encoding of a text on the air.

    Attributes:
        character (None | str): First character that the GSM alphabet lacks, and that makes the whole text UCS-2; `null`
            if there is none.
        name (EncodingOutName):
        position (int | None): Position of that character in the text, from 0.
    """

    character: None | str
    name: EncodingOutName
    position: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        character: None | str
        character = self.character

        name: str = self.name

        position: int | None
        position = self.position

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "character": character,
                "name": name,
                "position": position,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_character(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        character = _parse_character(d.pop("character"))

        name = check_encoding_out_name(d.pop("name"))

        def _parse_position(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        position = _parse_position(d.pop("position"))

        encoding_out = cls(
            character=character,
            name=name,
            position=position,
        )

        encoding_out.additional_properties = d
        return encoding_out

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
