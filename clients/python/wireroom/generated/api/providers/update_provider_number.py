from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.number_changed_out import NumberChangedOut
from ...models.update_number_in import UpdateNumberIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    provider: str,
    id: str,
    *,
    body: UpdateNumberIn | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/v1/admin/providers/{provider}/numbers/{id}".format(
            provider=quote(str(provider), safe=""),
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
) -> ExplainedErrorOut | NumberChangedOut | None:
    if response.status_code == 200:
        response_200 = NumberChangedOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | NumberChangedOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    provider: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateNumberIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | NumberChangedOut]:
    """Change a number of a provider

     Sets those of `active`, `priority` and `general` that are given.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        id (str):
        body (UpdateNumberIn | Unset): Body of `PATCH
            /api/v1/admin/providers/{provider}/numbers/{id}`. Absent members stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | NumberChangedOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    provider: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateNumberIn | Unset = UNSET,
) -> ExplainedErrorOut | NumberChangedOut | None:
    """Change a number of a provider

     Sets those of `active`, `priority` and `general` that are given.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        id (str):
        body (UpdateNumberIn | Unset): Body of `PATCH
            /api/v1/admin/providers/{provider}/numbers/{id}`. Absent members stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | NumberChangedOut
    """

    return sync_detailed(
        provider=provider,
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    provider: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateNumberIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | NumberChangedOut]:
    """Change a number of a provider

     Sets those of `active`, `priority` and `general` that are given.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        id (str):
        body (UpdateNumberIn | Unset): Body of `PATCH
            /api/v1/admin/providers/{provider}/numbers/{id}`. Absent members stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | NumberChangedOut]
    """

    kwargs = _get_kwargs(
        provider=provider,
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    provider: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateNumberIn | Unset = UNSET,
) -> ExplainedErrorOut | NumberChangedOut | None:
    """Change a number of a provider

     Sets those of `active`, `priority` and `general` that are given.

    Needs the permission `manage_account`.

    Args:
        provider (str):
        id (str):
        body (UpdateNumberIn | Unset): Body of `PATCH
            /api/v1/admin/providers/{provider}/numbers/{id}`. Absent members stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | NumberChangedOut
    """

    return (
        await asyncio_detailed(
            provider=provider,
            id=id,
            client=client,
            body=body,
        )
    ).parsed
