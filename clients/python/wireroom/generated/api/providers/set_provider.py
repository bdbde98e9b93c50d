from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bandwidth_credentials import BandwidthCredentials
from ...models.explained_error_out import ExplainedErrorOut
from ...models.flowroute_credentials import FlowrouteCredentials
from ...models.message_bird_credentials import MessageBirdCredentials
from ...models.plivo_credentials import PlivoCredentials
from ...models.set_provider_out import SetProviderOut
from ...models.sinch_credentials import SinchCredentials
from ...models.telnyx_credentials import TelnyxCredentials
from ...models.twilio_credentials import TwilioCredentials
from ...models.vonage_credentials import VonageCredentials
from ...types import UNSET, Response, Unset


def _get_kwargs(
    provider: str,
    *,
    body: BandwidthCredentials
    | FlowrouteCredentials
    | MessageBirdCredentials
    | PlivoCredentials
    | SinchCredentials
    | TelnyxCredentials
    | TwilioCredentials
    | Unset
    | VonageCredentials = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/v1/admin/providers/{provider}".format(
            provider=quote(str(provider), safe=""),
        ),
    }

    if isinstance(body, FlowrouteCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, TwilioCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, TelnyxCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, VonageCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, PlivoCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, BandwidthCredentials):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SinchCredentials):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | SetProviderOut | None:
    if response.status_code == 200:
        response_200 = SetProviderOut.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ExplainedErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ExplainedErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ExplainedErrorOut.from_dict(response.json())

        return response_404

    if response.status_code == 413:
        response_413 = ExplainedErrorOut.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = ExplainedErrorOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ExplainedErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 501:
        response_501 = ExplainedErrorOut.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = ExplainedErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ExplainedErrorOut | SetProviderOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    provider: str,
    *,
    client: AuthenticatedClient,
    body: BandwidthCredentials
    | FlowrouteCredentials
    | MessageBirdCredentials
    | PlivoCredentials
    | SinchCredentials
    | TelnyxCredentials
    | TwilioCredentials
    | Unset
    | VonageCredentials = UNSET,
) -> Response[ExplainedErrorOut | SetProviderOut]:
    """Set a provider's credentials

     Replaces the account's credentials as a whole. Their names depend on the provider. Values are
    trimmed, have at most 2,048 bytes, and count as absent if they are blank. Unlike elsewhere, an
    unknown parameter is refused, also one in the query or with the value `null`.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (BandwidthCredentials | FlowrouteCredentials | MessageBirdCredentials |
            PlivoCredentials | SinchCredentials | TelnyxCredentials | TwilioCredentials | Unset |
            VonageCredentials): Body of `PUT /api/v1/admin/providers/{provider}`: the credentials of
            that provider.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SetProviderOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    provider: str,
    *,
    client: AuthenticatedClient,
    body: BandwidthCredentials
    | FlowrouteCredentials
    | MessageBirdCredentials
    | PlivoCredentials
    | SinchCredentials
    | TelnyxCredentials
    | TwilioCredentials
    | Unset
    | VonageCredentials = UNSET,
) -> ExplainedErrorOut | SetProviderOut | None:
    """Set a provider's credentials

     Replaces the account's credentials as a whole. Their names depend on the provider. Values are
    trimmed, have at most 2,048 bytes, and count as absent if they are blank. Unlike elsewhere, an
    unknown parameter is refused, also one in the query or with the value `null`.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (BandwidthCredentials | FlowrouteCredentials | MessageBirdCredentials |
            PlivoCredentials | SinchCredentials | TelnyxCredentials | TwilioCredentials | Unset |
            VonageCredentials): Body of `PUT /api/v1/admin/providers/{provider}`: the credentials of
            that provider.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SetProviderOut
    """

    return sync_detailed(
        provider=provider,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    provider: str,
    *,
    client: AuthenticatedClient,
    body: BandwidthCredentials
    | FlowrouteCredentials
    | MessageBirdCredentials
    | PlivoCredentials
    | SinchCredentials
    | TelnyxCredentials
    | TwilioCredentials
    | Unset
    | VonageCredentials = UNSET,
) -> Response[ExplainedErrorOut | SetProviderOut]:
    """Set a provider's credentials

     Replaces the account's credentials as a whole. Their names depend on the provider. Values are
    trimmed, have at most 2,048 bytes, and count as absent if they are blank. Unlike elsewhere, an
    unknown parameter is refused, also one in the query or with the value `null`.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (BandwidthCredentials | FlowrouteCredentials | MessageBirdCredentials |
            PlivoCredentials | SinchCredentials | TelnyxCredentials | TwilioCredentials | Unset |
            VonageCredentials): Body of `PUT /api/v1/admin/providers/{provider}`: the credentials of
            that provider.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SetProviderOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    provider: str,
    *,
    client: AuthenticatedClient,
    body: BandwidthCredentials
    | FlowrouteCredentials
    | MessageBirdCredentials
    | PlivoCredentials
    | SinchCredentials
    | TelnyxCredentials
    | TwilioCredentials
    | Unset
    | VonageCredentials = UNSET,
) -> ExplainedErrorOut | SetProviderOut | None:
    """Set a provider's credentials

     Replaces the account's credentials as a whole. Their names depend on the provider. Values are
    trimmed, have at most 2,048 bytes, and count as absent if they are blank. Unlike elsewhere, an
    unknown parameter is refused, also one in the query or with the value `null`.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (BandwidthCredentials | FlowrouteCredentials | MessageBirdCredentials |
            PlivoCredentials | SinchCredentials | TelnyxCredentials | TwilioCredentials | Unset |
            VonageCredentials): Body of `PUT /api/v1/admin/providers/{provider}`: the credentials of
            that provider.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SetProviderOut
    """

    return (
        await asyncio_detailed(
            provider=provider,
            client=client,
            body=body,
        )
    ).parsed
