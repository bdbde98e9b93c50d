from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.update_webhook_in_format_type_1 import (
    UpdateWebhookInFormatType1,
    check_update_webhook_in_format_type_1,
)
from ..models.update_webhook_in_format_type_2_type_1 import (
    UpdateWebhookInFormatType2Type1,
    check_update_webhook_in_format_type_2_type_1,
)
from ..models.update_webhook_in_format_type_3_type_1 import (
    UpdateWebhookInFormatType3Type1,
    check_update_webhook_in_format_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.update_webhook_in_headers_type_0 import UpdateWebhookInHeadersType0


T = TypeVar("T", bound="UpdateWebhookIn")


@_attrs_define
class UpdateWebhookIn:
    """Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that is absent does not change.

    Attributes:
        active (bool | None | Unset): Whether events are sent. Either value clears the reason for which the endpoint was
            disabled.
        alert_endpoint_id (None | str | Unset): Id of another webhook of the account, of the format `standard`, that
            gets `endpoint.failing` and `endpoint.disabled` of this one, whatever it subscribes to; `null` removes it.
        event_type (None | str | Unset): Name of a single event; without effect if `events` is given.
        events (list[str] | None | Unset): Names of the events to send, in the spelling of any format, or `*` for all.
            The format must have one of them.
        format_ (None | Unset | UpdateWebhookInFormatType1 | UpdateWebhookInFormatType2Type1 |
            UpdateWebhookInFormatType3Type1): Format of the requests' bodies.
        headers (None | Unset | UpdateWebhookInHeadersType0): Headers that every request carries, such as a token that
            the receiver demands: at most 10, with names of up to 64 and values of up to 1,024 characters. They replace all
            that the endpoint has; an empty object removes them. Needed if `url` has another origin and the endpoint has
            headers.
        name (None | str | Unset): Label, of up to 255 characters.
        retry_count (int | None | Unset): Number of retries in the usual schedule, whose last delay is repeated as
            needed; without effect if `retry_schedule` is given.
        retry_schedule (list[int] | None | Unset): Seconds before each try, the first included; each at most 604,800 (7
            days).
        timeout (int | None | Unset): Seconds within which the receiver has to answer.
        url (None | str | Unset): HTTPS URL to which events are sent, with a public name or address, on port 443 or one
            from 1024.
    """

    active: bool | None | Unset = UNSET
    alert_endpoint_id: None | str | Unset = UNSET
    event_type: None | str | Unset = UNSET
    events: list[str] | None | Unset = UNSET
    format_: (
        None
        | Unset
        | UpdateWebhookInFormatType1
        | UpdateWebhookInFormatType2Type1
        | UpdateWebhookInFormatType3Type1
    ) = UNSET
    headers: None | Unset | UpdateWebhookInHeadersType0 = UNSET
    name: None | str | Unset = UNSET
    retry_count: int | None | Unset = UNSET
    retry_schedule: list[int] | None | Unset = UNSET
    timeout: int | None | Unset = UNSET
    url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.update_webhook_in_headers_type_0 import (
            UpdateWebhookInHeadersType0,  # noqa: PLC0415
        )

        active: bool | None | Unset
        if isinstance(self.active, Unset):
            active = UNSET
        else:
            active = self.active

        alert_endpoint_id: None | str | Unset
        if isinstance(self.alert_endpoint_id, Unset):
            alert_endpoint_id = UNSET
        else:
            alert_endpoint_id = self.alert_endpoint_id

        event_type: None | str | Unset
        if isinstance(self.event_type, Unset):
            event_type = UNSET
        else:
            event_type = self.event_type

        events: list[str] | None | Unset
        if isinstance(self.events, Unset):
            events = UNSET
        elif isinstance(self.events, list):
            events = self.events

        else:
            events = self.events

        format_: None | str | Unset
        if isinstance(self.format_, Unset):
            format_ = UNSET
        elif isinstance(self.format_, str):
            format_ = self.format_
        elif isinstance(self.format_, str):
            format_ = self.format_
        elif isinstance(self.format_, str):
            format_ = self.format_
        else:
            format_ = self.format_

        headers: dict[str, Any] | None | Unset
        if isinstance(self.headers, Unset):
            headers = UNSET
        elif isinstance(self.headers, UpdateWebhookInHeadersType0):
            headers = self.headers.to_dict()
        else:
            headers = self.headers

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        retry_count: int | None | Unset
        if isinstance(self.retry_count, Unset):
            retry_count = UNSET
        else:
            retry_count = self.retry_count

        retry_schedule: list[int] | None | Unset
        if isinstance(self.retry_schedule, Unset):
            retry_schedule = UNSET
        elif isinstance(self.retry_schedule, list):
            retry_schedule = self.retry_schedule

        else:
            retry_schedule = self.retry_schedule

        timeout: int | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if active is not UNSET:
            field_dict["active"] = active
        if alert_endpoint_id is not UNSET:
            field_dict["alert_endpoint_id"] = alert_endpoint_id
        if event_type is not UNSET:
            field_dict["event_type"] = event_type
        if events is not UNSET:
            field_dict["events"] = events
        if format_ is not UNSET:
            field_dict["format"] = format_
        if headers is not UNSET:
            field_dict["headers"] = headers
        if name is not UNSET:
            field_dict["name"] = name
        if retry_count is not UNSET:
            field_dict["retry_count"] = retry_count
        if retry_schedule is not UNSET:
            field_dict["retry_schedule"] = retry_schedule
        if timeout is not UNSET:
            field_dict["timeout"] = timeout
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.update_webhook_in_headers_type_0 import (
            UpdateWebhookInHeadersType0,  # noqa: PLC0415
        )

        d = dict(src_dict)

        def _parse_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        active = _parse_active(d.pop("active", UNSET))

        def _parse_alert_endpoint_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        alert_endpoint_id = _parse_alert_endpoint_id(d.pop("alert_endpoint_id", UNSET))

        def _parse_event_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        event_type = _parse_event_type(d.pop("event_type", UNSET))

        def _parse_events(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                events_type_0 = cast(list[str], data)

                return events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        events = _parse_events(d.pop("events", UNSET))

        def _parse_format_(
            data: object,
        ) -> (
            None
            | Unset
            | UpdateWebhookInFormatType1
            | UpdateWebhookInFormatType2Type1
            | UpdateWebhookInFormatType3Type1
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_1 = check_update_webhook_in_format_type_1(data)

                return format_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_2_type_1 = check_update_webhook_in_format_type_2_type_1(
                    data
                )

                return format_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_3_type_1 = check_update_webhook_in_format_type_3_type_1(
                    data
                )

                return format_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | Unset
                | UpdateWebhookInFormatType1
                | UpdateWebhookInFormatType2Type1
                | UpdateWebhookInFormatType3Type1,
                data,
            )

        format_ = _parse_format_(d.pop("format", UNSET))

        def _parse_headers(data: object) -> None | Unset | UpdateWebhookInHeadersType0:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                headers_type_0 = UpdateWebhookInHeadersType0.from_dict(data)

                return headers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UpdateWebhookInHeadersType0, data)

        headers = _parse_headers(d.pop("headers", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_retry_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        retry_count = _parse_retry_count(d.pop("retry_count", UNSET))

        def _parse_retry_schedule(data: object) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                retry_schedule_type_0 = cast(list[int], data)

                return retry_schedule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        retry_schedule = _parse_retry_schedule(d.pop("retry_schedule", UNSET))

        def _parse_timeout(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        timeout = _parse_timeout(d.pop("timeout", UNSET))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        update_webhook_in = cls(
            active=active,
            alert_endpoint_id=alert_endpoint_id,
            event_type=event_type,
            events=events,
            format_=format_,
            headers=headers,
            name=name,
            retry_count=retry_count,
            retry_schedule=retry_schedule,
            timeout=timeout,
            url=url,
        )

        update_webhook_in.additional_properties = d
        return update_webhook_in

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
