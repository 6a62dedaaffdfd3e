"""Pictures, drawings, recordings and embedded documents: what they say is not in the text, and the page's note says so.

What an ordinary page has besides its words (a logo, icons, tracking pixels, what its author marked as decoration) is
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from healthaudit.model import Region
from healthaudit.patterns import compiled

#: Elements inside others that put in words what these show or say.
_WORDS_OF = {"track": "media", "text": "svg", "title": "svg"}
#: Those, and the elements that show or say something.
ELEMENTS = frozenset(["img", "canvas", "svg", "object", "embed", "iframe", "video", "audio", *_WORDS_OF])

#: Narrower or lower than this, in CSS pixels, a picture is an icon or a pixel; a drawing below the second is an icon.
_ICON, _DRAWING = 64, 160
#: A page with fewer characters than this for each of its pictures, and with fewer than that in all, is its pictures.
_PER_PICTURE, _NEXT_TO_NOTHING = 100, 400
_FURNITURE = compiled(
    r"(?:(?<![a-z])(?i:logo|icon|avatar|gravatar|sprite|pixel|spacer|blank|badge|emoji)|Logo|Icon|Avatar)s?(?![a-z])"
)
_PDF = compiled(r"\.pdf(?:$|[?#&])", re.IGNORECASE)
#: Of an address in the page itself this short a picture is a placeholder.
_PLACEHOLDER = 200
_NAMES = {
    "img": ("picture without alternative text", "pictures without alternative text"),
    "svg": ("drawing without text", "drawings without text"),
    "pdf": ("embedded PDF", "embedded PDFs"),
    "media": ("recording without a text track", "recordings without a text track"),
}


class Unread(NamedTuple):
    """What of a page was not read."""

    words: str
    """How many of what: "2 embedded PDFs and 1 drawing without text"."""
    number: int
    start: int
    """Where the first of it stands in the source."""


class _Picture(NamedTuple):
    kind: str
    start: int


class Pictures:
    """Is told of every element of ``ELEMENTS`` in the order of the page."""

    def __init__(self) -> None:
        self._unread: list[_Picture] = []
        self._silent: list[_Picture] = []  # said to be decoration, which is believed where there is text besides
        self._latest = ""  # kind of the last element, while it is the last of those unread

    def add(self, name: str, attributes: Mapping[str, str], start: int, region: Region) -> None:
        """A start tag at this source offset, inside an element of this region."""
        if name in _WORDS_OF:
            if self._latest == _WORDS_OF[name]:
                self._unread.pop()
                self._latest = ""
            return
        self._latest = ""
        if region not in (Region.MAIN, Region.ASIDE) or _furniture(attributes):
            return
        kind = _kind(name, attributes)
        if kind == "img" and "alt" in attributes:
            if not attributes["alt"].strip():
                self._silent.append(_Picture(kind, start))
        elif kind:
            self._unread.append(_Picture(kind, start))
            self._latest = kind

    def unread(self, shown: int) -> Unread | None:
        """What was not read of a page that shows so many characters of text; None where there is nothing to say."""
        found = self._unread
        count = len(found) + len(self._silent)
        if self._silent and shown < min(_NEXT_TO_NOTHING, _PER_PICTURE * count):
            found = sorted((*found, *self._silent), key=lambda one: one.start)
        return Unread(_listed([one.kind for one in found]), len(found), found[0].start) if found else None


def _listed(kinds: list[str]) -> str:
    parts = [f"{kinds.count(kind)} {names[kinds.count(kind) > 1]}" for kind, names in _NAMES.items() if kind in kinds]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _kind(name: str, attributes: Mapping[str, str]) -> str:
    """What an element is in the note; empty where it says nothing, or says it in words."""
    if name in ("object", "embed", "iframe"):
        address = attributes.get("data" if name == "object" else "src", "")
        return "pdf" if attributes.get("type", "").lower() == "application/pdf" or _PDF.search(address) else ""
    if attributes.get("aria-label", "").strip() or "aria-labelledby" in attributes:
        return ""
    if name == "img":
        source = attributes.get("src", "")
        placeholder = source.startswith("data:") and len(source) < _PLACEHOLDER
        return "" if placeholder and not any(key.startswith("data-") for key in attributes) else "img"
    if name in ("video", "audio"):
        return "" if "muted" in attributes and "autoplay" in attributes else "media"
    sides = _sides(attributes)
    if name == "svg" and attributes.get("role") != "img" and (len(sides) < 2 or min(sides) < _DRAWING):
        return ""
    return "svg"


def _furniture(attributes: Mapping[str, str]) -> bool:
    """Whether it is marked as decoration, hidden, tiny, or named as what every page has."""
    if attributes.get("role", "") in ("presentation", "none") or attributes.get("aria-hidden", "").lower() == "true":
        return True
    if "hidden" in attributes or any(side < _ICON for side in _sides(attributes)):
        return True
    source = attributes.get("src", "")
    file = "" if source.startswith("data:") else source.rsplit("/", 1)[-1]
    return any(_FURNITURE.search(word) for word in (attributes.get("class", ""), attributes.get("id", ""), file))


def _sides(attributes: Mapping[str, str]) -> list[float]:
    return list(_pixels(attributes.get("width", ""), attributes.get("height", "")))


def _pixels(*printed: str) -> Iterator[float]:
    for text in printed:
        number = re.match(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*$", text, re.ASCII)
        if number:
            yield float(number.group(1))
