"""Markdown to Page.

markdown-it-py knows for each block on which lines it stands, but not where its inline parts are. So the content of
a block is first laid upon its source lines, and then each inline part is found in the content in turn: every part
either stands there verbatim, or carries its own notation (``markup``), so that the search is exact.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from healthaudit.model import BlockKind, Document, Page, PageFacts
from healthaudit.pages import html
from healthaudit.pages.builder import Builder, Piece
from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_TITLE = compiled(r"^(title|description)[ \t]*:[ \t]*(['\"]?)(.+?)\2[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
#: Of the names in a list so many are told, and of a fact so many characters.
_NAMES_AT_MOST, _FACT_AT_MOST = 20, 500
_FACTS = {
    "author": ("author", "authors", "byline", "by", "written_by"),
    "reviewer": ("reviewer", "reviewed_by", "reviewedby", "medical_reviewer", "medically_reviewed_by"),
    "published": ("date", "published", "publish_date", "pubdate", "created"),
    "modified": ("lastmod", "updated", "modified", "last_updated", "last_reviewed", "reviewed"),
    "publisher": ("publisher", "site", "organisation", "organization"),
    "canonical": ("canonical", "canonical_url"),
}


def read(document: Document) -> Page:
    """Read CommonMark with tables, footnotes, strikethrough and front matter. Never fails."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["text_join"])
    parser.use(front_matter_plugin).use(footnote_plugin)
    raw = document.text
    # The same length, so that offsets hold; markdown-it would otherwise shorten it.
    source = raw.replace("\r\n", " \n").replace("\r", "\n").replace("\0", "\ufffd")
    builder = Builder(raw)
    metadata = html.Metadata()
    facts = _Writer(builder, source, metadata).write(parser.parse(source))
    found = metadata.facts()
    merged = {name: getattr(facts, name) or getattr(found, name) for name in _FACTS}
    return builder.page(document, facts=PageFacts(**merged), declared_language=metadata.language)


class _Content(NamedTuple):
    """The content of an inline token and where each of its lines begins in the source."""

    text: str
    line_starts: tuple[int, ...]
    source_starts: tuple[int, ...]

    def source(self, offset: int) -> int:
        """Source offset of a content offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return self.source_starts[line] + offset - self.line_starts[line]


class _Writer:
    """Walks the token stream and speaks to the builder."""

    def __init__(self, builder: Builder, source: str, metadata: html.Metadata) -> None:
        self._builder = builder
        self._source = source
        self._metadata = metadata
        self._line_starts = [0]
        for match in re.finditer("\n", source):
            self._line_starts.append(match.end())
        self._row_cursor = self._row_end = 0

    def write(self, tokens: Sequence[Token]) -> PageFacts:
        """Send every token; gives the facts of the front matter."""
        facts = PageFacts()
        for token in tokens:
            if token.type == "front_matter":
                facts = self._front_matter(token)
            elif token.type == "inline":
                content = self._lay(token)
                if content is not None:
                    _Inline(self._builder, content, self._metadata).write(token.children or [])
            elif token.type == "html_block":
                start, end = self._lines(token)
                # Behind the mark of the list or quotation that it begins in.
                opening = token.content.split("\n", 1)[0]
                start = max(start, self._source.find(opening, start, end))
                html.feed(self._builder, self._source, start, end, self._metadata)
            elif token.type in ("fence", "code_block"):
                start, end = self._lines(token)
                if token.type == "fence":
                    start = self._source.find("\n", start, end) + 1 or end
                    end = self._source.rfind("\n", start, end - 1) + 1 or end
                self._builder.open("pre")
                if end > start:
                    self._builder.text(start, end)
                self._builder.close("pre")
            elif token.type == "tr_open":
                if token.map:
                    self._row_cursor, self._row_end = self._lines(token)
                self._builder.open("tr")
            elif token.type == "tr_close":
                self._row_cursor = self._row_end = 0
                self._builder.close("tr")
            elif token.type == "footnote_open":
                number = str(token.meta["id"] + 1)
                self._builder.open("footnote", {"id": f"footnote-{number}", "value": number})
            elif token.type == "footnote_close":
                self._builder.close("footnote")
            elif token.tag and token.nesting == 1 and not token.hidden:
                first = token.attrGet("start")
                self._builder.open(token.tag, {"start": str(first)} if first is not None else {})
            elif token.tag and token.nesting == -1 and not token.hidden:
                self._builder.close(token.tag)
            elif token.hidden:
                self._builder.end_block()
        return facts

    def _lines(self, token: Token) -> tuple[int, int]:
        first, last = token.map or [0, 0]
        starts = self._line_starts
        return starts[first], starts[last] if last < len(starts) else len(self._source)

    def _lay(self, token: Token) -> _Content | None:
        """Find the lines of a token's content in the source, in turn."""
        if not token.content:
            return None
        # Without lines of its own a token is a cell of the row we are in, or a footnote written where it is called.
        start, end = self._lines(token) if token.map else (self._row_cursor, self._row_end or len(self._source))
        in_row = start <= self._row_cursor < self._row_end
        cursor = max(start, self._row_cursor) if in_row else start
        line_starts, source_starts = [], []
        offset = 0
        for line in token.content.split("\n"):
            # In a table cell a pipe is escaped in the source, and bare in the content.
            for part in [line] if self._source.find(line, cursor, end) >= 0 else re.split(r"(?=\|)", line):
                at = self._source.find(part, cursor, end)
                if at < 0:  # not verbatim: point near it, and never beyond the end
                    at = max(0, min(cursor, len(self._source) - len(part)))
                line_starts.append(offset)
                source_starts.append(at)
                cursor = min(at + len(part), len(self._source))
                offset += len(part)
            offset += 1
        if in_row:
            self._row_cursor = cursor
        return _Content(token.content, tuple(line_starts), tuple(source_starts))

    def _front_matter(self, token: Token) -> PageFacts:
        import yaml

        start, end = self._lines(token)
        for match in _FRONT_TITLE.finditer(self._source, start, end):
            if match.group(1).lower() == "title":
                self._builder.open("title")
                self._builder.text(*match.span(3))
                self._builder.close("title")
            else:
                self._builder.side(BlockKind.DESCRIPTION, [Piece(*match.span(3))])
        try:
            # As it is written: a mistyped date is none that YAML knows, and must not cost the page.
            data = yaml.load(token.content, Loader=yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            return PageFacts()
        if not isinstance(data, dict):
            return PageFacts()
        lower = {str(key).lower().replace("-", "_").replace(" ", "_"): value for key, value in data.items()}
        if lower.get("lang") or lower.get("language"):
            self._metadata.language = _told(lower.get("lang") or lower.get("language"))
        found = {name: _told(next((lower[key] for key in keys if lower.get(key)), "")) for name, keys in _FACTS.items()}
        return PageFacts(**found)


def _told(value: Any) -> str:
    """A fact as people would say it: words, those of a list, or somebody's name; not what a page may nest in it."""
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        names = (one.get("name", "") if isinstance(one, dict) else one for one in value[:_NAMES_AT_MOST])
        value = ", ".join(one for one in names if isinstance(one, str))
    return value[:_FACT_AT_MOST] if isinstance(value, str) else ""


class _Inline:
    """Sends the inline parts of one block, each found in the block's content behind the one before."""

    def __init__(self, builder: Builder, content: _Content, metadata: html.Metadata) -> None:
        self._builder = builder
        self._content = content
        self._metadata = metadata
        self._at = 0

    def write(self, children: Sequence[Token]) -> None:
        for token in children:
            kind = token.type
            if kind == "text":
                self._text(token.content)
            elif kind == "text_special":
                self._special(token)
            elif kind in ("softbreak", "hardbreak"):
                self._break(hard=kind == "hardbreak")
            elif kind == "code_inline":
                self._code(token)
            elif kind == "html_inline":
                self._html(token.content)
            elif kind == "image":
                self._image(token)
            elif kind == "link_open":
                self._skip("<" if token.markup == "autolink" else "[")
                self._builder.open("a", {"href": str(token.attrGet("href") or "")})
            elif kind == "link_close":
                self._builder.close("a")
                if token.markup == "autolink":
                    self._skip(">")
                else:
                    self._at = _after_link(self._content.text, self._at)
            elif kind == "footnote_ref":
                self._footnote(token)
            elif token.markup:
                self._skip(token.markup)

    def _find(self, text: str) -> int:
        """Where the text stands at or behind the cursor; the cursor itself when it does not."""
        at = self._content.text.find(text, self._at)
        return at if at >= 0 else self._at

    def _skip(self, markup: str) -> None:
        at = self._content.text.find(markup, self._at)
        if at >= 0:
            self._at = at + len(markup)

    def _text(self, text: str) -> None:
        if not text:
            return
        at = self._find(text)
        self._send(at, at + len(text))
        self._at = at + len(text)

    def _send(self, start: int, end: int) -> None:
        """Content offsets, possibly over several lines."""
        content = self._content
        lines = content.line_starts
        cuts = lines[bisect_right(lines, start) : bisect_left(lines, end)]
        for first, last in zip([start, *cuts], [*cuts, end], strict=True):
            stop = last - 1 if content.text[last - 1] == "\n" else last
            if stop > first:
                source = content.source(first)
                self._builder.text(source, source + stop - first)
            if stop < last:
                source = content.source(stop)
                self._builder.text(source, source + 1)

    def _special(self, token: Token) -> None:
        """An escape or entity: its notation is in ``markup``."""
        at = self._find(token.markup)
        start = self._content.source(at)
        self._builder.atom(token.content, start, start + len(token.markup))
        self._at = at + len(token.markup)

    def _break(self, *, hard: bool) -> None:
        at = self._find("\n")
        start = self._content.source(at)
        raw = self._builder.raw
        # Two spaces make a line break; with CR LF one of those that the parser saw is the CR.
        if hard and not (raw[start - 1] == "\r" and raw[start - 3 : start - 1] != "  "):
            self._builder.line_break(start, start + 1)
        else:
            self._builder.text(start, start + 1)
        self._at = at + 1

    def _code(self, token: Token) -> None:
        self._skip(token.markup)
        end = self._content.text.find(token.markup, self._at + len(token.content.strip(" ")))
        end = end if end >= 0 else len(self._content.text)
        self._send(self._at, end)
        self._at = end + len(token.markup)

    def _html(self, markup: str) -> None:
        at = self._find(markup)
        start, end = self._content.source(at), self._content.source(at + len(markup) - 1) + 1
        html.feed(self._builder, self._builder.raw, start, end, self._metadata)
        self._at = at + len(markup)

    def _image(self, token: Token) -> None:
        self._skip("![")
        pieces = [
            Piece(self._content.source(start), self._content.source(start) + len(text), resolved)
            for start, text, resolved in _leaves(self._content.text, self._at, token.children or [])
        ]
        if pieces:
            self._builder.side(BlockKind.ALT_TEXT, pieces)
        else:
            start = self._content.source(max(0, self._at - len("![")))
            self._builder.picture("img", {"src": str(token.attrGet("src") or "")}, start)
        alt_end = self._content.text.find(token.content, self._at)
        if alt_end >= 0:
            self._at = alt_end + len(token.content)
        self._at = _after_link(self._content.text, self._at)

    def _footnote(self, token: Token) -> None:
        at = self._find("[^")
        if self._content.text.startswith("^[", self._at):
            at = self._at
        end = self._content.text.find("]", at) + 1
        if end <= at:
            return
        start = self._content.source(at)
        number = token.meta["id"] + 1
        self._builder.open("a", {"href": f"#footnote-{number}"})
        self._builder.atom(f"[{number}]", start, start + end - at)
        self._builder.close("a")
        self._at = end


def _leaves(text: str, at: int, children: Sequence[Token]) -> list[tuple[int, str, str | None]]:
    """The words of an image's alternative text: (content offset, notation, resolved or None)."""
    found: list[tuple[int, str, str | None]] = []
    for token in children:
        notation = token.markup if token.type == "text_special" else token.content
        if token.type in ("text", "text_special", "code_inline") and notation:
            start = text.find(notation, at)
            if start >= 0:
                found.append((start, notation, token.content if token.type == "text_special" else None))
                at = start + len(notation)
    return found


def _after_link(text: str, at: int) -> int:
    """Offset behind ``](destination "title")``, ``][label]`` or ``]``, when the cursor stands before the bracket."""
    close = text.find("]", at)
    if close < 0:
        return at
    at = close + 1
    if text.startswith("[", at):
        end = text.find("]", at)
        return end + 1 if end >= 0 else at
    if not text.startswith("(", at):
        return at
    depth, quote, position = 0, "", at
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character == "<":
            quote = ">"
        elif character in "\"'" and text[position - 1].isspace():
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return at
