from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_number_in import CreateNumberIn
from ...models.explained_error_out import ExplainedErrorOut
from ...models.number_changed_out import NumberChangedOut
from ...types import Response


def _get_kwargs(
    provider: str,
    *,
    body: CreateNumberIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/admin/providers/{provider}/numbers".format(
            provider=quote(str(provider), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | NumberChangedOut | None:
    if response.status_code == 200:
        response_200 = NumberChangedOut.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = NumberChangedOut.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = ExplainedErrorOut.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ExplainedErrorOut.from_dict(response.json())

        return response_409

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
) -> Response[ExplainedErrorOut | NumberChangedOut]:
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
    body: CreateNumberIn,
) -> Response[ExplainedErrorOut | NumberChangedOut]:
    """Add a number of a provider

     Adds a number. If the account already has it with this provider, perhaps because an SMS arrived
    there, those of `active`, `priority` and `general` that are given are set, and the status is 200.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (CreateNumberIn): Body of `POST /api/v1/admin/providers/{provider}/numbers`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | NumberChangedOut]
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
    body: CreateNumberIn,
) -> ExplainedErrorOut | NumberChangedOut | None:
    """Add a number of a provider

     Adds a number. If the account already has it with this provider, perhaps because an SMS arrived
    there, those of `active`, `priority` and `general` that are given are set, and the status is 200.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (CreateNumberIn): Body of `POST /api/v1/admin/providers/{provider}/numbers`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | NumberChangedOut
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
    body: CreateNumberIn,
) -> Response[ExplainedErrorOut | NumberChangedOut]:
    """Add a number of a provider

     Adds a number. If the account already has it with this provider, perhaps because an SMS arrived
    there, those of `active`, `priority` and `general` that are given are set, and the status is 200.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (CreateNumberIn): Body of `POST /api/v1/admin/providers/{provider}/numbers`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | NumberChangedOut]
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
    body: CreateNumberIn,
) -> ExplainedErrorOut | NumberChangedOut | None:
    """Add a number of a provider

     Adds a number. If the account already has it with this provider, perhaps because an SMS arrived
    there, those of `active`, `priority` and `general` that are given are set, and the status is 200.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        body (CreateNumberIn): Body of `POST /api/v1/admin/providers/{provider}/numbers`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | NumberChangedOut
    """

    return (
        await asyncio_detailed(
            provider=provider,
            client=client,
            body=body,
        )
    ).parsed
