from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.webhook_request_out_headers import WebhookRequestOutHeaders


T = TypeVar("T", bound="WebhookRequestOut")


@_attrs_define
class WebhookRequestOut:
    """A request to an endpoint, as it is kept.

    Attributes:
        body (str): The first 4,096 bytes of the body.
        body_truncated (bool): Whether the body was longer.
        headers (WebhookRequestOutHeaders): Headers by name. Those that the endpoint's owner added have the value
            `[redacted]`.
    """

    body: str
    body_truncated: bool
    headers: WebhookRequestOutHeaders
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        body = self.body

        body_truncated = self.body_truncated

        headers = self.headers.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "body": body,
                "body_truncated": body_truncated,
                "headers": headers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_request_out_headers import WebhookRequestOutHeaders  # noqa: PLC0415

        d = dict(src_dict)
        body = d.pop("body")

        body_truncated = d.pop("body_truncated")

        headers = WebhookRequestOutHeaders.from_dict(d.pop("headers"))

        webhook_request_out = cls(
            body=body,
            body_truncated=body_truncated,
            headers=headers,
        )

        webhook_request_out.additional_properties = d
        return webhook_request_out

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
