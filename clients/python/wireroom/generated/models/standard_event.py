from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.webhook_event_kind_type_0 import (
    WebhookEventKindType0,
    check_webhook_event_kind_type_0,
)

if TYPE_CHECKING:
    from ..models.standard_webhook_data_type_0 import StandardWebhookDataType0
    from ..models.standard_webhook_data_type_1 import StandardWebhookDataType1
    from ..models.standard_webhook_data_type_2 import StandardWebhookDataType2
    from ..models.standard_webhook_data_type_3 import StandardWebhookDataType3
    from ..models.standard_webhook_data_type_4 import StandardWebhookDataType4
    from ..models.standard_webhook_data_type_5 import StandardWebhookDataType5
    from ..models.standard_webhook_data_type_6 import StandardWebhookDataType6
    from ..models.standard_webhook_data_type_7 import StandardWebhookDataType7
    from ..models.standard_webhook_data_type_8 import StandardWebhookDataType8
    from ..models.standard_webhook_data_type_9 import StandardWebhookDataType9
    from ..models.standard_webhook_data_type_10 import StandardWebhookDataType10


T = TypeVar("T", bound="StandardEvent")


@_attrs_define
class StandardEvent:
    """An event of any kind.

    Attributes:
        data (StandardWebhookDataType0 | StandardWebhookDataType1 | StandardWebhookDataType10 | StandardWebhookDataType2
            | StandardWebhookDataType3 | StandardWebhookDataType4 | StandardWebhookDataType5 | StandardWebhookDataType6 |
            StandardWebhookDataType7 | StandardWebhookDataType8 | StandardWebhookDataType9): Contents of the event, which
            depend on its type.
        timestamp (datetime.datetime): Time of the event.
        type_ (Literal['endpoint.disabled'] | Literal['endpoint.failing'] | Literal['endpoint.test'] |
            Literal['gateway.low_battery'] | Literal['gateway.offline'] | Literal['gateway.online'] |
            Literal['message.held'] | Literal['opt_out.changed'] | Literal['otp.conversion_alarm'] |
            Literal['proxy.intercept'] | Literal['proxy.out_of_session'] | Literal['proxy.session_closed'] |
            Literal['relay.publication_failed'] | Literal['relay.published'] | Literal['relay.request_received'] |
            Literal['spending.stopped'] | WebhookEventKindType0): Kind of an event, by its name, which never changes.
    """

    data: (
        StandardWebhookDataType0
        | StandardWebhookDataType1
        | StandardWebhookDataType10
        | StandardWebhookDataType2
        | StandardWebhookDataType3
        | StandardWebhookDataType4
        | StandardWebhookDataType5
        | StandardWebhookDataType6
        | StandardWebhookDataType7
        | StandardWebhookDataType8
        | StandardWebhookDataType9
    )
    timestamp: datetime.datetime
    type_: (
        Literal["endpoint.disabled"]
        | Literal["endpoint.failing"]
        | Literal["endpoint.test"]
        | Literal["gateway.low_battery"]
        | Literal["gateway.offline"]
        | Literal["gateway.online"]
        | Literal["message.held"]
        | Literal["opt_out.changed"]
        | Literal["otp.conversion_alarm"]
        | Literal["proxy.intercept"]
        | Literal["proxy.out_of_session"]
        | Literal["proxy.session_closed"]
        | Literal["relay.publication_failed"]
        | Literal["relay.published"]
        | Literal["relay.request_received"]
        | Literal["spending.stopped"]
        | WebhookEventKindType0
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.standard_webhook_data_type_0 import StandardWebhookDataType0  # noqa: PLC0415
        from ..models.standard_webhook_data_type_1 import StandardWebhookDataType1  # noqa: PLC0415
        from ..models.standard_webhook_data_type_2 import StandardWebhookDataType2  # noqa: PLC0415
        from ..models.standard_webhook_data_type_3 import StandardWebhookDataType3  # noqa: PLC0415
        from ..models.standard_webhook_data_type_4 import StandardWebhookDataType4  # noqa: PLC0415
        from ..models.standard_webhook_data_type_5 import StandardWebhookDataType5  # noqa: PLC0415
        from ..models.standard_webhook_data_type_6 import StandardWebhookDataType6  # noqa: PLC0415
        from ..models.standard_webhook_data_type_7 import StandardWebhookDataType7  # noqa: PLC0415
        from ..models.standard_webhook_data_type_8 import StandardWebhookDataType8  # noqa: PLC0415
        from ..models.standard_webhook_data_type_9 import StandardWebhookDataType9  # noqa: PLC0415

        data: dict[str, Any]
        if isinstance(self.data, StandardWebhookDataType0):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType1):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType2):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType3):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType4):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType5):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType6):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType7):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType8):
            data = self.data.to_dict()
        elif isinstance(self.data, StandardWebhookDataType9):
            data = self.data.to_dict()
        else:
            data = self.data.to_dict()

        timestamp = self.timestamp.isoformat()

        type_: (
            Literal["endpoint.disabled"]
            | Literal["endpoint.failing"]
            | Literal["endpoint.test"]
            | Literal["gateway.low_battery"]
            | Literal["gateway.offline"]
            | Literal["gateway.online"]
            | Literal["message.held"]
            | Literal["opt_out.changed"]
            | Literal["otp.conversion_alarm"]
            | Literal["proxy.intercept"]
            | Literal["proxy.out_of_session"]
            | Literal["proxy.session_closed"]
            | Literal["relay.publication_failed"]
            | Literal["relay.published"]
            | Literal["relay.request_received"]
            | Literal["spending.stopped"]
            | str
        )
        if isinstance(self.type_, str):
            type_ = self.type_
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
                "timestamp": timestamp,
                "type": type_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standard_webhook_data_type_0 import StandardWebhookDataType0  # noqa: PLC0415
        from ..models.standard_webhook_data_type_1 import StandardWebhookDataType1  # noqa: PLC0415
        from ..models.standard_webhook_data_type_2 import StandardWebhookDataType2  # noqa: PLC0415
        from ..models.standard_webhook_data_type_3 import StandardWebhookDataType3  # noqa: PLC0415
        from ..models.standard_webhook_data_type_4 import StandardWebhookDataType4  # noqa: PLC0415
        from ..models.standard_webhook_data_type_5 import StandardWebhookDataType5  # noqa: PLC0415
        from ..models.standard_webhook_data_type_6 import StandardWebhookDataType6  # noqa: PLC0415
        from ..models.standard_webhook_data_type_7 import StandardWebhookDataType7  # noqa: PLC0415
        from ..models.standard_webhook_data_type_8 import StandardWebhookDataType8  # noqa: PLC0415
        from ..models.standard_webhook_data_type_9 import StandardWebhookDataType9  # noqa: PLC0415
        from ..models.standard_webhook_data_type_10 import StandardWebhookDataType10  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_data(
            data: object,
        ) -> (
            StandardWebhookDataType0
            | StandardWebhookDataType1
            | StandardWebhookDataType10
            | StandardWebhookDataType2
            | StandardWebhookDataType3
            | StandardWebhookDataType4
            | StandardWebhookDataType5
            | StandardWebhookDataType6
            | StandardWebhookDataType7
            | StandardWebhookDataType8
            | StandardWebhookDataType9
        ):
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_0 = (
                    StandardWebhookDataType0.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_1 = (
                    StandardWebhookDataType1.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_2 = (
                    StandardWebhookDataType2.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_3 = (
                    StandardWebhookDataType3.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_4 = (
                    StandardWebhookDataType4.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_5 = (
                    StandardWebhookDataType5.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_6 = (
                    StandardWebhookDataType6.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_6
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_7 = (
                    StandardWebhookDataType7.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_7
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_8 = (
                    StandardWebhookDataType8.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_8
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_standard_webhook_data_type_9 = (
                    StandardWebhookDataType9.from_dict(data)
                )

                return componentsschemas_standard_webhook_data_type_9
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_standard_webhook_data_type_10 = (
                StandardWebhookDataType10.from_dict(data)
            )

            return componentsschemas_standard_webhook_data_type_10

        data = _parse_data(d.pop("data"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        def _parse_type_(
            data: object,
        ) -> (
            Literal["endpoint.disabled"]
            | Literal["endpoint.failing"]
            | Literal["endpoint.test"]
            | Literal["gateway.low_battery"]
            | Literal["gateway.offline"]
            | Literal["gateway.online"]
            | Literal["message.held"]
            | Literal["opt_out.changed"]
            | Literal["otp.conversion_alarm"]
            | Literal["proxy.intercept"]
            | Literal["proxy.out_of_session"]
            | Literal["proxy.session_closed"]
            | Literal["relay.publication_failed"]
            | Literal["relay.published"]
            | Literal["relay.request_received"]
            | Literal["spending.stopped"]
            | WebhookEventKindType0
        ):
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_webhook_event_kind_type_0 = (
                    check_webhook_event_kind_type_0(data)
                )

                return componentsschemas_webhook_event_kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            componentsschemas_webhook_event_kind_type_1 = cast(
                Literal["message.held"], data
            )
            if componentsschemas_webhook_event_kind_type_1 != "message.held":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_1 must match const 'message.held', got '{componentsschemas_webhook_event_kind_type_1}'"
                )
            return componentsschemas_webhook_event_kind_type_1
            componentsschemas_webhook_event_kind_type_2 = cast(
                Literal["proxy.out_of_session"], data
            )
            if componentsschemas_webhook_event_kind_type_2 != "proxy.out_of_session":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_2 must match const 'proxy.out_of_session', got '{componentsschemas_webhook_event_kind_type_2}'"
                )
            return componentsschemas_webhook_event_kind_type_2
            componentsschemas_webhook_event_kind_type_3 = cast(
                Literal["proxy.intercept"], data
            )
            if componentsschemas_webhook_event_kind_type_3 != "proxy.intercept":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_3 must match const 'proxy.intercept', got '{componentsschemas_webhook_event_kind_type_3}'"
                )
            return componentsschemas_webhook_event_kind_type_3
            componentsschemas_webhook_event_kind_type_4 = cast(
                Literal["proxy.session_closed"], data
            )
            if componentsschemas_webhook_event_kind_type_4 != "proxy.session_closed":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_4 must match const 'proxy.session_closed', got '{componentsschemas_webhook_event_kind_type_4}'"
                )
            return componentsschemas_webhook_event_kind_type_4
            componentsschemas_webhook_event_kind_type_5 = cast(
                Literal["opt_out.changed"], data
            )
            if componentsschemas_webhook_event_kind_type_5 != "opt_out.changed":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_5 must match const 'opt_out.changed', got '{componentsschemas_webhook_event_kind_type_5}'"
                )
            return componentsschemas_webhook_event_kind_type_5
            componentsschemas_webhook_event_kind_type_6 = cast(
                Literal["spending.stopped"], data
            )
            if componentsschemas_webhook_event_kind_type_6 != "spending.stopped":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_6 must match const 'spending.stopped', got '{componentsschemas_webhook_event_kind_type_6}'"
                )
            return componentsschemas_webhook_event_kind_type_6
            componentsschemas_webhook_event_kind_type_7 = cast(
                Literal["otp.conversion_alarm"], data
            )
            if componentsschemas_webhook_event_kind_type_7 != "otp.conversion_alarm":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_7 must match const 'otp.conversion_alarm', got '{componentsschemas_webhook_event_kind_type_7}'"
                )
            return componentsschemas_webhook_event_kind_type_7
            componentsschemas_webhook_event_kind_type_8 = cast(
                Literal["relay.request_received"], data
            )
            if componentsschemas_webhook_event_kind_type_8 != "relay.request_received":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_8 must match const 'relay.request_received', got '{componentsschemas_webhook_event_kind_type_8}'"
                )
            return componentsschemas_webhook_event_kind_type_8
            componentsschemas_webhook_event_kind_type_9 = cast(
                Literal["relay.published"], data
            )
            if componentsschemas_webhook_event_kind_type_9 != "relay.published":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_9 must match const 'relay.published', got '{componentsschemas_webhook_event_kind_type_9}'"
                )
            return componentsschemas_webhook_event_kind_type_9
            componentsschemas_webhook_event_kind_type_10 = cast(
                Literal["relay.publication_failed"], data
            )
            if (
                componentsschemas_webhook_event_kind_type_10
                != "relay.publication_failed"
            ):
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_10 must match const 'relay.publication_failed', got '{componentsschemas_webhook_event_kind_type_10}'"
                )
            return componentsschemas_webhook_event_kind_type_10
            componentsschemas_webhook_event_kind_type_11 = cast(
                Literal["endpoint.failing"], data
            )
            if componentsschemas_webhook_event_kind_type_11 != "endpoint.failing":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_11 must match const 'endpoint.failing', got '{componentsschemas_webhook_event_kind_type_11}'"
                )
            return componentsschemas_webhook_event_kind_type_11
            componentsschemas_webhook_event_kind_type_12 = cast(
                Literal["endpoint.disabled"], data
            )
            if componentsschemas_webhook_event_kind_type_12 != "endpoint.disabled":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_12 must match const 'endpoint.disabled', got '{componentsschemas_webhook_event_kind_type_12}'"
                )
            return componentsschemas_webhook_event_kind_type_12
            componentsschemas_webhook_event_kind_type_13 = cast(
                Literal["gateway.online"], data
            )
            if componentsschemas_webhook_event_kind_type_13 != "gateway.online":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_13 must match const 'gateway.online', got '{componentsschemas_webhook_event_kind_type_13}'"
                )
            return componentsschemas_webhook_event_kind_type_13
            componentsschemas_webhook_event_kind_type_14 = cast(
                Literal["gateway.offline"], data
            )
            if componentsschemas_webhook_event_kind_type_14 != "gateway.offline":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_14 must match const 'gateway.offline', got '{componentsschemas_webhook_event_kind_type_14}'"
                )
            return componentsschemas_webhook_event_kind_type_14
            componentsschemas_webhook_event_kind_type_15 = cast(
                Literal["gateway.low_battery"], data
            )
            if componentsschemas_webhook_event_kind_type_15 != "gateway.low_battery":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_15 must match const 'gateway.low_battery', got '{componentsschemas_webhook_event_kind_type_15}'"
                )
            return componentsschemas_webhook_event_kind_type_15
            componentsschemas_webhook_event_kind_type_16 = cast(
                Literal["endpoint.test"], data
            )
            if componentsschemas_webhook_event_kind_type_16 != "endpoint.test":
                raise ValueError(
                    f"/components/schemas/WebhookEventKind_type_16 must match const 'endpoint.test', got '{componentsschemas_webhook_event_kind_type_16}'"
                )
            return componentsschemas_webhook_event_kind_type_16

        type_ = _parse_type_(d.pop("type"))

        standard_event = cls(
            data=data,
            timestamp=timestamp,
            type_=type_,
        )

        standard_event.additional_properties = d
        return standard_event

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
