"""Lists of several pages."""

from collections.abc import Callable, Iterator
from typing import Any

from .generated import AuthenticatedClient
from .generated.types import UNSET, Response


def pages(
    get: Callable[..., Response[Any]], client: AuthenticatedClient, *path: str, **query: Any
) -> Iterator[Any]:
    """Go through all pages of a list.

    :param get: The function ``sync_detailed`` of a list, such as ``list_messages.sync_detailed``.
    :param path: Parameters of the path, if the list has any.
    :param query: Filters of the list.
    :raises RuntimeError: A page is refused.
    """
    cursor: Any = UNSET
    while True:
        answer = get(*path, client=client, cursor=cursor, **query)
        if answer.status_code != 200 or answer.parsed is None:
            raise RuntimeError(f"a page was refused: {answer.status_code} {answer.content!r}")
        yield answer.parsed
        cursor = answer.parsed.next_cursor
        if not cursor:
            return
