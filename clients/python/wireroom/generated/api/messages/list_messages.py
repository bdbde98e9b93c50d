import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.history_direction import HistoryDirection
from ...models.history_page_out import HistoryPageOut
from ...models.history_status import HistoryStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
    search: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cursor"] = cursor

    json_direction: str | Unset = UNSET
    if not isinstance(direction, Unset):
        json_direction = direction

    params["direction"] = json_direction

    params["gateway_id"] = gateway_id

    params["label"] = label

    params["limit"] = limit

    params["phone_number"] = phone_number

    params["search"] = search

    json_since: str | Unset = UNSET
    if not isinstance(since, Unset):
        json_since = since.isoformat()
    params["since"] = json_since

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    json_until: str | Unset = UNSET
    if not isinstance(until, Unset):
        json_until = until.isoformat()
    params["until"] = json_until

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/admin/messages",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | HistoryPageOut | None:
    if response.status_code == 200:
        response_200 = HistoryPageOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | HistoryPageOut]:
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
    direction: HistoryDirection | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
    search: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ExplainedErrorOut | HistoryPageOut]:
    """List messages

     Sent and received messages together, the newest first, including every message accepted before the
    call. A page filtered by status or gateway, or of a search, may be short, or even empty, and have a
    cursor.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        gateway_id (str | Unset):
        label (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):
        search (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | HistoryPageOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        direction=direction,
        gateway_id=gateway_id,
        label=label,
        limit=limit,
        phone_number=phone_number,
        search=search,
        since=since,
        status=status,
        until=until,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
    search: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ExplainedErrorOut | HistoryPageOut | None:
    """List messages

     Sent and received messages together, the newest first, including every message accepted before the
    call. A page filtered by status or gateway, or of a search, may be short, or even empty, and have a
    cursor.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        gateway_id (str | Unset):
        label (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):
        search (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | HistoryPageOut
    """

    return sync_detailed(
        client=client,
        cursor=cursor,
        direction=direction,
        gateway_id=gateway_id,
        label=label,
        limit=limit,
        phone_number=phone_number,
        search=search,
        since=since,
        status=status,
        until=until,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
    search: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ExplainedErrorOut | HistoryPageOut]:
    """List messages

     Sent and received messages together, the newest first, including every message accepted before the
    call. A page filtered by status or gateway, or of a search, may be short, or even empty, and have a
    cursor.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        gateway_id (str | Unset):
        label (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):
        search (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | HistoryPageOut]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        direction=direction,
        gateway_id=gateway_id,
        label=label,
        limit=limit,
        phone_number=phone_number,
        search=search,
        since=since,
        status=status,
        until=until,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = 50,
    phone_number: str | Unset = UNSET,
    search: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ExplainedErrorOut | HistoryPageOut | None:
    """List messages

     Sent and received messages together, the newest first, including every message accepted before the
    call. A page filtered by status or gateway, or of a search, may be short, or even empty, and have a
    cursor.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        gateway_id (str | Unset):
        label (str | Unset):
        limit (int | Unset):  Default: 50.
        phone_number (str | Unset):
        search (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | HistoryPageOut
    """

    return (
        await asyncio_detailed(
            client=client,
            cursor=cursor,
            direction=direction,
            gateway_id=gateway_id,
            label=label,
            limit=limit,
            phone_number=phone_number,
            search=search,
            since=since,
            status=status,
            until=until,
        )
    ).parsed
