from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.relay_users_out import RelayUsersOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cursor"] = cursor

    params["limit"] = limit

    params["phone_number"] = phone_number

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/admin/relay/users",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | RelayUsersOut | None:
    if response.status_code == 200:
        response_200 = RelayUsersOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | RelayUsersOut]:
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
    phone_number: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | RelayUsersOut]:
    """List relay users

     The people who publish by SMS through the account, unverified sign-ups too, sorted by id. Only the
    account that owns the relay's data has any.

    Needs the permission `manage_account`.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | RelayUsersOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        limit=limit,
        phone_number=phone_number,
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
    phone_number: str | Unset = UNSET,
) -> ExplainedErrorOut | RelayUsersOut | None:
    """List relay users

     The people who publish by SMS through the account, unverified sign-ups too, sorted by id. Only the
    account that owns the relay's data has any.

    Needs the permission `manage_account`.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | RelayUsersOut
    """

    return sync_detailed(
        client=client,
        cursor=cursor,
        limit=limit,
        phone_number=phone_number,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | RelayUsersOut]:
    """List relay users

     The people who publish by SMS through the account, unverified sign-ups too, sorted by id. Only the
    account that owns the relay's data has any.

    Needs the permission `manage_account`.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | RelayUsersOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        limit=limit,
        phone_number=phone_number,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
) -> ExplainedErrorOut | RelayUsersOut | None:
    """List relay users

     The people who publish by SMS through the account, unverified sign-ups too, sorted by id. Only the
    account that owns the relay's data has any.

    Needs the permission `manage_account`.

    Args:
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | RelayUsersOut
    """

    return (
        await asyncio_detailed(
            client=client,
            cursor=cursor,
            limit=limit,
            phone_number=phone_number,
        )
    ).parsed
