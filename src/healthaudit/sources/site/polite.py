"""Sites are asked one thing at a time, with a pause between, and less often when they say that it is too much."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from healthaudit.errors import FetchFailed
from healthaudit.sources.fetched import Fetched, Fetcher, anywhere

__all__ = ["Polite", "Turns"]

_TRIES = 3
#: Statuses of a server that may do better in a while, and says so.
_LATER = frozenset([429, 503])
#: Seconds before the second try where the server names none, doubled for the third.
_BACK_OFF = 1.0
#: Seconds beyond which we do not let a server keep us waiting.
_LONGEST = 60.0


class Turns:
    """Keeps the starts of requests to one host apart. One thread at a time."""

    def __init__(
        self,
        delay: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``delay`` in seconds, between the starts of two requests to the same host."""
        self._delay = delay
        self._now = now
        self._sleep = sleep
        self._delays: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._rests: dict[str, float] = {}

    def take(self, address: str) -> None:
        """Wait until the host of an address may be asked."""
        host = urlsplit(address).hostname or ""
        delay = self._delays.get(host, self._delay)
        ready = max(self._last.get(host, -math.inf) + delay, self._rests.pop(host, -math.inf))
        while (left := ready - self._now()) > 0:
            self._sleep(left)
        self._last[host] = self._now()

    def slow_down(self, address: str, delay: float) -> None:
        """The host of an address wants at least so many seconds between two requests; of more than 60 it gets 60."""
        host = urlsplit(address).hostname or ""
        self._delays[host] = max(self._delays.get(host, self._delay), min(delay, _LONGEST))

    def rest(self, address: str, seconds: float) -> None:
        """Leave the host of an address alone for a while, at most 60 seconds."""
        host = urlsplit(address).hostname or ""
        self._rests[host] = self._now() + min(seconds, _LONGEST)


class Polite:
    """Fetches in turn, and tries again where a server asks for patience: three times in all."""

    def __init__(self, fetcher: Fetcher, turns: Turns) -> None:
        self._fetcher = fetcher
        self._turns = turns

    def __enter__(self) -> Self:
        self._fetcher.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._fetcher.__exit__(*raised)

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        """As the fetcher does, in turn. Raises what that raises."""

        def in_turn(target: str) -> None:
            may(target)
            self._turns.take(target)

        attempt = 1
        while True:
            self._turns.take(address)
            try:
                return self._fetcher.fetch(address, in_turn)
            except FetchFailed as failure:
                if failure.status in _LATER:  # also after the last try: the next page would be too much as well
                    self._turns.rest(address, failure.wait or _BACK_OFF * 2 ** (attempt - 1))
                if failure.status not in _LATER or attempt == _TRIES:
                    raise
            attempt += 1
