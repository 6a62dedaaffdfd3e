"""What a page says to whoever walks a site: where it leads, whom it stands for, and whether it says anything new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from healthaudit.digests import blake2b
from healthaudit.model import Document, Media
from healthaudit.patterns import compiled
from healthaudit.sources.site.addresses import joined

__all__ = ["Links", "links_of"]

#: Elements that no reader sees anything of.
_UNSEEN = frozenset(["script", "style", "template", "noscript"])
#: Where the words of an element stand: (element, its type or name) to attribute.
_WORDS = {("meta", "description"): "content", ("input", "submit"): "value", ("input", "button"): "value"}
_PICTURES = frozenset(["img", "area"])
_DIGITS = compiled(r"[0-9]+")
#: Of a hostile page; no page for people has more.
_MOST = 5000


class Links(NamedTuple):
    """Of one page."""

    addresses: tuple[str, ...]
    """Where its links lead, normalised, each once, in their order; without those that are not to be followed."""
    canonical: str
    """The address for which it says that it stands, normalised; empty without one."""
    text: bytes
    """Digest of what a reader gets to read."""
    whole: bytes
    """Digest of that and of the links as they are written."""
    pieces: Mapping[bytes, int]
    """Digests of the pieces of its text with their lengths. Digits are folded: numbers make no page a new one."""


def links_of(document: Document, address: str) -> Links:
    """The links of a page that was found at an address. Text for people without markup has none."""
    markup = _Markup()
    markup.read(_html(document))
    base = joined(address, markup.base) or address
    links = (joined(base, link) for link in markup.links) if not markup.nofollow else ()
    text = "\n".join(markup.words)
    return Links(
        tuple(dict.fromkeys(link for link in links if link)),
        joined(base, markup.canonical) if markup.canonical else "",
        _digest(text),
        _digest("\0".join((text, *markup.links))),
        {_digest(_DIGITS.sub("0", piece)): len(piece) for piece in markup.words},
    )


def _html(document: Document) -> str:
    if document.media is Media.HTML:
        return document.text
    if document.media is Media.MARKDOWN:
        from markdown_it import MarkdownIt

        return str(MarkdownIt().render(document.text))
    import html

    return html.escape(document.text)


class _Markup:
    """Gathers what matters from the tokens of a page."""

    def __init__(self) -> None:
        self.base = ""
        self.canonical = ""
        self.nofollow = False
        self.links: list[str] = []
        self.words: list[str] = []

    def read(self, html: str) -> None:
        unseen = 0
        for kind, tag, attributes, data in _tokens(html):
            if kind == "end":
                unseen -= tag in _UNSEEN and unseen > 0
            elif kind == "text":
                self._say("" if unseen else data)
            elif tag in _UNSEEN:
                unseen += 1
            elif not unseen:
                self._element(tag, attributes)

    def _element(self, tag: str, attributes: Mapping[str, str]) -> None:
        said = attributes.get("rel", "").lower().split()
        href = attributes.get("href", "")
        sort = attributes.get("type" if tag == "input" else "name", "").lower()
        if tag in ("a", "area") and "href" in attributes and "nofollow" not in said and len(self.links) < _MOST:
            self.links.append(href)
        elif tag == "base":
            self.base = self.base or href
        elif tag == "link" and "canonical" in said:
            self.canonical = self.canonical or href
        elif tag == "meta" and sort in ("robots", "healthaudit"):
            told = {one.strip() for one in attributes.get("content", "").lower().split(",")}
            self.nofollow = self.nofollow or not told.isdisjoint(("nofollow", "none"))
        self._say(attributes.get("alt" if tag in _PICTURES else _WORDS.get((tag, sort), ""), ""))

    def _say(self, words: str) -> None:
        if folded := " ".join(words.split()):
            self.words.append(folded)


def _tokens(html: str) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
    """(kind, tag, attributes, text) of texts, start tags and end tags."""
    import turbohtml

    types = turbohtml.TokenType
    for token in turbohtml.tokenize(html):
        if token.type is types.TEXT:
            yield "text", "", {}, token.data or ""
        elif token.type is types.START_TAG:
            # Of two attributes with one name the first counts.
            yield "start", token.tag or "", {name: value or "" for name, value in reversed(token.attrs or [])}, ""
        elif token.type is types.END_TAG:
            yield "end", token.tag or "", {}, ""


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
