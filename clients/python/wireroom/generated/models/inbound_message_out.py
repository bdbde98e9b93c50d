from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="InboundMessageOut")


@_attrs_define
class InboundMessageOut:
    """A received SMS.

    Attributes:
        direction (Literal['inbound']):
        gateway_id (None | str): Device id of the phone, or id of the provider's number; `null` if it was deleted.
        message (str):
        message_id (str):
        phone_number (str): Sender: a phone number, a short code or a name.
        received_at (datetime.datetime):
        status (Literal['received']):
    """

    direction: Literal["inbound"]
    gateway_id: None | str
    message: str
    message_id: str
    phone_number: str
    received_at: datetime.datetime
    status: Literal["received"]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        direction = self.direction

        gateway_id: None | str
        gateway_id = self.gateway_id

        message = self.message

        message_id = self.message_id

        phone_number = self.phone_number

        received_at = self.received_at.isoformat()

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "direction": direction,
                "gateway_id": gateway_id,
                "message": message,
                "message_id": message_id,
                "phone_number": phone_number,
                "received_at": received_at,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        direction = cast(Literal["inbound"], d.pop("direction"))
        if direction != "inbound":
            raise ValueError(f"direction must match const 'inbound', got '{direction}'")

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message = d.pop("message")

        message_id = d.pop("message_id")

        phone_number = d.pop("phone_number")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        status = cast(Literal["received"], d.pop("status"))
        if status != "received":
            raise ValueError(f"status must match const 'received', got '{status}'")

        inbound_message_out = cls(
            direction=direction,
            gateway_id=gateway_id,
            message=message,
            message_id=message_id,
            phone_number=phone_number,
            received_at=received_at,
            status=status,
        )

        inbound_message_out.additional_properties = d
        return inbound_message_out

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
