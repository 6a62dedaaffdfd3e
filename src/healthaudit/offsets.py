"""Where the characters of a page's text stand in its source.

A page's text is what a reader sees: entities resolved, white space folded, markup gone. Two kinds of offset
therefore exist, and both count code points from 0 with exclusive ends:

* *text* offsets point into ``Page.text``;
* *source* offsets point into ``Page.raw``, the decoded source.

An ``OffsetMap`` turns the first into the second. It holds runs: stretches of text that stand verbatim in the
source, and atoms: a few characters of text that stand for another stretch of source (``&amp;``, a line break).
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the decoded source: code points, 0-based, end-exclusive."""

    start: int
    end: int


class Location(NamedTuple):
    """The same stretch for people: lines and columns are 1-based, the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class OffsetMap(NamedTuple):
    """Runs in text order. ``source_ends[i]`` is -1 for a verbatim run, else the end of the atom's source."""

    text_starts: array[int]
    source_starts: array[int]
    source_ends: array[int]

    def start(self, offset: int) -> int:
        """Source offset at which the character at this text offset begins."""
        run = bisect_right(self.text_starts, offset) - 1
        if self.source_ends[run] >= 0:
            return self.source_starts[run]
        return self.source_starts[run] + offset - self.text_starts[run]

    def end(self, offset: int) -> int:
        """Source offset just behind the character that ends at this (exclusive) text offset."""
        run = bisect_right(self.text_starts, offset - 1) - 1
        if self.source_ends[run] >= 0:
            return self.source_ends[run]
        return self.source_starts[run] + offset - self.text_starts[run]

    def span(self, start: int, end: int) -> Span:
        """Source span of a non-empty stretch of text."""
        return Span(self.start(start), self.end(end))


class Lines(NamedTuple):
    """Line starts of a source. A line ends with LF, CR LF or CR, as editors count."""

    starts: array[int]

    @classmethod
    def of(cls, raw: str) -> Lines:
        starts = array("q", [0])
        # CR LF becomes a space and LF, a lone CR an LF: the length stays, so that offsets do too.
        unified = raw.replace("\r\n", " \n").replace("\r", "\n") if "\r" in raw else raw
        at = unified.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = unified.find("\n", at + 1)
        return cls(starts)

    def locate(self, span: Span) -> Location:
        """Lines and columns of a span."""
        first = bisect_right(self.starts, span.start) - 1
        last = bisect_right(self.starts, max(span.start, span.end - 1)) - 1
        return Location(
            line=first + 1,
            column=span.start - self.starts[first] + 1,
            end_line=last + 1,
            end_column=span.end - self.starts[last] + 1,
        )
