from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.update_policy_out_policy import (
    UpdatePolicyOutPolicy,
    check_update_policy_out_policy,
)

T = TypeVar("T", bound="UpdatePolicyOut")


@_attrs_define
class UpdatePolicyOut:
    """Answer of `PATCH /api/v1/admin/routing`.

    Attributes:
        policy (UpdatePolicyOutPolicy):
        success (bool): Always `true`.
    """

    policy: UpdatePolicyOutPolicy
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        policy: str = self.policy

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "policy": policy,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        policy = check_update_policy_out_policy(d.pop("policy"))

        success = d.pop("success")

        update_policy_out = cls(
            policy=policy,
            success=success,
        )

        update_policy_out.additional_properties = d
        return update_policy_out

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
