from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReceivedSmsOut")


@_attrs_define
class ReceivedSmsOut:
    """A received SMS.

    Attributes:
        from_ (str): Phone number in E.164, short code or name.
        message (str):
        message_id (str):
        received_at (datetime.datetime):
    """

    from_: str
    message: str
    message_id: str
    received_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        message = self.message

        message_id = self.message_id

        received_at = self.received_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "from": from_,
                "message": message,
                "message_id": message_id,
                "received_at": received_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        message = d.pop("message")

        message_id = d.pop("message_id")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        received_sms_out = cls(
            from_=from_,
            message=message,
            message_id=message_id,
            received_at=received_at,
        )

        received_sms_out.additional_properties = d
        return received_sms_out

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
