from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.gateway_now_out import GatewayNowOut
    from ..models.gateway_out import GatewayOut
    from ..models.sim_out import SimOut


T = TypeVar("T", bound="ShownGatewayOut")


@_attrs_define
class ShownGatewayOut:
    """Answer of `GET /api/v1/admin/gateways/{id}`.

    Attributes:
        gateway (GatewayOut): A gateway with its presence and its counts.
        now (GatewayNowOut): A gateway's presence, load and room.
        sims (list[SimOut]): SIM cards as the phone describes them, which only phones with the SMSGate app do.
    """

    gateway: GatewayOut
    now: GatewayNowOut
    sims: list[SimOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        gateway = self.gateway.to_dict()

        now = self.now.to_dict()

        sims = []
        for sims_item_data in self.sims:
            sims_item = sims_item_data.to_dict()
            sims.append(sims_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "gateway": gateway,
                "now": now,
                "sims": sims,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gateway_now_out import GatewayNowOut  # noqa: PLC0415
        from ..models.gateway_out import GatewayOut  # noqa: PLC0415
        from ..models.sim_out import SimOut  # noqa: PLC0415

        d = dict(src_dict)
        gateway = GatewayOut.from_dict(d.pop("gateway"))

        now = GatewayNowOut.from_dict(d.pop("now"))

        sims = []
        _sims = d.pop("sims")
        for sims_item_data in _sims:
            sims_item = SimOut.from_dict(sims_item_data)

            sims.append(sims_item)

        shown_gateway_out = cls(
            gateway=gateway,
            now=now,
            sims=sims,
        )

        shown_gateway_out.additional_properties = d
        return shown_gateway_out

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
