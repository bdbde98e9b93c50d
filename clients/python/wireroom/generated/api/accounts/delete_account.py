from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.delete_account_in import DeleteAccountIn
from ...models.explained_error_out import ExplainedErrorOut
from ...models.receipt_answer_out import ReceiptAnswerOut
from ...types import Response


def _get_kwargs(
    id: str,
    *,
    body: DeleteAccountIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/operator/accounts/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | ReceiptAnswerOut | None:
    if response.status_code == 202:
        response_202 = ReceiptAnswerOut.from_dict(response.json())

        return response_202

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
) -> Response[ExplainedErrorOut | ReceiptAnswerOut]:
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
    body: DeleteAccountIn,
) -> Response[ExplainedErrorOut | ReceiptAnswerOut]:
    """Delete an account with all its data

     Deletes the account, its gateways, keys, messages, people, and everything else that belongs to it.
    There is no way back: from the answer on, the account cannot be enabled, every credential of it is
    refused, everywhere within ten seconds, and its sockets are closed. The body repeats the account's
    name. The answer is the receipt, whose `state` becomes `finished` after two minutes or, for an
    account with much data, after hours. A repeated request has the same receipt.

    The default account can be deleted too. Afterwards the deployment has none, so registrations without
    an account of their own are refused, until an account is created with `default`.

    Args:
        id (str):
        body (DeleteAccountIn): Body of `DELETE /api/v1/operator/accounts/{id}`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | ReceiptAnswerOut]
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
    body: DeleteAccountIn,
) -> ExplainedErrorOut | ReceiptAnswerOut | None:
    """Delete an account with all its data

     Deletes the account, its gateways, keys, messages, people, and everything else that belongs to it.
    There is no way back: from the answer on, the account cannot be enabled, every credential of it is
    refused, everywhere within ten seconds, and its sockets are closed. The body repeats the account's
    name. The answer is the receipt, whose `state` becomes `finished` after two minutes or, for an
    account with much data, after hours. A repeated request has the same receipt.

    The default account can be deleted too. Afterwards the deployment has none, so registrations without
    an account of their own are refused, until an account is created with `default`.

    Args:
        id (str):
        body (DeleteAccountIn): Body of `DELETE /api/v1/operator/accounts/{id}`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | ReceiptAnswerOut
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
    body: DeleteAccountIn,
) -> Response[ExplainedErrorOut | ReceiptAnswerOut]:
    """Delete an account with all its data

     Deletes the account, its gateways, keys, messages, people, and everything else that belongs to it.
    There is no way back: from the answer on, the account cannot be enabled, every credential of it is
    refused, everywhere within ten seconds, and its sockets are closed. The body repeats the account's
    name. The answer is the receipt, whose `state` becomes `finished` after two minutes or, for an
    account with much data, after hours. A repeated request has the same receipt.

    The default account can be deleted too. Afterwards the deployment has none, so registrations without
    an account of their own are refused, until an account is created with `default`.

    Args:
        id (str):
        body (DeleteAccountIn): Body of `DELETE /api/v1/operator/accounts/{id}`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | ReceiptAnswerOut]
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
    body: DeleteAccountIn,
) -> ExplainedErrorOut | ReceiptAnswerOut | None:
    """Delete an account with all its data

     Deletes the account, its gateways, keys, messages, people, and everything else that belongs to it.
    There is no way back: from the answer on, the account cannot be enabled, every credential of it is
    refused, everywhere within ten seconds, and its sockets are closed. The body repeats the account's
    name. The answer is the receipt, whose `state` becomes `finished` after two minutes or, for an
    account with much data, after hours. A repeated request has the same receipt.

    The default account can be deleted too. Afterwards the deployment has none, so registrations without
    an account of their own are refused, until an account is created with `default`.

    Args:
        id (str):
        body (DeleteAccountIn): Body of `DELETE /api/v1/operator/accounts/{id}`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | ReceiptAnswerOut
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
