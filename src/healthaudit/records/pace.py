"""How often a service may be asked, and whether it still makes sense to ask it.

Limits are taken from the headers that services send (X-Rate-Limit-Limit and -Interval, X-Concurrency-Limit,
Retry-After); until one has answered, from what its documentation allows.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

__all__ = ["Allowed", "Pace", "asked_to_wait"]

#: Seconds by which a span of time is taken longer than the service says: what was sent apart may arrive closer.
_MARGIN = 0.05
#: So many requests in a row that came to nothing, and the service is left alone for so many seconds.
_FAILURES, _PAUSE = 3, 60.0


class Allowed(NamedTuple):
    """What a service allows."""

    per_second: float
    at_once: int


class Pace:
    """Keeps requests to one service few in a span of time and few at once; threads share it."""

    def __init__(self, service: str, allowed: Allowed) -> None:
        self._service = service
        self._turn = threading.Condition()
        self._at_once = allowed.at_once
        self._count = max(1, int(allowed.per_second))
        self._span = self._count / allowed.per_second + _MARGIN
        self._starts: deque[float] = deque(maxlen=1000)
        self._under_way = 0
        self._not_before = 0.0
        self._why = ""
        self._failures = 0

    def begin(self, left: Callable[[], float]) -> str:
        """Wait for a turn, at most for the seconds that are ``left``. Why there was none; empty for our turn."""
        with self._turn:
            while (seconds := left()) > 0:
                now = time.monotonic()
                if self._not_before > now and (self._failures >= _FAILURES or self._not_before > now + seconds):
                    return self._why
                wait = max(self._not_before, self._free()) - now
                if wait <= 0 and self._under_way < self._at_once:
                    self._under_way += 1
                    self._starts.append(now)
                    return ""
                self._turn.wait(min(seconds, wait) if wait > 0 else seconds)
            return f"there was no time left to ask {self._service}"

    def _free(self) -> float:
        """When a further request fits into the span."""
        count = min(self._count, self._starts.maxlen or self._count)
        return self._starts[-count] + self._span if len(self._starts) >= count else 0.0

    def end(self) -> None:
        """The turn is over."""
        with self._turn:
            self._under_way -= 1
            self._turn.notify_all()

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take the limits that the service sends: so many requests in so many seconds, so many at once."""
        count = _number(headers.get("x-rate-limit-limit", ""))
        span = _number(headers.get("x-rate-limit-interval", "1s").strip().removesuffix("s"))
        at_once = _number(headers.get("x-concurrency-limit", ""))
        with self._turn:
            if count >= 1 and span > 0:
                self._count, self._span = int(count), span + _MARGIN
            if at_once >= 1:
                self._at_once = min(self._at_once, int(at_once))
            self._turn.notify_all()

    def rest(self, seconds: float, why: str) -> None:
        """Nobody asks before so many seconds are over."""
        with self._turn:
            self._not_before = max(self._not_before, time.monotonic() + seconds)
            self._why = why

    def succeeded(self) -> None:
        """The service has answered."""
        with self._turn:
            self._failures = 0

    def failed(self, why: str, *, gone: bool = False) -> None:
        """A request came to nothing for good; ``gone`` when nobody was there."""
        with self._turn:
            self._failures += _FAILURES if gone else 1
            if self._failures >= _FAILURES:
                self._not_before = max(self._not_before, time.monotonic() + _PAUSE)
                self._why = why
                self._turn.notify_all()


def asked_to_wait(printed: str) -> float:
    """Seconds of a Retry-After header, which has seconds or a date; 0 for none."""
    printed = printed.strip()
    if printed.isascii() and printed.isdigit():
        return float(printed[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(printed).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _number(printed: str) -> float:
    """0 for what is none."""
    try:
        number = float(printed)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
