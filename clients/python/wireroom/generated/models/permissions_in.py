from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PermissionsIn")


@_attrs_define
class PermissionsIn:
    """Permissions by name. One that is absent or `false` is not granted.

    Attributes:
        manage_account (bool | None | Unset):
        manage_gateways (bool | None | Unset):
        publish (bool | None | Unset):
        receive_sms (bool | None | Unset):
        send_otp (bool | None | Unset):
        send_sms (bool | None | Unset):
        verify_otp (bool | None | Unset):
    """

    manage_account: bool | None | Unset = UNSET
    manage_gateways: bool | None | Unset = UNSET
    publish: bool | None | Unset = UNSET
    receive_sms: bool | None | Unset = UNSET
    send_otp: bool | None | Unset = UNSET
    send_sms: bool | None | Unset = UNSET
    verify_otp: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        manage_account: bool | None | Unset
        if isinstance(self.manage_account, Unset):
            manage_account = UNSET
        else:
            manage_account = self.manage_account

        manage_gateways: bool | None | Unset
        if isinstance(self.manage_gateways, Unset):
            manage_gateways = UNSET
        else:
            manage_gateways = self.manage_gateways

        publish: bool | None | Unset
        if isinstance(self.publish, Unset):
            publish = UNSET
        else:
            publish = self.publish

        receive_sms: bool | None | Unset
        if isinstance(self.receive_sms, Unset):
            receive_sms = UNSET
        else:
            receive_sms = self.receive_sms

        send_otp: bool | None | Unset
        if isinstance(self.send_otp, Unset):
            send_otp = UNSET
        else:
            send_otp = self.send_otp

        send_sms: bool | None | Unset
        if isinstance(self.send_sms, Unset):
            send_sms = UNSET
        else:
            send_sms = self.send_sms

        verify_otp: bool | None | Unset
        if isinstance(self.verify_otp, Unset):
            verify_otp = UNSET
        else:
            verify_otp = self.verify_otp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if manage_account is not UNSET:
            field_dict["manage_account"] = manage_account
        if manage_gateways is not UNSET:
            field_dict["manage_gateways"] = manage_gateways
        if publish is not UNSET:
            field_dict["publish"] = publish
        if receive_sms is not UNSET:
            field_dict["receive_sms"] = receive_sms
        if send_otp is not UNSET:
            field_dict["send_otp"] = send_otp
        if send_sms is not UNSET:
            field_dict["send_sms"] = send_sms
        if verify_otp is not UNSET:
            field_dict["verify_otp"] = verify_otp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_manage_account(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        manage_account = _parse_manage_account(d.pop("manage_account", UNSET))

        def _parse_manage_gateways(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        manage_gateways = _parse_manage_gateways(d.pop("manage_gateways", UNSET))

        def _parse_publish(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        publish = _parse_publish(d.pop("publish", UNSET))

        def _parse_receive_sms(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        receive_sms = _parse_receive_sms(d.pop("receive_sms", UNSET))

        def _parse_send_otp(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        send_otp = _parse_send_otp(d.pop("send_otp", UNSET))

        def _parse_send_sms(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        send_sms = _parse_send_sms(d.pop("send_sms", UNSET))

        def _parse_verify_otp(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        verify_otp = _parse_verify_otp(d.pop("verify_otp", UNSET))

        permissions_in = cls(
            manage_account=manage_account,
            manage_gateways=manage_gateways,
            publish=publish,
            receive_sms=receive_sms,
            send_otp=send_otp,
            send_sms=send_sms,
            verify_otp=verify_otp,
        )

        permissions_in.additional_properties = d
        return permissions_in

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
