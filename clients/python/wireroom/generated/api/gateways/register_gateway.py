from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_out import ErrorOut
from ...models.register_in import RegisterIn
from ...models.register_out import RegisterOut
from ...types import Response


def _get_kwargs(
    *,
    body: RegisterIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/gateway/register",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorOut | RegisterOut | None:
    if response.status_code == 201:
        response_201 = RegisterOut.from_dict(response.json())

        return response_201

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

    if response.status_code == 503:
        response_503 = ErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorOut | RegisterOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RegisterIn,
) -> Response[ErrorOut | RegisterOut]:
    """Register a gateway

     Creates a gateway and shows its key once. With a registration token, or the deployment's private
    token, the gateway is approved. Whether a phone without a token is refused, has to await approval or
    is admitted depends on the deployment. Calls are counted per network, under the limits `register`
    and `register-network`. `device_id` and `name` of another type than text or number are 422 here.

    Args:
        body (RegisterIn): Body of `POST /api/v1/gateway/register`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | RegisterOut]
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
    body: RegisterIn,
) -> ErrorOut | RegisterOut | None:
    """Register a gateway

     Creates a gateway and shows its key once. With a registration token, or the deployment's private
    token, the gateway is approved. Whether a phone without a token is refused, has to await approval or
    is admitted depends on the deployment. Calls are counted per network, under the limits `register`
    and `register-network`. `device_id` and `name` of another type than text or number are 422 here.

    Args:
        body (RegisterIn): Body of `POST /api/v1/gateway/register`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | RegisterOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RegisterIn,
) -> Response[ErrorOut | RegisterOut]:
    """Register a gateway

     Creates a gateway and shows its key once. With a registration token, or the deployment's private
    token, the gateway is approved. Whether a phone without a token is refused, has to await approval or
    is admitted depends on the deployment. Calls are counted per network, under the limits `register`
    and `register-network`. `device_id` and `name` of another type than text or number are 422 here.

    Args:
        body (RegisterIn): Body of `POST /api/v1/gateway/register`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorOut | RegisterOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RegisterIn,
) -> ErrorOut | RegisterOut | None:
    """Register a gateway

     Creates a gateway and shows its key once. With a registration token, or the deployment's private
    token, the gateway is approved. Whether a phone without a token is refused, has to await approval or
    is admitted depends on the deployment. Calls are counted per network, under the limits `register`
    and `register-network`. `device_id` and `name` of another type than text or number are 422 here.

    Args:
        body (RegisterIn): Body of `POST /api/v1/gateway/register`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorOut | RegisterOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
