from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.gateway_switches_out import GatewaySwitchesOut


T = TypeVar("T", bound="GatewayChangedOut")


@_attrs_define
class GatewayChangedOut:
    """Answer after a gateway was changed.

    Attributes:
        gateway (GatewaySwitchesOut): The settings of a gateway.
        success (bool): Always `true`.
    """

    gateway: GatewaySwitchesOut
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        gateway = self.gateway.to_dict()

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "gateway": gateway,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gateway_switches_out import GatewaySwitchesOut  # noqa: PLC0415

        d = dict(src_dict)
        gateway = GatewaySwitchesOut.from_dict(d.pop("gateway"))

        success = d.pop("success")

        gateway_changed_out = cls(
            gateway=gateway,
            success=success,
        )

        gateway_changed_out.additional_properties = d
        return gateway_changed_out

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
