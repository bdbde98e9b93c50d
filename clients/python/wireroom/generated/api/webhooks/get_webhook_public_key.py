from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.webhook_public_key_out import WebhookPublicKeyOut
from ...types import Response


def _get_kwargs(
    account_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/webhooks/public-key/{account_id}".format(
            account_id=quote(str(account_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | WebhookPublicKeyOut | None:
    if response.status_code == 200:
        response_200 = WebhookPublicKeyOut.from_dict(response.json())

        return response_200

    if response.status_code == 404:
        response_404 = ExplainedErrorOut.from_dict(response.json())

        return response_404

    if response.status_code == 503:
        response_503 = ExplainedErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ExplainedErrorOut | WebhookPublicKeyOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    account_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ExplainedErrorOut | WebhookPublicKeyOut]:
    """Show the public key of webhook signatures

     The Ed25519 key under which every webhook request of the account is signed, except in the format
    `smsgate`: the signature `v1a` of Standard Webhooks. Every account has a key of its own, and every
    id of the right form has a key, whether or not there is such an account. An endpoint's
    `public_key_url` is this page. Needs no key, and may be cached for an hour.

    Args:
        account_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | WebhookPublicKeyOut]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    account_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ExplainedErrorOut | WebhookPublicKeyOut | None:
    """Show the public key of webhook signatures

     The Ed25519 key under which every webhook request of the account is signed, except in the format
    `smsgate`: the signature `v1a` of Standard Webhooks. Every account has a key of its own, and every
    id of the right form has a key, whether or not there is such an account. An endpoint's
    `public_key_url` is this page. Needs no key, and may be cached for an hour.

    Args:
        account_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | WebhookPublicKeyOut
    """

    return sync_detailed(
        account_id=account_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    account_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ExplainedErrorOut | WebhookPublicKeyOut]:
    """Show the public key of webhook signatures

     The Ed25519 key under which every webhook request of the account is signed, except in the format
    `smsgate`: the signature `v1a` of Standard Webhooks. Every account has a key of its own, and every
    id of the right form has a key, whether or not there is such an account. An endpoint's
    `public_key_url` is this page. Needs no key, and may be cached for an hour.

    Args:
        account_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | WebhookPublicKeyOut]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    account_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ExplainedErrorOut | WebhookPublicKeyOut | None:
    """Show the public key of webhook signatures

     The Ed25519 key under which every webhook request of the account is signed, except in the format
    `smsgate`: the signature `v1a` of Standard Webhooks. Every account has a key of its own, and every
    id of the right form has a key, whether or not there is such an account. An endpoint's
    `public_key_url` is this page. Needs no key, and may be cached for an hour.

    Args:
        account_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | WebhookPublicKeyOut
    """

    return (
        await asyncio_detailed(
            account_id=account_id,
            client=client,
        )
    ).parsed
