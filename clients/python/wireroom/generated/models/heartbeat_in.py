from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.heartbeat_in_status_type_1 import (
    HeartbeatInStatusType1,
    check_heartbeat_in_status_type_1,
)
from ..models.heartbeat_in_status_type_2_type_1 import (
    HeartbeatInStatusType2Type1,
    check_heartbeat_in_status_type_2_type_1,
)
from ..models.heartbeat_in_status_type_3_type_1 import (
    HeartbeatInStatusType3Type1,
    check_heartbeat_in_status_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="HeartbeatIn")


@_attrs_define
class HeartbeatIn:
    """Body of `POST /api/v1/gateway/heartbeat`.

    Attributes:
        battery_level (int | None | Unset): Charge of the battery in percent. An unusable value counts as absent.
        messages_in_queue (int | None | Unset): Messages that the phone has not sent yet. An unusable value counts as
            absent.
        signal_strength (int | None | Unset): Strength of the mobile signal in bars. An unusable value counts as absent.
        status (HeartbeatInStatusType1 | HeartbeatInStatusType2Type1 | HeartbeatInStatusType3Type1 | None | Unset):
            `offline` if the phone is about to disconnect. Default: 'online'.
    """

    battery_level: int | None | Unset = UNSET
    messages_in_queue: int | None | Unset = UNSET
    signal_strength: int | None | Unset = UNSET
    status: (
        HeartbeatInStatusType1
        | HeartbeatInStatusType2Type1
        | HeartbeatInStatusType3Type1
        | None
        | Unset
    ) = "online"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        battery_level: int | None | Unset
        if isinstance(self.battery_level, Unset):
            battery_level = UNSET
        else:
            battery_level = self.battery_level

        messages_in_queue: int | None | Unset
        if isinstance(self.messages_in_queue, Unset):
            messages_in_queue = UNSET
        else:
            messages_in_queue = self.messages_in_queue

        signal_strength: int | None | Unset
        if isinstance(self.signal_strength, Unset):
            signal_strength = UNSET
        else:
            signal_strength = self.signal_strength

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        elif isinstance(self.status, str):
            status = self.status
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if battery_level is not UNSET:
            field_dict["battery_level"] = battery_level
        if messages_in_queue is not UNSET:
            field_dict["messages_in_queue"] = messages_in_queue
        if signal_strength is not UNSET:
            field_dict["signal_strength"] = signal_strength
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_battery_level(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        battery_level = _parse_battery_level(d.pop("battery_level", UNSET))

        def _parse_messages_in_queue(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        messages_in_queue = _parse_messages_in_queue(d.pop("messages_in_queue", UNSET))

        def _parse_signal_strength(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        signal_strength = _parse_signal_strength(d.pop("signal_strength", UNSET))

        def _parse_status(
            data: object,
        ) -> (
            HeartbeatInStatusType1
            | HeartbeatInStatusType2Type1
            | HeartbeatInStatusType3Type1
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_1 = check_heartbeat_in_status_type_1(data)

                return status_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_2_type_1 = check_heartbeat_in_status_type_2_type_1(data)

                return status_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_3_type_1 = check_heartbeat_in_status_type_3_type_1(data)

                return status_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                HeartbeatInStatusType1
                | HeartbeatInStatusType2Type1
                | HeartbeatInStatusType3Type1
                | None
                | Unset,
                data,
            )

        status = _parse_status(d.pop("status", UNSET))

        heartbeat_in = cls(
            battery_level=battery_level,
            messages_in_queue=messages_in_queue,
            signal_strength=signal_strength,
            status=status,
        )

        heartbeat_in.additional_properties = d
        return heartbeat_in

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
