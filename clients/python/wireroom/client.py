"""Connection to a deployment."""

import httpx

from .generated import AuthenticatedClient
from .transport import RetryingAsyncTransport, RetryingTransport


def connect(
    base_url: str,
    api_key: str,
    *,
    max_retries: int = 3,
    max_wait_secs: float = 65.0,
    timeout_secs: float = 30.0,
    transport: httpx.BaseTransport | None = None,
    async_transport: httpx.AsyncBaseTransport | None = None,
) -> AuthenticatedClient:
    """Return a client for the functions below ``wireroom.generated.api``, both ``sync`` and ``asyncio``.

    :param base_url: Address of the deployment, such as ``https://sms.example.com``.
    :param api_key: A client key, ``api_live_…``.
    :param max_retries: Repetitions of one request; 0 repeats nothing.
    :param max_wait_secs: Longest wait before a repetition. A longer ``Retry-After`` ends the tries. Most limits are
        renewed within a minute.
    :param timeout_secs: Longest wait for the connection and for each part of an answer.
    :param transport: What carries a request, for proxies or certificates of your own: ``httpx.HTTPTransport(…)``.
    :param async_transport: The same for asynchronous functions: ``httpx.AsyncHTTPTransport(…)``.
    """
    common = {
        "base_url": base_url.rstrip("/"),
        "headers": {"Authorization": f"Bearer {api_key}"},
        "timeout": timeout_secs,
    }
    limits = {"max_retries": max_retries, "max_wait_secs": max_wait_secs}
    client = AuthenticatedClient(base_url=base_url.rstrip("/"), token=api_key)
    client.set_httpx_client(httpx.Client(transport=RetryingTransport(transport, **limits), **common))
    client.set_async_httpx_client(
        httpx.AsyncClient(transport=RetryingAsyncTransport(async_transport, **limits), **common)
    )
    return client
