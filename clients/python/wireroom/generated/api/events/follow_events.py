from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    after: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/admin/events",
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
    after: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | str]:
    """Follow the account's events

     Server-Sent Events: all that happens to the account, each with a number as its `id`, in order and
    without a gap. `event` is the type of the event, and `data` is a JSON object with `id`, `type`,
    `timestamp` and `data`, as in a webhook of the standard format; the id is that of the webhook.
    Beside the events of webhooks there are `message.accepted`, `message.dispatched`,
    `message.acknowledged` and `message.cancelling`.

    The first event is `ready`, whose id is where the stream begins. A stream ends after about half an
    hour; a reader that comes back with `Last-Event-ID` continues after that event. The last 10,000
    events of a day are kept while a reader was seen within a day. If events after the given id are not
    known any more, the first event is `reset`: the reader lists what it shows again, and continues from
    there. Comments keep the connection alive. The stream ends with its key or session. A key, or a
    person, has at most 8 streams of an account, which has at most 32; one more ends an older one.

    Needs the permission `manage_gateways`.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | str]
    """

    kwargs = _get_kwargs(
        after=after,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> ExplainedErrorOut | str | None:
    """Follow the account's events

     Server-Sent Events: all that happens to the account, each with a number as its `id`, in order and
    without a gap. `event` is the type of the event, and `data` is a JSON object with `id`, `type`,
    `timestamp` and `data`, as in a webhook of the standard format; the id is that of the webhook.
    Beside the events of webhooks there are `message.accepted`, `message.dispatched`,
    `message.acknowledged` and `message.cancelling`.

    The first event is `ready`, whose id is where the stream begins. A stream ends after about half an
    hour; a reader that comes back with `Last-Event-ID` continues after that event. The last 10,000
    events of a day are kept while a reader was seen within a day. If events after the given id are not
    known any more, the first event is `reset`: the reader lists what it shows again, and continues from
    there. Comments keep the connection alive. The stream ends with its key or session. A key, or a
    person, has at most 8 streams of an account, which has at most 32; one more ends an older one.

    Needs the permission `manage_gateways`.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | str
    """

    return sync_detailed(
        client=client,
        after=after,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | str]:
    """Follow the account's events

     Server-Sent Events: all that happens to the account, each with a number as its `id`, in order and
    without a gap. `event` is the type of the event, and `data` is a JSON object with `id`, `type`,
    `timestamp` and `data`, as in a webhook of the standard format; the id is that of the webhook.
    Beside the events of webhooks there are `message.accepted`, `message.dispatched`,
    `message.acknowledged` and `message.cancelling`.

    The first event is `ready`, whose id is where the stream begins. A stream ends after about half an
    hour; a reader that comes back with `Last-Event-ID` continues after that event. The last 10,000
    events of a day are kept while a reader was seen within a day. If events after the given id are not
    known any more, the first event is `reset`: the reader lists what it shows again, and continues from
    there. Comments keep the connection alive. The stream ends with its key or session. A key, or a
    person, has at most 8 streams of an account, which has at most 32; one more ends an older one.

    Needs the permission `manage_gateways`.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | str]
    """

    kwargs = _get_kwargs(
        after=after,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> ExplainedErrorOut | str | None:
    """Follow the account's events

     Server-Sent Events: all that happens to the account, each with a number as its `id`, in order and
    without a gap. `event` is the type of the event, and `data` is a JSON object with `id`, `type`,
    `timestamp` and `data`, as in a webhook of the standard format; the id is that of the webhook.
    Beside the events of webhooks there are `message.accepted`, `message.dispatched`,
    `message.acknowledged` and `message.cancelling`.

    The first event is `ready`, whose id is where the stream begins. A stream ends after about half an
    hour; a reader that comes back with `Last-Event-ID` continues after that event. The last 10,000
    events of a day are kept while a reader was seen within a day. If events after the given id are not
    known any more, the first event is `reset`: the reader lists what it shows again, and continues from
    there. Comments keep the connection alive. The stream ends with its key or session. A key, or a
    person, has at most 8 streams of an account, which has at most 32; one more ends an older one.

    Needs the permission `manage_gateways`.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | str
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
        )
    ).parsed
