"""Pages from the web, within limits of bytes and seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from healthaudit.errors import FetchFailed
from healthaudit.sources import compress, failures
from healthaudit.sources.deadline import Deadline
from healthaudit.sources.fetched import Fetched, anywhere
from healthaudit.sources.files import too_large
from healthaudit.sources.limits import Limits
from healthaudit.sources.media import by_type, is_page
from healthaudit.version import VERSION

if TYPE_CHECKING:
    import httpx

__all__ = ["Web"]

_ACCEPT = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.1"


class Web:
    """A client for one run. It keeps neither cookies nor connections from one page to the next.

    Goes through the proxies that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name. Raises FetchFailed
    where these or SSL_CERT_FILE make no sense.
    """

    def __init__(self, limits: Limits, *, files: bool = False, beginning: bool = False) -> None:
        """With ``files`` it takes what comes, as robots.txt and sitemaps are no pages.

        With ``beginning`` it reads what is too large up to the limit, and no further.
        """
        import httpx

        self._limits = limits
        self._files = files
        self._beginning = beginning
        headers = {
            "User-Agent": f"healthaudit/{VERSION} (+https://pypi.org/project/healthaudit/)",
            "Accept": "*/*" if files else _ACCEPT,
            "Accept-Encoding": compress.ACCEPTED,
        }
        # Every connection is new, so that the deadline gets to hear of it.
        fresh = httpx.Limits(max_keepalive_connections=0)
        try:
            self._client = httpx.Client(headers=headers, limits=fresh)
        except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
            raise FetchFailed(
                f"the settings for the web cannot be used: {error}",
                "check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
            ) from error

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.close()

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        """The page at an address; ``may`` is told every address that it is redirected to, without login and fragment.

        Its media is None where neither the server nor the name says. Time that ``may`` takes does not count.
        Raises FetchFailed, SourceTooLarge or SourceUnreadable, and what ``may`` raises.
        """
        self._client.cookies.clear()
        with Deadline(self._limits.deadline) as deadline:
            final, response, body = self._follow(_address(address), deadline, may)
        content_type, charset = _content_type(response)
        return Fetched(_bare(final), body, by_type(content_type, final.path), charset)

    def _follow(
        self, address: httpx.URL, deadline: Deadline, may: Callable[[str], None]
    ) -> tuple[httpx.URL, httpx.Response, bytes]:
        """Final address, response (closed) and decompressed body."""
        seen: set[tuple[str, str]] = set()
        for _ in range(self._limits.redirects + 1):
            request = self._client.build_request(
                "GET",
                address,
                timeout=min(self._limits.timeout, deadline.left),
                extensions={"trace": deadline.trace},
            )
            # The same address with another cookie is no loop: that is how some sites set their first one.
            visit = (str(address), request.headers.get("cookie", ""))
            if visit in seen:
                raise FetchFailed("its redirects go round in a circle", "check the address in a browser")
            seen.add(visit)
            with closing(self._send(request, deadline)) as response:
                if response.next_request is None:
                    return address, response, self._body(response, deadline)
                address = _next(address, _address(str(response.next_request.url)))
            with deadline.paused():
                may(_bare(address))
        raise FetchFailed(f"it redirects more than {self._limits.redirects} times", "check the address in a browser")

    def _send(self, request: httpx.Request, deadline: Deadline) -> httpx.Response:
        import httpx

        try:
            return self._client.send(request, stream=True)
        except (httpx.InvalidURL, ValueError) as error:  # of a redirect; or no name that a host may have
            raise failures.bad_url(str(error)) from error
        except httpx.HTTPError as error:
            deadline.check()
            raise failures.broken(error, request.url.host, self._limits.timeout) from error

    def _body(self, response: httpx.Response, deadline: Deadline) -> bytes:
        import httpx

        if not response.is_success:
            raise failures.bad_status(response)
        content_type, _ = _content_type(response)
        if not (self._files or is_page(content_type)):
            raise failures.not_a_page(content_type)
        codings = compress.codings(response.headers.get("content-encoding", ""))
        most = self._limits.max_bytes
        if int(response.headers.get("content-length", 0)) > most and not self._beginning:
            raise too_large(self._limits)
        body = bytearray()
        try:
            for chunk in response.iter_raw():
                deadline.check()
                body += chunk
                if len(body) > most and self._beginning:
                    return compress.decompress(bytes(body), codings, most, beginning=True)
                if len(body) > most:
                    raise too_large(self._limits)
        except httpx.HTTPError as error:
            deadline.check()
            if isinstance(error, httpx.RemoteProtocolError):
                raise FetchFailed("the page was cut off on the way", "try again later", passing=True) from error
            raise failures.broken(error, response.url.host, self._limits.timeout) from error
        # A page without a length ends where its connection does, and so when the deadline cuts it.
        deadline.check()
        return compress.decompress(bytes(body), codings, most, beginning=self._beginning)


def _address(source: str) -> httpx.URL:
    """Raises FetchFailed for what is no http or https address with a host."""
    import httpx

    try:
        address = httpx.URL(source)
        host = address.host
    except (httpx.InvalidURL, ValueError) as error:
        # What is taken for a part of the address may be one of a password.
        raise failures.bad_url("it cannot be read, login and all" if "@" in source else str(error)) from error
    if address.scheme not in ("http", "https"):
        raise failures.bad_url(f"{address.scheme or source} is neither http nor https")
    if not host:
        raise failures.bad_url("there is no host in it")
    if not 0 < (address.port or 80) < 65536:
        raise failures.bad_url(f"there is no port {address.port}")
    return address


def _bare(address: httpx.URL) -> str:
    return str(address.copy_with(userinfo=b"", fragment=None))


def _next(address: httpx.URL, target: httpx.URL) -> httpx.URL:
    """The target of a redirect; a login goes on to the same server only."""
    same = (address.scheme, address.host, address.port) == (target.scheme, target.host, target.port)
    return target.copy_with(userinfo=address.userinfo) if same and not target.userinfo else target


def _content_type(response: httpx.Response) -> tuple[str, str]:
    """Media type in lower case and charset, each empty where the server does not say."""
    media_type, _, _ = response.headers.get("content-type", "").partition(";")
    return media_type.strip().lower()[:100], response.charset_encoding or ""
