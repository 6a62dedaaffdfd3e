"""The pages that a site lists itself, after https://www.sitemaps.org/protocol.html: XML, indexes of it, plain text.

XML comes from strangers: nothing in it is expanded or fetched but the addresses of pages and further sitemaps.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

from healthaudit.errors import FetchFailed, LeftOut, SourceError, SourceUnreadable
from healthaudit.model import Skipped
from healthaudit.sources.compress import decompress
from healthaudit.sources.fetched import Fetcher, anywhere
from healthaudit.sources.site.addresses import joined, normalised, origin, site_of
from healthaudit.sources.site.robots import Robots

__all__ = ["MOST_BYTES", "Listed", "is_root", "listed", "locations"]

#: Of one sitemap, unpacked, as the protocol has it.
MOST_BYTES = 52_428_800
#: Sitemaps of one site, and indexes within each other: the protocol allows one, some sites have two.
_MOST, _DEEPEST = 1000, 3
#: The outermost element, and that which stands for one entry.
_KINDS = {"urlset": "url", "sitemapindex": "sitemap"}
_FORBIDDEN = "ask the owner of the site to allow healthaudit"
_NO_SITEMAP = "name a sitemap: XML, a list of addresses as plain text, or either packed with gzip"


class Listed(NamedTuple):
    """A page of a sitemap."""

    address: str
    """Normalised; as it is written where that is no web address."""
    sitemap: str


class _Place(NamedTuple):
    """Where a sitemap is."""

    address: str
    depth: int
    told: bool
    """By robots.txt, which has nothing more to say about it then."""


def is_root(address: str) -> bool:
    """Whether an address is that of a whole site, rather than of a sitemap."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def listed(address: str, files: Fetcher, robots: Robots) -> Iterator[Listed | Skipped]:
    """Every page that the sitemap at an address lists, or those of the site whose root it is; and what failed.

    Sitemaps are read as they are needed: who stops early asks for no more. Of further sitemaps those of other sites
    and those that robots.txt forbids are skipped.
    """
    pending = deque(_begin(normalised(address), robots))
    seen = {place.address for place in pending}
    while pending:
        place = pending.popleft()
        try:
            found, inner = _read(place, files, robots, address)
            yield from (Listed(page, place.address) for page in found)
        except SourceError as problem:
            yield Skipped(place.address, f"the sitemap cannot be read: {problem}", problem.hint)
            continue
        for one in inner:
            if one not in seen and len(seen) < _MOST and place.depth < _DEEPEST:
                seen.add(one)
                pending.append(_Place(one, place.depth + 1, told=False))


def locations(body: bytes) -> tuple[bool, list[str]]:
    """(whether they are of sitemaps, addresses as they are written). Raises SourceUnreadable for what is no sitemap.

    What is broken ends where it breaks, if it began well.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decompress(body, ("gzip",), MOST_BYTES)
        except FetchFailed as problem:
            raise SourceUnreadable(str(problem), problem.hint) from problem
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\0" in body[:4]:
        return _of_xml(body)
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines())
    found = [line for line in lines if line.lower().startswith(("http://", "https://"))]
    if not found:
        raise SourceUnreadable("it lists no addresses", _NO_SITEMAP)
    return False, found


def _begin(address: str, robots: Robots) -> Iterator[_Place]:
    if not is_root(address):
        yield _Place(address, 1, told=False)
        return
    told = dict.fromkeys(one for said in robots.sitemaps(address) if (one := joined(address, said)))
    for one in told or (f"{origin(address)}/sitemap.xml",):
        yield _Place(one, 1, told=bool(told))


def _read(place: _Place, files: Fetcher, robots: Robots, of: str) -> tuple[list[str], list[str]]:
    """Addresses of pages and of further sitemaps. Raises SourceError."""

    def may(target: str) -> None:
        if not robots.allows(target):
            why = robots.unread(target)
            raise LeftOut(f"its robots.txt could not be read: {why}" if why else "robots.txt forbids it", _FORBIDDEN)

    if not place.told and site_of(place.address) != site_of(normalised(of)):
        raise LeftOut("it is of another site", f"name it itself: --sitemap {place.address}")
    if not place.told:
        may(place.address)
    index, found = locations(files.fetch(place.address, anywhere if place.told else may).body)
    addresses = [joined(place.address, one) or one for one in found]
    return ([], addresses) if index else (addresses, [])


def _of_xml(body: bytes) -> tuple[bool, list[str]]:
    # Sitemaps declare no entities, and others may blow up or lead elsewhere; nor are they in UTF-16, which could
    # hide some.
    if b"<!ENTITY" in body or b"\0" in body:
        raise SourceUnreadable("it holds what no sitemap holds", _NO_SITEMAP)
    open_: list[str] = []
    root = ""
    found: list[str] = []
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(body), ("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                root = root or name
                if root not in _KINDS:
                    raise SourceUnreadable(f"it is no sitemap but begins with <{root[:40]}>", _NO_SITEMAP)
                open_.append(name)
                continue
            open_.pop()
            if name == "loc" and open_ == [root, _KINDS[root]] and element.text:
                found.append(element.text.strip())
            if len(open_) <= 1:
                element.clear()
    except (ElementTree.ParseError, ValueError, LookupError) as problem:  # the last two of encodings
        if not found:
            raise SourceUnreadable(f"it is no XML: {problem}", _NO_SITEMAP) from None
    if not found:
        raise SourceUnreadable("it lists no addresses", _NO_SITEMAP)
    return root == "sitemapindex", found
