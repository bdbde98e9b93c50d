from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.update_webhook_in import UpdateWebhookIn
from ...models.update_webhook_out import UpdateWebhookOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: UpdateWebhookIn | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/v1/admin/webhooks/{id}".format(
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
) -> ExplainedErrorOut | UpdateWebhookOut | None:
    if response.status_code == 200:
        response_200 = UpdateWebhookOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | UpdateWebhookOut]:
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
    body: UpdateWebhookIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | UpdateWebhookOut]:
    """Change a webhook

     Changes the members that are given. Switching the endpoint on also retries its queued events, even
    after failures. The secret is changed by its rotation. If `url` gets another origin, an endpoint
    that has `headers` of its own needs them in the same request, possibly `{}`: no new receiver gets
    the former ones.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateWebhookIn | Unset): Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | UpdateWebhookOut]
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
    body: UpdateWebhookIn | Unset = UNSET,
) -> ExplainedErrorOut | UpdateWebhookOut | None:
    """Change a webhook

     Changes the members that are given. Switching the endpoint on also retries its queued events, even
    after failures. The secret is changed by its rotation. If `url` gets another origin, an endpoint
    that has `headers` of its own needs them in the same request, possibly `{}`: no new receiver gets
    the former ones.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateWebhookIn | Unset): Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | UpdateWebhookOut
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
    body: UpdateWebhookIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | UpdateWebhookOut]:
    """Change a webhook

     Changes the members that are given. Switching the endpoint on also retries its queued events, even
    after failures. The secret is changed by its rotation. If `url` gets another origin, an endpoint
    that has `headers` of its own needs them in the same request, possibly `{}`: no new receiver gets
    the former ones.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateWebhookIn | Unset): Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | UpdateWebhookOut]
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
    body: UpdateWebhookIn | Unset = UNSET,
) -> ExplainedErrorOut | UpdateWebhookOut | None:
    """Change a webhook

     Changes the members that are given. Switching the endpoint on also retries its queued events, even
    after failures. The secret is changed by its rotation. If `url` gets another origin, an endpoint
    that has `headers` of its own needs them in the same request, possibly `{}`: no new receiver gets
    the former ones.

    Needs the permission `manage_gateways`.

    Args:
        id (str):
        body (UpdateWebhookIn | Unset): Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that
            is absent does not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | UpdateWebhookOut
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
