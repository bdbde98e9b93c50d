from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.list_webhooks_in_kind_type_1 import (
    ListWebhooksInKindType1,
    check_list_webhooks_in_kind_type_1,
)
from ..models.list_webhooks_in_kind_type_2_type_1 import (
    ListWebhooksInKindType2Type1,
    check_list_webhooks_in_kind_type_2_type_1,
)
from ..models.list_webhooks_in_kind_type_3_type_1 import (
    ListWebhooksInKindType3Type1,
    check_list_webhooks_in_kind_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ListWebhooksIn")


@_attrs_define
class ListWebhooksIn:
    """Query of `GET /api/v1/admin/webhooks`.

    Attributes:
        kind (ListWebhooksInKindType1 | ListWebhooksInKindType2Type1 | ListWebhooksInKindType3Type1 | None | Unset):
            `subscription`: webhooks that were created as such. `callback`: those that the `callback_url` of messages made.
            Default: 'subscription'.
    """

    kind: (
        ListWebhooksInKindType1
        | ListWebhooksInKindType2Type1
        | ListWebhooksInKindType3Type1
        | None
        | Unset
    ) = "subscription"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: None | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        elif isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_kind(
            data: object,
        ) -> (
            ListWebhooksInKindType1
            | ListWebhooksInKindType2Type1
            | ListWebhooksInKindType3Type1
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
                kind_type_1 = check_list_webhooks_in_kind_type_1(data)

                return kind_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_2_type_1 = check_list_webhooks_in_kind_type_2_type_1(data)

                return kind_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_3_type_1 = check_list_webhooks_in_kind_type_3_type_1(data)

                return kind_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                ListWebhooksInKindType1
                | ListWebhooksInKindType2Type1
                | ListWebhooksInKindType3Type1
                | None
                | Unset,
                data,
            )

        kind = _parse_kind(d.pop("kind", UNSET))

        list_webhooks_in = cls(
            kind=kind,
        )

        list_webhooks_in.additional_properties = d
        return list_webhooks_in

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
