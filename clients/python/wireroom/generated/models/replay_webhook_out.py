from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReplayWebhookOut")


@_attrs_define
class ReplayWebhookOut:
    """Answer of `POST /api/v1/admin/webhooks/{id}/replay`.

    Attributes:
        more (bool): Whether the call reached its limit of 1,000 events, so that another may find more.
        replayed (int): Number of events that were queued again.
        success (bool): Always `true`.
    """

    more: bool
    replayed: int
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        more = self.more

        replayed = self.replayed

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "more": more,
                "replayed": replayed,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        more = d.pop("more")

        replayed = d.pop("replayed")

        success = d.pop("success")

        replay_webhook_out = cls(
            more=more,
            replayed=replayed,
            success=success,
        )

        replay_webhook_out.additional_properties = d
        return replay_webhook_out

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
