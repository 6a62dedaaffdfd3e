"""Where a site has no end: calendars, filters that can be combined, numbers that always lead to a next one.

Such addresses look alike but for their numbers. Of each shape so many pages are asked for, and no more once several
in a row have brought nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from healthaudit.sources.site.addresses import repeats_itself, shape

__all__ = ["Traps", "oddity"]

#: Characters of an address. Longer ones are made by programs, for programs.
_LONGEST = 2000
#: So many pages of one shape in a row that bring nothing new, and no more of them are asked for.
_STALE = 5
#: A page brings something new with so many characters, or this part of its text, that no page before it had.
_NEW_CHARACTERS, _NEW_PART = 200, 0.2
#: Endings of what is no page. What is not in here is asked for, and may still turn out to be none.
_FILES = """
    7z aac apk atom avi avif bin bmp bz2 css csv dmg doc docx eot eps epub exe flac gif gz ico ics iso jpeg jpg js
    json m4a m4v mid mjs mov mp3 mp4 mpeg mpg msi odp ods odt ogg otf pdf pkg png ppt pptx ps rar rss rtf svg swf
    tar tgz tif tiff ttf vcf wav webm webmanifest webp wma wmv woff woff2 xls xlsx xml xz zip
"""


def oddity(address: str) -> str:
    """Why an address (normalised) is not worth asking for, in a few words; empty for one that is."""
    if len(address) > _LONGEST:
        return f"longer than {_LONGEST:,} characters"
    if urlsplit(address).path.rpartition(".")[2].lower() in _FILES.split():
        return "no pages, by their names"
    return "with a path that repeats itself" if repeats_itself(address) else ""


class Traps:
    """Notes which shapes of addresses go on bringing something new."""

    def __init__(self, most: int) -> None:
        """``most`` pages are asked for of one shape."""
        self._most = most
        self._asked: Counter[str] = Counter()
        self._stale: Counter[str] = Counter()
        self._seen: set[bytes] = set()

    def closed(self, address: str) -> bool:
        """Whether enough was asked for of this shape."""
        form = shape(address)
        return bool(form) and (self._asked[form] >= self._most or self._stale[form] >= _STALE)

    def asked(self, address: str) -> None:
        """A page is asked for."""
        if form := shape(address):
            self._asked[form] += 1

    def read(self, address: str, pieces: Mapping[bytes, int]) -> None:
        """A page came, with these pieces of text: digests and lengths."""
        new = sum(length for piece, length in pieces.items() if piece not in self._seen)
        self._seen.update(pieces)
        if form := shape(address):
            fresh = new >= min(_NEW_CHARACTERS, max(1, _NEW_PART * sum(pieces.values())))
            self._stale[form] = 0 if fresh else self._stale[form] + 1
