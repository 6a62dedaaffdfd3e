"""Plain text to Page: paragraphs, bullets of any sort, heading-shaped lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.model import Document, Page, PageFacts
from healthaudit.pages.builder import Builder
from healthaudit.patterns import compiled

_LINE = compiled(r"[^\r\n]*")
_BULLET = compiled(r"\s*(?:[•‣◦▪▫●○■□▶►✓✔✦★➤·*+–—-]|\(?(?P<n>\d{1,2})[.)]|\(?[a-z]\))\s+(?=\S)")
#: An entry of a reference list begins a line of its own, and keeps its number.
_ENTRY = compiled(r"\s*(?:[\[{(]\d{1,3}[\]})]\s*(?=[A-Z\"“]|https?:)|\d{1,3}:?\s+(?=[A-Z][\w'’-]+,? [A-Z]{1,3}\b[.,]))")
_UNDERLINE = compiled(r"\s*(?:={3,}|-{3,}|\*{3,}|_{3,})\s*")
_ENDS_SENTENCE = compiled(r"[.!?:;,…][\"'”’)\]]*\s*$|\.\s*\[[\d, –-]+\]\s*$")

#: Lines longer than this were not wrapped by hand: each is a paragraph of its own.
_WRAP_AT_MOST = 100
#: And lines that are all shorter than this were not wrapped either: they are an address, a signature, a list.
_WRAP_AT_LEAST = 50
_HEADING_AT_MOST = 90
_HEADING_WORDS = 14


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def read(document: Document) -> Page:
    """Read plain text. Never fails."""
    builder = Builder(document.text)
    for paragraph in _paragraphs(document.text):
        _paragraph(builder, paragraph)
    return builder.page(document, facts=PageFacts())


def _paragraphs(raw: str) -> Iterator[list[_Line]]:
    """Runs of lines between blank ones."""
    lines: list[_Line] = []
    at = 0
    while at <= len(raw):
        match = _LINE.match(raw, at)
        assert match is not None
        line = _Line(at, match.end(), match.group())
        at = match.end() + (2 if raw.startswith("\r\n", match.end()) else 1)
        if not line.text.strip() or _UNDERLINE.fullmatch(line.text):
            if lines:
                yield lines
            lines = []
        else:
            lines.append(line)
    if lines:
        yield lines


def _paragraph(builder: Builder, lines: list[_Line]) -> None:
    width = max(len(line.text) for line in lines)
    runs: list[list[_Line]] = []
    for line in lines:
        if (
            runs
            and not _BULLET.match(line.text)
            and not _ENTRY.match(line.text)
            and _runs_on(runs[-1][-1], line, width)
        ):
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        first = run[0]
        bullet = _BULLET.match(first.text)
        if len(run) == 1 and not bullet and _is_heading(first.text):
            _block(builder, "h2", run, 0)
        elif bullet:
            _block(builder, "li", run, bullet.end(), number=bullet["n"] or "")
        else:
            _block(builder, "p", run, 0)


def _runs_on(line: _Line, following: _Line, width: int) -> bool:
    """Whether a line was broken only because the next word did not fit."""
    text = line.text.rstrip()
    if width > _WRAP_AT_MOST:
        return False
    word = following.text.split(maxsplit=1)[0]
    if following.text.lstrip()[0].islower() and not _ENDS_SENTENCE.search(text):
        return True
    return width >= _WRAP_AT_LEAST and len(text) + 1 + len(word) > width


def _is_heading(line: str) -> bool:
    """Short, starts like a sentence, does not end like one; a question may be a heading."""
    text = line.strip()
    if len(text) > _HEADING_AT_MOST or len(text.split()) > _HEADING_WORDS:
        return False
    if not (text[0].isupper() or text[0].isdigit()):
        return False
    return text.endswith("?") or not _ENDS_SENTENCE.search(text)


def _block(builder: Builder, name: str, lines: list[_Line], skip: int, *, number: str = "") -> None:
    builder.open(name, {"value": number} if number else {})
    for index, line in enumerate(lines):
        if index:
            builder.line_end()
            builder.text(lines[index - 1].end, line.start)  # the line break between, folded to a space
        builder.text(line.start + (skip if index == 0 else 0), line.end)
    builder.close(name)
