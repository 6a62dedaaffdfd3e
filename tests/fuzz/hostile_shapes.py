"""Pages that somebody wrote to make us slow: for each a name, what it is written in, and its text for a size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from healthaudit.model import Document, Media

#: A paragraph about health, so that the page is understood and rules look at the rest of it.
ABOUT = "Our drops treat anxiety, and patients with depression ask about this treatment every day."


class Shape(NamedTuple):
    """A sort of hostile page. ``text(n)`` grows with n; ``full`` is the n of the largest that must be borne."""

    media: Media
    text: Callable[[int], str]
    full: int

    def document(self, size: int) -> Document:
        """The page of a size."""
        return Document("-", self.media, self.text(size))


def _html(text: Callable[[int], str], full: int) -> Shape:
    return Shape(Media.HTML, lambda n: f"<html lang=en><p>{ABOUT}</p>{text(n)}", full)


def _markdown(text: Callable[[int], str], full: int) -> Shape:
    return Shape(Media.MARKDOWN, lambda n: f"---\nlang: en\n---\n\n{ABOUT}\n\n{text(n)}", full)


def _plain(text: Callable[[int], str], full: int) -> Shape:
    return Shape(Media.TEXT, lambda n: f"{ABOUT}\n\n{text(n)}", full)


DEEP, MILLION, BYTES = 100_000, 1_000_000, 10_000_000


def _nested() -> Mapping[str, Shape]:
    """Elements and marks within each other."""
    names = ("div", "b", "span", "blockquote", "ul", "table", "a", "template", "section", "sup", "button", "svg")
    shapes = {f"nested {name}": _html(lambda n, name=name: f"<{name}>" * n + "x", DEEP) for name in names}
    for name in ("div", "b", "blockquote", "ul"):
        shapes[f"nested and closed {name}"] = _html(
            lambda n, name=name: f"<{name}>" * n + "It cures anxiety." + f"</{name}>" * n, DEEP
        )
    shapes |= {
        "nested mixture": _html(lambda n: "<div><b><ul><li><table><tr><td><blockquote><span>" * (n // 9) + "x", DEEP),
        "nested with words": _html(lambda n: "<div>It cures anxiety. " * n, DEEP),
        "nested b with words": _html(lambda n: "<b>It cures anxiety. " * n, DEEP),
        "nested hidden": _html(lambda n: "<div hidden>It cures anxiety." * n, DEEP),
        "nested quotations": _html(lambda n: "<blockquote><p>It cures anxiety." * n, DEEP),
        "nested lists": _html(lambda n: "<ul><li>It cures anxiety." * n, DEEP),
        "misnested": _html(lambda n: "<b><i>x</b></i>" * n, DEEP),
        "misnested blocks": _html(lambda n: "<p><b><div>x</p></b></div>" * n, DEEP),
        "unopened": _html(lambda n: "</div></p></b>" * n, DEEP),
        "unclosed tag": _html(lambda n: "<a <b <p " * n, DEEP),
        "open brackets": _html(lambda n: "<" * n, MILLION),
        "markdown nested >": _markdown(lambda n: ">" * n + " x", DEEP),
        "markdown nested > spaced": _markdown(lambda n: "> " * n + " x", DEEP),
        "markdown lines of >": _markdown(lambda n: "> It cures anxiety.\n" * n, DEEP),
        "markdown nested lists": _markdown(lambda n: "- " * n + "x", DEEP),
        "markdown nested numbers": _markdown(lambda n: "1. " * n + "x", DEEP),
        "markdown stairs": _markdown(lambda n: "".join(f"{' ' * (2 * (i % 50))}- x\n" for i in range(n)), DEEP),
        "markdown brackets": _markdown(lambda n: "[" * n + "x" + "]" * n, DEEP),
        "markdown images": _markdown(lambda n: "![" * n + "x" + "](u)" * n, DEEP),
        "markdown links open": _markdown(lambda n: "[x](" * n, DEEP),
        "markdown emphasis": _markdown(lambda n: "*" * n + "x" + "*" * n, DEEP),
        "markdown emphasis turns": _markdown(lambda n: "*_" * n + "x", DEEP),
        "markdown emphasis words": _markdown(lambda n: "*a _b " * n, DEEP),
        "markdown backticks": _markdown(lambda n: " ".join("`" * (i % 500 + 1) for i in range(n // 20)), DEEP),
        "markdown strikes": _markdown(lambda n: "~~a " * n, DEEP),
        "markdown escapes": _markdown(lambda n: "\\*" * n, MILLION),
        "markdown angles": _markdown(lambda n: "<a " * n, DEEP),
        "markdown parentheses": _markdown(lambda n: "[x](" + "(" * n + ")" * n + ")", DEEP),
    }
    return shapes


def _attributes() -> Mapping[str, Shape]:
    return {
        "attributes on a tag": _html(lambda n: "<p " + " ".join(f"a{i}=x" for i in range(n)) + ">x", MILLION),
        "attributes of one name": _html(lambda n: "<p " + "a=x " * n + ">x", MILLION),
        "attributes on an image": _html(
            lambda n: "<img " + " ".join(f"a{i}" for i in range(n)) + " alt='It cures anxiety.'>", MILLION
        ),
        "attributes over tags": _html(lambda n: "<b class=x id=y title=z lang=en>x</b> " * (n // 4), MILLION),
        "a long attribute": _html(lambda n: f"<p title='{'x ' * n}'>x", BYTES // 2),
        "a long class": _html(lambda n: f"<div class='{'nav-x ' * n}'>x", BYTES // 6),
        "a long style": _html(lambda n: f"<div style='{'display : block; ' * n}'>x", BYTES // 17),
        "a long alternative text": _html(lambda n: f"<img alt='{'It cures anxiety. ' * n}'>", DEEP),
        "entities in an attribute": _html(lambda n: f"<img alt='{'&amp; ' * n}'>", DEEP),
        "many alternative texts": _html(lambda n: "<img alt='It cures anxiety.'>" * n, DEEP),
        "alternative texts in one paragraph": _html(lambda n: "<p>x" + "<img alt='a b'>" * n, DEEP),
        "hidden words in one paragraph": _html(lambda n: "<p>x" + "<i hidden>a</i>b" * n, DEEP),
        "many ids": _html(lambda n: "".join(f"<a id=x{i} href=#x{n - i}>x</a> " for i in range(n)), DEEP),
        "metadata": _html(lambda n: "<meta name=author content=Ann>" * n, DEEP),
        "json-ld nested": _html(lambda n: f"<script type=application/ld+json>{'[' * n}{']' * n}</script>", DEEP),
        "json-ld many": _html(lambda n: '<script type=application/ld+json>{"author": "Ann"}</script>' * n, DEEP),
    }


#: Lines that mean something to the readers of Markdown and of plain text; the others are the same to all.
_IN_MARKDOWN = frozenset(
    [
        "of spaces",
        "of one word",
        "of dots",
        "of quotation marks",
        "of parentheses",
        "of opening parentheses",
        "of brackets",
        "of digits",
        "of addresses",
        "of hyphens",
        "of underscores",
        "of NULs",
        "of mixed spaces",
    ]
)
_IN_TEXT = frozenset(
    ["of spaces", "of one word", "of short sentences", "of dots", "of digits", "of hyphens", "of mixed spaces"]
)


def _lines() -> Mapping[str, Shape]:
    """One long line."""
    contents = {
        "of spaces": lambda n: " " * n,
        "of one word": lambda n: "a" * n,
        "of short sentences": lambda n: "a. " * (n // 3),
        "of capital sentences": lambda n: "A. B. " * (n // 6),
        "without a full stop": lambda n: "word here " * (n // 10),
        "of claims without a full stop": lambda n: "it cures anxiety and " * (n // 21),
        "of digits": lambda n: "1" * n,
        "of spaced digits": lambda n: "1 2 3 4 " * (n // 8),
        "of telephone numbers": lambda n: "call 1-800-555-0199 now " * (n // 24),
        "of numbers with dashes": lambda n: "1-" * (n // 2),
        "of dots": lambda n: "." * n,
        "of spaced dots": lambda n: ". " * (n // 2),
        "of quotation marks": lambda n: '"' * n,
        "of words in quotation marks": lambda n: '"a" ' * (n // 4),
        "of opening quotation marks": lambda n: "“a " * (n // 3),
        "of apostrophes": lambda n: "'a " * (n // 3),
        "of parentheses": lambda n: "(" * n,
        "of words in parentheses": lambda n: "(a) " * (n // 4),
        "of opening parentheses": lambda n: "(a " * (n // 3),
        "of brackets": lambda n: "[" * n,
        "of commas": lambda n: "a, " * (n // 3),
        "of not": lambda n: "not " * (n // 4),
        "of may": lambda n: "it may cure anxiety, " * (n // 21),
        "of questions": lambda n: "Does it cure anxiety? " * (n // 22),
        "of percentages": lambda n: "95% of patients " * (n // 16),
        "of addresses": lambda n: "https://example.org/a " * (n // 22),
        "of one address": lambda n: "https://example.org/" + "a/" * (n // 2),
        "of DOIs": lambda n: "doi:10.1000/abc123 " * (n // 19),
        "of one DOI": lambda n: "doi:10.1000/" + "a.(" * (n // 3),
        "of capitals": lambda n: "Ab Cd " * (n // 6),
        "of authors": lambda n: "Novak J, Reyes M, " * (n // 18),
        "of names in one citation": lambda n: "(" + "Novak et al., 2019; " * (n // 20) + ")",
        "of years": lambda n: "(2019) " * (n // 7),
        "of hyphens": lambda n: "a-" * (n // 2),
        "of underscores": lambda n: "_" * n,
        "of zero-width characters": lambda n: "\u200b" * n,
        "of combining marks": lambda n: "a" + "\u0301" * n,
        "of marked letters": lambda n: "e\u0301" * (n // 2),
        "of emoji": lambda n: "🙂" * n,
        "of joined emoji": lambda n: "👩\u200d" * (n // 2),
        "of direction marks": lambda n: "\u202ea\u202c" * (n // 3),
        "of NULs": lambda n: "\0" * n,
        "of controls": lambda n: "\x01a" * (n // 2),
        "of lone surrogates": lambda n: "\ud800 " * (n // 2),
        "of ligatures": lambda n: "ﷺ" * n,
        "of no-break spaces": lambda n: "\u00a0" * n,
        "of mixed spaces": lambda n: " \u00a0\t" * (n // 3),
    }
    shapes: dict[str, Shape] = {}
    for name, content in contents.items():
        shapes[f"a line {name}"] = _html(lambda n, content=content: f"<p>{content(n)}</p>", BYTES)
        if name in _IN_MARKDOWN:
            shapes[f"a line {name}, Markdown"] = _markdown(content, BYTES)
        if name in _IN_TEXT:
            shapes[f"a line {name}, text"] = _plain(content, BYTES)
    for kind, of in {"HTML": _html, "Markdown": _markdown, "text": _plain}.items():
        shapes[f"newlines, {kind}"] = of(lambda n: "\n" * n + "x", MILLION)
        shapes[f"newlines CR LF, {kind}"] = of(lambda n: "\r\n" * n + "x", MILLION)
        shapes[f"short lines CR, {kind}"] = of(lambda n: "a\r" * n, MILLION)
        shapes[f"claims on lines, {kind}"] = of(lambda n: "It cures anxiety.\r\n" * n, DEEP)
    shapes["line breaks"] = _html(lambda n: "<p>x" + "<br>" * n, MILLION)
    shapes["words and line breaks"] = _html(lambda n: "<p>" + "a<br>" * n, DEEP)
    shapes["preformatted"] = _html(lambda n: "<pre>" + "a  b\n" * n, DEEP)
    return shapes


def _floods() -> Mapping[str, Shape]:
    """Of entities, comments and sections."""
    return {
        "entities": _html(lambda n: "<p>" + "&amp;" * n, MILLION),
        "numeric entities": _html(lambda n: "<p>" + "&#x41;" * n, MILLION),
        "entities of NUL": _html(lambda n: "<p>" + "&#0;" * n, MILLION),
        "entities of nothing": _html(lambda n: "<p>" + "&shy;" * n, MILLION),
        "unterminated entities": _html(lambda n: "<p>" + "&amp" * n, MILLION),
        "ampersands": _html(lambda n: "<p>" + "&" * n, MILLION),
        "unknown entities": _html(lambda n: "<p>" + "&nothing " * n, DEEP),
        "a long entity": _html(lambda n: "<p>&" + "a" * n + ";", MILLION),
        "a long numeric entity": _html(lambda n: "<p>&#" + "1" * n + ";", MILLION),
        "entities, Markdown": _markdown(lambda n: "&amp;" * n, DEEP),
        "comments opened": _html(lambda n: "<!-- x " * n, MILLION),
        "comments": _html(lambda n: "<!-- x -->" * n, MILLION),
        "comments with words": _html(lambda n: "<p>" + "a<!-- x -->" * n, DEEP),
        "comments that suppress": _html(
            lambda n: "<!-- healthaudit: ignore-next cure-claim reason: x --><p>x" * n, DEEP
        ),
        "suppressed claims": _html(
            lambda n: "<!-- healthaudit: ignore-next cure-claim reason: x --><p>It cures anxiety.</p>" * n, 20_000
        ),
        "suppressed regions": _html(
            lambda n: "<!-- healthaudit: ignore-start cure-claim reason: x --><p>It cures anxiety.</p>" * n, 20_000
        ),
        "comment ends": _html(lambda n: "<!--" + "--" * n, MILLION),
        "comments, Markdown": _markdown(lambda n: "<!-- x -->" * n, DEEP),
        "comments opened, Markdown": _markdown(lambda n: "a <!-- x " * n, DEEP),
        "CDATA": _html(lambda n: "<![CDATA[ x ]]>" * n, DEEP),
        "CDATA opened": _html(lambda n: "<svg><![CDATA[ x " * n, DEEP),
        "processing": _html(lambda n: "<?x y?>" * n, DEEP),
        "doctypes": _html(lambda n: "<!doctype html>" * n, DEEP),
        "empty end tags": _html(lambda n: "<p>" + "a</>" * n, MILLION),
        "scripts": _html(lambda n: "<script>x</script>" * n, DEEP),
        "scripts opened": _html(lambda n: "<script><!--<script>" * n, DEEP),
        "text areas": _html(lambda n: "<textarea>x</textarea>" * n, DEEP),
        "NULs and empty end tags": _html(lambda n: "<p>" + "\0</>" * n, DEEP),
    }


def _many() -> Mapping[str, Shape]:
    """Many of what pages have."""
    return {
        "links": _html(lambda n: "<a href=/a>It cures anxiety.</a> " * n, DEEP),
        "links in a paragraph": _html(lambda n: "<p>" + "<a href=/a>more</a> " * n, DEEP),
        "telephone links": _html(lambda n: "<a href=tel:18005550199>Call now</a> " * n, 20_000),
        "buttons": _html(lambda n: "<button>Book now</button>" * n, 20_000),
        "headings": _html(lambda n: "<h2>Does it cure anxiety?</h2>" * n, DEEP),
        "headings of sources": _html(lambda n: "<h2>References</h2>" * n, DEEP),
        "headings and claims": _html(lambda n: "<h2>x</h2><p>It cures anxiety." * n, DEEP),
        "list items": _html(lambda n: "<ul>" + "<li>It cures anxiety" * n, DEEP),
        "list items after a line": _html(lambda n: "<p>It will not:</p><ul>" + "<li>cure anxiety" * n, DEEP),
        "numbered items": _html(lambda n: "<ol>" + "<li>It cures anxiety" * n, DEEP),
        "items without words": _html(lambda n: "<ul>" + "<li>" * n, DEEP),
        "references": _html(
            lambda n: (
                "<p>Studies show that it cures anxiety [1].<h2>References</h2><ol>"
                + "".join(f"<li>Novak J. Trial {i}. Lancet. 2019;12:3-4. doi:10.1000/{i}" for i in range(n))
            ),
            DEEP,
        ),
        "references of one sort": _html(
            lambda n: "<h2>References</h2><ol>" + "<li>Novak J, Reyes M. A trial. Lancet. 2019;12(3):3-4." * n, DEEP
        ),
        "references and markers": _html(
            lambda n: (
                "<p>"
                + "".join(f"A trial found that it cures anxiety [{i + 1}]. " for i in range(n))
                + "<h2>References</h2><ol>"
                + "".join(f"<li>Novak J. Trial {i}. Lancet. 2019;12:3-4. doi:10.1000/{i}" for i in range(n))
            ),
            20_000,
        ),
        "references in one paragraph": _html(
            lambda n: (
                "<h2>References</h2><p>"
                + "".join(f"[{i + 1}] Novak J. Trial {i}. Lancet. 2019;12:3-4. " for i in range(n))
            ),
            DEEP,
        ),
        "numbered markers": _html(lambda n: "<p>" + "It may help [1]. " * n, DEEP),
        "numbered markers and one source": _html(
            lambda n: (
                "<p>"
                + "Studies show that it cures anxiety [1]. " * n
                + "<h2>References</h2><ol><li>Novak J. A trial. Lancet. 2019;12:3-4."
            ),
            20_000,
        ),
        "a wide marker": _html(
            lambda n: "<p>Studies show [" + ",".join(str(i) for i in range(n)) + "] that it helps.", DEEP
        ),
        "ranges of markers": _html(
            lambda n: "<p>" + "Studies show [1-999]. " * n + "<h2>References</h2><ol>" + "<li>Novak J. 2019." * 99,
            DEEP,
        ),
        "raised markers": _html(lambda n: "<p>" + "Studies show<sup>1</sup>. " * n, DEEP),
        "author and year": _html(lambda n: "<p>" + "Novak et al. (2019) found that it helps. " * n, 20_000),
        "named studies": _html(lambda n: "<p>" + "A study in The Lancet found that it cures anxiety. " * n, 20_000),
        "a table": _html(lambda n: "<table>" + "<tr>" + "<td>It cures anxiety" * n, DEEP),
        "rows": _html(lambda n: "<table>" + "<tr><td>x<td>It cures anxiety" * (n // 2), DEEP),
        "identical findings": _html(lambda n: "<p>" + "It cures anxiety. " * n, DEEP),
        "identical paragraphs": _html(lambda n: "<p>It cures anxiety.</p>" * n, DEEP),
        "different findings": _html(
            lambda n: "".join(f"<p>Drops number {i} cure anxiety in {i} days.</p>" for i in range(n)), 20_000
        ),
        "uses": _html(lambda n: "<p>Ketamine cures depression and anxiety. Wegovy treats pain.</p>" * n, 20_000),
        "products": _html(lambda n: "<p>" + "ketamine " * n, DEEP),
        "conditions": _html(lambda n: "<p>" + "anxiety " * n, MILLION // 4),
        "a list of conditions": _html(lambda n: "<p>It cures " + "anxiety, " * n, DEEP),
        "a huge title": _html(lambda n: "<title>" + "It cures anxiety. " * n + "</title>", DEEP),
        "a huge heading": _html(lambda n: "<h1>" + "It cures anxiety. " * n + "</h1>", DEEP),
        "a huge description": _html(lambda n: f"<meta name=description content='{'It cures anxiety. ' * n}'>", DEEP),
        "questions and answers": _html(lambda n: "<h3>Does it work?</h3><p>Yes, it cures anxiety.</p>" * n, 20_000),
        "myths": _html(lambda n: "<h2>Myths</h2><p>It cures anxiety. This is false.</p>" * n, 20_000),
        "testimonials": _html(
            lambda n: "<blockquote><p>It cured my anxiety!</p><cite>Ann B.</cite></blockquote>" * n, 20_000
        ),
        "disclaimers": _html(lambda n: "<p>Ketamine is not approved by the FDA for depression.</p>" * n, 20_000),
        "helplines": _html(lambda n: "<p>Call our helpline on 1-800-273-8255 now.</p>" * n, 20_000),
        "links, Markdown": _markdown(lambda n: "[It cures anxiety.](/a) " * n, DEEP),
        "images, Markdown": _markdown(lambda n: "![It cures anxiety.](/a) " * n, DEEP),
        "headings, Markdown": _markdown(lambda n: "## It cures anxiety\n\n" * n, DEEP),
        "items, Markdown": _markdown(lambda n: "- It cures anxiety\n" * n, DEEP),
        "definitions, Markdown": _markdown(
            lambda n: "".join(f"[x{i}] " for i in range(n)) + "\n\n" + "".join(f"[x{i}]: /u\n" for i in range(n)),
            DEEP,
        ),
        "footnotes, Markdown": _markdown(
            lambda n: (
                "".join(f"It cures[^{i}]. " for i in range(n))
                + "\n\n"
                + "".join(f"[^{i}]: Novak J. Trial. 2019.\n" for i in range(n))
            ),
            20_000,
        ),
        "written footnotes, Markdown": _markdown(lambda n: "It cures anxiety.^[Novak J. 2019] " * n, 20_000),
        "a table, Markdown": _markdown(lambda n: "| a | b |\n|---|---|\n" + "| it cures | anxiety |\n" * n, DEEP // 2),
        "a wide table, Markdown": _markdown(lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b" * n + "|\n", DEEP),
        "HTML blocks, Markdown": _markdown(lambda n: "<div>It cures anxiety.</div>\n\n" * n, DEEP),
        "HTML inside, Markdown": _markdown(lambda n: "It <b>cures</b> anxiety. " * n, DEEP),
        "code, Markdown": _markdown(lambda n: "`a` " * n, DEEP),
        "fences, Markdown": _markdown(lambda n: "```\nx\n```\n" * n, DEEP),
        "autolinks, Markdown": _markdown(lambda n: "<https://example.org/a> " * n, DEEP),
        "bullets, text": _plain(lambda n: "- It cures anxiety\n" * n, DEEP),
        "references, text": _plain(
            lambda n: "References\n\n" + "".join(f"[{i}] Novak J. Trial. Lancet. 2019;1:2.\n" for i in range(n)), DEEP
        ),
        "wrapped lines, text": _plain(
            lambda n: "it cures anxiety and goes on with many words for all of the line\n" * n, DEEP
        ),
    }


#: All of them by name.
SHAPES: Mapping[str, Shape] = {**_nested(), **_attributes(), **_lines(), **_floods(), **_many()}
