from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.route_out_reason_type_1 import (
    RouteOutReasonType1,
    check_route_out_reason_type_1,
)
from ..models.route_out_reason_type_2_type_1 import (
    RouteOutReasonType2Type1,
    check_route_out_reason_type_2_type_1,
)
from ..models.route_out_reason_type_3_type_1 import (
    RouteOutReasonType3Type1,
    check_route_out_reason_type_3_type_1,
)

T = TypeVar("T", bound="RouteOut")


@_attrs_define
class RouteOut:
    """A gateway that could or could not be given the message.

    Attributes:
        gateway_id (str):
        reason (None | RouteOutReasonType1 | RouteOutReasonType2Type1 | RouteOutReasonType3Type1): Reason why it would
            not be given the message now; `null` for the chosen one. `inactive`: switched off, or not approved.
            `only_if_named`: left to messages that name it. `unsupported`: cannot choose a SIM. `unreachable`: has no open
            socket, cannot be notified, or did not fetch in time. `test_only`: a test gateway. `test_number`: left to the
            account's test gateway. `send_window`: closed at this hour. `pacing`: its SIM has no capacity.
        until (int | None): Time until which pacing or the send window holds the message there, in seconds since 1970;
            `null` for any other reason.
    """

    gateway_id: str
    reason: (
        None | RouteOutReasonType1 | RouteOutReasonType2Type1 | RouteOutReasonType3Type1
    )
    until: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        gateway_id = self.gateway_id

        reason: None | str
        if isinstance(self.reason, str):
            reason = self.reason
        elif isinstance(self.reason, str):
            reason = self.reason
        elif isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        until: int | None
        until = self.until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "gateway_id": gateway_id,
                "reason": reason,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        gateway_id = d.pop("gateway_id")

        def _parse_reason(
            data: object,
        ) -> (
            None
            | RouteOutReasonType1
            | RouteOutReasonType2Type1
            | RouteOutReasonType3Type1
        ):
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_1 = check_route_out_reason_type_1(data)

                return reason_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_2_type_1 = check_route_out_reason_type_2_type_1(data)

                return reason_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_3_type_1 = check_route_out_reason_type_3_type_1(data)

                return reason_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | RouteOutReasonType1
                | RouteOutReasonType2Type1
                | RouteOutReasonType3Type1,
                data,
            )

        reason = _parse_reason(d.pop("reason"))

        def _parse_until(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        until = _parse_until(d.pop("until"))

        route_out = cls(
            gateway_id=gateway_id,
            reason=reason,
            until=until,
        )

        route_out.additional_properties = d
        return route_out

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
