"""Connection to a deployment."""

from .generated import AuthenticatedClient
from .transport import RetryingTransport


def connect(
    base_url: str, api_key: str, *, max_retries: int = 3, max_wait_secs: float = 30.0
) -> AuthenticatedClient:
    """Return a client for the functions below ``wireroom.generated.api``.

    :param base_url: Address of the deployment, such as ``https://sms.example.com``.
    :param api_key: A client key, ``api_live_…``.
    :param max_retries: Repetitions of one request; 0 repeats nothing.
    :param max_wait_secs: Longest wait before a repetition. A longer ``Retry-After`` ends the tries.
    """
    transport = RetryingTransport(max_retries=max_retries, max_wait_secs=max_wait_secs)
    return AuthenticatedClient(
        base_url=base_url.rstrip("/"), token=api_key, httpx_args={"transport": transport}
    )
