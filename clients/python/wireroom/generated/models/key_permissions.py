from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="KeyPermissions")


@_attrs_define
class KeyPermissions:
    """Permissions that are granted, each with `true`. One that is not granted is absent.

    Attributes:
        manage_account (bool | Unset):
        manage_gateways (bool | Unset):
        publish (bool | Unset):
        receive_sms (bool | Unset):
        send_otp (bool | Unset):
        send_sms (bool | Unset):
        verify_otp (bool | Unset):
    """

    manage_account: bool | Unset = UNSET
    manage_gateways: bool | Unset = UNSET
    publish: bool | Unset = UNSET
    receive_sms: bool | Unset = UNSET
    send_otp: bool | Unset = UNSET
    send_sms: bool | Unset = UNSET
    verify_otp: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        manage_account = self.manage_account

        manage_gateways = self.manage_gateways

        publish = self.publish

        receive_sms = self.receive_sms

        send_otp = self.send_otp

        send_sms = self.send_sms

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
        manage_account = d.pop("manage_account", UNSET)

        manage_gateways = d.pop("manage_gateways", UNSET)

        publish = d.pop("publish", UNSET)

        receive_sms = d.pop("receive_sms", UNSET)

        send_otp = d.pop("send_otp", UNSET)

        send_sms = d.pop("send_sms", UNSET)

        verify_otp = d.pop("verify_otp", UNSET)

        key_permissions = cls(
            manage_account=manage_account,
            manage_gateways=manage_gateways,
            publish=publish,
            receive_sms=receive_sms,
            send_otp=send_otp,
            send_sms=send_sms,
            verify_otp=verify_otp,
        )

        key_permissions.additional_properties = d
        return key_permissions

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
