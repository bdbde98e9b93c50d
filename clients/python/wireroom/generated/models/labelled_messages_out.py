from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LabelledMessagesOut")


@_attrs_define
class LabelledMessagesOut:
    """Numbers of a label's messages.

    Attributes:
        acknowledged (int): Messages that a phone has acknowledged.
        cancelled (int):
        cancelling (int): Messages whose cancellation was requested and is not confirmed.
        delivered (int):
        failed (int):
        pending (int): Messages that no phone has acknowledged and no provider has accepted.
        sent (int):
        total (int): All messages of the label.
    """

    acknowledged: int
    cancelled: int
    cancelling: int
    delivered: int
    failed: int
    pending: int
    sent: int
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acknowledged = self.acknowledged

        cancelled = self.cancelled

        cancelling = self.cancelling

        delivered = self.delivered

        failed = self.failed

        pending = self.pending

        sent = self.sent

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acknowledged": acknowledged,
                "cancelled": cancelled,
                "cancelling": cancelling,
                "delivered": delivered,
                "failed": failed,
                "pending": pending,
                "sent": sent,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        acknowledged = d.pop("acknowledged")

        cancelled = d.pop("cancelled")

        cancelling = d.pop("cancelling")

        delivered = d.pop("delivered")

        failed = d.pop("failed")

        pending = d.pop("pending")

        sent = d.pop("sent")

        total = d.pop("total")

        labelled_messages_out = cls(
            acknowledged=acknowledged,
            cancelled=cancelled,
            cancelling=cancelling,
            delivered=delivered,
            failed=failed,
            pending=pending,
            sent=sent,
            total=total,
        )

        labelled_messages_out.additional_properties = d
        return labelled_messages_out

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
