"""The pages that a site lists itself, after https://www.sitemaps.org/protocol.html: XML, indexes of it, plain text.

XML comes from strangers: nothing in it is expanded or fetched but the addresses of pages and further sitemaps.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.parsers import expat

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
#: Addresses of one sitemap, ten times what the protocol has; elements of all those with as many translations.
_MOST_ADDRESSES, _MOST_ELEMENTS = 500_000, 3_000_000
#: Elements within each other; different names; bytes of a tag, and those that the parser gets at a time.
_DEEPEST_ELEMENT, _MOST_NAMES, _LONGEST, _CHUNK = 100, 1000, 1 << 20, 1 << 16
#: The outermost element, and that which stands for one entry.
_KINDS = {"urlset": "url", "sitemapindex": "sitemap"}
_FORBIDDEN = "ask the owner of the site to allow healthaudit"
_SMALLER = "name smaller sitemaps, or an index of them"
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
    """(whether they are of sitemaps, addresses as they are written). Raises SourceUnreadable for what is no sitemap,
    SourceTooLarge for one that is too large unpacked.

    What is broken ends where it breaks, if it began well.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decompress(body, ("gzip",), MOST_BYTES)
        except FetchFailed as problem:
            raise SourceUnreadable(str(problem), problem.hint) from problem
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\0" in body[:4]:
        index, found = _of_xml(body)
    else:
        index, found = False, _of_text(body)
    if not found:
        raise SourceUnreadable("it lists no addresses", _NO_SITEMAP)
    return index, found


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


def _of_text(body: bytes) -> list[str]:
    found: list[str] = []
    for line in io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", "replace"):
        address = line.strip()
        if address.lower().startswith(("http://", "https://")):
            _add(found, address)
    return found


def _add(found: list[str], address: str) -> None:
    if len(found) == _MOST_ADDRESSES:
        raise SourceUnreadable(f"it lists more than {_MOST_ADDRESSES:,} addresses", _SMALLER)
    found.append(address)


def _of_xml(body: bytes) -> tuple[bool, list[str]]:
    reader = _Reader()
    parser = expat.ParserCreate(intern=reader.names)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.SkippedEntityHandler = reader.skipped
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for at in range(0, len(body), _CHUNK):
            parser.Parse(body[at : at + _CHUNK], False)
            # What has not ended, such as a tag with a million attributes, the parser holds in memory.
            if at + _CHUNK - parser.CurrentByteIndex > _LONGEST:
                raise SourceUnreadable(f"it holds a tag or comment of more than {_LONGEST:,} bytes", _NO_SITEMAP)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as problem:  # the last two of encodings
        if not reader.found:
            raise SourceUnreadable(f"it is no XML: {problem}", _NO_SITEMAP) from None
    return reader.root == "sitemapindex", reader.found


class _Reader:
    """Hears of a sitemap in XML piece by piece, and keeps nothing of it but the addresses.

    Raises SourceUnreadable for what is no sitemap, or would take memory or time without end.
    """

    def __init__(self) -> None:
        self.root = ""
        self.found: list[str] = []
        self.names: dict[str, str] = {}
        """Of elements and attributes, as the parser collects them."""
        self._open: list[str] = []
        self._elements = 0
        self._text: list[str] = []
        self._listens = False
        """Whether text is that of an address."""

    def doctype(self, name: str, system: str | None, public: str | None, declares: bool) -> None:
        """Sitemaps declare nothing of their own; entities may blow up or lead elsewhere, default attributes pile up."""
        if declares:
            raise SourceUnreadable("it declares what no sitemap holds", _NO_SITEMAP)

    def skipped(self, name: str, parameter: bool) -> None:
        """Declared elsewhere, where nothing is fetched from: it ends here, as what is broken does."""
        raise ValueError(f"undefined entity {name}")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise SourceUnreadable(f"it holds more than {_MOST_ELEMENTS:,} elements", _SMALLER)
        if len(self._open) == _DEEPEST_ELEMENT or len(self.names) > _MOST_NAMES:
            raise SourceUnreadable("it holds what no sitemap holds", _NO_SITEMAP)
        name = name.rpartition(":")[2]
        self._open.append(name)
        if len(self._open) == 1:
            self.root = name
            if name not in _KINDS:
                raise SourceUnreadable(f"it is no sitemap but begins with <{name[:40]}>", _NO_SITEMAP)
        self._listens = self._open == [self.root, _KINDS[self.root], "loc"]
        if self._listens:
            self._text = []

    def end(self, name: str) -> None:
        self._listens = False
        if self._open == [self.root, _KINDS[self.root], "loc"] and (address := "".join(self._text).strip()):
            _add(self.found, address)
        self._open.pop()

    def characters(self, text: str) -> None:
        if self._listens:
            self._text.append(text)
