"""Waiting for the end of a message."""

import time

from .failures import failure_of
from .generated import AuthenticatedClient
from .generated.api.messages import get_sms_status
from .generated.models import SmsStatusOut


def settled(
    client: AuthenticatedClient, message_id: str, *, timeout_secs: float = 60.0, every_secs: float = 1.0
) -> SmsStatusOut:
    """Ask for a message's status until it is ``delivered`` or ``failed``, and return the last one.

    After the timeout, that is the status of a message still under way. A webhook tells the same without asking.

    :raises RuntimeError: The status is refused.
    """
    until = time.monotonic() + timeout_secs
    while True:
        answer = get_sms_status.sync_detailed(message_id, client=client)
        if not isinstance(answer.parsed, SmsStatusOut):
            raise RuntimeError(f"no status: {failure_of(answer.status_code, answer.headers)} {answer.content!r}")
        if answer.parsed.status in ("delivered", "failed") or time.monotonic() >= until:
            return answer.parsed
        time.sleep(every_secs)
