from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.redeem_in_protocol import RedeemInProtocol, check_redeem_in_protocol
from ..types import UNSET, Unset

T = TypeVar("T", bound="RedeemIn")


@_attrs_define
class RedeemIn:
    """Body of `POST /api/v1/pairings/redeem`.

    Attributes:
        protocol (RedeemInProtocol): `cable` for a gateway with a socket, `smsgate` for a phone with the SMSGate app.
        token (str): Token of the pairing.
        device_id (None | str | Unset): Id that a gateway with a socket gives itself, unique in the account. Without it,
            it gets one.
        name (None | str | Unset): Label of a gateway with a socket, unless the pairing has one.
    """

    protocol: RedeemInProtocol
    token: str
    device_id: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        protocol: str = self.protocol

        token = self.token

        device_id: None | str | Unset
        if isinstance(self.device_id, Unset):
            device_id = UNSET
        else:
            device_id = self.device_id

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "protocol": protocol,
                "token": token,
            }
        )
        if device_id is not UNSET:
            field_dict["device_id"] = device_id
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        protocol = check_redeem_in_protocol(d.pop("protocol"))

        token = d.pop("token")

        def _parse_device_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        device_id = _parse_device_id(d.pop("device_id", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        redeem_in = cls(
            protocol=protocol,
            token=token,
            device_id=device_id,
            name=name,
        )

        redeem_in.additional_properties = d
        return redeem_in

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
