from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.webhook_out import WebhookOut


T = TypeVar("T", bound="WebhookSecretOut")


@_attrs_define
class WebhookSecretOut:
    """Answer after a secret was created, the only one that shows the secret.

    Attributes:
        secret_key (str): The secret itself, which is shown only here.
        success (bool): Always `true`.
        webhook (WebhookOut): An endpoint to which events are delivered.
        warning (str | Unset): Present if the secret is too short for the signature of Standard Webhooks.
    """

    secret_key: str
    success: bool
    webhook: WebhookOut
    warning: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        secret_key = self.secret_key

        success = self.success

        webhook = self.webhook.to_dict()

        warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "secret_key": secret_key,
                "success": success,
                "webhook": webhook,
            }
        )
        if warning is not UNSET:
            field_dict["warning"] = warning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_out import WebhookOut  # noqa: PLC0415

        d = dict(src_dict)
        secret_key = d.pop("secret_key")

        success = d.pop("success")

        webhook = WebhookOut.from_dict(d.pop("webhook"))

        warning = d.pop("warning", UNSET)

        webhook_secret_out = cls(
            secret_key=secret_key,
            success=success,
            webhook=webhook,
            warning=warning,
        )

        webhook_secret_out.additional_properties = d
        return webhook_secret_out

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
