from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RotatedKeyOut")


@_attrs_define
class RotatedKeyOut:
    """Answer of `POST /api/v1/admin/gateways/{id}/rotate-key`.

    Attributes:
        api_key (str): The gateway's new key, which is shown only in this answer.
        device_id (str): The phone's own id; `gateway_id` in other requests and answers.
        id (int): Number of the gateway within the account.
        key_id (str): Id of the key in the list of keys.
        success (bool): Always `true`.
    """

    api_key: str
    device_id: str
    id: int
    key_id: str
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key

        device_id = self.device_id

        id = self.id

        key_id = self.key_id

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_key": api_key,
                "device_id": device_id,
                "id": id,
                "key_id": key_id,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_key = d.pop("api_key")

        device_id = d.pop("device_id")

        id = d.pop("id")

        key_id = d.pop("key_id")

        success = d.pop("success")

        rotated_key_out = cls(
            api_key=api_key,
            device_id=device_id,
            id=id,
            key_id=key_id,
            success=success,
        )

        rotated_key_out.additional_properties = d
        return rotated_key_out

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
