from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WebhookPublicKeyOut")


@_attrs_define
class WebhookPublicKeyOut:
    """Answer of `GET /api/v1/webhooks/public-key/{account_id}`.

    Attributes:
        public_key (str): The current key: `whpk_` and the 32 bytes of an Ed25519 public key in base64.
        public_keys (list[str]): All keys that sign, the current one first: during a rotation of the deployment's secret
            also the previous one. Every request has a signature of each.
    """

    public_key: str
    public_keys: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        public_key = self.public_key

        public_keys = self.public_keys

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "public_key": public_key,
                "public_keys": public_keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        public_key = d.pop("public_key")

        public_keys = cast(list[str], d.pop("public_keys"))

        webhook_public_key_out = cls(
            public_key=public_key,
            public_keys=public_keys,
        )

        webhook_public_key_out.additional_properties = d
        return webhook_public_key_out

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
