from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MessageCountsOut")


@_attrs_define
class MessageCountsOut:
    """Numbers of SMS; one with several recipients counts for each. A day is in UTC, and an SMS belongs to the day on which
    Wireroom learned of it.

        Attributes:
            failed_today (int):
            pending (int): Recipients for whom a message is accepted and neither sent nor failed nor cancelled.
            received_today (int):
            sent_today (int):
            total_received (int): SMS received since the account exists.
            total_sent (int): SMS sent since the account exists.
            total_today (int): SMS sent and received today.
    """

    failed_today: int
    pending: int
    received_today: int
    sent_today: int
    total_received: int
    total_sent: int
    total_today: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        failed_today = self.failed_today

        pending = self.pending

        received_today = self.received_today

        sent_today = self.sent_today

        total_received = self.total_received

        total_sent = self.total_sent

        total_today = self.total_today

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "failed_today": failed_today,
                "pending": pending,
                "received_today": received_today,
                "sent_today": sent_today,
                "total_received": total_received,
                "total_sent": total_sent,
                "total_today": total_today,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        failed_today = d.pop("failed_today")

        pending = d.pop("pending")

        received_today = d.pop("received_today")

        sent_today = d.pop("sent_today")

        total_received = d.pop("total_received")

        total_sent = d.pop("total_sent")

        total_today = d.pop("total_today")

        message_counts_out = cls(
            failed_today=failed_today,
            pending=pending,
            received_today=received_today,
            sent_today=sent_today,
            total_received=total_received,
            total_sent=total_sent,
            total_today=total_today,
        )

        message_counts_out.additional_properties = d
        return message_counts_out

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
