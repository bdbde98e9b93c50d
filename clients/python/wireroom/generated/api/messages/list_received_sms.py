import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_out import ErrorOut
from ...models.received_page_out import ReceivedPageOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 50,
    page: int | Unset = 1,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["page"] = page

    params["phone_number"] = phone_number

    json_since: str | Unset = UNSET
    if not isinstance(since, Unset):
        json_since = since.isoformat()
    params["since"] = json_since

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/sms/received",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorOut | ReceivedPageOut | None:
    if response.status_code == 200:
        response_200 = ReceivedPageOut.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = ErrorOut.from_dict(response.json())

        return response_413

    if response.status_code == 429:
        response_429 = ErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorOut | ReceivedPageOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    page: int | Unset = 1,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
) -> Response[ErrorOut | ReceivedPageOut]:
    """List received SMS

     Received messages, the newest first, including every one that was accepted before the call. A page
    beyond the last is empty.

    Needs the permission `receive_sms`.

    Args:
        limit (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        phone_number (str | Unset):
        since (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | ReceivedPageOut]
    """

    kwargs = _get_kwargs(
        limit=limit,
        page=page,
        phone_number=phone_number,
        since=since,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    page: int | Unset = 1,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
) -> ErrorOut | ReceivedPageOut | None:
    """List received SMS

     Received messages, the newest first, including every one that was accepted before the call. A page
    beyond the last is empty.

    Needs the permission `receive_sms`.

    Args:
        limit (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        phone_number (str | Unset):
        since (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | ReceivedPageOut
    """

    return sync_detailed(
        client=client,
        limit=limit,
        page=page,
        phone_number=phone_number,
        since=since,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    page: int | Unset = 1,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
) -> Response[ErrorOut | ReceivedPageOut]:
    """List received SMS

     Received messages, the newest first, including every one that was accepted before the call. A page
    beyond the last is empty.

    Needs the permission `receive_sms`.

    Args:
        limit (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        phone_number (str | Unset):
        since (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | ReceivedPageOut]
    """

    kwargs = _get_kwargs(
        limit=limit,
        page=page,
        phone_number=phone_number,
        since=since,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    page: int | Unset = 1,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
) -> ErrorOut | ReceivedPageOut | None:
    """List received SMS

     Received messages, the newest first, including every one that was accepted before the call. A page
    beyond the last is empty.

    Needs the permission `receive_sms`.

    Args:
        limit (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        phone_number (str | Unset):
        since (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | ReceivedPageOut
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            page=page,
            phone_number=phone_number,
            since=since,
        )
    ).parsed
