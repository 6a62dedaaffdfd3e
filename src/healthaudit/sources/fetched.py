"""What came from an address, before anybody decodes it, and who can fetch it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, Self

from healthaudit.model import Media

__all__ = ["Fetched", "Fetcher", "anywhere"]


class Fetched(NamedTuple):
    """The page at an address."""

    address: str
    """Where it was found, after all redirects, without a login or fragment."""
    body: bytes
    """Without any compression."""
    media: Media | None
    """None where neither the server nor the name says."""
    charset: str
    """As the server says; empty where it does not."""
    notes: tuple[str, ...] = ()
    """What the reader of the report should know about how it was fetched."""


class Fetcher(Protocol):
    """Fetches pages, one after the other; a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def fetch(self, address: str, may: Callable[[str], None] = ...) -> Fetched:
        """The page at an address. ``may`` is told every address that it is redirected to before that is asked for.

        Raises SourceError, also what ``may`` raises.
        """
        ...


def anywhere(address: str) -> None:
    """Lets a fetch be redirected to any address."""
