from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cancel_sms_out_state import CancelSmsOutState, check_cancel_sms_out_state

T = TypeVar("T", bound="CancelSmsOut")


@_attrs_define
class CancelSmsOut:
    """Answer of `POST /api/v1/sms/{message_id}/cancel`.

    Attributes:
        message_id (str):
        state (CancelSmsOutState): `cancelling` while a gateway may still send the message and has to confirm, then
            `cancelled`.
        success (bool): Always `true`.
    """

    message_id: str
    state: CancelSmsOutState
    success: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        state: str = self.state

        success = self.success

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "state": state,
                "success": success,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        state = check_cancel_sms_out_state(d.pop("state"))

        success = d.pop("success")

        cancel_sms_out = cls(
            message_id=message_id,
            state=state,
            success=success,
        )

        cancel_sms_out.additional_properties = d
        return cancel_sms_out

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
