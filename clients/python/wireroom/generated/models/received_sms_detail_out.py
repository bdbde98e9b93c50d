from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReceivedSmsDetailOut")


@_attrs_define
class ReceivedSmsDetailOut:
    """Answer of `GET /api/v1/sms/received/{message_id}`.

    Attributes:
        from_ (str): Phone number in E.164, short code or name.
        gateway_id (None | str): Device id of the phone that received it, or id of the provider's number; `null` if it
            was deleted.
        message (str):
        message_id (str):
        received_at (datetime.datetime):
        reference (None | str): The provider's own id of the SMS; `null` if a phone received it, or the provider gave
            none.
        segments (int): Number of SMS that the text takes.
        stored_at (datetime.datetime): Time at which the SMS was stored. `received_at` is the time by the clock of the
            phone or provider.
    """

    from_: str
    gateway_id: None | str
    message: str
    message_id: str
    received_at: datetime.datetime
    reference: None | str
    segments: int
    stored_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        gateway_id: None | str
        gateway_id = self.gateway_id

        message = self.message

        message_id = self.message_id

        received_at = self.received_at.isoformat()

        reference: None | str
        reference = self.reference

        segments = self.segments

        stored_at = self.stored_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "from": from_,
                "gateway_id": gateway_id,
                "message": message,
                "message_id": message_id,
                "received_at": received_at,
                "reference": reference,
                "segments": segments,
                "stored_at": stored_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        message = d.pop("message")

        message_id = d.pop("message_id")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_reference(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reference = _parse_reference(d.pop("reference"))

        segments = d.pop("segments")

        stored_at = datetime.datetime.fromisoformat(d.pop("stored_at"))

        received_sms_detail_out = cls(
            from_=from_,
            gateway_id=gateway_id,
            message=message,
            message_id=message_id,
            received_at=received_at,
            reference=reference,
            segments=segments,
            stored_at=stored_at,
        )

        received_sms_detail_out.additional_properties = d
        return received_sms_detail_out

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
