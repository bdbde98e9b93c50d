from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.webhook_response_out_headers import WebhookResponseOutHeaders


T = TypeVar("T", bound="WebhookResponseOut")


@_attrs_define
class WebhookResponseOut:
    """A receiver's answer, as it is kept.

    Attributes:
        body (str): The first 4,096 bytes of the body that arrived within a second; bytes that are not UTF-8 are
            replaced. Empty for a question, whose answer is its status.
        body_truncated (bool): Whether the body was longer.
        headers (WebhookResponseOutHeaders): Headers that help to find a fault, by their names in lowercase.
        status (int):
    """

    body: str
    body_truncated: bool
    headers: WebhookResponseOutHeaders
    status: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        body = self.body

        body_truncated = self.body_truncated

        headers = self.headers.to_dict()

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "body": body,
                "body_truncated": body_truncated,
                "headers": headers,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_response_out_headers import WebhookResponseOutHeaders  # noqa: PLC0415

        d = dict(src_dict)
        body = d.pop("body")

        body_truncated = d.pop("body_truncated")

        headers = WebhookResponseOutHeaders.from_dict(d.pop("headers"))

        status = d.pop("status")

        webhook_response_out = cls(
            body=body,
            body_truncated=body_truncated,
            headers=headers,
            status=status,
        )

        webhook_response_out.additional_properties = d
        return webhook_response_out

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
