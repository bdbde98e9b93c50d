from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.credentials_source import CredentialsSource, check_credentials_source
from ..models.provider_callbacks import ProviderCallbacks, check_provider_callbacks
from ..models.provider_out_provider import (
    ProviderOutProvider,
    check_provider_out_provider,
)

if TYPE_CHECKING:
    from ..models.callback_endpoint_out import CallbackEndpointOut
    from ..models.credential_out import CredentialOut


T = TypeVar("T", bound="ProviderOut")


@_attrs_define
class ProviderOut:
    """A provider with the account's configuration.

    Attributes:
        callbacks (None | ProviderCallbacks): Whether callbacks are verified by a signature or password, or only by the
            endpoint's secret path; `null` without readable credentials.
        can_send (bool): Whether all credentials that sending needs are set.
        credentials (list[CredentialOut]): All credentials of the provider, also those that are not set.
        endpoints (list[CallbackEndpointOut]): URLs for the provider's callbacks that are valid, the oldest first.
        provider (ProviderOutProvider):
        readable (bool): Whether the credentials can be opened. If not, they are sealed under a key that is gone: store
            them again.
        source (CredentialsSource | None): Owner of the credentials; `null` if there are none.
        updated_at (datetime.datetime | None): Time at which the account's configuration was last changed; `null` if it
            has none.
        verifies_signatures (bool): Whether the credentials suffice to verify callbacks.
    """

    callbacks: None | ProviderCallbacks
    can_send: bool
    credentials: list[CredentialOut]
    endpoints: list[CallbackEndpointOut]
    provider: ProviderOutProvider
    readable: bool
    source: CredentialsSource | None
    updated_at: datetime.datetime | None
    verifies_signatures: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        callbacks: None | str
        if isinstance(self.callbacks, str):
            callbacks = self.callbacks
        else:
            callbacks = self.callbacks

        can_send = self.can_send

        credentials = []
        for credentials_item_data in self.credentials:
            credentials_item = credentials_item_data.to_dict()
            credentials.append(credentials_item)

        endpoints = []
        for endpoints_item_data in self.endpoints:
            endpoints_item = endpoints_item_data.to_dict()
            endpoints.append(endpoints_item)

        provider: str = self.provider

        readable = self.readable

        source: None | str
        if isinstance(self.source, str):
            source = self.source
        else:
            source = self.source

        updated_at: None | str
        if isinstance(self.updated_at, datetime.datetime):
            updated_at = self.updated_at.isoformat()
        else:
            updated_at = self.updated_at

        verifies_signatures = self.verifies_signatures

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "callbacks": callbacks,
                "can_send": can_send,
                "credentials": credentials,
                "endpoints": endpoints,
                "provider": provider,
                "readable": readable,
                "source": source,
                "updated_at": updated_at,
                "verifies_signatures": verifies_signatures,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.callback_endpoint_out import CallbackEndpointOut  # noqa: PLC0415
        from ..models.credential_out import CredentialOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_callbacks(data: object) -> None | ProviderCallbacks:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                callbacks_type_0 = check_provider_callbacks(data)

                return callbacks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProviderCallbacks, data)

        callbacks = _parse_callbacks(d.pop("callbacks"))

        can_send = d.pop("can_send")

        credentials = []
        _credentials = d.pop("credentials")
        for credentials_item_data in _credentials:
            credentials_item = CredentialOut.from_dict(credentials_item_data)

            credentials.append(credentials_item)

        endpoints = []
        _endpoints = d.pop("endpoints")
        for endpoints_item_data in _endpoints:
            endpoints_item = CallbackEndpointOut.from_dict(endpoints_item_data)

            endpoints.append(endpoints_item)

        provider = check_provider_out_provider(d.pop("provider"))

        readable = d.pop("readable")

        def _parse_source(data: object) -> CredentialsSource | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                source_type_0 = check_credentials_source(data)

                return source_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CredentialsSource | None, data)

        source = _parse_source(d.pop("source"))

        def _parse_updated_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                updated_at_type_0 = datetime.datetime.fromisoformat(data)

                return updated_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        updated_at = _parse_updated_at(d.pop("updated_at"))

        verifies_signatures = d.pop("verifies_signatures")

        provider_out = cls(
            callbacks=callbacks,
            can_send=can_send,
            credentials=credentials,
            endpoints=endpoints,
            provider=provider,
            readable=readable,
            source=source,
            updated_at=updated_at,
            verifies_signatures=verifies_signatures,
        )

        provider_out.additional_properties = d
        return provider_out

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
