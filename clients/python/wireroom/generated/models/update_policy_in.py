from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.update_policy_in_policy import (
    UpdatePolicyInPolicy,
    check_update_policy_in_policy,
)

T = TypeVar("T", bound="UpdatePolicyIn")


@_attrs_define
class UpdatePolicyIn:
    """Body of `PATCH /api/v1/admin/routing`.

    Attributes:
        policy (UpdatePolicyInPolicy): Route of messages that name none. `phones_only`: phones. `phones_first`: phones,
            and general numbers while no phone is available. `providers_first`: general numbers, and phones if those are
            switched off or refuse. `providers_only`: general numbers. `by_priority`: whichever has the higher priority.
    """

    policy: UpdatePolicyInPolicy
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        policy: str = self.policy

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "policy": policy,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        policy = check_update_policy_in_policy(d.pop("policy"))

        update_policy_in = cls(
            policy=policy,
        )

        update_policy_in.additional_properties = d
        return update_policy_in

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
