from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.revoked_key_out import RevokedKeyOut


T = TypeVar("T", bound="RevokeKeyOut")


@_attrs_define
class RevokeKeyOut:
    """Answer of `POST /api/v1/admin/keys/{id}/revoke`.

    Attributes:
        key (RevokedKeyOut): A key that is revoked.
        success (bool): Always `true`.
    """

    key: RevokedKeyOut
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key.to_dict()

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.revoked_key_out import RevokedKeyOut  # noqa: PLC0415

        d = dict(src_dict)
        key = RevokedKeyOut.from_dict(d.pop("key"))

        success = d.pop("success")

        revoke_key_out = cls(
            key=key,
            success=success,
        )

        revoke_key_out.additional_properties = d
        return revoke_key_out

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
