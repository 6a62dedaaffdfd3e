"""What robots.txt allows, after RFC 9309: read once for each server, and heeded for every page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.errors import FetchFailed, SourceError
from healthaudit.patterns import compiled
from healthaudit.sources.fetched import Fetcher
from healthaudit.sources.site.addresses import origin
from healthaudit.sources.site.polite import Turns
from healthaudit.sources.site.saved import NotSaved

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["MOST", "Robots"]

#: Our product token.
_NAME = "healthaudit"
#: Bytes that are read; the rest is passed over.
MOST = 500 * 1024
#: A line that names who is meant, as loosely as those who write them do.
_AGENT = compiled(r"\s*user[-\s]*agent(?:\s*:|\s)\s*(?P<name>[^#]*)", re.IGNORECASE)
_TOKEN = compiled(r"\**([a-z_-]*)", re.IGNORECASE)
_EVERYBODY = compiled(r"\*+(?:\s|$)")


class _Rules(NamedTuple):
    """Of one server."""

    parsed: Protego | None
    """None where there are none, so that everything is allowed."""
    unread: str = ""
    """Why they could not be read, so that everything is forbidden."""


class Robots:
    """The rules of the servers that are met on the way."""

    def __init__(self, files: Fetcher, turns: Turns) -> None:
        """``files`` fetches them; ``turns`` are told of pauses that they ask for."""
        self._files = files
        self._turns = turns
        self._known: dict[str, _Rules] = {}

    def allows(self, address: str) -> bool:
        """Whether a page (by its normalised address) may be asked for."""
        rules = self._of(address)
        return not rules.unread and (rules.parsed is None or rules.parsed.can_fetch(address, _NAME))

    def unread(self, address: str) -> str:
        """Why the rules for an address could not be read; empty where they could, or there are none."""
        return self._of(address).unread

    def sitemaps(self, address: str) -> tuple[str, ...]:
        """The sitemaps that the server of an address names."""
        parsed = self._of(address).parsed
        return tuple(parsed.sitemaps) if parsed else ()

    def _of(self, address: str) -> _Rules:
        server = origin(address)
        if server not in self._known:
            self._known[server] = self._read(f"{server}/robots.txt")
            parsed = self._known[server].parsed
            self._turns.slow_down(address, (parsed.crawl_delay(_NAME) if parsed else None) or 0.0)
        return self._known[server]

    def _read(self, address: str) -> _Rules:
        from protego import Protego

        try:
            body = self._files.fetch(address).body
        except NotSaved:  # of a folder that was made in another way: what is in there was allowed
            return _Rules(None)
        except SourceError as problem:
            if isinstance(problem, FetchFailed) and 400 <= problem.status < 500:
                return _Rules(None)
            return _Rules(None, str(problem))
        if len(body) > MOST:
            body = body[:MOST].rpartition(b"\n")[0]
        lines = body.decode("utf-8-sig", "replace").splitlines()
        return _Rules(Protego.parse("\n".join(map(_plain, lines))))


def _plain(line: str) -> str:
    """The line; one that names who is meant with us as our very token, and others as "other".

    Protego looks for what is named in our token, and so would miss "healthaudit/1.0" and heed "health".
    """
    agent = _AGENT.match(line)
    if not agent or not agent["name"] or _EVERYBODY.match(agent["name"]):
        return line
    token = _TOKEN.match(agent["name"])
    return f"User-agent: {_NAME if token and token[1].lower() == _NAME else 'other'}"
