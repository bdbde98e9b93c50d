from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.registered_gateway_out import RegisteredGatewayOut


T = TypeVar("T", bound="RegisterOut")


@_attrs_define
class RegisterOut:
    """Answer of `POST /api/v1/gateway/register`.

    Attributes:
        api_key (str): The gateway's key, which is shown only here.
        device_id (str):
        gateway (RegisteredGatewayOut): A gateway that was just registered.
        message (str): Always `Gateway registered successfully`.
        success (bool): Always `true`.
        websocket_url (str): URL of the gateway's socket, without the key.
    """

    api_key: str
    device_id: str
    gateway: RegisteredGatewayOut
    message: str
    success: bool
    websocket_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key

        device_id = self.device_id

        gateway = self.gateway.to_dict()

        message = self.message

        success = self.success

        websocket_url = self.websocket_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_key": api_key,
                "device_id": device_id,
                "gateway": gateway,
                "message": message,
                "success": success,
                "websocket_url": websocket_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.registered_gateway_out import RegisteredGatewayOut  # noqa: PLC0415

        d = dict(src_dict)
        api_key = d.pop("api_key")

        device_id = d.pop("device_id")

        gateway = RegisteredGatewayOut.from_dict(d.pop("gateway"))

        message = d.pop("message")

        success = d.pop("success")

        websocket_url = d.pop("websocket_url")

        register_out = cls(
            api_key=api_key,
            device_id=device_id,
            gateway=gateway,
            message=message,
            success=success,
            websocket_url=websocket_url,
        )

        register_out.additional_properties = d
        return register_out

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
