"""An end to a fetch, whatever the server does."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from types import TracebackType
from typing import Any

from healthaudit.errors import FetchFailed

__all__ = ["Deadline"]


class Deadline:
    """Lets a fetch take so many seconds in all.

    Read timeouts start anew with every byte that comes, so that a server which sends a byte now and then
    could hold us for ever, and while it does so in the headers, no code of ours gets to look at the clock. A
    timer therefore shuts down the connection, which the ``trace`` extension of httpcore tells us of. Looking
    up the host cannot be cut short, and each of its addresses may use up its own time to connect.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._connection: Any = None
        self._timer = self._timer_of(seconds)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time in here does not count: nobody is asked anything, and no connection is open."""
        self._timer.cancel()
        left = self.left
        try:
            yield
        finally:
            self._connection = None
            self._end = time.monotonic() + left
            self._timer = self._timer_of(left)
            self._timer.start()

    @property
    def left(self) -> float:
        """Seconds; never quite 0, which sockets take for "do not wait at all"."""
        return max(0.001, self._end - time.monotonic())

    def check(self) -> None:
        """Raises FetchFailed once the time is up."""
        if time.monotonic() >= self._end:
            raise FetchFailed(
                f"the page did not arrive within {self._seconds:g} seconds",
                "try again later, or save it and audit the file",
                passing=True,
            )

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """For ``extensions={"trace": ...}`` of a request."""
        # TLS wraps the socket anew, after which the first one is a dead shell.
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._connection = info["return_value"]
            if time.monotonic() >= self._end:
                self._shut()

    def _timer_of(self, seconds: float) -> Timer:
        timer = Timer(seconds, self._shut)
        timer.daemon = True
        return timer

    def _shut(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                # Past the method of ssl.SSLSocket, which would pull its state from under a thread that reads.
                socket.socket.shutdown(self._connection.get_extra_info("socket"), socket.SHUT_RDWR)
