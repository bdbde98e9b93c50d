from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SinchCredentials")


@_attrs_define
class SinchCredentials:
    """
    Attributes:
        api_token (str):
        service_plan_id (str):
        region (None | str | Unset): Region of the account, such as `eu`.
        webhook_secret (None | str | Unset): Secret with which Sinch signs callbacks. With it, they are verified.
    """

    api_token: str
    service_plan_id: str
    region: None | str | Unset = UNSET
    webhook_secret: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        api_token = self.api_token

        service_plan_id = self.service_plan_id

        region: None | str | Unset
        if isinstance(self.region, Unset):
            region = UNSET
        else:
            region = self.region

        webhook_secret: None | str | Unset
        if isinstance(self.webhook_secret, Unset):
            webhook_secret = UNSET
        else:
            webhook_secret = self.webhook_secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "api_token": api_token,
                "service_plan_id": service_plan_id,
            }
        )
        if region is not UNSET:
            field_dict["region"] = region
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_token = d.pop("api_token")

        service_plan_id = d.pop("service_plan_id")

        def _parse_region(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region = _parse_region(d.pop("region", UNSET))

        def _parse_webhook_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        webhook_secret = _parse_webhook_secret(d.pop("webhook_secret", UNSET))

        sinch_credentials = cls(
            api_token=api_token,
            service_plan_id=service_plan_id,
            region=region,
            webhook_secret=webhook_secret,
        )

        return sinch_credentials
