from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.provider_number_out import ProviderNumberOut


T = TypeVar("T", bound="NumberChangedOut")


@_attrs_define
class NumberChangedOut:
    """Answer that shows a number after a change.

    Attributes:
        number (ProviderNumberOut): A number that a provider sends and receives for.
        success (bool): Always `true`.
    """

    number: ProviderNumberOut
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number.to_dict()

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provider_number_out import ProviderNumberOut  # noqa: PLC0415

        d = dict(src_dict)
        number = ProviderNumberOut.from_dict(d.pop("number"))

        success = d.pop("success")

        number_changed_out = cls(
            number=number,
            success=success,
        )

        number_changed_out.additional_properties = d
        return number_changed_out

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
