"""What can go wrong on the web, in words that tell what to do."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from healthaudit.errors import FetchFailed, NotAPage
from healthaudit.sources import binary

if TYPE_CHECKING:
    import httpx

__all__ = ["answered", "bad_status", "bad_url", "broken", "not_a_page"]

_SAVE = "save the page in a browser and audit the file"
_STATUS_HINTS = {
    401: f"it asks for a login: {_SAVE}",
    403: f"the server may turn programs away: {_SAVE}",
    404: "check the address",
    407: "the proxy asks for a login: check HTTPS_PROXY and HTTP_PROXY",
    410: "the page was taken down; look for a copy, for instance at web.archive.org",
    429: "too many requests: wait a while, then try again",
    451: f"it is blocked for legal reasons where you are: {_SAVE} elsewhere",
}


def bad_url(reason: str) -> FetchFailed:
    """The error for an address that cannot be asked for."""
    return FetchFailed(f"not a web address: {reason}", "write it as https://example.org/page")


def bad_status(response: httpx.Response) -> FetchFailed:
    """The error for a status that brings no page."""
    return answered(response.status_code, response.reason_phrase, response.headers.get("retry-after", ""))


def answered(status: int, phrase: str, retry_after: str = "") -> FetchFailed:
    """The error for a status that brings no page, with what the headers of the answer say."""
    hint = _STATUS_HINTS.get(status, "try again later" if status >= 500 else _SAVE)
    wait = _seconds(retry_after)
    if wait:
        hint += f" (the server says in {wait:.0f} seconds)"
    return FetchFailed(
        f"the server answered {status} {phrase}".rstrip(), hint, status=status, passing=_passes(status), wait=wait
    )


def not_a_page(content_type: str) -> NotAPage:
    """The error for what is something else by the word of its server."""
    kind = binary.of_content_type(content_type)
    name = f"{kind.name} ({content_type})" if kind else f"something of the type {content_type}"
    return NotAPage(f"it is not a page but {name}", (kind or binary.OTHER).hint)


def broken(error: Exception, host: str, timeout: float) -> FetchFailed:
    """The error for a connection that failed; looks below what httpx raises for what the system said."""
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return FetchFailed(f"there is no host {host}", "check the spelling and your connection", passing=True)
            case ConnectionRefusedError():
                return FetchFailed(f"{host} refuses connections", "check the address and the port", passing=True)
            case ssl.SSLCertVerificationError():
                reason = cause.verify_message or str(cause)
                return FetchFailed(
                    f"the certificate of {host} is not valid: {reason}",
                    "if it is your own authority's, name it in SSL_CERT_FILE",
                )
            case ssl.SSLError():
                return FetchFailed(
                    f"no secure connection to {host}: {cause.reason or cause}",
                    "try http:// if the site has no https",
                )
    reason, hint = _said(error, host, timeout)
    return FetchFailed(reason, hint, passing=True)


def _said(error: Exception, host: str, timeout: float) -> tuple[str, str]:
    """Reason and hint for what may be better at the next try."""
    import httpx

    match error:
        case httpx.ConnectTimeout():
            return f"{host} did not answer within {timeout:g} seconds", "check the address, or try later"
        case httpx.TimeoutException():
            return f"{host} sent nothing for {timeout:g} seconds", "try again later"
        case httpx.ProxyError():
            return f"the proxy failed: {error}", "check HTTPS_PROXY and HTTP_PROXY"
        case httpx.RemoteProtocolError():
            return f"{host} broke the rules of HTTP: {error}", "try again later"
    return f"the connection to {host} failed: {error or type(error).__name__}", "try again later"


def _passes(status: int) -> bool:
    """Whether a server that answers so may answer otherwise later: it is overloaded, broken, or tired of waiting."""
    return status >= 500 or status in (408, 425, 429)


def _seconds(retry_after: str) -> float:
    """Of a Retry-After header, which has seconds or a date; 0 for none."""
    retry_after = retry_after.strip()
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
