from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.redeemed_out_protocol import (
    RedeemedOutProtocol,
    check_redeemed_out_protocol,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.paired_gateway_out import PairedGatewayOut


T = TypeVar("T", bound="RedeemedOut")


@_attrs_define
class RedeemedOut:
    """Answer of `POST /api/v1/pairings/redeem`.

    Attributes:
        protocol (RedeemedOutProtocol): The protocol of the request.
        success (bool): Always `true`.
        api_key (str | Unset): Key of a gateway with a socket, shown only in this answer.
        code (str | Unset): Code with which the SMSGate app signs in, once. Until a phone has done so, the pairing gives
            further codes.
        code_expires_at (datetime.datetime | Unset):
        gateway (PairedGatewayOut | Unset): A gateway that has joined by a pairing.
        server_url (str | Unset): Address of the server for the settings of the SMSGate app.
        websocket_url (str | Unset): URL of the gateway's socket, without the key.
    """

    protocol: RedeemedOutProtocol
    success: bool
    api_key: str | Unset = UNSET
    code: str | Unset = UNSET
    code_expires_at: datetime.datetime | Unset = UNSET
    gateway: PairedGatewayOut | Unset = UNSET
    server_url: str | Unset = UNSET
    websocket_url: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        protocol: str = self.protocol

        success = self.success

        api_key = self.api_key

        code = self.code

        code_expires_at: str | Unset = UNSET
        if not isinstance(self.code_expires_at, Unset):
            code_expires_at = self.code_expires_at.isoformat()

        gateway: dict[str, Any] | Unset = UNSET
        if not isinstance(self.gateway, Unset):
            gateway = self.gateway.to_dict()

        server_url = self.server_url

        websocket_url = self.websocket_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "protocol": protocol,
                "success": success,
            }
        )
        if api_key is not UNSET:
            field_dict["api_key"] = api_key
        if code is not UNSET:
            field_dict["code"] = code
        if code_expires_at is not UNSET:
            field_dict["code_expires_at"] = code_expires_at
        if gateway is not UNSET:
            field_dict["gateway"] = gateway
        if server_url is not UNSET:
            field_dict["server_url"] = server_url
        if websocket_url is not UNSET:
            field_dict["websocket_url"] = websocket_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.paired_gateway_out import PairedGatewayOut  # noqa: PLC0415

        d = dict(src_dict)
        protocol = check_redeemed_out_protocol(d.pop("protocol"))

        success = d.pop("success")

        api_key = d.pop("api_key", UNSET)

        code = d.pop("code", UNSET)

        _code_expires_at = d.pop("code_expires_at", UNSET)
        code_expires_at: datetime.datetime | Unset
        if isinstance(_code_expires_at, Unset):
            code_expires_at = UNSET
        else:
            code_expires_at = datetime.datetime.fromisoformat(_code_expires_at)

        _gateway = d.pop("gateway", UNSET)
        gateway: PairedGatewayOut | Unset
        if isinstance(_gateway, Unset):
            gateway = UNSET
        else:
            gateway = PairedGatewayOut.from_dict(_gateway)

        server_url = d.pop("server_url", UNSET)

        websocket_url = d.pop("websocket_url", UNSET)

        redeemed_out = cls(
            protocol=protocol,
            success=success,
            api_key=api_key,
            code=code,
            code_expires_at=code_expires_at,
            gateway=gateway,
            server_url=server_url,
            websocket_url=websocket_url,
        )

        redeemed_out.additional_properties = d
        return redeemed_out

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
