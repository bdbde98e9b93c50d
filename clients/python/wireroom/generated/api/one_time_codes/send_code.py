from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_out import ErrorOut
from ...models.send_code_in import SendCodeIn
from ...models.send_code_out import SendCodeOut
from ...types import Response


def _get_kwargs(
    *,
    body: SendCodeIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/otp/send",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorOut | SendCodeOut | None:
    if response.status_code == 200:
        response_200 = SendCodeOut.from_dict(response.json())

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
) -> Response[ErrorOut | SendCodeOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SendCodeIn,
) -> Response[ErrorOut | SendCodeOut]:
    """Send a code

     Generates a code of six digits and sends it by SMS. The code is only in the SMS. Besides the key's
    limit, codes are counted per number, per account and network, and per account.

    Needs one of the permissions `send_otp`, `send_sms`.

    Args:
        body (SendCodeIn): Body of `POST /api/v1/otp/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | SendCodeOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: SendCodeIn,
) -> ErrorOut | SendCodeOut | None:
    """Send a code

     Generates a code of six digits and sends it by SMS. The code is only in the SMS. Besides the key's
    limit, codes are counted per number, per account and network, and per account.

    Needs one of the permissions `send_otp`, `send_sms`.

    Args:
        body (SendCodeIn): Body of `POST /api/v1/otp/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | SendCodeOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SendCodeIn,
) -> Response[ErrorOut | SendCodeOut]:
    """Send a code

     Generates a code of six digits and sends it by SMS. The code is only in the SMS. Besides the key's
    limit, codes are counted per number, per account and network, and per account.

    Needs one of the permissions `send_otp`, `send_sms`.

    Args:
        body (SendCodeIn): Body of `POST /api/v1/otp/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | SendCodeOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SendCodeIn,
) -> ErrorOut | SendCodeOut | None:
    """Send a code

     Generates a code of six digits and sends it by SMS. The code is only in the SMS. Besides the key's
    limit, codes are counted per number, per account and network, and per account.

    Needs one of the permissions `send_otp`, `send_sms`.

    Args:
        body (SendCodeIn): Body of `POST /api/v1/otp/send`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | SendCodeOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
