from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.accepted_recipient_out import AcceptedRecipientOut


T = TypeVar("T", bound="SendSmsOut")


@_attrs_define
class SendSmsOut:
    """Answer of `POST /api/v1/sms/send`.

    Attributes:
        message_id (str):
        status (str): Always `queued`, which means here that the message is accepted; ask for the status to know more.
        success (bool): Always `true`.
        eta (int | Unset): Earliest time at which the message can leave, in seconds since 1970. Present if its schedule
            or pacing holds it.
        recipients (list[AcceptedRecipientOut] | Unset): Recipients in the order of the request. Present if `to` was a
            list.
        resend_of (str | Unset): Message that this one sends again. Present in the answer to a resend.
    """

    message_id: str
    status: str
    success: bool
    eta: int | Unset = UNSET
    recipients: list[AcceptedRecipientOut] | Unset = UNSET
    resend_of: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        status = self.status

        success = self.success

        eta = self.eta

        recipients: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.recipients, Unset):
            recipients = []
            for recipients_item_data in self.recipients:
                recipients_item = recipients_item_data.to_dict()
                recipients.append(recipients_item)

        resend_of = self.resend_of

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "status": status,
                "success": success,
            }
        )
        if eta is not UNSET:
            field_dict["eta"] = eta
        if recipients is not UNSET:
            field_dict["recipients"] = recipients
        if resend_of is not UNSET:
            field_dict["resend_of"] = resend_of

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.accepted_recipient_out import AcceptedRecipientOut  # noqa: PLC0415

        d = dict(src_dict)
        message_id = d.pop("message_id")

        status = d.pop("status")

        success = d.pop("success")

        eta = d.pop("eta", UNSET)

        _recipients = d.pop("recipients", UNSET)
        recipients: list[AcceptedRecipientOut] | Unset = UNSET
        if _recipients is not UNSET:
            recipients = []
            for recipients_item_data in _recipients:
                recipients_item = AcceptedRecipientOut.from_dict(recipients_item_data)

                recipients.append(recipients_item)

        resend_of = d.pop("resend_of", UNSET)

        send_sms_out = cls(
            message_id=message_id,
            status=status,
            success=success,
            eta=eta,
            recipients=recipients,
            resend_of=resend_of,
        )

        send_sms_out.additional_properties = d
        return send_sms_out

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
