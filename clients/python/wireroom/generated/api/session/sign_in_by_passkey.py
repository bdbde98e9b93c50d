from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.passkey_sign_in_in import PasskeySignInIn
from ...models.session_out import SessionOut
from ...types import Response


def _get_kwargs(
    *,
    body: PasskeySignInIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/session/passkey",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | SessionOut | None:
    if response.status_code == 200:
        response_200 = SessionOut.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ExplainedErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = ExplainedErrorOut.from_dict(response.json())

        return response_413

    if response.status_code == 429:
        response_429 = ExplainedErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 501:
        response_501 = ExplainedErrorOut.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = ExplainedErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ExplainedErrorOut | SessionOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PasskeySignInIn,
) -> Response[ExplainedErrorOut | SessionOut]:
    """Sign in by a passkey

     Begins a session by a browser's answer to the options, which works once within five minutes.

    Args:
        body (PasskeySignInIn): Body of `POST /api/v1/session/passkey`: a browser's
            `PublicKeyCredential` as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SessionOut]
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
    client: AuthenticatedClient | Client,
    body: PasskeySignInIn,
) -> ExplainedErrorOut | SessionOut | None:
    """Sign in by a passkey

     Begins a session by a browser's answer to the options, which works once within five minutes.

    Args:
        body (PasskeySignInIn): Body of `POST /api/v1/session/passkey`: a browser's
            `PublicKeyCredential` as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SessionOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PasskeySignInIn,
) -> Response[ExplainedErrorOut | SessionOut]:
    """Sign in by a passkey

     Begins a session by a browser's answer to the options, which works once within five minutes.

    Args:
        body (PasskeySignInIn): Body of `POST /api/v1/session/passkey`: a browser's
            `PublicKeyCredential` as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SessionOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: PasskeySignInIn,
) -> ExplainedErrorOut | SessionOut | None:
    """Sign in by a passkey

     Begins a session by a browser's answer to the options, which works once within five minutes.

    Args:
        body (PasskeySignInIn): Body of `POST /api/v1/session/passkey`: a browser's
            `PublicKeyCredential` as JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SessionOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
