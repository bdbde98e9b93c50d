from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_out import ErrorOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    api_key: str | Unset = UNSET,
    pi: int | Unset = UNSET,
    upgrade: str,
    sec_web_socket_protocol: str | Unset = UNSET,
    origin: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Upgrade"] = upgrade

    if not isinstance(sec_web_socket_protocol, Unset):
        headers["Sec-WebSocket-Protocol"] = sec_web_socket_protocol

    if not isinstance(origin, Unset):
        headers["Origin"] = origin

    params: dict[str, Any] = {}

    params["api_key"] = api_key

    params["pi"] = pi

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/cable",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ErrorOut | str | None:
    if response.status_code == 101:
        response_101 = cast(Any, None)
        return response_101

    if response.status_code == 404:
        response_404 = response.text
        return response_404

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
) -> Response[Any | ErrorOut | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    api_key: str | Unset = UNSET,
    pi: int | Unset = UNSET,
    upgrade: str,
    sec_web_socket_protocol: str | Unset = UNSET,
    origin: str | Unset = UNSET,
) -> Response[Any | ErrorOut | str]:
    """Open a gateway's socket

     Upgrades to a WebSocket that speaks the Action Cable protocol, with the channel `GatewayChannel`. A
    refused key is answered after the upgrade, by a `disconnect` frame and a close. Attempts are counted
    per network, under the limit `requests`.

    Args:
        api_key (str | Unset):
        pi (int | Unset):
        upgrade (str):
        sec_web_socket_protocol (str | Unset):
        origin (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorOut | str]
    """

    kwargs = _get_kwargs(
        api_key=api_key,
        pi=pi,
        upgrade=upgrade,
        sec_web_socket_protocol=sec_web_socket_protocol,
        origin=origin,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    api_key: str | Unset = UNSET,
    pi: int | Unset = UNSET,
    upgrade: str,
    sec_web_socket_protocol: str | Unset = UNSET,
    origin: str | Unset = UNSET,
) -> Any | ErrorOut | str | None:
    """Open a gateway's socket

     Upgrades to a WebSocket that speaks the Action Cable protocol, with the channel `GatewayChannel`. A
    refused key is answered after the upgrade, by a `disconnect` frame and a close. Attempts are counted
    per network, under the limit `requests`.

    Args:
        api_key (str | Unset):
        pi (int | Unset):
        upgrade (str):
        sec_web_socket_protocol (str | Unset):
        origin (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorOut | str
    """

    return sync_detailed(
        client=client,
        api_key=api_key,
        pi=pi,
        upgrade=upgrade,
        sec_web_socket_protocol=sec_web_socket_protocol,
        origin=origin,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    api_key: str | Unset = UNSET,
    pi: int | Unset = UNSET,
    upgrade: str,
    sec_web_socket_protocol: str | Unset = UNSET,
    origin: str | Unset = UNSET,
) -> Response[Any | ErrorOut | str]:
    """Open a gateway's socket

     Upgrades to a WebSocket that speaks the Action Cable protocol, with the channel `GatewayChannel`. A
    refused key is answered after the upgrade, by a `disconnect` frame and a close. Attempts are counted
    per network, under the limit `requests`.

    Args:
        api_key (str | Unset):
        pi (int | Unset):
        upgrade (str):
        sec_web_socket_protocol (str | Unset):
        origin (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorOut | str]
    """

    kwargs = _get_kwargs(
        api_key=api_key,
        pi=pi,
        upgrade=upgrade,
        sec_web_socket_protocol=sec_web_socket_protocol,
        origin=origin,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    api_key: str | Unset = UNSET,
    pi: int | Unset = UNSET,
    upgrade: str,
    sec_web_socket_protocol: str | Unset = UNSET,
    origin: str | Unset = UNSET,
) -> Any | ErrorOut | str | None:
    """Open a gateway's socket

     Upgrades to a WebSocket that speaks the Action Cable protocol, with the channel `GatewayChannel`. A
    refused key is answered after the upgrade, by a `disconnect` frame and a close. Attempts are counted
    per network, under the limit `requests`.

    Args:
        api_key (str | Unset):
        pi (int | Unset):
        upgrade (str):
        sec_web_socket_protocol (str | Unset):
        origin (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorOut | str
    """

    return (
        await asyncio_detailed(
            client=client,
            api_key=api_key,
            pi=pi,
            upgrade=upgrade,
            sec_web_socket_protocol=sec_web_socket_protocol,
            origin=origin,
        )
    ).parsed
