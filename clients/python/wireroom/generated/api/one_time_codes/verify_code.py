from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.code_refused_out import CodeRefusedOut
from ...models.code_verified_out import CodeVerifiedOut
from ...models.error_out import ErrorOut
from ...models.verify_code_in import VerifyCodeIn
from ...types import Response


def _get_kwargs(
    *,
    body: VerifyCodeIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/otp/verify",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CodeRefusedOut | CodeVerifiedOut | ErrorOut | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> CodeRefusedOut | CodeVerifiedOut:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_verify_code_out_type_0 = CodeVerifiedOut.from_dict(
                    data
                )

                return componentsschemas_verify_code_out_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_verify_code_out_type_1 = CodeRefusedOut.from_dict(data)

            return componentsschemas_verify_code_out_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorOut.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = ErrorOut.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = ErrorOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ErrorOut.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ErrorOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CodeRefusedOut | CodeVerifiedOut | ErrorOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: VerifyCodeIn,
) -> Response[CodeRefusedOut | CodeVerifiedOut | ErrorOut]:
    """Verify a code

     Consumes the code if it is right. A wrong code, a used or expired one, and a number that never had a
    code get the same answer, with status 200. Calls are counted per key and per network.

    Needs one of the permissions `verify_otp`, `send_sms`.

    Args:
        body (VerifyCodeIn): Body of `POST /api/v1/otp/verify`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CodeRefusedOut | CodeVerifiedOut | ErrorOut]
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
    body: VerifyCodeIn,
) -> CodeRefusedOut | CodeVerifiedOut | ErrorOut | None:
    """Verify a code

     Consumes the code if it is right. A wrong code, a used or expired one, and a number that never had a
    code get the same answer, with status 200. Calls are counted per key and per network.

    Needs one of the permissions `verify_otp`, `send_sms`.

    Args:
        body (VerifyCodeIn): Body of `POST /api/v1/otp/verify`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CodeRefusedOut | CodeVerifiedOut | ErrorOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: VerifyCodeIn,
) -> Response[CodeRefusedOut | CodeVerifiedOut | ErrorOut]:
    """Verify a code

     Consumes the code if it is right. A wrong code, a used or expired one, and a number that never had a
    code get the same answer, with status 200. Calls are counted per key and per network.

    Needs one of the permissions `verify_otp`, `send_sms`.

    Args:
        body (VerifyCodeIn): Body of `POST /api/v1/otp/verify`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CodeRefusedOut | CodeVerifiedOut | ErrorOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VerifyCodeIn,
) -> CodeRefusedOut | CodeVerifiedOut | ErrorOut | None:
    """Verify a code

     Consumes the code if it is right. A wrong code, a used or expired one, and a number that never had a
    code get the same answer, with status 200. Calls are counted per key and per network.

    Needs one of the permissions `verify_otp`, `send_sms`.

    Args:
        body (VerifyCodeIn): Body of `POST /api/v1/otp/verify`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CodeRefusedOut | CodeVerifiedOut | ErrorOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
