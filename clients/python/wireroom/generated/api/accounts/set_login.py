from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.set_login_in import SetLoginIn
from ...models.set_login_out import SetLoginOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: SetLoginIn | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/v1/operator/accounts/{id}/login".format(
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
) -> ExplainedErrorOut | SetLoginOut | None:
    if response.status_code == 200:
        response_200 = SetLoginOut.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = ExplainedErrorOut.from_dict(response.json())

        return response_409

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
) -> Response[ExplainedErrorOut | SetLoginOut]:
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
    body: SetLoginIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | SetLoginOut]:
    """Set an account's login

     Sets the user name and the password with which clients of the SMSGate API act for the account, and
    generates what is not given. All tokens that were issued before are void.

    Args:
        id (str):
        body (SetLoginIn | Unset): Body of `PUT /api/v1/operator/accounts/{id}/login`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SetLoginOut]
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
    body: SetLoginIn | Unset = UNSET,
) -> ExplainedErrorOut | SetLoginOut | None:
    """Set an account's login

     Sets the user name and the password with which clients of the SMSGate API act for the account, and
    generates what is not given. All tokens that were issued before are void.

    Args:
        id (str):
        body (SetLoginIn | Unset): Body of `PUT /api/v1/operator/accounts/{id}/login`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SetLoginOut
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
    body: SetLoginIn | Unset = UNSET,
) -> Response[ExplainedErrorOut | SetLoginOut]:
    """Set an account's login

     Sets the user name and the password with which clients of the SMSGate API act for the account, and
    generates what is not given. All tokens that were issued before are void.

    Args:
        id (str):
        body (SetLoginIn | Unset): Body of `PUT /api/v1/operator/accounts/{id}/login`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SetLoginOut]
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
    body: SetLoginIn | Unset = UNSET,
) -> ExplainedErrorOut | SetLoginOut | None:
    """Set an account's login

     Sets the user name and the password with which clients of the SMSGate API act for the account, and
    generates what is not given. All tokens that were issued before are void.

    Args:
        id (str):
        body (SetLoginIn | Unset): Body of `PUT /api/v1/operator/accounts/{id}/login`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SetLoginOut
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
