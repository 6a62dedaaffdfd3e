"""A login that goes along to the server that it was given for, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Self

from healthaudit.patterns import compiled
from healthaudit.sources.fetched import Fetched, Fetcher, anywhere
from healthaudit.sources.site.addresses import bare, normalised, origin

__all__ = ["LoggedIn", "login_of", "without_login"]

#: A scheme, where there is one, and a login that may hold what no login should.
_ANYWHERE = compiled(r"\A(\s*[a-z][a-z0-9+.-]*:/+)?.*@", re.IGNORECASE | re.DOTALL)


class LoggedIn:
    """Fetches with the login of an address, as https://ann:secret@example.org/, what is on the same server."""

    def __init__(self, fetcher: Fetcher, address: str) -> None:
        """An address without a login adds none."""
        self._fetcher = fetcher
        self._login = login_of(address)
        self._server = origin(bare(address))

    def __enter__(self) -> Self:
        self._fetcher.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._fetcher.__exit__(*raised)

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        """As the fetcher does. Raises what that raises."""
        if self._login and origin(address) == self._server:
            address = address.replace("://", f"://{self._login}@", 1)
        return self._fetcher.fetch(address, may)


def login_of(address: str) -> str:
    """The login in an address as it was written; empty for none, and for what is no web address."""
    return _parts(address)[1] if normalised(address) else ""


def without_login(address: str) -> str:
    """The address as it was written, but for a login.

    What cannot be understood may have it anywhere: there everything up to the last @ is masked.
    """
    if not normalised(address):
        return _ANYWHERE.sub(r"\1***@", address)
    before, _, behind = _parts(address)
    return before + behind


def _parts(address: str) -> tuple[str, str, str]:
    """What comes before the login, the login itself, and what comes behind it and its @."""
    scheme, mark, rest = address.partition("://")
    end = next((at for at, one in enumerate(rest) if one in "/?#"), len(rest))
    at = rest.rfind("@", 0, end)
    return scheme + mark, rest[: max(at, 0)], rest[at + 1 :]
