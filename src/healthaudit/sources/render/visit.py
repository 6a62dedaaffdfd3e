"""One page in a browser: what it may ask for, when it is ready, and what then stands in it.

The browser gets the document itself from here, read and decoded as ``Web`` would have it: what is a page, how large
it may be and in which encoding it is written does not depend on who fetches it. The rest it asks for by itself.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from playwright.sync_api import Error, TimeoutError

from healthaudit.errors import FetchFailed, SourceError
from healthaudit.model import Media
from healthaudit.patterns import compiled
from healthaudit.sources.deadline import Deadline
from healthaudit.sources.decode import decode
from healthaudit.sources.fetched import Fetched
from healthaudit.sources.files import too_large
from healthaudit.sources.limits import Limits
from healthaudit.sources.render.answer import Answer
from healthaudit.sources.site.addresses import bare

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request, Route, WebSocketRoute

__all__ = ["Visit"]

_SCHEMES = ("http://", "https://")
#: None of these becomes text. Scripts and style sheets may.
_NOT_LOADED = frozenset(["image", "imageset", "media", "font", "texttrack", "manifest", "ping", "cspreport", "beacon"])
_CHUNK = 1 << 20

# Most pages that scripts build ask for their words, get them, and fall silent: nothing asked for half a second. Some
# never do: they count visitors, or keep a line open. After so many seconds what is there is what a reader sees.
_SECONDS_FOR_QUIET = 5.0
# The share of the deadline that is kept for taking the page: a script without an end has to be stopped first, and a
# large page takes a while.
_KEPT_BACK = 0.3

# The document as its readers have it, in a copy of which nothing is loaded or run any more. Shadow trees are not in the
# markup of a page, but are what is seen: each is put in the place of what its host holds, and shows that where it has
# slots.
_COPY = """
(() => {
    function spread(root) {
        for (const host of root.querySelectorAll("*")) {
            const shadow = host.shadowRoot;
            if (!shadow) continue;
            const slots = [...shadow.querySelectorAll("slot")].map(slot => [slot, slot.assignedNodes()]);
            for (const [slot, nodes] of slots) if (nodes.length) slot.replaceChildren(...nodes);
            spread(shadow);
            host.replaceChildren(...shadow.childNodes);
        }
    }
    spread(document);
    return document.cloneNode(true);
})()
"""
_NOSCRIPT = compiled(r"(<noscript\b[^<>]*>)([^<]*)(?=</noscript>)")
_LENGTH = "function() { return this.documentElement ? this.documentElement.outerHTML.length : 0 }"
# Answered on the spot: a script that keeps showing them could not be stopped otherwise.
_DIALOGS = "window.alert = () => {}; window.confirm = () => false; window.prompt = () => null; window.print = () => {}"
# Lines past everything that is asked of the web, which no header forbids. Of these workers have only the last.
_NO_LINES = 'for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete window[name]'
_WENT_AWAY = 1006  # as for a socket that no server answered


class _Reply(NamedTuple):
    """What the browser is told about a document that it asks for, or that has been answered."""

    method: str
    values: Mapping[str, Any] = {}


_GO_ON = _Reply("Fetch.continueRequest")
# Leaves the page that is there where it is, while any other reason would put a page about the error in its place.
_NO = _Reply("Fetch.failRequest", {"errorReason": "Aborted"})


class Visit:
    """To one address, in a context that has been nowhere before; not to be used twice."""

    def __init__(self, context: BrowserContext, limits: Limits, deadline: Deadline, may: Callable[[str], None]) -> None:
        """``may`` is told every address to which the server or the page goes on, without login and fragment."""
        self._context = context
        self._limits = limits
        self._deadline = deadline
        self._may = may
        self._page = context.new_page()
        self._wire = context.new_cdp_session(self._page)
        self._frame = self._wire.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._asked: list[str] = []
        """Addresses of documents, in order."""
        self._shown = ""
        """The address of the document that stands there now."""
        self._notes: tuple[str, ...] = ()
        self._end: Fetched | Exception | None = None
        """How it ended, where it ended before there was a document to take from the browser."""

    def page(self, address: str) -> Fetched:
        """The page at a web address, as it stands once its scripts have run.

        Raises SourceError, what ``may`` raises, and Error of Playwright where the browser fails.
        """
        self._limit()
        try:
            # Without a timeout: who waits for this visit sees to the deadline, and the clock stands still in ``may``.
            self._page.goto(address, wait_until="commit", timeout=0)
            notes = ("built by a browser", *self._settled(), *self._notes)
            body = b"" if self._end else self._taken()
        except Error:
            if not self._end:
                raise
        if isinstance(self._end, Exception):
            raise self._end
        return self._end or Fetched(self._shown, body, Media.HTML, "utf-8", notes)

    # -- what it may ask for ------------------------------------------------------------------------------

    def _limit(self) -> None:
        # What belongs to another page, such as a window that this one opens, is refused as a whole.
        self._context.route("**/*", lambda route: route.abort())
        self._context.route_web_socket("**/*", _refuse)
        self._context.add_init_script(_NO_LINES)
        self._context.on("page", lambda page: page.close())
        self._page.route("**/*", _admit)
        self._page.on("requestfailed", self._failed)
        self._page.on("crash", lambda _: self._finish(_crashed()))
        self._page.add_init_script(_DIALOGS)
        # Routes do not get to see the redirects of a server.
        self._wire.on("Fetch.requestPaused", self._paused)
        stages = [{"resourceType": "Document", "requestStage": stage} for stage in ("Request", "Response")]
        self._wire.send("Fetch.enable", {"patterns": stages})

    def _paused(self, event: Mapping[str, Any]) -> None:
        with suppress(Error):  # the page went away meanwhile
            try:
                reply = self._reply(event)
            except Error:
                raise
            except Exception as error:
                self._finish(error)
                return
            self._wire.send(reply.method, {"requestId": event["requestId"], **reply.values})

    def _reply(self, event: Mapping[str, Any]) -> _Reply:
        if "responseErrorReason" in event:
            return _GO_ON
        if self._end or event["frameId"] != self._frame:
            return _NO
        address = bare(event["request"]["url"])
        if "responseStatusCode" not in event:
            return self._asking(address)
        return self._answered(address, Answer.of(event), event["requestId"])

    def _asking(self, address: str) -> _Reply:
        if not address.startswith(_SCHEMES):
            return _NO
        if len(self._asked) > self._limits.redirects:
            hint = "check the address in a browser"
            raise FetchFailed(f"it redirects more than {self._limits.redirects} times", hint)
        if self._asked and address != self._asked[-1]:
            self._may(address)
        self._asked.append(address)
        return _GO_ON

    def _answered(self, address: str, answer: Answer, request: str) -> _Reply:
        """Has the browser show what the server sent, in an encoding that leaves no doubt."""
        if answer.moved:
            return _GO_ON
        if self._shown and (answer.download or answer.empty):
            return _GO_ON  # the browser refuses the one, and stays where it is for both
        answer.check()
        body = b"" if answer.empty else self._body(request)
        told = answer.media(address)
        page = Fetched(address, body, told, answer.charset)
        try:
            decoded = decode(body, told, answer.charset)
        except SourceError:  # who decodes it will say so
            decoded = None
        if decoded is None or decoded.media is not Media.HTML or answer.type == "text/plain":
            self._finish(page)
            return _NO
        self._shown, self._notes = address, decoded.notes
        text = base64.b64encode(decoded.text.encode("utf-8", "replace")).decode("ascii")
        return _Reply(
            "Fetch.fulfillRequest", {"responseCode": answer.status, "responseHeaders": answer.shown, "body": text}
        )

    def _body(self, request: str) -> bytes:
        """Without any compression. Raises SourceTooLarge."""
        stream = self._wire.send("Fetch.takeResponseBodyAsStream", {"requestId": request})["stream"]
        body = bytearray()
        while True:
            piece = self._wire.send("IO.read", {"handle": stream, "size": _CHUNK})
            data: str = piece["data"]
            body += base64.b64decode(data) if piece.get("base64Encoded") else data.encode("utf-8")
            if len(body) > self._limits.max_bytes:
                raise too_large(self._limits)
            if piece["eof"]:
                self._wire.send("IO.close", {"handle": stream})
                return bytes(body)

    def _failed(self, request: Request) -> None:
        """A request came to nothing; where it was for the page itself, so does the visit."""
        from healthaudit.sources.render.answer import unanswered

        with suppress(Error):
            code = request.failure or ""
            # Aborted is also what one document becomes when the page goes on to the next.
            if request.is_navigation_request() and request.frame == self._page.main_frame and "ABORTED" not in code:
                self._finish(unanswered(code, request.url))

    def _finish(self, end: Fetched | Exception) -> None:
        """Ends the visit, and with it whatever waits for the page."""
        self._end = self._end or end
        with suppress(Error):
            self._page.close()

    # -- what it has become -------------------------------------------------------------------------------

    def _settled(self) -> tuple[str, ...]:
        """Waits until it is ready; what there is to say if it never is."""
        until = _KEPT_BACK * self._limits.deadline
        try:
            self._page.wait_for_load_state("load", timeout=1000 * max(self._deadline.left - until, 0.001))
        except TimeoutError:
            return ("taken as it stood before it had finished loading",)
        seconds = min(_SECONDS_FOR_QUIET, self._deadline.left - until)
        try:
            self._page.wait_for_load_state("networkidle", timeout=1000 * max(seconds, 0.001))
        except TimeoutError:
            return ("taken as it stood while it went on asking for more",)
        return ()

    def _taken(self) -> bytes:
        """The document in UTF-8. Raises SourceTooLarge."""
        # From now on nothing moves; a script that is still at work is stopped.
        self._wire.send("Emulation.setScriptExecutionDisabled", {"value": True})
        self._wire.send("Runtime.terminateExecution")
        # In a world of its own, in which the page's scripts have changed nothing.
        world = self._wire.send("Page.createIsolatedWorld", {"frameId": self._frame})["executionContextId"]

        def evaluated(expression: str) -> Any:
            return self._wire.send("Runtime.evaluate", {"expression": expression, "contextId": world})["result"]

        evaluated("(() => 0)()")  # where no script was at work it is the next one that is stopped: this one
        copy = {"objectId": evaluated(_COPY)["objectId"]}
        length = self._wire.send("Runtime.callFunctionOn", {"functionDeclaration": _LENGTH, **copy})["result"]["value"]
        if length > self._limits.max_bytes:  # before it is sent across; a character is a byte at least
            raise too_large(self._limits)
        markup: str = self._wire.send("DOM.getOuterHTML", copy)["outerHTML"]
        # With scripts what stands in it is text; written down without them, its markup is escaped as text is.
        markup = _NOSCRIPT.sub(lambda found: found[1] + html.unescape(found[2]), markup)
        # Scripts can make text of what no parser lets through.
        body = markup.replace("\0", "\ufffd").encode("utf-8", "replace")
        if len(body) > self._limits.max_bytes:
            raise too_large(self._limits)
        return body


def _admit(route: Route) -> None:
    with suppress(Error):  # the page went away meanwhile
        request = route.request
        if request.url.startswith(_SCHEMES) and request.resource_type not in _NOT_LOADED:
            route.continue_()
        else:
            route.abort()


def _refuse(socket: WebSocketRoute) -> None:
    with suppress(Error):  # the page went away meanwhile
        socket.close(code=_WENT_AWAY)


def _crashed() -> FetchFailed:
    return FetchFailed("the page made the browser crash", "save the page in a browser and audit the file")
