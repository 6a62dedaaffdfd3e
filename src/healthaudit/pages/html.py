"""HTML to Page.

Tokens come from turbohtml, a WHATWG tokenizer. It does not say where a token stands, but with ``capture_source``
its tokens tile the input, so that positions follow by adding up lengths. Two things need care: it normalises line
ends (so we hand it LF, of the same length), and it swallows ``</>`` inside text (so text is realigned).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from healthaudit.model import BlockKind, Document, Page, PageFacts, Region
from healthaudit.pages.builder import Builder, Piece
from healthaudit.pages.pictures import ELEMENTS
from healthaudit.pages.tokens import tokenizer
from healthaudit.patterns import compiled

_ATTRIBUTE = compiled(
    r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""",
)
_REFERENCE = compiled(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_NO_ATTRIBUTES: Mapping[str, str] = {}
#: attribute that holds words for a reader, per element
_WORDS = {"img": "alt", "area": "alt"}
_META_DESCRIPTION = "description"


def read(document: Document) -> Page:
    """Read an HTML document or fragment, however broken."""
    builder = Builder(document.text)
    metadata = Metadata()
    feed(builder, document.text, 0, len(document.text), metadata)
    return builder.page(document, facts=metadata.facts(), declared_language=metadata.language)


def feed(builder: Builder, raw: str, start: int, end: int, metadata: Metadata) -> None:
    """Send the markup at ``raw[start:end]`` to the builder."""
    source = raw[start:end]
    if "\r" in source:
        source = source.replace("\r\n", " \n").replace("\r", "\n")
    at = start
    script: list[str] | None = None
    types = tokenizer().TokenType
    text_type, start_type, end_type = types.TEXT, types.START_TAG, types.END_TAG
    reference_type, comment_type = types.CHARACTER_REFERENCE, types.COMMENT
    for token in tokenizer().tokenize(source, resolve_references=False, capture_source=True):
        kind = token.type
        if kind is text_type:
            data = token.data or ""
            if script is not None:
                script.append(data)
            after = at + len(data)
            if source.startswith(data, at - start):
                builder.text(at, after)
            else:
                after = _realigned(builder, source, data, at, start)
            at = after
            continue
        notation = token.source or ""
        while source.startswith("</>", at - start) and not notation.startswith("</>"):
            at += 3  # swallowed between two tokens
        width = len(notation)
        if kind is start_type:
            name = token.tag or ""
            attributes = _attributes(token.attrs)
            if name in ELEMENTS:
                builder.picture(name, attributes, at)
            if name == "br":
                builder.line_break(at, at + width)
            else:
                builder.open(name, attributes)
            if attributes:
                _words(builder, name, attributes, notation, at, metadata)
            if name == "script" and attributes.get("type", "").lower() == "application/ld+json":
                script = []
        elif kind is end_type:
            if script is not None and token.tag == "script":
                metadata.add_json_ld("".join(script))
                script = None
            if token.tag == "br":
                builder.line_break(at, at + width)
            else:
                builder.close(token.tag or "")
        elif kind is reference_type:
            builder.atom(token.data or "", at, at + width)
        elif kind is comment_type:
            builder.comment(token.data or "", at, at + width)
        at += width


def _realigned(builder: Builder, source: str, data: str, at: int, base: int) -> int:
    """Send text from whose data the tokenizer dropped ``</>`` (and NULs); give the source offset behind it."""
    seen = 0
    position = at - base
    while seen < len(data) and position < len(source):
        # Within scripts, styles and titles the tokenizer keeps them.
        if source.startswith("</>", position) and not data.startswith("</>", seen):
            position += 3
            continue
        if source[position] == data[seen] or source[position] == "\0" or data[seen] == "\ufffd":
            run = position
            while (
                seen < len(data)
                and position < len(source)
                and source[position] == data[seen]
                and (not source.startswith("</>", position) or data.startswith("</>", seen))
            ):
                position += 1
                seen += 1
            if position == run:
                position += 1
                seen += 1
            builder.text(base + run, base + position)
        else:
            position += 1
    while source.startswith("</>", position):
        position += 3
    return base + position


def _attributes(pairs: list[tuple[str, str]] | None) -> Mapping[str, str]:
    if not pairs:
        return _NO_ATTRIBUTES
    return dict(reversed(pairs))  # of two attributes with one name the first counts


def _words(builder: Builder, name: str, attributes: Mapping[str, str], tag: str, at: int, metadata: Metadata) -> None:
    """Words that stand in attributes: alternative text, submit buttons, meta description."""
    if name == "html" and attributes.get("lang"):
        metadata.language = metadata.language or attributes["lang"]
    elif name == "meta":
        metadata.add_meta(attributes)
        if attributes.get("name", "").lower() == _META_DESCRIPTION and attributes.get("content"):
            builder.side(
                BlockKind.DESCRIPTION,
                attribute_pieces(tag, at, "content", attributes["content"]),
                Region.MAIN,
            )
    elif name == "link" and attributes.get("rel", "").lower() == "canonical":
        metadata.canonical = metadata.canonical or attributes.get("href", "")
    elif name == "time" and attributes.get("datetime"):
        metadata.time = metadata.time or attributes["datetime"]
    elif name in _WORDS and attributes.get(_WORDS[name], "").strip():
        hidden = "hidden" in attributes or attributes.get("aria-hidden", "") == "true"
        builder.side(
            BlockKind.ALT_TEXT,
            attribute_pieces(tag, at, "alt", attributes["alt"]),
            Region.HIDDEN if hidden else None,
        )
    elif name == "input" and attributes.get("type", "").lower() in ("submit", "button") and attributes.get("value"):
        builder.side(BlockKind.BUTTON, attribute_pieces(tag, at, "value", attributes["value"]))


def attribute_pieces(tag: str, at: int, name: str, value: str) -> Iterator[Piece]:
    """The value of an attribute as pieces of the source; ``at`` is where the tag begins."""
    start, end = _value_span(tag, name)
    if tag.find("&", start, end) < 0 and "\r" not in tag:
        yield Piece(at + start, at + end)
        return
    import html as entities  # it brings a table of two thousand names, which few pages need

    pieces: list[Piece] = []
    position = start
    for match in _REFERENCE.finditer(tag, start, end):
        resolved = entities.unescape(match.group())
        if resolved != match.group():
            pieces.append(Piece(at + position, at + match.start()))
            pieces.append(Piece(at + match.start(), at + match.end(), resolved))
            position = match.end()
    pieces.append(Piece(at + position, at + end))
    resolved_value = "".join(tag[p.start - at : p.end - at] if p.text is None else p.text for p in pieces)
    if resolved_value == value:
        yield from pieces
    elif end > start:  # an odd reference: the whole value as one atom
        yield Piece(at + start, at + end, value)


def _value_span(tag: str, name: str) -> tuple[int, int]:
    """Where the value of the first attribute of that name stands in the tag; (0, 0) if nowhere."""
    position = re.match(r"<[^\s/>]+", tag)
    for match in _ATTRIBUTE.finditer(tag, position.end() if position else 0):
        if match.group(1).lower() == name:
            for group in (2, 3, 4):
                if match.group(group) is not None:
                    return match.span(group)
    return 0, 0


#: name or property of a meta element -> fact
_META = {
    "author": "author",
    "citation_author": "author",
    "dc.creator": "author",
    "article:author": "author",
    "article:published_time": "published",
    "citation_publication_date": "published",
    "dc.date": "published",
    "dcterms.created": "published",
    "date": "published",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
    "dcterms.modified": "modified",
    "last-modified": "modified",
    "og:site_name": "publisher",
    "publisher": "publisher",
}


class Metadata:
    """Collects what a page says about itself in its head."""

    def __init__(self) -> None:
        self.language = ""
        self.canonical = ""
        self.time = ""
        self._found: dict[str, str] = {}

    def add_meta(self, attributes: Mapping[str, str]) -> None:
        """A meta element."""
        name = (attributes.get("name") or attributes.get("property") or attributes.get("http-equiv", "")).lower()
        field = _META.get(name)
        if field:
            self._add(field, attributes.get("content", ""))

    def add_json_ld(self, text: str) -> None:
        """A JSON-LD script; what cannot be parsed is passed over, as search engines do."""
        import json

        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return
        for node in _nodes(data, 0):
            for key, field in (
                ("author", "author"),
                ("reviewedBy", "reviewer"),
                ("datePublished", "published"),
                ("dateModified", "modified"),
                ("lastReviewed", "modified"),
                ("publisher", "publisher"),
            ):
                self._add(field, _name(node.get(key)))

    def facts(self) -> PageFacts:
        """The facts found; the first mention of each wins."""
        if self.time:
            self._add("published", self.time)
        return PageFacts(canonical=self.canonical, **self._found)

    def _add(self, field: str, value: str) -> None:
        value = " ".join(value.split())
        if value and field not in self._found:
            self._found[field] = value


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document that may describe the page."""
    if depth > 8:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)


def _name(value: Any) -> str:
    """A person, organisation or literal of JSON-LD as a name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""
