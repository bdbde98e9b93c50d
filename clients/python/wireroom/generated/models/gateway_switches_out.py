from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_switches_out_kind import (
    GatewaySwitchesOutKind,
    check_gateway_switches_out_kind,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pacing_out import PacingOut
    from ..models.send_window_out import SendWindowOut


T = TypeVar("T", bound="GatewaySwitchesOut")


@_attrs_define
class GatewaySwitchesOut:
    """The settings of a gateway.

    Attributes:
        active (bool): Whether the gateway gets messages.
        approved (bool):
        device_id (str): The phone's own id; `gateway_id` in other requests and answers.
        id (int): Number of the gateway within the account.
        name (str):
        priority (int): Gateways of higher priority are used first.
        kind (GatewaySwitchesOutKind | Unset): `test` for a test gateway, and else absent.
        pacing (PacingOut | Unset): Rate limit of a SIM.
        send_window (SendWindowOut | Unset): Hours of every day, by the clocks of a time zone.
    """

    active: bool
    approved: bool
    device_id: str
    id: int
    name: str
    priority: int
    kind: GatewaySwitchesOutKind | Unset = UNSET
    pacing: PacingOut | Unset = UNSET
    send_window: SendWindowOut | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        approved = self.approved

        device_id = self.device_id

        id = self.id

        name = self.name

        priority = self.priority

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind

        pacing: dict[str, Any] | Unset = UNSET
        if not isinstance(self.pacing, Unset):
            pacing = self.pacing.to_dict()

        send_window: dict[str, Any] | Unset = UNSET
        if not isinstance(self.send_window, Unset):
            send_window = self.send_window.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "approved": approved,
                "device_id": device_id,
                "id": id,
                "name": name,
                "priority": priority,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if pacing is not UNSET:
            field_dict["pacing"] = pacing
        if send_window is not UNSET:
            field_dict["send_window"] = send_window

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pacing_out import PacingOut  # noqa: PLC0415
        from ..models.send_window_out import SendWindowOut  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        approved = d.pop("approved")

        device_id = d.pop("device_id")

        id = d.pop("id")

        name = d.pop("name")

        priority = d.pop("priority")

        _kind = d.pop("kind", UNSET)
        kind: GatewaySwitchesOutKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = check_gateway_switches_out_kind(_kind)

        _pacing = d.pop("pacing", UNSET)
        pacing: PacingOut | Unset
        if isinstance(_pacing, Unset):
            pacing = UNSET
        else:
            pacing = PacingOut.from_dict(_pacing)

        _send_window = d.pop("send_window", UNSET)
        send_window: SendWindowOut | Unset
        if isinstance(_send_window, Unset):
            send_window = UNSET
        else:
            send_window = SendWindowOut.from_dict(_send_window)

        gateway_switches_out = cls(
            active=active,
            approved=approved,
            device_id=device_id,
            id=id,
            name=name,
            priority=priority,
            kind=kind,
            pacing=pacing,
            send_window=send_window,
        )

        gateway_switches_out.additional_properties = d
        return gateway_switches_out

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
