from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_webhook_in_format_type_1 import (
    CreateWebhookInFormatType1,
    check_create_webhook_in_format_type_1,
)
from ..models.create_webhook_in_format_type_2_type_1 import (
    CreateWebhookInFormatType2Type1,
    check_create_webhook_in_format_type_2_type_1,
)
from ..models.create_webhook_in_format_type_3_type_1 import (
    CreateWebhookInFormatType3Type1,
    check_create_webhook_in_format_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.create_webhook_in_headers_type_0 import CreateWebhookInHeadersType0


T = TypeVar("T", bound="CreateWebhookIn")


@_attrs_define
class CreateWebhookIn:
    """Body of `POST /api/v1/admin/webhooks`.

    Attributes:
        url (str): HTTPS URL to which events are sent, with a public name or address, on port 443 or one from 1024.
        active (bool | None | Unset): Whether events are sent. Default: True.
        alert_endpoint_id (None | str | Unset): Id of another webhook of the account, of the format `standard`, that
            gets `endpoint.failing` and `endpoint.disabled` of this one, whatever it subscribes to.
        event_type (None | str | Unset): Name of a single event; without effect if `events` is given.
        events (list[str] | None | Unset): Names of the events to send, in the spelling of any format, or `*` for all.
            The format must have one of them.
        format_ (CreateWebhookInFormatType1 | CreateWebhookInFormatType2Type1 | CreateWebhookInFormatType3Type1 | None |
            Unset): Format of the requests' bodies. Default: 'gateway-api'.
        headers (CreateWebhookInHeadersType0 | None | Unset): Headers that every request carries, such as a token that
            the receiver demands: at most 10, with names of up to 64 and values of up to 1,024 characters. The values are
            stored sealed and never shown. Names that the requests need for themselves are refused.
        name (None | str | Unset): Label, of up to 255 characters. Without it, the origin of the URL.
        retry_count (int | None | Unset): Number of retries in the usual schedule, whose last delay is repeated as
            needed; without effect if `retry_schedule` is given. Default: 9.
        retry_schedule (list[int] | None | Unset): Seconds before each try, the first included; each at most 604,800 (7
            days). Without it, ten tries in about three days.
        secret_key (None | str | Unset): Secret that signs the requests, of up to 256 bytes. Without it, or if it is
            empty, one is generated.
        timeout (int | None | Unset): Seconds within which the receiver has to answer. Default: 15.
    """

    url: str
    active: bool | None | Unset = True
    alert_endpoint_id: None | str | Unset = UNSET
    event_type: None | str | Unset = UNSET
    events: list[str] | None | Unset = UNSET
    format_: (
        CreateWebhookInFormatType1
        | CreateWebhookInFormatType2Type1
        | CreateWebhookInFormatType3Type1
        | None
        | Unset
    ) = "gateway-api"
    headers: CreateWebhookInHeadersType0 | None | Unset = UNSET
    name: None | str | Unset = UNSET
    retry_count: int | None | Unset = 9
    retry_schedule: list[int] | None | Unset = UNSET
    secret_key: None | str | Unset = UNSET
    timeout: int | None | Unset = 15
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.create_webhook_in_headers_type_0 import (
            CreateWebhookInHeadersType0,  # noqa: PLC0415
        )

        url = self.url

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
        elif isinstance(self.headers, CreateWebhookInHeadersType0):
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

        secret_key: None | str | Unset
        if isinstance(self.secret_key, Unset):
            secret_key = UNSET
        else:
            secret_key = self.secret_key

        timeout: int | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
            }
        )
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
        if secret_key is not UNSET:
            field_dict["secret_key"] = secret_key
        if timeout is not UNSET:
            field_dict["timeout"] = timeout

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.create_webhook_in_headers_type_0 import (
            CreateWebhookInHeadersType0,  # noqa: PLC0415
        )

        d = dict(src_dict)
        url = d.pop("url")

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
            CreateWebhookInFormatType1
            | CreateWebhookInFormatType2Type1
            | CreateWebhookInFormatType3Type1
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_1 = check_create_webhook_in_format_type_1(data)

                return format_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_2_type_1 = check_create_webhook_in_format_type_2_type_1(
                    data
                )

                return format_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_3_type_1 = check_create_webhook_in_format_type_3_type_1(
                    data
                )

                return format_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                CreateWebhookInFormatType1
                | CreateWebhookInFormatType2Type1
                | CreateWebhookInFormatType3Type1
                | None
                | Unset,
                data,
            )

        format_ = _parse_format_(d.pop("format", UNSET))

        def _parse_headers(data: object) -> CreateWebhookInHeadersType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                headers_type_0 = CreateWebhookInHeadersType0.from_dict(data)

                return headers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CreateWebhookInHeadersType0 | None | Unset, data)

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

        def _parse_secret_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        secret_key = _parse_secret_key(d.pop("secret_key", UNSET))

        def _parse_timeout(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        timeout = _parse_timeout(d.pop("timeout", UNSET))

        create_webhook_in = cls(
            url=url,
            active=active,
            alert_endpoint_id=alert_endpoint_id,
            event_type=event_type,
            events=events,
            format_=format_,
            headers=headers,
            name=name,
            retry_count=retry_count,
            retry_schedule=retry_schedule,
            secret_key=secret_key,
            timeout=timeout,
        )

        create_webhook_in.additional_properties = d
        return create_webhook_in

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
