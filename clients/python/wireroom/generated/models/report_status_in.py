from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.report_status_in_status import (
    ReportStatusInStatus,
    check_report_status_in_status,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReportStatusIn")


@_attrs_define
class ReportStatusIn:
    """Body of `POST /api/v1/gateway/sms/status`.

    Attributes:
        message_id (str): Id under which the gateway was given the message.
        status (ReportStatusInStatus): State that the message has reached.
        error_message (None | str | Unset): Cause of a failure, of which the first 500 characters are kept. Ignored with
            another status.
    """

    message_id: str
    status: ReportStatusInStatus
    error_message: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        status: str = self.status

        error_message: None | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        else:
            error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "status": status,
            }
        )
        if error_message is not UNSET:
            field_dict["error_message"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        status = check_report_status_in_status(d.pop("status"))

        def _parse_error_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_message = _parse_error_message(d.pop("error_message", UNSET))

        report_status_in = cls(
            message_id=message_id,
            status=status,
            error_message=error_message,
        )

        report_status_in.additional_properties = d
        return report_status_in

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
