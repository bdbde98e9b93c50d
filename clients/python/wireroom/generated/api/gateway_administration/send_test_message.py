from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.send_sms_out import SendSmsOut
from ...models.test_message_in import TestMessageIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: TestMessageIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/admin/gateways/{id}/test".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | SendSmsOut | None:
    if response.status_code == 202:
        response_202 = SendSmsOut.from_dict(response.json())

        return response_202

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
) -> Response[ExplainedErrorOut | SendSmsOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: TestMessageIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | SendSmsOut]:
    """Send a test message

     Sends one message through this gateway, as if it were named in a request to send: it is paced,
    counted and listed like any other. The key needs `send_sms`, too.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (TestMessageIn): Body of `POST /api/v1/admin/gateways/{id}/test`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SendSmsOut]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: TestMessageIn,
    idempotency_key: str | Unset = UNSET,
) -> ExplainedErrorOut | SendSmsOut | None:
    """Send a test message

     Sends one message through this gateway, as if it were named in a request to send: it is paced,
    counted and listed like any other. The key needs `send_sms`, too.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (TestMessageIn): Body of `POST /api/v1/admin/gateways/{id}/test`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SendSmsOut
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: TestMessageIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ExplainedErrorOut | SendSmsOut]:
    """Send a test message

     Sends one message through this gateway, as if it were named in a request to send: it is paced,
    counted and listed like any other. The key needs `send_sms`, too.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (TestMessageIn): Body of `POST /api/v1/admin/gateways/{id}/test`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SendSmsOut]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: TestMessageIn,
    idempotency_key: str | Unset = UNSET,
) -> ExplainedErrorOut | SendSmsOut | None:
    """Send a test message

     Sends one message through this gateway, as if it were named in a request to send: it is paced,
    counted and listed like any other. The key needs `send_sms`, too.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (TestMessageIn): Body of `POST /api/v1/admin/gateways/{id}/test`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SendSmsOut
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
