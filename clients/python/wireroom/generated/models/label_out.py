from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.labelled_messages_out import LabelledMessagesOut


T = TypeVar("T", bound="LabelOut")


@_attrs_define
class LabelOut:
    """A label with the numbers of its messages.

    Attributes:
        label (str):
        messages (LabelledMessagesOut): Numbers of a label's messages.
    """

    label: str
    messages: LabelledMessagesOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        messages = self.messages.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "label": label,
                "messages": messages,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.labelled_messages_out import LabelledMessagesOut  # noqa: PLC0415

        d = dict(src_dict)
        label = d.pop("label")

        messages = LabelledMessagesOut.from_dict(d.pop("messages"))

        label_out = cls(
            label=label,
            messages=messages,
        )

        label_out.additional_properties = d
        return label_out

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
