"""Pages that scripts build: fetched by a browser, and taken as they stand once their scripts have run.

Playwright drives a Chromium from a thread of its own: its calls block, run an event loop, and must all come from one
thread, while the callers of ``fetch`` may have a loop of theirs, and want to be interrupted.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, Self

from healthaudit.errors import FetchFailed, UsageError
from healthaudit.sources import failures
from healthaudit.sources.deadline import Deadline
from healthaudit.sources.fetched import Fetched, anywhere
from healthaudit.sources.limits import Limits
from healthaudit.sources.render import chromium
from healthaudit.sources.render.workers import limited
from healthaudit.sources.site.addresses import normalised
from healthaudit.version import VERSION

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import CDPSession, Playwright

__all__ = ["Browser"]

_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_SECONDS_TO_CLOSE = 2.0
_MISSING = "install Chromium or Google Chrome, or name one in HEALTHAUDIT_CHROMIUM"


class _Running(NamedTuple):
    """A browser at work."""

    playwright: Playwright
    chromium: Chromium
    session: CDPSession
    process: int
    agent: str
    """What it calls itself towards servers."""


class Browser:
    """A Chromium for one run, started at the first page, and anew where it was lost.

    Every page gets a context of its own: cookies and storage do not go from one to the next. Raises UsageError
    where Playwright is missing, or HEALTHAUDIT_CHROMIUM names what is no program.
    """

    def __init__(self, limits: Limits) -> None:
        if find_spec("playwright") is None:
            raise UsageError("pages cannot be built without Playwright", "pip install 'healthaudit[render]'")
        self._program = chromium.installed()
        self._limits = limits
        self._running: _Running | None = None
        self._thread = ThreadPoolExecutor(1, "healthaudit-browser")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        """The page at an address, as HTML in UTF-8; what is no HTML comes as the server sent it.

        ``may`` is told every address to which the server or the page itself goes on, without login and fragment,
        in the thread of the caller. Time that it takes does not count. Raises FetchFailed, SourceTooLarge, what
        ``may`` raises, and UsageError where no browser can be started.
        """
        if not normalised(address):
            raise failures.bad_url("it has to begin with http:// or https:// and a host")
        self._thread.submit(self._start).result()
        asked: SimpleQueue[str | None] = SimpleQueue()
        answers: SimpleQueue[Exception | None] = SimpleQueue()

        def ask(target: str) -> None:
            asked.put(target)
            refusal = answers.get()
            if refusal:
                raise refusal

        with Deadline(self._limits.deadline) as deadline:
            visit = self._thread.submit(self._visit, address, deadline, ask)
            visit.add_done_callback(lambda _: asked.put(None))
            try:
                while (target := asked.get(timeout=deadline.left)) is not None:
                    with deadline.paused():
                        answers.put(_refusal(may, target))
            except Empty:
                self._kill()
                return _late(visit, deadline)
            except BaseException:
                answers.put(FetchFailed("interrupted"))
                # At a terminal Ctrl-C reaches the browser too, which then cleans up behind itself.
                wait([visit], _SECONDS_TO_CLOSE)
                self._kill()
                raise
            return visit.result()

    # -- in the thread of the browser ---------------------------------------------------------------------

    def _visit(self, address: str, deadline: Deadline, may: Callable[[str], None]) -> Fetched:
        from playwright.sync_api import Error

        from healthaudit.sources.render.visit import Visit

        assert self._running
        try:
            context = self._running.chromium.new_context(
                user_agent=self._running.agent,
                accept_downloads=False,
                service_workers="block",
                # The same on every machine.
                locale="en-US",
                timezone_id="UTC",
                reduced_motion="reduce",
            )
            try:
                return Visit(context, self._limits, deadline, may).page(address)
            finally:
                with suppress(Error):
                    context.close()
        except Error as error:
            reason = f"the browser broke off: {_first_line(error)}"
            raise FetchFailed(reason, "try again, or save the page and audit the file", passing=True) from error

    def _start(self) -> None:
        """Raises UsageError where there is none to start."""
        from playwright.sync_api import Error, sync_playwright

        if self._running:
            with suppress(Exception):  # whatever it has become
                self._running.session.send("Browser.getVersion")
                return
            self._stop()
        playwright = sync_playwright().start()
        try:
            browser = playwright.chromium.launch(
                executable_path=self._program,
                args=_FLAGS,
                # Otherwise a page could open as many windows as it likes.
                ignore_default_args=["--disable-popup-blocking"],
                # As root there is none.
                chromium_sandbox=getattr(os, "geteuid", lambda: 1)() != 0,
            )
            session = browser.new_browser_cdp_session()
            limited(session)
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            process = next(each["id"] for each in processes if each["type"] == "browser")
            agent = session.send("Browser.getVersion")["userAgent"]
        except Error as error:
            playwright.stop()
            if self._program is None:
                raise UsageError("there is no Chromium to build pages with", _MISSING) from error
            raise UsageError(f"{self._program} could not be started: {_first_line(error)}", _MISSING) from error
        agent = f"{agent} healthaudit/{VERSION} (+https://pypi.org/project/healthaudit/)"
        self._running = _Running(playwright, browser, session, process, agent)

    def _stop(self) -> None:
        running, self._running = self._running, None
        if running:
            with suppress(Exception):  # whatever it has become
                running.chromium.close()
            with suppress(Exception):
                running.playwright.stop()

    # -- in any thread ------------------------------------------------------------------------------------

    def _kill(self) -> None:
        """Ends the browser, which ends whatever waits for it."""
        if self._running:
            with suppress(OSError):
                os.kill(self._running.process, getattr(signal, "SIGKILL", signal.SIGTERM))


def _refusal(may: Callable[[str], None], address: str) -> Exception | None:
    try:
        may(address)
    except Exception as error:
        return error
    return None


def _late(visit: Future[Fetched], deadline: Deadline) -> Fetched:
    """What became of a visit whose time was up: perhaps it was over at this very moment."""
    try:
        return visit.result()
    except Exception:
        deadline.check()
        raise


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
