"""Where a finding stands, in the terms of other programs: paths, URIs, lines and columns."""

from __future__ import annotations

import os
import re

from healthaudit.model import Finding, Location
from healthaudit.patterns import compiled

__all__ = ["bytes_of", "is_local", "location_of", "path_of", "uri_of"]

_URL = compiled(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
#: The only addresses that a viewer is to follow.
_WEB = compiled(r"https?://", re.IGNORECASE)
_DRIVE = compiled(r"[a-z]:/", re.IGNORECASE)
#: What a file is called that a program must have and that is none: standard input.
_STDIN = "-"
#: Allowed as it stands anywhere in a URI (RFC 3986, section 2), beside letters and digits, which quote() always spares.
_IN_URL = "-._~:/?#@!$&'()*+,;=%"
_STRAY_PERCENT = compiled("%(?![0-9A-Fa-f]{2})")
_HOST = compiled(r"([^/]*//[^/?#]*)(.*)", re.DOTALL)


def is_local(source: str) -> bool:
    """Whether a source is a file: neither a URL nor standard input."""
    return source != _STDIN and not _URL.match(source)


def path_of(source: str) -> str:
    """The source as it was given, a file with forward slashes and without ``./`` before it.

    Programs that match paths against those of a repository compare letter by letter.
    """
    if not is_local(source):
        return source
    path = source.replace(os.sep, "/")
    while path.startswith("./") and len(path) > len("./"):
        path = path[len("./") :].lstrip("/")
    return path


def uri_of(source: str) -> str:
    """A URI reference after RFC 3986: relative for a relative path, ``file:`` for an absolute one, a URL as it is.

    What calls itself a URL of another scheme than http and https becomes a relative path, which leads nowhere.
    """
    from urllib.parse import quote

    if not is_local(source):
        return _url(source) if source == _STDIN or _WEB.match(source) else quote(bytes_of(source))
    path = path_of(source)
    if os.sep == "\\" and _DRIVE.match(path):
        return f"file:///{path[0]}:{quote(bytes_of(path[2:]))}"
    quoted = quote(bytes_of(path))
    return f"file://{quoted}" if path.startswith("/") else quoted


def _url(url: str) -> str:
    from urllib.parse import quote

    url = _STRAY_PERCENT.sub("%25", url)
    parts = _HOST.fullmatch(url)
    host, rest = (parts[1], parts[2]) if parts else ("", url)
    # Brackets stand only round an IPv6 address.
    return quote(host, safe=_IN_URL + "[]", errors="replace") + quote(rest, safe=_IN_URL, errors="replace")


def bytes_of(text: str) -> bytes:
    """The text in UTF-8. A name that is not UTF-8 comes from the disk as lone surrogates and goes back to its bytes."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # other lone surrogates, which Windows allows
        return text.encode("utf-8", "replace")


def location_of(finding: Finding) -> Location:
    """The first place of a finding; the start of the page for one about the page as a whole."""
    return finding.evidence[0].location if finding.evidence else Location(1, 1, 1, 1)
