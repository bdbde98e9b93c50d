from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.changed_number_block_out import ChangedNumberBlockOut
from ...models.explained_error_out import ExplainedErrorOut
from ...types import Response


def _get_kwargs(
    number_block: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/admin/otp/blocks/{number_block}".format(
            number_block=quote(str(number_block), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChangedNumberBlockOut | ExplainedErrorOut | None:
    if response.status_code == 200:
        response_200 = ChangedNumberBlockOut.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ExplainedErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ExplainedErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ExplainedErrorOut.from_dict(response.json())

        return response_404

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
) -> Response[ChangedNumberBlockOut | ExplainedErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    number_block: str,
    *,
    client: AuthenticatedClient,
) -> Response[ChangedNumberBlockOut | ExplainedErrorOut]:
    """Lift a block of numbers

     Ends the block. For an hour no codes count for an automatic block of these numbers, and the next one
    is no repetition.

    Needs the permission `manage_account`.

    Args:
        number_block (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedNumberBlockOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        number_block=number_block,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    number_block: str,
    *,
    client: AuthenticatedClient,
) -> ChangedNumberBlockOut | ExplainedErrorOut | None:
    """Lift a block of numbers

     Ends the block. For an hour no codes count for an automatic block of these numbers, and the next one
    is no repetition.

    Needs the permission `manage_account`.

    Args:
        number_block (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedNumberBlockOut | ExplainedErrorOut
    """

    return sync_detailed(
        number_block=number_block,
        client=client,
    ).parsed


async def asyncio_detailed(
    number_block: str,
    *,
    client: AuthenticatedClient,
) -> Response[ChangedNumberBlockOut | ExplainedErrorOut]:
    """Lift a block of numbers

     Ends the block. For an hour no codes count for an automatic block of these numbers, and the next one
    is no repetition.

    Needs the permission `manage_account`.

    Args:
        number_block (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedNumberBlockOut | ExplainedErrorOut]
    """

    kwargs = _get_kwargs(
        number_block=number_block,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    number_block: str,
    *,
    client: AuthenticatedClient,
) -> ChangedNumberBlockOut | ExplainedErrorOut | None:
    """Lift a block of numbers

     Ends the block. For an hour no codes count for an automatic block of these numbers, and the next one
    is no repetition.

    Needs the permission `manage_account`.

    Args:
        number_block (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedNumberBlockOut | ExplainedErrorOut
    """

    return (
        await asyncio_detailed(
            number_block=number_block,
            client=client,
        )
    ).parsed
