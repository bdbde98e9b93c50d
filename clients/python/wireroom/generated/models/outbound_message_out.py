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

from ..models.outbound_message_out_status import (
    OutboundMessageOutStatus,
    check_outbound_message_out_status,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="OutboundMessageOut")


@_attrs_define
class OutboundMessageOut:
    """A message that was accepted for sending.

    Attributes:
        created_at (datetime.datetime):
        delivered_at (datetime.datetime | None):
        direction (Literal['outbound']):
        error_message (None | str): Reason of the failure; `null` if there is none.
        failed_at (datetime.datetime | None):
        gateway_id (None | str): Device id of the phone, or id of the provider's number; `null` if there is none yet, or
            it was deleted.
        label (None | str): Label that it was sent under; `null` if it has none.
        message (None | str): Text of the SMS; `null` if it is not readable plain text, such as a one-time code, data,
            or hashed content.
        message_id (str):
        phone_number (None | str): Recipient; of several, the first.
        recipients (int): Number of recipients.
        retry_count (int): Number of attempts beyond the first.
        sent_at (datetime.datetime | None):
        status (OutboundMessageOutStatus):
        resend_of (str | Unset): Message that this one sends again. Absent if there is none.
        resent_as (list[str] | Unset): Messages that sent this one again, the oldest first. Absent if there are none.
    """

    created_at: datetime.datetime
    delivered_at: datetime.datetime | None
    direction: Literal["outbound"]
    error_message: None | str
    failed_at: datetime.datetime | None
    gateway_id: None | str
    label: None | str
    message: None | str
    message_id: str
    phone_number: None | str
    recipients: int
    retry_count: int
    sent_at: datetime.datetime | None
    status: OutboundMessageOutStatus
    resend_of: str | Unset = UNSET
    resent_as: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        delivered_at: None | str
        if isinstance(self.delivered_at, datetime.datetime):
            delivered_at = self.delivered_at.isoformat()
        else:
            delivered_at = self.delivered_at

        direction = self.direction

        error_message: None | str
        error_message = self.error_message

        failed_at: None | str
        if isinstance(self.failed_at, datetime.datetime):
            failed_at = self.failed_at.isoformat()
        else:
            failed_at = self.failed_at

        gateway_id: None | str
        gateway_id = self.gateway_id

        label: None | str
        label = self.label

        message: None | str
        message = self.message

        message_id = self.message_id

        phone_number: None | str
        phone_number = self.phone_number

        recipients = self.recipients

        retry_count = self.retry_count

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        status: str = self.status

        resend_of = self.resend_of

        resent_as: list[str] | Unset = UNSET
        if not isinstance(self.resent_as, Unset):
            resent_as = self.resent_as

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "delivered_at": delivered_at,
                "direction": direction,
                "error_message": error_message,
                "failed_at": failed_at,
                "gateway_id": gateway_id,
                "label": label,
                "message": message,
                "message_id": message_id,
                "phone_number": phone_number,
                "recipients": recipients,
                "retry_count": retry_count,
                "sent_at": sent_at,
                "status": status,
            }
        )
        if resend_of is not UNSET:
            field_dict["resend_of"] = resend_of
        if resent_as is not UNSET:
            field_dict["resent_as"] = resent_as

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_delivered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                delivered_at_type_0 = datetime.datetime.fromisoformat(data)

                return delivered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        delivered_at = _parse_delivered_at(d.pop("delivered_at"))

        direction = cast(Literal["outbound"], d.pop("direction"))
        if direction != "outbound":
            raise ValueError(
                f"direction must match const 'outbound', got '{direction}'"
            )

        def _parse_error_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error_message = _parse_error_message(d.pop("error_message"))

        def _parse_failed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failed_at_type_0 = datetime.datetime.fromisoformat(data)

                return failed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        failed_at = _parse_failed_at(d.pop("failed_at"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        def _parse_label(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        label = _parse_label(d.pop("label"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        message_id = d.pop("message_id")

        def _parse_phone_number(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        phone_number = _parse_phone_number(d.pop("phone_number"))

        recipients = d.pop("recipients")

        retry_count = d.pop("retry_count")

        def _parse_sent_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at = _parse_sent_at(d.pop("sent_at"))

        status = check_outbound_message_out_status(d.pop("status"))

        resend_of = d.pop("resend_of", UNSET)

        resent_as = cast(list[str], d.pop("resent_as", UNSET))

        outbound_message_out = cls(
            created_at=created_at,
            delivered_at=delivered_at,
            direction=direction,
            error_message=error_message,
            failed_at=failed_at,
            gateway_id=gateway_id,
            label=label,
            message=message,
            message_id=message_id,
            phone_number=phone_number,
            recipients=recipients,
            retry_count=retry_count,
            sent_at=sent_at,
            status=status,
            resend_of=resend_of,
            resent_as=resent_as,
        )

        outbound_message_out.additional_properties = d
        return outbound_message_out

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
