"""Transports of httpx that repeat requests."""

import asyncio
import random
import re
import time
import uuid
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import httpx

# Routes that keep the first answer under an Idempotency-Key, so that repeating them sends no second message.
_IDEMPOTENT_BY_KEY = re.compile(r"/(api/v1/sms/send|publish)$")
# Statuses after which nothing was decided, so that any request may be repeated.
_UNDECIDED = frozenset({429, 503})
# Methods that have the same effect however often they are repeated.
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


class _Retries:
    """Rules of both transports."""

    def __init__(self, *, max_retries: int = 3, max_wait_secs: float = 30.0) -> None:
        self._max_retries = max_retries
        self._max_wait_secs = max_wait_secs

    def _prepare(self, request: httpx.Request) -> None:
        """Give a request to send a message an Idempotency-Key unless it has one."""
        if request.method == "POST" and _IDEMPOTENT_BY_KEY.search(request.url.path):
            request.headers.setdefault("Idempotency-Key", str(uuid.uuid4()))

    def _wait_after_answer(self, response: httpx.Response, tries: int) -> float | None:
        """Return the seconds to wait before the next try; None if the answer is final."""
        if tries >= self._max_retries or response.status_code not in _UNDECIDED:
            return None
        stated = _retry_after_secs(response.headers.get("retry-after", ""))
        wait_secs = _back_off_secs(tries) if stated is None else stated
        return wait_secs if wait_secs <= self._max_wait_secs else None

    def _wait_after_failure(self, request: httpx.Request, tries: int) -> float | None:
        """Return the seconds to wait after a broken connection; None if the request may not be repeated."""
        may_repeat = request.method in _REPEATABLE or "idempotency-key" in request.headers
        return _back_off_secs(tries) if may_repeat and tries < self._max_retries else None


class RetryingTransport(_Retries, httpx.BaseTransport):
    """Transport that repeats a request after 429 and 503 as ``Retry-After`` says, and after a broken connection if the
    request has the same effect twice."""

    def __init__(self, wrapped: httpx.BaseTransport | None = None, **limits: float) -> None:
        super().__init__(**limits)
        self._wrapped = wrapped or httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._prepare(request)
        request.read()
        tries = 0
        while True:
            try:
                response = self._wrapped.handle_request(request)
                wait_secs = self._wait_after_answer(response, tries)
                if wait_secs is None:
                    return response
                response.close()
            except httpx.TransportError:
                wait_secs = self._wait_after_failure(request, tries)
                if wait_secs is None:
                    raise
            time.sleep(wait_secs)
            tries += 1

    def close(self) -> None:
        self._wrapped.close()


class RetryingAsyncTransport(_Retries, httpx.AsyncBaseTransport):
    """The same for asynchronous clients."""

    def __init__(self, wrapped: httpx.AsyncBaseTransport | None = None, **limits: float) -> None:
        super().__init__(**limits)
        self._wrapped = wrapped or httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._prepare(request)
        await request.aread()
        tries = 0
        while True:
            try:
                response = await self._wrapped.handle_async_request(request)
                wait_secs = self._wait_after_answer(response, tries)
                if wait_secs is None:
                    return response
                await response.aclose()
            except httpx.TransportError:
                wait_secs = self._wait_after_failure(request, tries)
                if wait_secs is None:
                    raise
            await asyncio.sleep(wait_secs)
            tries += 1

    async def aclose(self) -> None:
        await self._wrapped.aclose()


def _retry_after_secs(text: str) -> float | None:
    """Return the wait that an answer asks for, given in seconds or as a date; None without a readable one."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(timezone.utc)).total_seconds())


def _back_off_secs(tries: int) -> float:
    """Return half a second, doubled at each try, of which half is chance, so that many clients do not return at
    once."""
    return 0.5 * 2**tries * (0.5 + random.random() / 2)
