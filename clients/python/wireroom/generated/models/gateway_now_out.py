from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gateway_now_out_channel_type_1 import (
    GatewayNowOutChannelType1,
    check_gateway_now_out_channel_type_1,
)
from ..models.gateway_now_out_channel_type_2_type_1 import (
    GatewayNowOutChannelType2Type1,
    check_gateway_now_out_channel_type_2_type_1,
)
from ..models.gateway_now_out_channel_type_3_type_1 import (
    GatewayNowOutChannelType3Type1,
    check_gateway_now_out_channel_type_3_type_1,
)

if TYPE_CHECKING:
    from ..models.gateway_queue_out import GatewayQueueOut
    from ..models.routing_out import RoutingOut
    from ..models.sim_room_out import SimRoomOut


T = TypeVar("T", bound="GatewayNowOut")


@_attrs_define
class GatewayNowOut:
    """A gateway's presence, load and room.

    Attributes:
        channel (GatewayNowOutChannelType1 | GatewayNowOutChannelType2Type1 | GatewayNowOutChannelType3Type1 | None):
            Way in which it gets messages: its `socket`, an event `stream`, `push`, or `poll` for its own visits alone.
            `null` without a socket.
        failures_in_a_row (int): Consecutive messages that it failed to send, up to the latest.
        given_today (int): Recipients that it was given today (UTC).
        last_fetch_at (datetime.datetime | None): Time at which it last fetched messages, if it fetches them.
        last_seen_at (datetime.datetime | None): Time of its last sign of life.
        opens_at (datetime.datetime | None): Time at which its send window opens. `null` while it is open.
        queue (GatewayQueueOut): Messages that wait for a gateway.
        room (list[SimRoomOut]): Room of each SIM that was given messages, and of the default SIM. Empty if nothing
            limits them.
        routing (RoutingOut): Standing of a gateway in the choice of a route for ordinary messages that name none.
    """

    channel: (
        GatewayNowOutChannelType1
        | GatewayNowOutChannelType2Type1
        | GatewayNowOutChannelType3Type1
        | None
    )
    failures_in_a_row: int
    given_today: int
    last_fetch_at: datetime.datetime | None
    last_seen_at: datetime.datetime | None
    opens_at: datetime.datetime | None
    queue: GatewayQueueOut
    room: list[SimRoomOut]
    routing: RoutingOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        channel: None | str
        if isinstance(self.channel, str):
            channel = self.channel
        elif isinstance(self.channel, str):
            channel = self.channel
        elif isinstance(self.channel, str):
            channel = self.channel
        else:
            channel = self.channel

        failures_in_a_row = self.failures_in_a_row

        given_today = self.given_today

        last_fetch_at: None | str
        if isinstance(self.last_fetch_at, datetime.datetime):
            last_fetch_at = self.last_fetch_at.isoformat()
        else:
            last_fetch_at = self.last_fetch_at

        last_seen_at: None | str
        if isinstance(self.last_seen_at, datetime.datetime):
            last_seen_at = self.last_seen_at.isoformat()
        else:
            last_seen_at = self.last_seen_at

        opens_at: None | str
        if isinstance(self.opens_at, datetime.datetime):
            opens_at = self.opens_at.isoformat()
        else:
            opens_at = self.opens_at

        queue = self.queue.to_dict()

        room = []
        for room_item_data in self.room:
            room_item = room_item_data.to_dict()
            room.append(room_item)

        routing = self.routing.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "channel": channel,
                "failures_in_a_row": failures_in_a_row,
                "given_today": given_today,
                "last_fetch_at": last_fetch_at,
                "last_seen_at": last_seen_at,
                "opens_at": opens_at,
                "queue": queue,
                "room": room,
                "routing": routing,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gateway_queue_out import GatewayQueueOut  # noqa: PLC0415
        from ..models.routing_out import RoutingOut  # noqa: PLC0415
        from ..models.sim_room_out import SimRoomOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_channel(
            data: object,
        ) -> (
            GatewayNowOutChannelType1
            | GatewayNowOutChannelType2Type1
            | GatewayNowOutChannelType3Type1
            | None
        ):
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                channel_type_1 = check_gateway_now_out_channel_type_1(data)

                return channel_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                channel_type_2_type_1 = check_gateway_now_out_channel_type_2_type_1(
                    data
                )

                return channel_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                channel_type_3_type_1 = check_gateway_now_out_channel_type_3_type_1(
                    data
                )

                return channel_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                GatewayNowOutChannelType1
                | GatewayNowOutChannelType2Type1
                | GatewayNowOutChannelType3Type1
                | None,
                data,
            )

        channel = _parse_channel(d.pop("channel"))

        failures_in_a_row = d.pop("failures_in_a_row")

        given_today = d.pop("given_today")

        def _parse_last_fetch_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_fetch_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_fetch_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_fetch_at = _parse_last_fetch_at(d.pop("last_fetch_at"))

        def _parse_last_seen_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_seen_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_seen_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_seen_at = _parse_last_seen_at(d.pop("last_seen_at"))

        def _parse_opens_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opens_at_type_0 = datetime.datetime.fromisoformat(data)

                return opens_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        opens_at = _parse_opens_at(d.pop("opens_at"))

        queue = GatewayQueueOut.from_dict(d.pop("queue"))

        room = []
        _room = d.pop("room")
        for room_item_data in _room:
            room_item = SimRoomOut.from_dict(room_item_data)

            room.append(room_item)

        routing = RoutingOut.from_dict(d.pop("routing"))

        gateway_now_out = cls(
            channel=channel,
            failures_in_a_row=failures_in_a_row,
            given_today=given_today,
            last_fetch_at=last_fetch_at,
            last_seen_at=last_seen_at,
            opens_at=opens_at,
            queue=queue,
            room=room,
            routing=routing,
        )

        gateway_now_out.additional_properties = d
        return gateway_now_out

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
