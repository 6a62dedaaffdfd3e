"""What a server answers to a browser, before the browser makes anything of it; and what stands for no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from healthaudit.errors import FetchFailed
from healthaudit.model import Media
from healthaudit.patterns import compiled
from healthaudit.sources import failures
from healthaudit.sources.media import by_type, is_page

__all__ = ["Answer", "unanswered"]

_MOVED = (301, 302, 303, 307, 308)
_EMPTY = (204, 205)
_CHARSET = compiled(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
#: They tell of the bytes on the wire, and whether to show them; the browser gets others, to be shown.
_OF_THE_WIRE = ("content-type", "content-length", "content-encoding", "transfer-encoding", "content-disposition")
#: What scripts ask for stays within the web: no sockets, no other documents. It adds to what the server forbids.
_LIMITS = {
    "name": "Content-Security-Policy",
    "value": "connect-src http: https: blob: data:; frame-src 'none'; object-src 'none'",
}
_CODE = compiled(r"ERR_[A-Z0-9_]+")


class Answer(NamedTuple):
    """Status and headers of a response."""

    status: int
    phrase: str
    headers: Sequence[tuple[str, str]]
    """Names in lower case."""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Answer:
        """From an event ``Fetch.requestPaused`` of the DevTools protocol."""
        headers = tuple((header["name"].lower(), header["value"]) for header in event.get("responseHeaders", ()))
        return cls(event["responseStatusCode"], event.get("responseStatusText", ""), headers)

    @property
    def moved(self) -> bool:
        """Whether the browser goes on to another address."""
        return self.status in _MOVED and bool(self._header("location"))

    @property
    def empty(self) -> bool:
        """Whether it says that nothing follows."""
        return self.status in _EMPTY

    @property
    def download(self) -> bool:
        """Whether it is meant to be saved, not shown."""
        return self._header("content-disposition").lower().startswith("attachment")

    @property
    def type(self) -> str:
        """In lower case, without parameters; empty where the server does not say."""
        return self._header("content-type").partition(";")[0].strip().lower()[:100]

    @property
    def charset(self) -> str:
        """Empty where the server does not say."""
        found = _CHARSET.search(self._header("content-type"))
        return found[1] if found else ""

    @property
    def limited(self) -> list[dict[str, str]]:
        """The headers, and one that keeps a document or worker from what it may not do."""
        return [*({"name": name, "value": value} for name, value in self.headers), _LIMITS]

    @property
    def shown(self) -> list[dict[str, str]]:
        """The headers with which a browser shows the page, once it is UTF-8."""
        kept = [header for header in self.limited if header["name"] not in _OF_THE_WIRE]
        return [*kept, {"name": "Content-Type", "value": f"{self.type or 'text/html'}; charset=utf-8"}]

    def media(self, address: str) -> Media | None:
        """What it is written in; None where neither the server nor the address says."""
        return by_type(self.type, urlsplit(address).path)

    def check(self) -> None:
        """Raises FetchFailed for what brings no page."""
        if not 200 <= self.status < 300:
            raise failures.answered(self.status, self.phrase or _phrase(self.status), self._header("retry-after"))
        if not is_page(self.type):
            raise failures.not_a_page(self.type)

    def _header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def unanswered(said: str, address: str) -> FetchFailed:
    """The error for a request that got no answer, by what the browser said: "net::ERR_NAME_NOT_RESOLVED"."""
    host = urlsplit(address).hostname or address
    found = _CODE.search(said)
    code = found[0].removeprefix("ERR_") if found else ""
    words = code.replace("_", " ").lower() or said
    if code.startswith("CERT"):
        hint = "if it is your own authority's, add it to those that the browser trusts"
        return FetchFailed(f"the certificate of {host} is not valid: {words.removeprefix('cert ')}", hint)
    if code.startswith("SSL"):
        return FetchFailed(f"no secure connection to {host}: {words}", "try http:// if the site has no https")
    if code == "UNSAFE_PORT":
        return FetchFailed(f"browsers do not open the port of {address}", "check the address")
    reason, hint = {
        "NAME_NOT_RESOLVED": (f"there is no host {host}", "check the spelling and your connection"),
        "CONNECTION_REFUSED": (f"{host} refuses connections", "check the address and the port"),
        "INTERNET_DISCONNECTED": ("there is no connection to the internet", "check your connection"),
        "CONNECTION_TIMED_OUT": (f"{host} did not answer in time", "check the address, or try later"),
        "TIMED_OUT": (f"{host} did not answer in time", "check the address, or try later"),
        "PROXY_CONNECTION_FAILED": ("the proxy failed", "check HTTPS_PROXY and HTTP_PROXY"),
        "TUNNEL_CONNECTION_FAILED": ("the proxy failed", "check HTTPS_PROXY and HTTP_PROXY"),
        "EMPTY_RESPONSE": (f"{host} hung up without an answer", "try again later"),
        "INVALID_HTTP_RESPONSE": (f"{host} broke the rules of HTTP", "try again later"),
    }.get(code, (f"the connection to {host} failed: {words}", "try again later"))
    return FetchFailed(reason, hint, passing=True)


def _phrase(status: int) -> str:
    """What the status is called; newer versions of HTTP leave it out."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
