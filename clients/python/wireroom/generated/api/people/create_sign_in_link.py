from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_sign_in_link_in import CreateSignInLinkIn
from ...models.explained_error_out import ExplainedErrorOut
from ...models.sign_in_link_out import SignInLinkOut
from ...types import Response


def _get_kwargs(
    *,
    body: CreateSignInLinkIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/operator/sign-in-links",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | SignInLinkOut | None:
    if response.status_code == 201:
        response_201 = SignInLinkOut.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ExplainedErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ExplainedErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

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
) -> Response[ExplainedErrorOut | SignInLinkOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateSignInLinkIn,
) -> Response[ExplainedErrorOut | SignInLinkOut]:
    """Let a person sign in

     Makes a link that signs a person in once within 30 minutes. The person is created if the account, or
    the deployment, has none of this name. A new link ends the person's former one.

    Args:
        body (CreateSignInLinkIn): Body of `POST /api/v1/operator/sign-in-links`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SignInLinkOut]
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
    body: CreateSignInLinkIn,
) -> ExplainedErrorOut | SignInLinkOut | None:
    """Let a person sign in

     Makes a link that signs a person in once within 30 minutes. The person is created if the account, or
    the deployment, has none of this name. A new link ends the person's former one.

    Args:
        body (CreateSignInLinkIn): Body of `POST /api/v1/operator/sign-in-links`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SignInLinkOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateSignInLinkIn,
) -> Response[ExplainedErrorOut | SignInLinkOut]:
    """Let a person sign in

     Makes a link that signs a person in once within 30 minutes. The person is created if the account, or
    the deployment, has none of this name. A new link ends the person's former one.

    Args:
        body (CreateSignInLinkIn): Body of `POST /api/v1/operator/sign-in-links`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | SignInLinkOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateSignInLinkIn,
) -> ExplainedErrorOut | SignInLinkOut | None:
    """Let a person sign in

     Makes a link that signs a person in once within 30 minutes. The person is created if the account, or
    the deployment, has none of this name. A new link ends the person's former one.

    Args:
        body (CreateSignInLinkIn): Body of `POST /api/v1/operator/sign-in-links`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | SignInLinkOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
