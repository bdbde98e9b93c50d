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
_KEEPS_ANSWERS = re.compile(r"(/api/v1/sms/send|(?<!/v3)/publish)$")
# Methods that change nothing, so that they may be repeated whatever became of the first try.
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


class _Retries:
    """Rules of both transports.

    After 429, whose request had no effect, every request is repeated. After 503 and after a broken connection the
    request may have had its effect, so only those are repeated that change nothing or have an ``Idempotency-Key``. A
    request to send a message gets such a key unless it has one; a caller who wants to repeat a failed call by itself
    gives its own.
    """

    def __init__(self, *, max_retries: int = 3, max_wait_secs: float = 65.0) -> None:
        self._max_retries = max_retries
        self._max_wait_secs = max_wait_secs

    def _prepare(self, request: httpx.Request) -> None:
        """Give a request to send a message an Idempotency-Key unless it has one."""
        if _keeps_answers(request):
            request.headers.setdefault("Idempotency-Key", str(uuid.uuid4()))

    def _wait_after_answer(
        self, request: httpx.Request, response: httpx.Response, tries: int
    ) -> float | None:
        """Return the seconds to wait before the next try; None if the answer is final."""
        may_follow = response.status_code == 429 or (
            response.status_code == 503 and _may_repeat(request)
        )
        stated = _retry_after_secs(response.headers.get("retry-after", ""))
        if tries >= self._max_retries or not may_follow or stated is None:
            return None
        return stated if stated <= self._max_wait_secs else None

    def _wait_after_failure(self, request: httpx.Request, tries: int) -> float | None:
        """Return the seconds to wait after a broken connection; None if the request may not be repeated."""
        return _back_off_secs(tries) if _may_repeat(request) and tries < self._max_retries else None


class RetryingTransport(_Retries, httpx.BaseTransport):
    """Transport that repeats requests where that does no harm."""

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
                wait_secs = self._wait_after_answer(request, response, tries)
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
                wait_secs = self._wait_after_answer(request, response, tries)
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


def _keeps_answers(request: httpx.Request) -> bool:
    return request.method == "POST" and _KEEPS_ANSWERS.search(request.url.path) is not None


def _may_repeat(request: httpx.Request) -> bool:
    has_key = "idempotency-key" in request.headers
    return request.method in _HARMLESS or (_keeps_answers(request) and has_key)


def _retry_after_secs(text: str) -> float | None:
    """Return the wait that an answer asks for, given in seconds or as a date; None without a readable one."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone.utc)
    return max(0.0, (at - datetime.now(timezone.utc)).total_seconds())


def _back_off_secs(tries: int) -> float:
    """Return half a second, doubled at each try, of which half is chance, so that many clients do not return at
    once."""
    return 0.5 * 2**tries * (0.5 + random.random() / 2)
