from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_pairing_in import CreatePairingIn
from ...models.created_pairing_out import CreatedPairingOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CreatePairingIn | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/admin/pairings",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreatedPairingOut | ExplainedErrorOut | None:
    if response.status_code == 201:
        response_201 = CreatedPairingOut.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ExplainedErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ExplainedErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = ExplainedErrorOut.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = ExplainedErrorOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ExplainedErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ExplainedErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreatedPairingOut | ExplainedErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreatePairingIn | Unset = UNSET,
) -> Response[CreatedPairingOut | ExplainedErrorOut]:
    """Pair a gateway

     Makes a token with which one gateway joins the account within ten minutes, and shows it once.

    Needs the permission `manage_gateways`.

    Args:
        body (CreatePairingIn | Unset): Body of `POST /api/v1/admin/pairings`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPairingOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreatePairingIn | Unset = UNSET,
) -> CreatedPairingOut | ExplainedErrorOut | None:
    """Pair a gateway

     Makes a token with which one gateway joins the account within ten minutes, and shows it once.

    Needs the permission `manage_gateways`.

    Args:
        body (CreatePairingIn | Unset): Body of `POST /api/v1/admin/pairings`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPairingOut | ExplainedErrorOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreatePairingIn | Unset = UNSET,
) -> Response[CreatedPairingOut | ExplainedErrorOut]:
    """Pair a gateway

     Makes a token with which one gateway joins the account within ten minutes, and shows it once.

    Needs the permission `manage_gateways`.

    Args:
        body (CreatePairingIn | Unset): Body of `POST /api/v1/admin/pairings`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPairingOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreatePairingIn | Unset = UNSET,
) -> CreatedPairingOut | ExplainedErrorOut | None:
    """Pair a gateway

     Makes a token with which one gateway joins the account within ten minutes, and shows it once.

    Needs the permission `manage_gateways`.

    Args:
        body (CreatePairingIn | Unset): Body of `POST /api/v1/admin/pairings`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPairingOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
