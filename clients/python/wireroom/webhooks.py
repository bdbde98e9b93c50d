"""Proof that a webhook request is Wireroom's."""

import base64
import binascii
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
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (
        given.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (message_id and timestamp and signatures):
        raise WebhookRefused("a header of the signature is missing")
    now_secs = time.time() if now_secs is None else now_secs
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now_secs - int(timestamp)) > _TOLERANCE_SECS:
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
    return (_decoded(encoded) if encoded != secret else None) or secret.encode()


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
