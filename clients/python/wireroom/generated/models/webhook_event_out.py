from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.webhook_event_out_example import WebhookEventOutExample
    from ..models.webhook_event_out_schema import WebhookEventOutSchema


T = TypeVar("T", bound="WebhookEventOut")


@_attrs_define
class WebhookEventOut:
    """An event that endpoints can get.

    Attributes:
        description (str): When the event happens.
        example (WebhookEventOutExample): Body in the format `standard`.
        gateway_api_name (None | str): Name in the format `gateway-api`; `null` if endpoints of that format do not get
            the event.
        name (str): Name in the format `standard`, by which any endpoint can subscribe.
        schema (WebhookEventOutSchema): JSON Schema of the body in the format `standard`.
        smsgate_name (None | str): Name in the format `smsgate`; `null` if endpoints of that format do not get the
            event.
        subscribed_by_star (bool): Whether `*` selects the event.
    """

    description: str
    example: WebhookEventOutExample
    gateway_api_name: None | str
    name: str
    schema: WebhookEventOutSchema
    smsgate_name: None | str
    subscribed_by_star: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        example = self.example.to_dict()

        gateway_api_name: None | str
        gateway_api_name = self.gateway_api_name

        name = self.name

        schema = self.schema.to_dict()

        smsgate_name: None | str
        smsgate_name = self.smsgate_name

        subscribed_by_star = self.subscribed_by_star

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "description": description,
                "example": example,
                "gateway_api_name": gateway_api_name,
                "name": name,
                "schema": schema,
                "smsgate_name": smsgate_name,
                "subscribed_by_star": subscribed_by_star,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_event_out_example import WebhookEventOutExample  # noqa: PLC0415
        from ..models.webhook_event_out_schema import WebhookEventOutSchema  # noqa: PLC0415

        d = dict(src_dict)
        description = d.pop("description")

        example = WebhookEventOutExample.from_dict(d.pop("example"))

        def _parse_gateway_api_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_api_name = _parse_gateway_api_name(d.pop("gateway_api_name"))

        name = d.pop("name")

        schema = WebhookEventOutSchema.from_dict(d.pop("schema"))

        def _parse_smsgate_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        smsgate_name = _parse_smsgate_name(d.pop("smsgate_name"))

        subscribed_by_star = d.pop("subscribed_by_star")

        webhook_event_out = cls(
            description=description,
            example=example,
            gateway_api_name=gateway_api_name,
            name=name,
            schema=schema,
            smsgate_name=smsgate_name,
            subscribed_by_star=subscribed_by_star,
        )

        webhook_event_out.additional_properties = d
        return webhook_event_out

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
