from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cancel_sms_out import CancelSmsOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import Response


def _get_kwargs(
    message_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sms/{message_id}/cancel".format(
            message_id=quote(str(message_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CancelSmsOut | ExplainedErrorOut | None:
    if response.status_code == 200:
        response_200 = CancelSmsOut.from_dict(response.json())

        return response_200

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
) -> Response[CancelSmsOut | ExplainedErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[CancelSmsOut | ExplainedErrorOut]:
    """Cancel a message

     Cancels the recipients that no gateway has acknowledged. A message that is on its way over a socket
    or to a provider cannot be called back. The call may be repeated: it tells how far the cancellation
    has come. The status of a cancelled message is `failed`, and its `error_message` is `cancelled`.

    Needs the permission `send_sms`.

    Args:
        message_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelSmsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    message_id: str,
    *,
    client: AuthenticatedClient,
) -> CancelSmsOut | ExplainedErrorOut | None:
    """Cancel a message

     Cancels the recipients that no gateway has acknowledged. A message that is on its way over a socket
    or to a provider cannot be called back. The call may be repeated: it tells how far the cancellation
    has come. The status of a cancelled message is `failed`, and its `error_message` is `cancelled`.

    Needs the permission `send_sms`.

    Args:
        message_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelSmsOut | ExplainedErrorOut
    """

    return sync_detailed(
        message_id=message_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[CancelSmsOut | ExplainedErrorOut]:
    """Cancel a message

     Cancels the recipients that no gateway has acknowledged. A message that is on its way over a socket
    or to a provider cannot be called back. The call may be repeated: it tells how far the cancellation
    has come. The status of a cancelled message is `failed`, and its `error_message` is `cancelled`.

    Needs the permission `send_sms`.

    Args:
        message_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelSmsOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    message_id: str,
    *,
    client: AuthenticatedClient,
) -> CancelSmsOut | ExplainedErrorOut | None:
    """Cancel a message

     Cancels the recipients that no gateway has acknowledged. A message that is on its way over a socket
    or to a provider cannot be called back. The call may be repeated: it tells how far the cancellation
    has come. The status of a cancelled message is `failed`, and its `error_message` is `cancelled`.

    Needs the permission `send_sms`.

    Args:
        message_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelSmsOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            message_id=message_id,
            client=client,
        )
    ).parsed
