"""Failures as the headers of answers tell them, whatever the format of the body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

_HELP = re.compile(r'<([^<>]*/errors/([a-z_]+))>; rel="help"')


@dataclass(frozen=True)
class Failure:
    """A failure, as the headers of its answer tell it."""

    status: int
    #: Kind of the failure, for programs: one of ``ERROR_CODES``. ``None`` if a proxy answered.
    code: str | None
    #: URL of the page that explains the failure.
    doc_url: str | None
    #: Id of the request, for the operator's logs.
    request_id: str | None


def failure_of(status: int | HTTPStatus, headers: Mapping[str, str]) -> Failure:
    """Read the failure from the status and the headers of an answer."""
    lowered = {name.lower(): value for name, value in headers.items()}
    link = _HELP.search(lowered.get("link", ""))
    return Failure(
        status=int(status),
        code=link[2] if link else None,
        doc_url=link[1] if link else None,
        request_id=lowered.get("request-id"),
    )
