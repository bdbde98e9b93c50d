from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_endpoint_out import CreateEndpointOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import Response


def _get_kwargs(
    provider: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/admin/providers/{provider}/endpoint".format(
            provider=quote(str(provider), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreateEndpointOut | ExplainedErrorOut | None:
    if response.status_code == 201:
        response_201 = CreateEndpointOut.from_dict(response.json())

        return response_201

    if response.status_code == 401:
        response_401 = ExplainedErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ExplainedErrorOut.from_dict(response.json())

        return response_404

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
) -> Response[CreateEndpointOut | ExplainedErrorOut]:
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
) -> Response[CreateEndpointOut | ExplainedErrorOut]:
    """Create a URL for a provider's callbacks

     Creates an endpoint and shows its URL once. Older endpoints of the account for this provider stay
    valid for a day, so that the provider's settings can be changed meanwhile. There are at most ten.

    Needs the permission `manage_account`.

    Args:
        provider (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreateEndpointOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    provider: str,
    *,
    client: AuthenticatedClient,
) -> CreateEndpointOut | ExplainedErrorOut | None:
    """Create a URL for a provider's callbacks

     Creates an endpoint and shows its URL once. Older endpoints of the account for this provider stay
    valid for a day, so that the provider's settings can be changed meanwhile. There are at most ten.

    Needs the permission `manage_account`.

    Args:
        provider (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreateEndpointOut | ExplainedErrorOut
    """

    return sync_detailed(
        provider=provider,
        client=client,
    ).parsed


async def asyncio_detailed(
    provider: str,
    *,
    client: AuthenticatedClient,
) -> Response[CreateEndpointOut | ExplainedErrorOut]:
    """Create a URL for a provider's callbacks

     Creates an endpoint and shows its URL once. Older endpoints of the account for this provider stay
    valid for a day, so that the provider's settings can be changed meanwhile. There are at most ten.

    Needs the permission `manage_account`.

    Args:
        provider (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreateEndpointOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    provider: str,
    *,
    client: AuthenticatedClient,
) -> CreateEndpointOut | ExplainedErrorOut | None:
    """Create a URL for a provider's callbacks

     Creates an endpoint and shows its URL once. Older endpoints of the account for this provider stay
    valid for a day, so that the provider's settings can be changed meanwhile. There are at most ten.

    Needs the permission `manage_account`.

    Args:
        provider (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreateEndpointOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            provider=provider,
            client=client,
        )
    ).parsed
