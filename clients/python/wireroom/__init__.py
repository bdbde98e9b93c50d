"""Client of the Wireroom API.

The modules of ``wireroom.generated`` are typed by the document of the API; this layer adds what a document cannot do:
credentials, retries that repeat no message, pages, and the proof of a webhook's sender.
"""

from .client import connect
from .error_codes import ERROR_CODES
from .failures import Failure, failure_of
from .pages import pages
from .settled import settled
from .transport import RetryingAsyncTransport, RetryingTransport
from .webhooks import WebhookRefused, verify_webhook

__all__ = [
    "ERROR_CODES",
    "Failure",
    "RetryingAsyncTransport",
    "RetryingTransport",
    "WebhookRefused",
    "connect",
    "failure_of",
    "pages",
    "settled",
    "verify_webhook",
]
