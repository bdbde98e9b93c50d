from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExplainedRecipientOut")


@_attrs_define
class ExplainedRecipientOut:
    """A recipient of a dry run. A reason that concerns a recipient alone, such as an opt-out, belongs here.

    Attributes:
        opted_out (bool): Whether the request would be refused because this person has opted out.
        phone_number (str):
        segments (int): SMS segments of the text.
    """

    opted_out: bool
    phone_number: str
    segments: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        opted_out = self.opted_out

        phone_number = self.phone_number

        segments = self.segments

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "opted_out": opted_out,
                "phone_number": phone_number,
                "segments": segments,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        opted_out = d.pop("opted_out")

        phone_number = d.pop("phone_number")

        segments = d.pop("segments")

        explained_recipient_out = cls(
            opted_out=opted_out,
            phone_number=phone_number,
            segments=segments,
        )

        explained_recipient_out.additional_properties = d
        return explained_recipient_out

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
