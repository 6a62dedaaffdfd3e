"""A login that goes along to the server that it was given for, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from healthaudit.sources.fetched import Fetched, Fetcher, anywhere
from healthaudit.sources.site.addresses import bare, origin

__all__ = ["LoggedIn", "without_login"]


class LoggedIn:
    """Fetches with the login of an address, as https://ann:secret@example.org/, what is on the same server."""

    def __init__(self, fetcher: Fetcher, address: str) -> None:
        """An address without a login adds none."""
        self._fetcher = fetcher
        self._login = urlsplit(address).netloc.rpartition("@")[0]
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


def without_login(address: str) -> str:
    """The address as it was written, but for a login."""
    scheme, mark, rest = address.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    return f"{scheme}{mark}{rest[host.rfind('@') + 1 :]}"
