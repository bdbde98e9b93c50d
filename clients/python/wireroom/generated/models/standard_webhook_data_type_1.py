from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_1_reason import (
    StandardWebhookDataType1Reason,
    check_standard_webhook_data_type_1_reason,
)

T = TypeVar("T", bound="StandardWebhookDataType1")


@_attrs_define
class StandardWebhookDataType1:
    """Contents of `message.held`.

    Attributes:
        client_id (None | str): The integrator's own id of the message; `null` if it has none.
        eta (datetime.datetime | None): Earliest time at which the message may leave; `null` if that is not known.
        message_id (str):
        reason (StandardWebhookDataType1Reason): `pacing`: every gateway has used up its SMS of the window.
            `send_window`: no gateway may send at this hour. `no_gateway`: no gateway that can send it is connected.
        recipient_count (int):
        timeline_head (None | str): Head of the message's timeline: the HMAC of its last entry. `null` if the message is
            older than the chain.
    """

    client_id: None | str
    eta: datetime.datetime | None
    message_id: str
    reason: StandardWebhookDataType1Reason
    recipient_count: int
    timeline_head: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id: None | str
        client_id = self.client_id

        eta: None | str
        if isinstance(self.eta, datetime.datetime):
            eta = self.eta.isoformat()
        else:
            eta = self.eta

        message_id = self.message_id

        reason: str = self.reason

        recipient_count = self.recipient_count

        timeline_head: None | str
        timeline_head = self.timeline_head

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "eta": eta,
                "message_id": message_id,
                "reason": reason,
                "recipient_count": recipient_count,
                "timeline_head": timeline_head,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_client_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client_id = _parse_client_id(d.pop("client_id"))

        def _parse_eta(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                eta_type_0 = datetime.datetime.fromisoformat(data)

                return eta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        eta = _parse_eta(d.pop("eta"))

        message_id = d.pop("message_id")

        reason = check_standard_webhook_data_type_1_reason(d.pop("reason"))

        recipient_count = d.pop("recipient_count")

        def _parse_timeline_head(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timeline_head = _parse_timeline_head(d.pop("timeline_head"))

        standard_webhook_data_type_1 = cls(
            client_id=client_id,
            eta=eta,
            message_id=message_id,
            reason=reason,
            recipient_count=recipient_count,
            timeline_head=timeline_head,
        )

        standard_webhook_data_type_1.additional_properties = d
        return standard_webhook_data_type_1

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
