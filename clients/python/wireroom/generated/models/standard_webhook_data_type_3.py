from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StandardWebhookDataType3")


@_attrs_define
class StandardWebhookDataType3:
    """Contents of `proxy.out_of_session`, `proxy.intercept`.

    Attributes:
        from_ (str):
        message_id (str): Id of the inbound message.
        number (str): The masking number, as it was given.
        received_at (datetime.datetime):
        session_id (None | str): Session in which the SMS would be relayed, or else the sender's last one; `null` if
            there is none.
        text (str):
        to (None | str): Recipient of the relayed SMS; `null` if it is not relayed.
    """

    from_: str
    message_id: str
    number: str
    received_at: datetime.datetime
    session_id: None | str
    text: str
    to: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        message_id = self.message_id

        number = self.number

        received_at = self.received_at.isoformat()

        session_id: None | str
        session_id = self.session_id

        text = self.text

        to: None | str
        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "from": from_,
                "message_id": message_id,
                "number": number,
                "received_at": received_at,
                "session_id": session_id,
                "text": text,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        message_id = d.pop("message_id")

        number = d.pop("number")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_session_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        session_id = _parse_session_id(d.pop("session_id"))

        text = d.pop("text")

        def _parse_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        to = _parse_to(d.pop("to"))

        standard_webhook_data_type_3 = cls(
            from_=from_,
            message_id=message_id,
            number=number,
            received_at=received_at,
            session_id=session_id,
            text=text,
            to=to,
        )

        standard_webhook_data_type_3.additional_properties = d
        return standard_webhook_data_type_3

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
