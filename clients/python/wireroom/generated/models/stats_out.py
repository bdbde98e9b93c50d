from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.code_counts_out import CodeCountsOut
    from ..models.gateway_counts_out import GatewayCountsOut
    from ..models.message_counts_out import MessageCountsOut


T = TypeVar("T", bound="StatsOut")


@_attrs_define
class StatsOut:
    """Answer of `GET /api/v1/admin/stats`.

    Attributes:
        gateways (GatewayCountsOut): Numbers of the account's phones.
        messages (MessageCountsOut): Numbers of SMS; one with several recipients counts for each. A day is in UTC, and
            an SMS belongs to the day on which Wireroom learned of it.
        otp (CodeCountsOut): One-time codes of the day, in UTC.
        timestamp (datetime.datetime): Time of the answer.
    """

    gateways: GatewayCountsOut
    messages: MessageCountsOut
    otp: CodeCountsOut
    timestamp: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        gateways = self.gateways.to_dict()

        messages = self.messages.to_dict()

        otp = self.otp.to_dict()

        timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "gateways": gateways,
                "messages": messages,
                "otp": otp,
                "timestamp": timestamp,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.code_counts_out import CodeCountsOut  # noqa: PLC0415
        from ..models.gateway_counts_out import GatewayCountsOut  # noqa: PLC0415
        from ..models.message_counts_out import MessageCountsOut  # noqa: PLC0415

        d = dict(src_dict)
        gateways = GatewayCountsOut.from_dict(d.pop("gateways"))

        messages = MessageCountsOut.from_dict(d.pop("messages"))

        otp = CodeCountsOut.from_dict(d.pop("otp"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        stats_out = cls(
            gateways=gateways,
            messages=messages,
            otp=otp,
            timestamp=timestamp,
        )

        stats_out.additional_properties = d
        return stats_out

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
