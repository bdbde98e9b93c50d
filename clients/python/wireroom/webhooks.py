"""Proof that a webhook request is Wireroom's."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

# Seconds by which the clocks of sender and receiver may differ.
_TOLERANCE_SECS = 300


class WebhookRefused(Exception):
    """The request does not prove that Wireroom sent it."""


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, now_secs: float | None = None
) -> Any:
    """Verify a webhook request by Standard Webhooks 1.0.0 and return its body, parsed.

    A secret shorter than 24 bytes gets no such signature; use the one that Wireroom generates.

    :param body: The raw body: a parsed and rendered one has other bytes.
    :param secret: The endpoint's ``secret_key``.
    :raises WebhookRefused: The signature is missing, wrong or too old.
    :raises ValueError: The secret cannot be one, or a verified body is no JSON.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (
        given.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (message_id and timestamp and signatures):
        raise WebhookRefused("a header of the signature is missing")
    now_secs = time.time() if now_secs is None else now_secs
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(now_secs - int(timestamp)) > _TOLERANCE_SECS:
        raise WebhookRefused("the timestamp is unreadable or too far from now")
    raw = body.encode() if isinstance(body, str) else body
    digest = hmac.new(_key(secret), f"{message_id}.{timestamp}.".encode() + raw, hashlib.sha256).digest()
    for signature in signatures.split(" "):
        version, _, text = signature.partition(",")
        if version == "v1" and hmac.compare_digest(_decoded(text) or b"", digest):
            return json.loads(raw)
    raise WebhookRefused("no signature is right")


def _key(secret: str) -> bytes:
    """Return the key of the HMAC: the base64 behind ``whsec_``, or the bytes of a secret in another form."""
    encoded = secret.removeprefix("whsec_")
    key = secret.encode() if encoded == secret else _decoded(encoded)
    # Anyone can sign with an empty key, such as that of an environment variable that is not set.
    if key is None or len(key) < 24:
        raise ValueError("the secret of the webhook is missing or too short")
    return key


def _decoded(text: str) -> bytes | None:
    """Return the bytes of base64 with or without its padding; None for another text."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except ValueError:
        return None
