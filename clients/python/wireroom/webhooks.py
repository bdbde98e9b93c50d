"""Proof that a webhook request is Wireroom's."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

# Seconds by which the clocks of sender and receiver may differ.
_TOLERANCE_SECS = 300


class WebhookRefused(Exception):
    """The request does not prove that Wireroom sent it."""


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, now_secs: float | None = None
) -> Any:
    """Verify a webhook request by Standard Webhooks 1.0.0 and return its body, parsed.

    A secret shorter than 24 bytes gets no such signature; use the one that Wireroom generates, or the public key.

    :param body: The raw body: a parsed and rendered one has other bytes.
    :param secret: The endpoint's ``secret_key``, or a public key of the account, ``whpk_…``, from the
        endpoint's ``public_key_url``. The latter needs the package ``cryptography`` (``wireroom-client[ed25519]``).
    :raises WebhookRefused: The signature is missing, wrong or too old.
    :raises ValueError: The secret or key cannot be one, or a verified body is no JSON.
    :raises ImportError: A public key is given and the package is not installed.
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
    wanted, is_right = _verifier(secret, f"{message_id}.{timestamp}.".encode() + raw)
    for signature in signatures.split(" "):
        version, _, text = signature.partition(",")
        if version == wanted and is_right(_decoded(text) or b""):
            return json.loads(raw)
    raise WebhookRefused("no signature is right")


def _verifier(secret: str, signed: bytes) -> tuple[str, Callable[[bytes], bool]]:
    """Return the version of the signatures that the secret or key verifies, and the check of one."""
    encoded = secret.removeprefix("whpk_")
    if encoded == secret:
        digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
        return "v1", lambda signature: hmac.compare_digest(signature, digest)

    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public_bytes = _decoded(encoded)
    if public_bytes is None or len(public_bytes) != 32:
        raise ValueError("the public key of the webhooks is misshapen")
    public_key = Ed25519PublicKey.from_public_bytes(public_bytes)

    def is_right(signature: bytes) -> bool:
        try:
            public_key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    return "v1a", is_right


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
