from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.webhook_with_queue_out_disabled_reason_type_1 import (
    WebhookWithQueueOutDisabledReasonType1,
    check_webhook_with_queue_out_disabled_reason_type_1,
)
from ..models.webhook_with_queue_out_disabled_reason_type_2_type_1 import (
    WebhookWithQueueOutDisabledReasonType2Type1,
    check_webhook_with_queue_out_disabled_reason_type_2_type_1,
)
from ..models.webhook_with_queue_out_disabled_reason_type_3_type_1 import (
    WebhookWithQueueOutDisabledReasonType3Type1,
    check_webhook_with_queue_out_disabled_reason_type_3_type_1,
)
from ..models.webhook_with_queue_out_format import (
    WebhookWithQueueOutFormat,
    check_webhook_with_queue_out_format,
)
from ..models.webhook_with_queue_out_kind import (
    WebhookWithQueueOutKind,
    check_webhook_with_queue_out_kind,
)

if TYPE_CHECKING:
    from ..models.webhook_with_queue_out_headers import WebhookWithQueueOutHeaders


T = TypeVar("T", bound="WebhookWithQueueOut")


@_attrs_define
class WebhookWithQueueOut:
    """An endpoint with the state of its queue.

    Attributes:
        active (bool): Whether events are sent.
        alert_endpoint_id (None | str): Id of the webhook that gets this one's alerts; `null` if there is none.
        circuit_open (bool): Whether the endpoint keeps failing, so that only an occasional probe is sent.
        created_at (datetime.datetime):
        disabled_at (datetime.datetime | None): Time at which the endpoint was disabled; `null` unless the service
            disabled it.
        disabled_reason (None | WebhookWithQueueOutDisabledReasonType1 | WebhookWithQueueOutDisabledReasonType2Type1 |
            WebhookWithQueueOutDisabledReasonType3Type1): `gone` after a 410, `failing` after days of failures, `queue_full`
            after too many undelivered events.
        events (list[str]): Names of the events in the endpoint's format, or `*` for all. An event that the format lacks
            has the name that it has in the format `standard`.
        failed (int): Events that failed for good and can be replayed.
        format_ (WebhookWithQueueOutFormat): Format of the requests' bodies.
        headers (WebhookWithQueueOutHeaders): Names of the endpoint's own headers; every value is `[redacted]`.
        id (str):
        in_flight (int): Attempts under way.
        kind (WebhookWithQueueOutKind): `callback` if the `callback_url` of a message made it.
        name (str):
        previous_secret_until (datetime.datetime | None): Time until which the secret before also signs.
        public_key_url (str): URL that shows the account's public key, under which the requests are signed (`v1a`).
        queued (int): Undelivered events, including those with an attempt under way.
        retry_count (int): Number of tries after the first.
        retry_schedule (list[int]): Seconds before each try, the first included.
        standard_signature (bool): Whether requests carry the signature `v1` of Standard Webhooks. `v1a` is in all of
            them, except in the format `smsgate`.
        timeout (int): Seconds within which the receiver has to answer.
        updated_at (datetime.datetime):
        url (str):
    """

    active: bool
    alert_endpoint_id: None | str
    circuit_open: bool
    created_at: datetime.datetime
    disabled_at: datetime.datetime | None
    disabled_reason: (
        None
        | WebhookWithQueueOutDisabledReasonType1
        | WebhookWithQueueOutDisabledReasonType2Type1
        | WebhookWithQueueOutDisabledReasonType3Type1
    )
    events: list[str]
    failed: int
    format_: WebhookWithQueueOutFormat
    headers: WebhookWithQueueOutHeaders
    id: str
    in_flight: int
    kind: WebhookWithQueueOutKind
    name: str
    previous_secret_until: datetime.datetime | None
    public_key_url: str
    queued: int
    retry_count: int
    retry_schedule: list[int]
    standard_signature: bool
    timeout: int
    updated_at: datetime.datetime
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        alert_endpoint_id: None | str
        alert_endpoint_id = self.alert_endpoint_id

        circuit_open = self.circuit_open

        created_at = self.created_at.isoformat()

        disabled_at: None | str
        if isinstance(self.disabled_at, datetime.datetime):
            disabled_at = self.disabled_at.isoformat()
        else:
            disabled_at = self.disabled_at

        disabled_reason: None | str
        if isinstance(self.disabled_reason, str):
            disabled_reason = self.disabled_reason
        elif isinstance(self.disabled_reason, str):
            disabled_reason = self.disabled_reason
        elif isinstance(self.disabled_reason, str):
            disabled_reason = self.disabled_reason
        else:
            disabled_reason = self.disabled_reason

        events = self.events

        failed = self.failed

        format_: str = self.format_

        headers = self.headers.to_dict()

        id = self.id

        in_flight = self.in_flight

        kind: str = self.kind

        name = self.name

        previous_secret_until: None | str
        if isinstance(self.previous_secret_until, datetime.datetime):
            previous_secret_until = self.previous_secret_until.isoformat()
        else:
            previous_secret_until = self.previous_secret_until

        public_key_url = self.public_key_url

        queued = self.queued

        retry_count = self.retry_count

        retry_schedule = self.retry_schedule

        standard_signature = self.standard_signature

        timeout = self.timeout

        updated_at = self.updated_at.isoformat()

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "alert_endpoint_id": alert_endpoint_id,
                "circuit_open": circuit_open,
                "created_at": created_at,
                "disabled_at": disabled_at,
                "disabled_reason": disabled_reason,
                "events": events,
                "failed": failed,
                "format": format_,
                "headers": headers,
                "id": id,
                "in_flight": in_flight,
                "kind": kind,
                "name": name,
                "previous_secret_until": previous_secret_until,
                "public_key_url": public_key_url,
                "queued": queued,
                "retry_count": retry_count,
                "retry_schedule": retry_schedule,
                "standard_signature": standard_signature,
                "timeout": timeout,
                "updated_at": updated_at,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_with_queue_out_headers import WebhookWithQueueOutHeaders  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        def _parse_alert_endpoint_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        alert_endpoint_id = _parse_alert_endpoint_id(d.pop("alert_endpoint_id"))

        circuit_open = d.pop("circuit_open")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_disabled_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                disabled_at_type_0 = datetime.datetime.fromisoformat(data)

                return disabled_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        disabled_at = _parse_disabled_at(d.pop("disabled_at"))

        def _parse_disabled_reason(
            data: object,
        ) -> (
            None
            | WebhookWithQueueOutDisabledReasonType1
            | WebhookWithQueueOutDisabledReasonType2Type1
            | WebhookWithQueueOutDisabledReasonType3Type1
        ):
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                disabled_reason_type_1 = (
                    check_webhook_with_queue_out_disabled_reason_type_1(data)
                )

                return disabled_reason_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                disabled_reason_type_2_type_1 = (
                    check_webhook_with_queue_out_disabled_reason_type_2_type_1(data)
                )

                return disabled_reason_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                disabled_reason_type_3_type_1 = (
                    check_webhook_with_queue_out_disabled_reason_type_3_type_1(data)
                )

                return disabled_reason_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | WebhookWithQueueOutDisabledReasonType1
                | WebhookWithQueueOutDisabledReasonType2Type1
                | WebhookWithQueueOutDisabledReasonType3Type1,
                data,
            )

        disabled_reason = _parse_disabled_reason(d.pop("disabled_reason"))

        events = cast(list[str], d.pop("events"))

        failed = d.pop("failed")

        format_ = check_webhook_with_queue_out_format(d.pop("format"))

        headers = WebhookWithQueueOutHeaders.from_dict(d.pop("headers"))

        id = d.pop("id")

        in_flight = d.pop("in_flight")

        kind = check_webhook_with_queue_out_kind(d.pop("kind"))

        name = d.pop("name")

        def _parse_previous_secret_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                previous_secret_until_type_0 = datetime.datetime.fromisoformat(data)

                return previous_secret_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        previous_secret_until = _parse_previous_secret_until(
            d.pop("previous_secret_until")
        )

        public_key_url = d.pop("public_key_url")

        queued = d.pop("queued")

        retry_count = d.pop("retry_count")

        retry_schedule = cast(list[int], d.pop("retry_schedule"))

        standard_signature = d.pop("standard_signature")

        timeout = d.pop("timeout")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        url = d.pop("url")

        webhook_with_queue_out = cls(
            active=active,
            alert_endpoint_id=alert_endpoint_id,
            circuit_open=circuit_open,
            created_at=created_at,
            disabled_at=disabled_at,
            disabled_reason=disabled_reason,
            events=events,
            failed=failed,
            format_=format_,
            headers=headers,
            id=id,
            in_flight=in_flight,
            kind=kind,
            name=name,
            previous_secret_until=previous_secret_until,
            public_key_url=public_key_url,
            queued=queued,
            retry_count=retry_count,
            retry_schedule=retry_schedule,
            standard_signature=standard_signature,
            timeout=timeout,
            updated_at=updated_at,
            url=url,
        )

        webhook_with_queue_out.additional_properties = d
        return webhook_with_queue_out

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
