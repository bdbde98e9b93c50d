from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SendSmsIn")


@_attrs_define
class SendSmsIn:
    """Body of `POST /api/v1/sms/send`.

    Attributes:
        message (str): Text of the SMS; a blank one is refused.
        to (str): Recipient's phone number, in international form or as it is dialed in the account's country.
        gateway_id (None | str | Unset): Gateway that has to send the message: a phone's device id, or a provider's
            number or its id. Without it, any gateway of the account may send.
        label (None | str | Unset): Label under which messages that were sent together are listed and counted: up to 64
            printable characters. An account may begin to use 1,000 labels in a day.
        priority (int | None | Unset): Rank in the queue: higher numbers are sent first. Default: 0.
    """

    message: str
    to: str
    gateway_id: None | str | Unset = UNSET
    label: None | str | Unset = UNSET
    priority: int | None | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        to = self.to

        gateway_id: None | str | Unset
        if isinstance(self.gateway_id, Unset):
            gateway_id = UNSET
        else:
            gateway_id = self.gateway_id

        label: None | str | Unset
        if isinstance(self.label, Unset):
            label = UNSET
        else:
            label = self.label

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "to": to,
            }
        )
        if gateway_id is not UNSET:
            field_dict["gateway_id"] = gateway_id
        if label is not UNSET:
            field_dict["label"] = label
        if priority is not UNSET:
            field_dict["priority"] = priority

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        to = d.pop("to")

        def _parse_gateway_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id", UNSET))

        def _parse_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        label = _parse_label(d.pop("label", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        send_sms_in = cls(
            message=message,
            to=to,
            gateway_id=gateway_id,
            label=label,
            priority=priority,
        )

        send_sms_in.additional_properties = d
        return send_sms_in

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
