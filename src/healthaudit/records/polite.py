"""HTTP for services that are everybody's: with an address to write to, in their measure, patient but not for ever."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.records.pace import Allowed, Pace, asked_to_wait
from healthaudit.version import VERSION

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["Allowed", "Answer", "NoAnswer", "Paces", "Polite"]

_TRIES = 3
#: Seconds before the second try, doubled for the third.
_BACK_OFF = 0.5
_LARGEST = 20 << 20
_AGAIN = frozenset([429, 500, 502, 503, 504])
#: What other 4xx do not say: that the service has had enough of us.
_REFUSED = frozenset([401, 403])

Paces = MutableMapping[tuple[str, Allowed], Pace]


class Answer(NamedTuple):
    """What a service answered: 200 or 404."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """A service could not be asked, or did not answer with anything that can be used; ``str`` is one line."""

    def __init__(self, problem: str, status: int = 0) -> None:
        super().__init__(problem)
        self.status = status
        """What it answered; 0 for nothing."""


class _Broken(Exception):
    """No whole response came; ``str`` says why in one line."""

    def __init__(self, problem: str, *, there: bool) -> None:
        super().__init__(problem)
        self.there = there
        """Whether anybody was there at all."""


class Polite:
    """A client for one page; threads may share it. ``paces`` outlive it, as limits hold for a whole run."""

    def __init__(self, mailto: str, deadline: float, timeout: float, paces: Paces) -> None:
        """``deadline`` and ``timeout`` in seconds: for everything together, and for one answer."""
        import httpx

        self.mailto = mailto
        self._timeout = timeout
        self._end = time.monotonic() + deadline
        self._paces = paces
        self._closed = threading.Event()
        self._client: httpx.Client | None = None
        self._problem = ""
        contact = f"mailto:{mailto}" if mailto else "+https://pypi.org/project/healthaudit/"
        try:
            self._client = httpx.Client(
                headers={
                    "User-Agent": f"healthaudit/{VERSION} ({contact})",
                    "Accept": "application/json, text/xml;q=0.9",
                },
                verify=_certificates(),
                follow_redirects=True,
                max_redirects=3,
                limits=httpx.Limits(max_connections=16),
            )
        except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:  # of proxies or certificates
            self._problem = f"the settings for the web cannot be used: {' '.join(str(error).split())}"

    def __enter__(self) -> Polite:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end = 0.0  # threads that are still at it give up
        self._closed.set()
        if self._client is not None:
            self._client.close()

    def get(self, service: str, url: str, parameters: Mapping[str, str], allowed: Allowed) -> Answer:
        """The answer of a service. Raises NoAnswer."""
        if self._client is None:
            raise NoAnswer(self._problem)
        pace = self._paces.setdefault((service, allowed), Pace(service, allowed))
        problem, there = "", True
        for attempt in range(_TRIES):
            if refused := pace.begin(self._left):
                raise NoAnswer(problem or refused)
            wait = _BACK_OFF * 2**attempt
            try:
                response = self._send(self._client, service, url, parameters)
                pace.heed(response.headers)
            except _Broken as broken:
                problem, there = str(broken), broken.there
            else:
                if response.status_code in (200, 404):
                    pace.succeeded()
                    return Answer(response.status_code, response.content)
                problem, there = f"{service} answered {response.status_code}", True
                if response.status_code not in _AGAIN:
                    if response.status_code in _REFUSED:
                        pace.failed(problem)
                    raise NoAnswer(problem, response.status_code)
                wait = asked_to_wait(response.headers.get("retry-after", "")) or wait
                pace.rest(wait, problem)
            finally:
                pace.end()
            if attempt == _TRIES - 1 or wait > self._left():
                break
            self._closed.wait(wait * (1 + 0.2 * random.random()))  # so that many runs do not come back together
        pace.failed(problem, gone=not there)
        raise NoAnswer(problem)

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _send(self, client: httpx.Client, service: str, url: str, parameters: Mapping[str, str]) -> httpx.Response:
        """Raises _Broken where there is no response, NoAnswer where a further try would be of no use."""
        import httpx

        late = f"{service} did not answer in time"
        timeout = max(min(self._timeout, self._left()), 0.001)
        end = time.monotonic() + timeout
        try:
            with client.stream("GET", url, params=dict(parameters), timeout=timeout) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _LARGEST:
                        raise NoAnswer(f"{service} answered with more than it should")
                    if time.monotonic() > end:
                        raise _Broken(late, there=True)
                return httpx.Response(
                    response.status_code, headers=_plain_headers(response.headers), content=bytes(body)
                )
        except httpx.TimeoutException as error:
            raise _Broken(late, there=not isinstance(error, httpx.ConnectTimeout)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RuntimeError) as error:  # RuntimeError: closed meanwhile
            there = not isinstance(error, httpx.ConnectError)
            raise _Broken(f"{service} could not be reached ({type(error).__name__})", there=there) from error


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Once for all pages: to read them takes as long as to audit a page."""
    import httpx

    return httpx.create_ssl_context()


def _plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Without those of a coding that is already undone."""
    return {
        name: value for name, value in headers.items() if name.lower() not in ("content-encoding", "content-length")
    }
