from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sms_status_out_status import (
    SmsStatusOutStatus,
    check_sms_status_out_status,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.recipient_out import RecipientOut


T = TypeVar("T", bound="SmsStatusOut")


@_attrs_define
class SmsStatusOut:
    """Answer of `GET /api/v1/sms/status/{message_id}`.

    Attributes:
        delivered_at (datetime.datetime | None):
        error_message (None | str): Cause of the failure: in the phone's or provider's words, or `TTL expired`,
            `outcome_unknown` or `cancelled`.
        failed_at (datetime.datetime | None):
        message_id (str):
        sent_at (datetime.datetime | None):
        status (SmsStatusOutStatus): `pending` before a gateway has the message, `queued` while one has it and has not
            sent it. A cancelled message is `failed`.
        recipients (list[RecipientOut] | Unset): Recipients in the order of the request. Present if there are several.
    """

    delivered_at: datetime.datetime | None
    error_message: None | str
    failed_at: datetime.datetime | None
    message_id: str
    sent_at: datetime.datetime | None
    status: SmsStatusOutStatus
    recipients: list[RecipientOut] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivered_at: None | str
        if isinstance(self.delivered_at, datetime.datetime):
            delivered_at = self.delivered_at.isoformat()
        else:
            delivered_at = self.delivered_at

        error_message: None | str
        error_message = self.error_message

        failed_at: None | str
        if isinstance(self.failed_at, datetime.datetime):
            failed_at = self.failed_at.isoformat()
        else:
            failed_at = self.failed_at

        message_id = self.message_id

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        status: str = self.status

        recipients: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.recipients, Unset):
            recipients = []
            for recipients_item_data in self.recipients:
                recipients_item = recipients_item_data.to_dict()
                recipients.append(recipients_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivered_at": delivered_at,
                "error_message": error_message,
                "failed_at": failed_at,
                "message_id": message_id,
                "sent_at": sent_at,
                "status": status,
            }
        )
        if recipients is not UNSET:
            field_dict["recipients"] = recipients

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.recipient_out import RecipientOut  # noqa: PLC0415

        d = dict(src_dict)

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

        message_id = d.pop("message_id")

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

        status = check_sms_status_out_status(d.pop("status"))

        _recipients = d.pop("recipients", UNSET)
        recipients: list[RecipientOut] | Unset = UNSET
        if _recipients is not UNSET:
            recipients = []
            for recipients_item_data in _recipients:
                recipients_item = RecipientOut.from_dict(recipients_item_data)

                recipients.append(recipients_item)

        sms_status_out = cls(
            delivered_at=delivered_at,
            error_message=error_message,
            failed_at=failed_at,
            message_id=message_id,
            sent_at=sent_at,
            status=status,
            recipients=recipients,
        )

        sms_status_out.additional_properties = d
        return sms_status_out

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
