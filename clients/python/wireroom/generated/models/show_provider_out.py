from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.provider_out import ProviderOut


T = TypeVar("T", bound="ShowProviderOut")


@_attrs_define
class ShowProviderOut:
    """Answer of `GET /api/v1/admin/providers/{provider}`.

    Attributes:
        provider (ProviderOut): A provider with the account's configuration.
    """

    provider: ProviderOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        provider = self.provider.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "provider": provider,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provider_out import ProviderOut  # noqa: PLC0415

        d = dict(src_dict)
        provider = ProviderOut.from_dict(d.pop("provider"))

        show_provider_out = cls(
            provider=provider,
        )

        show_provider_out.additional_properties = d
        return show_provider_out

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
