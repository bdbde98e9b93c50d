from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.gateway_changed_out import GatewayChangedOut
from ...models.update_gateway_in import UpdateGatewayIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: UpdateGatewayIn | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/v1/admin/gateways/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | GatewayChangedOut | None:
    if response.status_code == 200:
        response_200 = GatewayChangedOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | GatewayChangedOut]:
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
    body: UpdateGatewayIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | GatewayChangedOut]:
    """Change a gateway

     Sets those of `name`, `priority`, `active`, `kind`, `pacing` and `send_window` that are given.
    `null` removes the gateway's own pacing or its send window.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateGatewayIn | Unset): Body of `PATCH /api/v1/admin/gateways/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | GatewayChangedOut]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateGatewayIn | Unset = UNSET,
) -> ExplainedErrorOut | GatewayChangedOut | None:
    """Change a gateway

     Sets those of `name`, `priority`, `active`, `kind`, `pacing` and `send_window` that are given.
    `null` removes the gateway's own pacing or its send window.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateGatewayIn | Unset): Body of `PATCH /api/v1/admin/gateways/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | GatewayChangedOut
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateGatewayIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | GatewayChangedOut]:
    """Change a gateway

     Sets those of `name`, `priority`, `active`, `kind`, `pacing` and `send_window` that are given.
    `null` removes the gateway's own pacing or its send window.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateGatewayIn | Unset): Body of `PATCH /api/v1/admin/gateways/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | GatewayChangedOut]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateGatewayIn | Unset = UNSET,
) -> ExplainedErrorOut | GatewayChangedOut | None:
    """Change a gateway

     Sets those of `name`, `priority`, `active`, `kind`, `pacing` and `send_window` that are given.
    `null` removes the gateway's own pacing or its send window.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateGatewayIn | Unset): Body of `PATCH /api/v1/admin/gateways/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | GatewayChangedOut
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
