"""Addresses of pages: one spelling for each, which site they are of, and what they look like."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from healthaudit.patterns import compiled

__all__ = ["Site", "bare", "joined", "key", "normalised", "origin", "path_of", "repeats_itself", "shape", "site_of"]

#: Parameters by which links are counted and visitors told apart: the page is the same without them.
_TRACKING = frozenset(["fbclid", "gclid", "msclkid", "mc_cid", "mc_eid"])
_SESSION = frozenset(["jsessionid", "phpsessid", "sid"])
#: What browsers drop inside of an address, and around it.
_DROPPED = compiled(r"[\t\n\r]")
_AROUND = "".join(map(chr, range(33)))
_ESCAPE = compiled(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_IN_QUERY = _IN_PATH | frozenset("?[]|")
_NO_HOST = compiled(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^`{|}\"]")
_PORTS = {"http": 80, "https": 443}
_DIGITS = compiled(r"[0-9]+")
#: One or more parts of a path, three times in a row.
_REPEATED = compiled(r"(/.+?)\1\1(?=/|$)")
_DEEPEST = 24


class Site(NamedTuple):
    """What makes one site: with or without "www.", secure or not."""

    host: str
    port: int | None
    """None for the usual ones."""


def bare(address: str) -> str:
    """The address in one spelling, without login and fragment; what is no web address stays as it is."""
    return _spelt(address, lasting=False) or address


def normalised(address: str) -> str:
    """The address in one spelling, also without what only tells visitors apart; empty for what is no web address.

    Host, percent-encoding, default port, empty path and dots in the path are spelt as RFC 3986 wants them. Fragment,
    login, tracking parameters and session ids go; the order of the query stays.
    """
    return _spelt(address, lasting=True)


def joined(base: str, link: str) -> str:
    """Where a link on a page leads to, normalised; empty for what leads to no web address."""
    link = _DROPPED.sub("", link).strip(_AROUND)
    try:
        return normalised(urljoin(base, link.replace("\\", "/")))  # as browsers do
    except ValueError:  # of brackets that hold no address
        return ""


def site_of(address: str) -> Site:
    """The site of a normalised address."""
    parts = urlsplit(address)
    return Site((parts.hostname or "").removeprefix("www."), parts.port)


def origin(address: str) -> str:
    """Scheme, host and port of a normalised address: "https://example.org"."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def key(address: str) -> str:
    """The same for addresses (normalised) that differ only in "www." or in http and https."""
    return address.partition("://")[2].removeprefix("www.")


def path_of(address: str) -> str:
    """The path as a person would write it, without the first slash."""
    return unquote(urlsplit(address).path).lstrip("/")


def shape(address: str) -> str:
    """What numbered addresses (normalised) have in common: digits folded, of the query only the names.

    Empty for an address without number and query, which has no others like it.
    """
    parts = urlsplit(address)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")} if parts.query else ())
    folded = _DIGITS.sub("0", f"{parts.path}?{'&'.join(names)}")
    return folded if names or folded != f"{parts.path}?" else ""


def repeats_itself(address: str) -> bool:
    """Whether the path goes round in circles, or so deep as no person would lay it out."""
    path = urlsplit(address).path
    return path.count("/") > _DEEPEST or _REPEATED.search(path) is not None


def _spelt(address: str, *, lasting: bool) -> str:
    try:
        parts = urlsplit(_DROPPED.sub("", address).strip(_AROUND))
        scheme, host, port = parts.scheme.lower(), _host(parts.hostname or ""), parts.port
    except ValueError:  # of a port or an address that is none
        return ""
    if scheme not in _PORTS or not host:
        return ""
    path, query = _encoded(parts.path, _IN_PATH), _encoded(parts.query, _IN_QUERY)
    if lasting:
        path = "/".join(_without_session(segment) for segment in path.split("/"))
        query = "&".join(pair for pair in query.split("&") if not _passing(pair))
    shown_port = "" if port in (None, _PORTS[scheme]) else f":{port}"
    return urlunsplit((scheme, f"{host}{shown_port}", _without_dots(path), query, ""))


def _host(host: str) -> str:
    """In lower case, in ASCII and without the dot at the end. Raises ValueError."""
    host = host.lower()
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        import httpx

        try:
            host = httpx.URL(f"http://{host}/").raw_host.decode("ascii")
        except httpx.InvalidURL as problem:
            raise ValueError("host") from problem
    host = host.removesuffix(".")
    if _NO_HOST.search(host) or not all(host.split(".")):
        raise ValueError("host")
    return host


def _encoded(text: str, allowed: frozenset[str]) -> str:
    """Escapes in capitals and only where they are needed, everything else that is not allowed escaped."""
    pieces: list[str] = []
    for number, piece in enumerate(_ESCAPE.split(text)):  # every other one is the two digits of an escape
        if number % 2:
            character = chr(int(piece, 16))
            pieces.append(character if character in _UNRESERVED else f"%{piece.upper()}")
        else:
            pieces.append("".join(one if one in allowed else _escaped(one) for one in piece))
    return "".join(pieces)


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _without_session(segment: str) -> str:
    name, *parameters = segment.split(";")
    kept = (one for one in parameters if one.partition("=")[0].lower() not in _SESSION)
    return ";".join((name, *kept))


def _passing(pair: str) -> bool:
    """Whether a parameter says who comes from where, and not what the page is about."""
    name, _, value = pair.partition("=")
    name = name.lower()
    if name == "sid" and value.isdigit() and len(value) <= 8:  # the number of an article, on some old sites
        return False
    return name.startswith("utm_") or name in _TRACKING or name in _SESSION


def _without_dots(path: str) -> str:
    kept: list[str] = []
    *folders, last = path.split("/")[1:] or [""]
    for segment in folders:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if last == "..":
        del kept[-1:]
    return "/".join(["", *kept, "" if last in (".", "..") else last])
