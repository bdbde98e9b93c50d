from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.show_message_out_status import (
    ShowMessageOutStatus,
    check_show_message_out_status,
)

if TYPE_CHECKING:
    from ..models.timeline_entry_out import TimelineEntryOut


T = TypeVar("T", bound="ShowMessageOut")


@_attrs_define
class ShowMessageOut:
    """Answer of `GET /api/v1/admin/messages/{message_id}`.

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
        status (ShowMessageOutStatus):
        timeline (list[TimelineEntryOut]): Events of the message, the oldest first.
        timeline_head (None | str): HMAC of the last event, which stands for the whole timeline; `null` if the message
            is older than the chain.
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
    status: ShowMessageOutStatus
    timeline: list[TimelineEntryOut]
    timeline_head: None | str
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

        timeline = []
        for timeline_item_data in self.timeline:
            timeline_item = timeline_item_data.to_dict()
            timeline.append(timeline_item)

        timeline_head: None | str
        timeline_head = self.timeline_head

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
                "timeline": timeline,
                "timeline_head": timeline_head,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.timeline_entry_out import TimelineEntryOut  # noqa: PLC0415

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

        status = check_show_message_out_status(d.pop("status"))

        timeline = []
        _timeline = d.pop("timeline")
        for timeline_item_data in _timeline:
            timeline_item = TimelineEntryOut.from_dict(timeline_item_data)

            timeline.append(timeline_item)

        def _parse_timeline_head(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timeline_head = _parse_timeline_head(d.pop("timeline_head"))

        show_message_out = cls(
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
            timeline=timeline,
            timeline_head=timeline_head,
        )

        show_message_out.additional_properties = d
        return show_message_out

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
