from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.standard_webhook_data_type_8_reason_type_1 import (
    StandardWebhookDataType8ReasonType1,
    check_standard_webhook_data_type_8_reason_type_1,
)
from ..models.standard_webhook_data_type_8_reason_type_2_type_1 import (
    StandardWebhookDataType8ReasonType2Type1,
    check_standard_webhook_data_type_8_reason_type_2_type_1,
)
from ..models.standard_webhook_data_type_8_reason_type_3_type_1 import (
    StandardWebhookDataType8ReasonType3Type1,
    check_standard_webhook_data_type_8_reason_type_3_type_1,
)

T = TypeVar("T", bound="StandardWebhookDataType8")


@_attrs_define
class StandardWebhookDataType8:
    """Contents of `relay.request_received`, `relay.published`, `relay.publication_failed`.

    Attributes:
        platform (str): Name of the online platform.
        publication_id (str): Id of the publication, as in its log.
        reason (None | StandardWebhookDataType8ReasonType1 | StandardWebhookDataType8ReasonType2Type1 |
            StandardWebhookDataType8ReasonType3Type1): `refused`: it was not published. `unknown`: it may have been. `null`
            if it did not fail.
        user_id (str): Id of the relay user.
    """

    platform: str
    publication_id: str
    reason: (
        None
        | StandardWebhookDataType8ReasonType1
        | StandardWebhookDataType8ReasonType2Type1
        | StandardWebhookDataType8ReasonType3Type1
    )
    user_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        platform = self.platform

        publication_id = self.publication_id

        reason: None | str
        if isinstance(self.reason, str):
            reason = self.reason
        elif isinstance(self.reason, str):
            reason = self.reason
        elif isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        user_id = self.user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "platform": platform,
                "publication_id": publication_id,
                "reason": reason,
                "user_id": user_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        platform = d.pop("platform")

        publication_id = d.pop("publication_id")

        def _parse_reason(
            data: object,
        ) -> (
            None
            | StandardWebhookDataType8ReasonType1
            | StandardWebhookDataType8ReasonType2Type1
            | StandardWebhookDataType8ReasonType3Type1
        ):
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_1 = check_standard_webhook_data_type_8_reason_type_1(data)

                return reason_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_2_type_1 = (
                    check_standard_webhook_data_type_8_reason_type_2_type_1(data)
                )

                return reason_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_3_type_1 = (
                    check_standard_webhook_data_type_8_reason_type_3_type_1(data)
                )

                return reason_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None
                | StandardWebhookDataType8ReasonType1
                | StandardWebhookDataType8ReasonType2Type1
                | StandardWebhookDataType8ReasonType3Type1,
                data,
            )

        reason = _parse_reason(d.pop("reason"))

        user_id = d.pop("user_id")

        standard_webhook_data_type_8 = cls(
            platform=platform,
            publication_id=publication_id,
            reason=reason,
            user_id=user_id,
        )

        standard_webhook_data_type_8.additional_properties = d
        return standard_webhook_data_type_8

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
