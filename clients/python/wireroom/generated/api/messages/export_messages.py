import datetime
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.history_direction import HistoryDirection
from ...models.history_status import HistoryStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    format_: Literal["csv"] | Literal["jsonl"] | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    phone_number: str | Unset = UNSET,
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

    json_format_: Literal["csv"] | Literal["jsonl"] | Unset
    if isinstance(format_, Unset):
        json_format_ = UNSET
    else:
        json_format_ = format_
    params["format"] = json_format_

    params["gateway_id"] = gateway_id

    params["label"] = label

    params["phone_number"] = phone_number

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
        "url": "/api/v1/admin/messages/export",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | str | None:
    if response.status_code == 200:
        response_200 = response.text
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
) -> Response[ExplainedErrorOut | str]:
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
    format_: Literal["csv"] | Literal["jsonl"] | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ExplainedErrorOut | str]:
    """Export messages

     Sent and received messages as a file, the newest first, including every message accepted before the
    call. The file is sent while it is read. An export of more than about 100,000 messages ends with a
    line that has `next_cursor`: in CSV a record whose first field is this name and whose second one is
    the cursor, in JSON an object with this member. A request with this `cursor` gets the rest. An
    export without such a line is complete; one that fails amid the file is broken off.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        format_ (Literal['csv'] | Literal['jsonl'] | Unset): Format of an exported file.
        gateway_id (str | Unset):
        label (str | Unset):
        phone_number (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | str]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        direction=direction,
        format_=format_,
        gateway_id=gateway_id,
        label=label,
        phone_number=phone_number,
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
    format_: Literal["csv"] | Literal["jsonl"] | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ExplainedErrorOut | str | None:
    """Export messages

     Sent and received messages as a file, the newest first, including every message accepted before the
    call. The file is sent while it is read. An export of more than about 100,000 messages ends with a
    line that has `next_cursor`: in CSV a record whose first field is this name and whose second one is
    the cursor, in JSON an object with this member. A request with this `cursor` gets the rest. An
    export without such a line is complete; one that fails amid the file is broken off.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        format_ (Literal['csv'] | Literal['jsonl'] | Unset): Format of an exported file.
        gateway_id (str | Unset):
        label (str | Unset):
        phone_number (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | str
    """

    return sync_detailed(
        client=client,
        cursor=cursor,
        direction=direction,
        format_=format_,
        gateway_id=gateway_id,
        label=label,
        phone_number=phone_number,
        since=since,
        status=status,
        until=until,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cursor: str | Unset = UNSET,
    direction: HistoryDirection | Unset = UNSET,
    format_: Literal["csv"] | Literal["jsonl"] | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> Response[ExplainedErrorOut | str]:
    """Export messages

     Sent and received messages as a file, the newest first, including every message accepted before the
    call. The file is sent while it is read. An export of more than about 100,000 messages ends with a
    line that has `next_cursor`: in CSV a record whose first field is this name and whose second one is
    the cursor, in JSON an object with this member. A request with this `cursor` gets the rest. An
    export without such a line is complete; one that fails amid the file is broken off.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        format_ (Literal['csv'] | Literal['jsonl'] | Unset): Format of an exported file.
        gateway_id (str | Unset):
        label (str | Unset):
        phone_number (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | str]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        direction=direction,
        format_=format_,
        gateway_id=gateway_id,
        label=label,
        phone_number=phone_number,
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
    format_: Literal["csv"] | Literal["jsonl"] | Unset = UNSET,
    gateway_id: str | Unset = UNSET,
    label: str | Unset = UNSET,
    phone_number: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    status: HistoryStatus | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
) -> ExplainedErrorOut | str | None:
    """Export messages

     Sent and received messages as a file, the newest first, including every message accepted before the
    call. The file is sent while it is read. An export of more than about 100,000 messages ends with a
    line that has `next_cursor`: in CSV a record whose first field is this name and whose second one is
    the cursor, in JSON an object with this member. A request with this `cursor` gets the rest. An
    export without such a line is complete; one that fails amid the file is broken off.

    Needs the permission `manage_gateways`.

    Args:
        cursor (str | Unset):
        direction (HistoryDirection | Unset): Direction by which the history can be filtered.
        format_ (Literal['csv'] | Literal['jsonl'] | Unset): Format of an exported file.
        gateway_id (str | Unset):
        label (str | Unset):
        phone_number (str | Unset):
        since (datetime.datetime | Unset):
        status (HistoryStatus | Unset): Status by which the history can be filtered.
        until (datetime.datetime | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | str
    """

    return (
        await asyncio_detailed(
            client=client,
            cursor=cursor,
            direction=direction,
            format_=format_,
            gateway_id=gateway_id,
            label=label,
            phone_number=phone_number,
            since=since,
            status=status,
            until=until,
        )
    ).parsed
