from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_out import ErrorOut
from ...models.explain_sms_out import ExplainSmsOut
from ...models.send_sms_in import SendSmsIn
from ...models.send_sms_out import SendSmsOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: SendSmsIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sms/send",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorOut | ExplainSmsOut | SendSmsOut | None:
    if response.status_code == 200:
        response_200 = ExplainSmsOut.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = SendSmsOut.from_dict(response.json())

        return response_202

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

    if response.status_code == 422:
        response_422 = ErrorOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 501:
        response_501 = ErrorOut.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = ErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorOut | ExplainSmsOut | SendSmsOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SendSmsIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ErrorOut | ExplainSmsOut | SendSmsOut]:
    """Send an SMS

     Accepts a message, which is durable before the answer and is sent when a gateway can take it. With
    `callback_url` its events also go to that URL, whose webhook is among those of the kind `callback`.

    With `dry_run` nothing is stored or sent: the answer, 200, explains what the request would do.

    A request with an `Idempotency-Key` may be repeated for 24 hours: the same parameters get the same
    answer, and nothing is sent twice.

    Needs the permission `send_sms`.

    Args:
        idempotency_key (str | Unset):
        body (SendSmsIn): Body of `POST /api/v1/sms/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | ExplainSmsOut | SendSmsOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: SendSmsIn,
    idempotency_key: str | Unset = UNSET,
) -> ErrorOut | ExplainSmsOut | SendSmsOut | None:
    """Send an SMS

     Accepts a message, which is durable before the answer and is sent when a gateway can take it. With
    `callback_url` its events also go to that URL, whose webhook is among those of the kind `callback`.

    With `dry_run` nothing is stored or sent: the answer, 200, explains what the request would do.

    A request with an `Idempotency-Key` may be repeated for 24 hours: the same parameters get the same
    answer, and nothing is sent twice.

    Needs the permission `send_sms`.

    Args:
        idempotency_key (str | Unset):
        body (SendSmsIn): Body of `POST /api/v1/sms/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | ExplainSmsOut | SendSmsOut
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SendSmsIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ErrorOut | ExplainSmsOut | SendSmsOut]:
    """Send an SMS

     Accepts a message, which is durable before the answer and is sent when a gateway can take it. With
    `callback_url` its events also go to that URL, whose webhook is among those of the kind `callback`.

    With `dry_run` nothing is stored or sent: the answer, 200, explains what the request would do.

    A request with an `Idempotency-Key` may be repeated for 24 hours: the same parameters get the same
    answer, and nothing is sent twice.

    Needs the permission `send_sms`.

    Args:
        idempotency_key (str | Unset):
        body (SendSmsIn): Body of `POST /api/v1/sms/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | ExplainSmsOut | SendSmsOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SendSmsIn,
    idempotency_key: str | Unset = UNSET,
) -> ErrorOut | ExplainSmsOut | SendSmsOut | None:
    """Send an SMS

     Accepts a message, which is durable before the answer and is sent when a gateway can take it. With
    `callback_url` its events also go to that URL, whose webhook is among those of the kind `callback`.

    With `dry_run` nothing is stored or sent: the answer, 200, explains what the request would do.

    A request with an `Idempotency-Key` may be repeated for 24 hours: the same parameters get the same
    answer, and nothing is sent twice.

    Needs the permission `send_sms`.

    Args:
        idempotency_key (str | Unset):
        body (SendSmsIn): Body of `POST /api/v1/sms/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | ExplainSmsOut | SendSmsOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
