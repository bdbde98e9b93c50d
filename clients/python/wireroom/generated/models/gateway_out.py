from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_out_kind import GatewayOutKind, check_gateway_out_kind
from ..models.gateway_out_reached_by import (
    GatewayOutReachedBy,
    check_gateway_out_reached_by,
)
from ..models.gateway_out_status import GatewayOutStatus, check_gateway_out_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gateway_out_metadata import GatewayOutMetadata
    from ..models.pacing_out import PacingOut
    from ..models.send_window_out import SendWindowOut


T = TypeVar("T", bound="GatewayOut")


@_attrs_define
class GatewayOut:
    """A gateway with its presence and its counts.

    Attributes:
        active (bool): Whether the gateway gets messages.
        approved (bool):
        created_at (datetime.datetime):
        device_id (str): The phone's own id; `gateway_id` in other requests and answers.
        id (int): Number of the gateway within the account.
        last_heartbeat_at (datetime.datetime | None): Time of the last heartbeat, up to five minutes old; `null` before
            the first.
        messages_received_today (int): SMS received by this phone that the service learned of today (UTC).
        messages_sent_today (int): SMS that the phone sent today (UTC).
        metadata (GatewayOutMetadata): Device info from the registration, with the latest `battery_level` (percent),
            `signal_strength` (bars) and `messages_in_queue`, as far as they were reported.
        name (str):
        priority (int): Gateways of higher priority are used first.
        status (GatewayOutStatus):
        total_messages_received (int):
        total_messages_sent (int):
        kind (GatewayOutKind | Unset): `test` for a test gateway, and else absent.
        pacing (PacingOut | Unset): Rate limit of a SIM.
        reached_by (GatewayOutReachedBy | Unset): Way in which a phone that fetches its messages is notified: `stream`,
            `push`, or `poll` for neither. Absent for a phone with a socket.
        send_window (SendWindowOut | Unset): Hours of every day, by the clocks of a time zone.
    """

    active: bool
    approved: bool
    created_at: datetime.datetime
    device_id: str
    id: int
    last_heartbeat_at: datetime.datetime | None
    messages_received_today: int
    messages_sent_today: int
    metadata: GatewayOutMetadata
    name: str
    priority: int
    status: GatewayOutStatus
    total_messages_received: int
    total_messages_sent: int
    kind: GatewayOutKind | Unset = UNSET
    pacing: PacingOut | Unset = UNSET
    reached_by: GatewayOutReachedBy | Unset = UNSET
    send_window: SendWindowOut | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        approved = self.approved

        created_at = self.created_at.isoformat()

        device_id = self.device_id

        id = self.id

        last_heartbeat_at: None | str
        if isinstance(self.last_heartbeat_at, datetime.datetime):
            last_heartbeat_at = self.last_heartbeat_at.isoformat()
        else:
            last_heartbeat_at = self.last_heartbeat_at

        messages_received_today = self.messages_received_today

        messages_sent_today = self.messages_sent_today

        metadata = self.metadata.to_dict()

        name = self.name

        priority = self.priority

        status: str = self.status

        total_messages_received = self.total_messages_received

        total_messages_sent = self.total_messages_sent

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind

        pacing: dict[str, Any] | Unset = UNSET
        if not isinstance(self.pacing, Unset):
            pacing = self.pacing.to_dict()

        reached_by: str | Unset = UNSET
        if not isinstance(self.reached_by, Unset):
            reached_by = self.reached_by

        send_window: dict[str, Any] | Unset = UNSET
        if not isinstance(self.send_window, Unset):
            send_window = self.send_window.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "approved": approved,
                "created_at": created_at,
                "device_id": device_id,
                "id": id,
                "last_heartbeat_at": last_heartbeat_at,
                "messages_received_today": messages_received_today,
                "messages_sent_today": messages_sent_today,
                "metadata": metadata,
                "name": name,
                "priority": priority,
                "status": status,
                "total_messages_received": total_messages_received,
                "total_messages_sent": total_messages_sent,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if pacing is not UNSET:
            field_dict["pacing"] = pacing
        if reached_by is not UNSET:
            field_dict["reached_by"] = reached_by
        if send_window is not UNSET:
            field_dict["send_window"] = send_window

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gateway_out_metadata import GatewayOutMetadata  # noqa: PLC0415
        from ..models.pacing_out import PacingOut  # noqa: PLC0415
        from ..models.send_window_out import SendWindowOut  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        approved = d.pop("approved")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        device_id = d.pop("device_id")

        id = d.pop("id")

        def _parse_last_heartbeat_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_heartbeat_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_heartbeat_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_heartbeat_at = _parse_last_heartbeat_at(d.pop("last_heartbeat_at"))

        messages_received_today = d.pop("messages_received_today")

        messages_sent_today = d.pop("messages_sent_today")

        metadata = GatewayOutMetadata.from_dict(d.pop("metadata"))

        name = d.pop("name")

        priority = d.pop("priority")

        status = check_gateway_out_status(d.pop("status"))

        total_messages_received = d.pop("total_messages_received")

        total_messages_sent = d.pop("total_messages_sent")

        _kind = d.pop("kind", UNSET)
        kind: GatewayOutKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = check_gateway_out_kind(_kind)

        _pacing = d.pop("pacing", UNSET)
        pacing: PacingOut | Unset
        if isinstance(_pacing, Unset):
            pacing = UNSET
        else:
            pacing = PacingOut.from_dict(_pacing)

        _reached_by = d.pop("reached_by", UNSET)
        reached_by: GatewayOutReachedBy | Unset
        if isinstance(_reached_by, Unset):
            reached_by = UNSET
        else:
            reached_by = check_gateway_out_reached_by(_reached_by)

        _send_window = d.pop("send_window", UNSET)
        send_window: SendWindowOut | Unset
        if isinstance(_send_window, Unset):
            send_window = UNSET
        else:
            send_window = SendWindowOut.from_dict(_send_window)

        gateway_out = cls(
            active=active,
            approved=approved,
            created_at=created_at,
            device_id=device_id,
            id=id,
            last_heartbeat_at=last_heartbeat_at,
            messages_received_today=messages_received_today,
            messages_sent_today=messages_sent_today,
            metadata=metadata,
            name=name,
            priority=priority,
            status=status,
            total_messages_received=total_messages_received,
            total_messages_sent=total_messages_sent,
            kind=kind,
            pacing=pacing,
            reached_by=reached_by,
            send_window=send_window,
        )

        gateway_out.additional_properties = d
        return gateway_out

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
