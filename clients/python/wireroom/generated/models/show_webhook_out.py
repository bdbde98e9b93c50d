from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.webhook_with_queue_out import WebhookWithQueueOut


T = TypeVar("T", bound="ShowWebhookOut")


@_attrs_define
class ShowWebhookOut:
    """Answer of `GET /api/v1/admin/webhooks/{id}`.

    Attributes:
        webhook (WebhookWithQueueOut): An endpoint with the state of its queue.
    """

    webhook: WebhookWithQueueOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        webhook = self.webhook.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "webhook": webhook,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_with_queue_out import WebhookWithQueueOut  # noqa: PLC0415

        d = dict(src_dict)
        webhook = WebhookWithQueueOut.from_dict(d.pop("webhook"))

        show_webhook_out = cls(
            webhook=webhook,
        )

        show_webhook_out.additional_properties = d
        return show_webhook_out

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
