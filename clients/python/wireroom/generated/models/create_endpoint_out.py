from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CreateEndpointOut")


@_attrs_define
class CreateEndpointOut:
    """Answer of `POST /api/v1/admin/providers/{provider}/endpoint`.

    Attributes:
        older_end_at (datetime.datetime): Time at which older endpoints of the account for this provider end.
        success (bool): Always `true`.
        token (str): Last segment of the URL, by which callbacks are attributed to the account: 48 hexadecimal digits.
        url (str): URL to give to the provider, which is shown only here.
    """

    older_end_at: datetime.datetime
    success: bool
    token: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        older_end_at = self.older_end_at.isoformat()

        success = self.success

        token = self.token

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "older_end_at": older_end_at,
                "success": success,
                "token": token,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        older_end_at = datetime.datetime.fromisoformat(d.pop("older_end_at"))

        success = d.pop("success")

        token = d.pop("token")

        url = d.pop("url")

        create_endpoint_out = cls(
            older_end_at=older_end_at,
            success=success,
            token=token,
            url=url,
        )

        create_endpoint_out.additional_properties = d
        return create_endpoint_out

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
