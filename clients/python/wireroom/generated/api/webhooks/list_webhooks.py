from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.list_webhooks_kind import ListWebhooksKind
from ...models.webhooks_out import WebhooksOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    kind: ListWebhooksKind | Unset = "subscription",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind

    params["kind"] = json_kind

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/admin/webhooks",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | WebhooksOut | None:
    if response.status_code == 200:
        response_200 = WebhooksOut.from_dict(response.json())

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
) -> Response[ExplainedErrorOut | WebhooksOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    kind: ListWebhooksKind | Unset = "subscription",
) -> Response[ExplainedErrorOut | WebhooksOut]:
    """List webhooks

     All of the account's endpoints, sorted by id, also those that were created in the SMSGate API. With
    the kind `callback`, instead those that the `callback_url` of messages made: one for each URL, until
    it was not used for a day. Their secrets are shown by their rotation.

    Needs the permission `manage_gateways`.

    Args:
        kind (ListWebhooksKind | Unset):  Default: 'subscription'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | WebhooksOut]
    """

    kwargs = _get_kwargs(
        kind=kind,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    kind: ListWebhooksKind | Unset = "subscription",
) -> ExplainedErrorOut | WebhooksOut | None:
    """List webhooks

     All of the account's endpoints, sorted by id, also those that were created in the SMSGate API. With
    the kind `callback`, instead those that the `callback_url` of messages made: one for each URL, until
    it was not used for a day. Their secrets are shown by their rotation.

    Needs the permission `manage_gateways`.

    Args:
        kind (ListWebhooksKind | Unset):  Default: 'subscription'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | WebhooksOut
    """

    return sync_detailed(
        client=client,
        kind=kind,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    kind: ListWebhooksKind | Unset = "subscription",
) -> Response[ExplainedErrorOut | WebhooksOut]:
    """List webhooks

     All of the account's endpoints, sorted by id, also those that were created in the SMSGate API. With
    the kind `callback`, instead those that the `callback_url` of messages made: one for each URL, until
    it was not used for a day. Their secrets are shown by their rotation.

    Needs the permission `manage_gateways`.

    Args:
        kind (ListWebhooksKind | Unset):  Default: 'subscription'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | WebhooksOut]
    """

    kwargs = _get_kwargs(
        kind=kind,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    kind: ListWebhooksKind | Unset = "subscription",
) -> ExplainedErrorOut | WebhooksOut | None:
    """List webhooks

     All of the account's endpoints, sorted by id, also those that were created in the SMSGate API. With
    the kind `callback`, instead those that the `callback_url` of messages made: one for each URL, until
    it was not used for a day. Their secrets are shown by their rotation.

    Needs the permission `manage_gateways`.

    Args:
        kind (ListWebhooksKind | Unset):  Default: 'subscription'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | WebhooksOut
    """

    return (
        await asyncio_detailed(
            client=client,
            kind=kind,
        )
    ).parsed
