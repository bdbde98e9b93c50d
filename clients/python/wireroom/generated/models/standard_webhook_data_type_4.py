from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_4_reason import (
    StandardWebhookDataType4Reason,
    check_standard_webhook_data_type_4_reason,
)

T = TypeVar("T", bound="StandardWebhookDataType4")


@_attrs_define
class StandardWebhookDataType4:
    """Contents of `proxy.session_closed`.

    Attributes:
        closed_at (datetime.datetime):
        created_at (datetime.datetime):
        number (str): The masking number, as it was given.
        participant_a (str):
        participant_b (str):
        reason (StandardWebhookDataType4Reason):
        session_id (str):
    """

    closed_at: datetime.datetime
    created_at: datetime.datetime
    number: str
    participant_a: str
    participant_b: str
    reason: StandardWebhookDataType4Reason
    session_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        closed_at = self.closed_at.isoformat()

        created_at = self.created_at.isoformat()

        number = self.number

        participant_a = self.participant_a

        participant_b = self.participant_b

        reason: str = self.reason

        session_id = self.session_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "closed_at": closed_at,
                "created_at": created_at,
                "number": number,
                "participant_a": participant_a,
                "participant_b": participant_b,
                "reason": reason,
                "session_id": session_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        closed_at = datetime.datetime.fromisoformat(d.pop("closed_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        number = d.pop("number")

        participant_a = d.pop("participant_a")

        participant_b = d.pop("participant_b")

        reason = check_standard_webhook_data_type_4_reason(d.pop("reason"))

        session_id = d.pop("session_id")

        standard_webhook_data_type_4 = cls(
            closed_at=closed_at,
            created_at=created_at,
            number=number,
            participant_a=participant_a,
            participant_b=participant_b,
            reason=reason,
            session_id=session_id,
        )

        standard_webhook_data_type_4.additional_properties = d
        return standard_webhook_data_type_4

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
