from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.webhook_attempt_out import WebhookAttemptOut
    from ..models.webhook_request_out import WebhookRequestOut
    from ..models.webhook_response_out import WebhookResponseOut


T = TypeVar("T", bound="ShowWebhookAttemptOut")


@_attrs_define
class ShowWebhookAttemptOut:
    """Answer of `GET /api/v1/admin/webhooks/{id}/attempts/{attempt_id}`.

    Attributes:
        attempt (WebhookAttemptOut): An attempt at delivering an event.
        request (None | WebhookRequestOut): What was sent; `null` if no request was made, it is no longer kept, or it
            could not be sealed.
        response (None | WebhookResponseOut): What the receiver answered; `null` if it did not answer, or beside a
            `request` that is `null`.
    """

    attempt: WebhookAttemptOut
    request: None | WebhookRequestOut
    response: None | WebhookResponseOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.webhook_request_out import WebhookRequestOut  # noqa: PLC0415
        from ..models.webhook_response_out import WebhookResponseOut  # noqa: PLC0415

        attempt = self.attempt.to_dict()

        request: dict[str, Any] | None
        if isinstance(self.request, WebhookRequestOut):
            request = self.request.to_dict()
        else:
            request = self.request

        response: dict[str, Any] | None
        if isinstance(self.response, WebhookResponseOut):
            response = self.response.to_dict()
        else:
            response = self.response

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "request": request,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_attempt_out import WebhookAttemptOut  # noqa: PLC0415
        from ..models.webhook_request_out import WebhookRequestOut  # noqa: PLC0415
        from ..models.webhook_response_out import WebhookResponseOut  # noqa: PLC0415

        d = dict(src_dict)
        attempt = WebhookAttemptOut.from_dict(d.pop("attempt"))

        def _parse_request(data: object) -> None | WebhookRequestOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                request_type_0 = WebhookRequestOut.from_dict(data)

                return request_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | WebhookRequestOut, data)

        request = _parse_request(d.pop("request"))

        def _parse_response(data: object) -> None | WebhookResponseOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_type_0 = WebhookResponseOut.from_dict(data)

                return response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | WebhookResponseOut, data)

        response = _parse_response(d.pop("response"))

        show_webhook_attempt_out = cls(
            attempt=attempt,
            request=request,
            response=response,
        )

        show_webhook_attempt_out.additional_properties = d
        return show_webhook_attempt_out

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
