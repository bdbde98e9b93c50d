from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.update_gateway_in_kind_type_1 import (
    UpdateGatewayInKindType1,
    check_update_gateway_in_kind_type_1,
)
from ..models.update_gateway_in_kind_type_2_type_1 import (
    UpdateGatewayInKindType2Type1,
    check_update_gateway_in_kind_type_2_type_1,
)
from ..models.update_gateway_in_kind_type_3_type_1 import (
    UpdateGatewayInKindType3Type1,
    check_update_gateway_in_kind_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pacing_in import PacingIn
    from ..models.send_window_in import SendWindowIn


T = TypeVar("T", bound="UpdateGatewayIn")


@_attrs_define
class UpdateGatewayIn:
    """Body of `PATCH /api/v1/admin/gateways/{id}`. A member that is absent does not change.

    Attributes:
        active (bool | None | Unset): Whether the gateway gets messages.
        kind (None | Unset | UpdateGatewayInKindType1 | UpdateGatewayInKindType2Type1 | UpdateGatewayInKindType3Type1):
            `test` for a gateway that is to get only messages to test numbers and messages that name it.
        name (None | str | Unset): Label under which the gateway is listed, of 1 to 255 characters.
        pacing (None | PacingIn | Unset): Rate limit of each of its SIMs. `null` stands for the deployment's limit, or
            for none if the phone paces itself.
        priority (int | None | Unset): Gateways of higher priority are used first.
        send_window (None | SendWindowIn | Unset): Hours in which it is given messages that are not urgent. `null`
            stands for all hours.
    """

    active: bool | None | Unset = UNSET
    kind: (
        None
        | Unset
        | UpdateGatewayInKindType1
        | UpdateGatewayInKindType2Type1
        | UpdateGatewayInKindType3Type1
    ) = UNSET
    name: None | str | Unset = UNSET
    pacing: None | PacingIn | Unset = UNSET
    priority: int | None | Unset = UNSET
    send_window: None | SendWindowIn | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.pacing_in import PacingIn  # noqa: PLC0415
        from ..models.send_window_in import SendWindowIn  # noqa: PLC0415

        active: bool | None | Unset
        if isinstance(self.active, Unset):
            active = UNSET
        else:
            active = self.active

        kind: None | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        pacing: dict[str, Any] | None | Unset
        if isinstance(self.pacing, Unset):
            pacing = UNSET
        elif isinstance(self.pacing, PacingIn):
            pacing = self.pacing.to_dict()
        else:
            pacing = self.pacing

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        send_window: dict[str, Any] | None | Unset
        if isinstance(self.send_window, Unset):
            send_window = UNSET
        elif isinstance(self.send_window, SendWindowIn):
            send_window = self.send_window.to_dict()
        else:
            send_window = self.send_window

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if active is not UNSET:
            field_dict["active"] = active
        if kind is not UNSET:
            field_dict["kind"] = kind
        if name is not UNSET:
            field_dict["name"] = name
        if pacing is not UNSET:
            field_dict["pacing"] = pacing
        if priority is not UNSET:
            field_dict["priority"] = priority
        if send_window is not UNSET:
            field_dict["send_window"] = send_window

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pacing_in import PacingIn  # noqa: PLC0415
        from ..models.send_window_in import SendWindowIn  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        active = _parse_active(d.pop("active", UNSET))

        def _parse_kind(
            data: object,
        ) -> (
            None
            | Unset
            | UpdateGatewayInKindType1
            | UpdateGatewayInKindType2Type1
            | UpdateGatewayInKindType3Type1
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_1 = check_update_gateway_in_kind_type_1(data)

                return kind_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_2_type_1 = check_update_gateway_in_kind_type_2_type_1(data)

                return kind_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_3_type_1 = check_update_gateway_in_kind_type_3_type_1(data)

                return kind_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | Unset
                | UpdateGatewayInKindType1
                | UpdateGatewayInKindType2Type1
                | UpdateGatewayInKindType3Type1,
                data,
            )

        kind = _parse_kind(d.pop("kind", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_pacing(data: object) -> None | PacingIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                pacing_type_0 = PacingIn.from_dict(data)

                return pacing_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PacingIn | Unset, data)

        pacing = _parse_pacing(d.pop("pacing", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_send_window(data: object) -> None | SendWindowIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                send_window_type_0 = SendWindowIn.from_dict(data)

                return send_window_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SendWindowIn | Unset, data)

        send_window = _parse_send_window(d.pop("send_window", UNSET))

        update_gateway_in = cls(
            active=active,
            kind=kind,
            name=name,
            pacing=pacing,
            priority=priority,
            send_window=send_window,
        )

        update_gateway_in.additional_properties = d
        return update_gateway_in

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
