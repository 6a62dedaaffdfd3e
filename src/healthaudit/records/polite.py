"""HTTP for services that are everybody's: with an address to write to, within their limits, patient but not for ever.

Limits are taken from the headers that the services send (X-Rate-Limit-Limit and -Interval, X-Concurrency-Limit,
Retry-After); until one has answered, from what its documentation allows.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple

from healthaudit.version import VERSION

__all__ = ["Allowed", "Answer", "NoAnswer", "Polite"]

_TRIES = 3
#: Seconds before the second try, doubled for the third.
_BACK_OFF = 0.5
_LARGEST = 20 << 20
_AGAIN = frozenset([429, 500, 502, 503, 504])


class Allowed(NamedTuple):
    """What a service allows."""

    per_second: float
    at_once: int


class Answer(NamedTuple):
    """What a service answered: 200 or 404."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """A service could not be asked, or did not answer with anything that can be used; ``str`` is one line."""


class _Pace:
    """Keeps requests to one service apart in time and few at once."""

    def __init__(self, allowed: Allowed) -> None:
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(allowed.at_once)
        self._gap = 1 / allowed.per_second
        self._next = 0.0

    def __enter__(self) -> None:
        self._slots.acquire()
        with self._lock:
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self._gap
        if wait > 0:
            time.sleep(wait)

    def __exit__(self, *_: object) -> None:
        self._slots.release()

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take the limit that the service sends: so many requests in so many seconds."""
        try:
            limit = float(headers.get("x-rate-limit-limit", "0"))
            interval = float(headers.get("x-rate-limit-interval", "1s").rstrip("s") or 1)
        except ValueError:
            return
        if limit > 0 and interval > 0:
            with self._lock:
                self._gap = interval / limit

    def rest(self, seconds: float) -> None:
        """Nobody asks before so many seconds are over."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


class Polite:
    """A client for one run; threads may share it."""

    def __init__(self, mailto: str, deadline: float, timeout: float) -> None:
        """``deadline`` and ``timeout`` in seconds: for everything together, and for one answer."""
        import httpx

        contact = f"mailto:{mailto}" if mailto else "+https://pypi.org/project/healthaudit/"
        self._client = httpx.Client(
            headers={"User-Agent": f"healthaudit/{VERSION} ({contact})", "Accept": "application/json, text/xml;q=0.9"},
            timeout=timeout,
            follow_redirects=True,
            max_redirects=3,
            limits=httpx.Limits(max_connections=16),
        )
        self.mailto = mailto
        self._timeout = timeout
        self._end = time.monotonic() + deadline
        self._paces: dict[str, _Pace] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Polite:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end = 0.0  # threads that are still at it give up
        self._client.close()

    def get(self, service: str, url: str, parameters: Mapping[str, str], allowed: Allowed) -> Answer:
        """The answer of a service. Raises NoAnswer."""
        with self._lock:
            pace = self._paces.setdefault(service, _Pace(allowed))
        problem = f"{service} did not answer"
        for attempt in range(_TRIES):
            left = self._end - time.monotonic()
            if left <= 0:
                raise NoAnswer(f"{service} did not answer in time")
            with pace:
                response = self._send(service, url, parameters, min(self._timeout, left))
            if isinstance(response, str):
                problem = response
                wait = _BACK_OFF * 2**attempt
            else:
                pace.heed(response.headers)
                if response.status_code in (200, 404):
                    return Answer(response.status_code, response.content)
                problem = f"{service} answered {response.status_code}"
                if response.status_code not in _AGAIN:
                    raise NoAnswer(problem)
                wait = _asked_to_wait(response.headers.get("retry-after", "")) or _BACK_OFF * 2**attempt
                pace.rest(wait)
            if attempt == _TRIES - 1 or time.monotonic() + wait > self._end:
                break
            time.sleep(wait * (1 + 0.2 * random.random()))  # so that many runs do not come back together
        raise NoAnswer(problem)

    def _send(self, service: str, url: str, parameters: Mapping[str, str], timeout: float) -> Any:
        """The response, or in one line why there is none."""
        import httpx

        try:
            with self._client.stream("GET", url, params=dict(parameters), timeout=timeout) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _LARGEST:
                        return f"{service} answered with more than it should"
                    if time.monotonic() > self._end:
                        return f"{service} did not answer in time"
                return httpx.Response(
                    response.status_code, headers=_plain_headers(response.headers), content=bytes(body)
                )
        except httpx.TimeoutException:
            return f"{service} did not answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RuntimeError) as error:  # RuntimeError: closed meanwhile
            return f"{service} could not be reached ({type(error).__name__})"


def _plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Without those of a coding that is already undone."""
    return {
        name: value for name, value in headers.items() if name.lower() not in ("content-encoding", "content-length")
    }


def _asked_to_wait(printed: str) -> float:
    """Seconds of a Retry-After header, which has seconds or a date; at most a minute."""
    if not printed:
        return 0.0
    if printed.strip().isdigit():
        return min(float(printed), 60.0)
    from email.utils import parsedate_to_datetime

    try:
        return min(max(parsedate_to_datetime(printed).timestamp() - time.time(), 0.0), 60.0)
    except (TypeError, ValueError):
        return 0.0
