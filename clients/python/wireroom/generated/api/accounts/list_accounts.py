from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.accounts_out import AccountsOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cursor"] = cursor

    params["limit"] = limit

    params["name"] = name

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/operator/accounts",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AccountsOut | ExplainedErrorOut | None:
    if response.status_code == 200:
        response_200 = AccountsOut.from_dict(response.json())

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

    if response.status_code == 413:
        response_413 = ExplainedErrorOut.from_dict(response.json())

        return response_413

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
) -> Response[AccountsOut | ExplainedErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
) -> Response[AccountsOut | ExplainedErrorOut]:
    """List accounts

     All accounts of the deployment, disabled ones too, sorted by id.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        limit=limit,
        name=name,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
) -> AccountsOut | ExplainedErrorOut | None:
    """List accounts

     All accounts of the deployment, disabled ones too, sorted by id.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountsOut | ExplainedErrorOut
    """

    return sync_detailed(
        client=client,
        cursor=cursor,
        limit=limit,
        name=name,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
) -> Response[AccountsOut | ExplainedErrorOut]:
    """List accounts

     All accounts of the deployment, disabled ones too, sorted by id.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        limit=limit,
        name=name,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
) -> AccountsOut | ExplainedErrorOut | None:
    """List accounts

     All accounts of the deployment, disabled ones too, sorted by id.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountsOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            client=client,
            cursor=cursor,
            limit=limit,
            name=name,
        )
    ).parsed
