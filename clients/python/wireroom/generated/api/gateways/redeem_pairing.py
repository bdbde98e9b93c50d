from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explained_error_out import ExplainedErrorOut
from ...models.redeem_in import RedeemIn
from ...models.redeemed_out import RedeemedOut
from ...types import Response


def _get_kwargs(
    *,
    body: RedeemIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/pairings/redeem",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExplainedErrorOut | RedeemedOut | None:
    if response.status_code == 201:
        response_201 = RedeemedOut.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ExplainedErrorOut.from_dict(response.json())

        return response_400

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
) -> Response[ExplainedErrorOut | RedeemedOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RedeemIn,
) -> Response[ExplainedErrorOut | RedeemedOut]:
    """Join an account by a pairing

     Uses a pairing's token. A gateway with a socket gets its key, and the pairing is used. For a phone
    with the SMSGate app, the answer has a code; the pairing is used once a phone has signed in with
    one, and gives further codes until then. Calls are counted per network under the limit `register`,
    and each pairing may be redeemed 60 times.

    Args:
        body (RedeemIn): Body of `POST /api/v1/pairings/redeem`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | RedeemedOut]
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
    client: AuthenticatedClient | Client,
    body: RedeemIn,
) -> ExplainedErrorOut | RedeemedOut | None:
    """Join an account by a pairing

     Uses a pairing's token. A gateway with a socket gets its key, and the pairing is used. For a phone
    with the SMSGate app, the answer has a code; the pairing is used once a phone has signed in with
    one, and gives further codes until then. Calls are counted per network under the limit `register`,
    and each pairing may be redeemed 60 times.

    Args:
        body (RedeemIn): Body of `POST /api/v1/pairings/redeem`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | RedeemedOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RedeemIn,
) -> Response[ExplainedErrorOut | RedeemedOut]:
    """Join an account by a pairing

     Uses a pairing's token. A gateway with a socket gets its key, and the pairing is used. For a phone
    with the SMSGate app, the answer has a code; the pairing is used once a phone has signed in with
    one, and gives further codes until then. Calls are counted per network under the limit `register`,
    and each pairing may be redeemed 60 times.

    Args:
        body (RedeemIn): Body of `POST /api/v1/pairings/redeem`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExplainedErrorOut | RedeemedOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: RedeemIn,
) -> ExplainedErrorOut | RedeemedOut | None:
    """Join an account by a pairing

     Uses a pairing's token. A gateway with a socket gets its key, and the pairing is used. For a phone
    with the SMSGate app, the answer has a code; the pairing is used once a phone has signed in with
    one, and gives further codes until then. Calls are counted per network under the limit `register`,
    and each pairing may be redeemed 60 times.

    Args:
        body (RedeemIn): Body of `POST /api/v1/pairings/redeem`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExplainedErrorOut | RedeemedOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
