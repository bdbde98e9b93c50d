import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.conversions_out import ConversionsOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    block: bool | Unset = False,
    country: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["block"] = block

    params["country"] = country

    params["cursor"] = cursor

    params["limit"] = limit

    json_since: str | Unset = UNSET
    if not isinstance(since, Unset):
        json_since = since.isoformat()
    params["since"] = json_since

    json_until: str | Unset = UNSET
    if not isinstance(until, Unset):
        json_until = until.isoformat()
    params["until"] = json_until

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/admin/otp/conversions",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConversionsOut | ExplainedErrorOut | None:
    if response.status_code == 200:
        response_200 = ConversionsOut.from_dict(response.json())

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
) -> Response[ConversionsOut | ExplainedErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    block: bool | Unset = False,
    country: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ConversionsOut | ExplainedErrorOut]:
    """Report conversions of codes

     How many codes were sent and verified, by country or by block of numbers, in whole days (UTC). A
    code counts once, on the day on which it was sent. Sums are kept for 35 days, and a day tells 200
    blocks apart.

    Needs the permission `manage_account`.

    Args:
        block (bool | Unset):  Default: False.
        country (str | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversionsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        block=block,
        country=country,
        cursor=cursor,
        limit=limit,
        since=since,
        until=until,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    block: bool | Unset = False,
    country: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ConversionsOut | ExplainedErrorOut | None:
    """Report conversions of codes

     How many codes were sent and verified, by country or by block of numbers, in whole days (UTC). A
    code counts once, on the day on which it was sent. Sums are kept for 35 days, and a day tells 200
    blocks apart.

    Needs the permission `manage_account`.

    Args:
        block (bool | Unset):  Default: False.
        country (str | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversionsOut | ExplainedErrorOut
    """

    return sync_detailed(
        client=client,
        block=block,
        country=country,
        cursor=cursor,
        limit=limit,
        since=since,
        until=until,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    block: bool | Unset = False,
    country: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ConversionsOut | ExplainedErrorOut]:
    """Report conversions of codes

     How many codes were sent and verified, by country or by block of numbers, in whole days (UTC). A
    code counts once, on the day on which it was sent. Sums are kept for 35 days, and a day tells 200
    blocks apart.

    Needs the permission `manage_account`.

    Args:
        block (bool | Unset):  Default: False.
        country (str | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversionsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        block=block,
        country=country,
        cursor=cursor,
        limit=limit,
        since=since,
        until=until,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    block: bool | Unset = False,
    country: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ConversionsOut | ExplainedErrorOut | None:
    """Report conversions of codes

     How many codes were sent and verified, by country or by block of numbers, in whole days (UTC). A
    code counts once, on the day on which it was sent. Sums are kept for 35 days, and a day tells 200
    blocks apart.

    Needs the permission `manage_account`.

    Args:
        block (bool | Unset):  Default: False.
        country (str | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversionsOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            client=client,
            block=block,
            country=country,
            cursor=cursor,
            limit=limit,
            since=since,
            until=until,
        )
    ).parsed
