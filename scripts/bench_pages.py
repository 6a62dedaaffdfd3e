"""Made-up health pages of any size, in HTML, Markdown or plain text; the same seed gives the same bytes.

A real page is neither all text nor the same text again: HTML comes with what a site puts around it, and sentences are
made from templates with slots, so that they seldom repeat. A page that repeats itself would flatter every cache.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench_site import furniture
from bench_words import HEADINGS, LOUD, NUMBERS, PLAIN, REFERENCE, SLOTS

#: Share of sentences to which a reviewer would object.
SPARSE, MIXED, DENSE = 0.02, 0.1, 0.4
SUFFIXES = ("html", "md", "txt")
#: A page with more loud sentences than this sells something, and has buttons.
_SELLS = 0.05
#: Bytes of text for each entry of the list of references.
_A_SOURCE = 4_000
_CHOICES = {name: tuple(choices.split("|")) for name, choices in SLOTS.items()}
_SLOT = re.compile(r"\{(\w+)\}")


class Block(NamedTuple):
    """What a page is built of."""

    kind: str
    """title, heading, paragraph, list, quote, button or entry (of the list of references)."""
    text: str
    """Of a list an item a line."""


def page(seed: int, size: int, suffix: str = "html", share: float = MIXED, *, growing: bool = False) -> str:
    """A page of about ``size`` bytes (2,000 and more; never more than a paragraph off), a ``share`` of it loud.

    ``growing``: what a site puts around the text of HTML has the same share of pages of any size.
    """
    rng = Random(f"{seed} {size} {suffix} {share}")
    title = filled("{condition} and {drug}", rng) if suffix == "html" else ""
    before, behind = furniture(rng, size, title, growing=growing) if title else ("", "")
    room = size - len(before) - len(behind)
    sources = max(1, room // _A_SOURCE)
    written = _WRITERS[suffix]
    entries = [written(Block("entry", f"{number}. {filled(REFERENCE, rng)}"), rng) for number in range(1, sources + 1)]
    parts = [written(Block("title", sentence(filled(HEADINGS[0], rng), "")), rng)]
    length = len(parts[0]) + sum(map(len, entries))
    for block in _blocks(rng, share, sources):
        if length >= room:
            break
        parts.append(written(block, rng))
        length += len(parts[-1].encode())
    parts.append(written(Block("heading", "References"), rng))
    return before + "".join(parts + entries) + behind


def site(folder: Path, count: int, size: int, suffix: str = "html", *, first: int = 0) -> list[Path]:
    """Write ``count`` pages into a folder, sparse and dense ones by turns; their seeds count from ``first``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(first, first + count):
        share = (SPARSE, MIXED, DENSE)[number % 3]
        path = folder / f"{number:05}.{suffix}"
        path.write_text(page(number, size, suffix, share), "utf-8", newline="\n")
        paths.append(path)
    return paths


def filled(template: str, rng: Random, sources: int = 1) -> str:
    """A template with its slots filled."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in NUMBERS:
            low, high = NUMBERS[name]
            return str(low + int(rng.random() * (high - low)))
        if name.isdigit():
            return "".join(str(int(rng.random() * 10)) for _ in name)
        if name == "ref":
            return str(1 + int(rng.random() * sources))
        if name[0].isupper():
            return filled(f"{{{name.lower()}}}", rng).capitalize()
        text = picked(_CHOICES[name], rng)
        return filled(text, rng, sources) if "{" in text else text

    return _SLOT.sub(value, template)


def picked(choices: tuple[str, ...], rng: Random) -> str:
    """One of them. By ``random()``, whose values Python promises never to change."""
    return choices[int(rng.random() * len(choices))]


def sentence(text: str, stop: str = ".") -> str:
    """With a capital at its beginning, and a stop at its end."""
    return f"{text[0].upper()}{text[1:]}{stop}"


def _blocks(rng: Random, share: float, sources: int) -> Iterator[Block]:
    """Sections without end."""

    def said() -> str:
        loud = rng.random() < share
        opener = filled("{opener}", rng, sources)
        template = picked(LOUD if loud else PLAIN, rng)
        return sentence(opener + filled(template, rng, sources), "!" if loud and rng.random() < 0.2 else ".")

    def several(low: int, high: int) -> Iterator[str]:
        return (said() for _ in range(low + int(rng.random() * (high - low + 1))))

    while True:
        yield Block("heading", sentence(filled(picked(HEADINGS, rng), rng), ""))
        for _ in range(1 + int(rng.random() * 3)):
            yield Block("paragraph", " ".join(several(2, 5)))
        chance = rng.random()
        if chance < 0.35:
            yield Block("list", "\n".join(several(3, 6)))
        elif chance < 0.45:
            yield Block("quote", f"“{said()}”")
        if share > _SELLS and rng.random() < 0.25:
            yield Block("button", filled("Call {phone} - book {remedy} today", rng))


def _html(block: Block, rng: Random) -> str:
    text = html.escape(block.text, quote=False)
    match block.kind:
        case "title":
            return f'<article class="post type-post"><h1 class="entry-title">{text}</h1>\n'
        case "heading":
            return f'<h2 id="h-{int(rng.random() * 1e9)}" class="wp-block-heading">{text}</h2>\n'
        case "list":
            items = "".join(f"<li>{item}</li>\n" for item in text.split("\n"))
            return f'<ul class="wp-block-list">\n{items}</ul>\n'
        case "quote":
            return f'<blockquote class="pull"><p>{text}</p></blockquote>\n'
        case "button":
            return f'<div class="cta"><a class="btn btn-primary" href="tel:+18005550100">{text}</a></div>\n'
        case "entry":
            number, _, words = text.partition(". ")
            return f'<p class="ref" id="ref-{number}">[{number}] {words}</p>\n'
    text = _stressed(text, "<strong>{}</strong>", rng)
    return f"<p>{text.replace(' and ', ' &amp; ', 1) if rng.random() < 0.1 else text}</p>\n"


_MARKS = {"title": "# ", "heading": "## ", "quote": "> "}


def _markdown(block: Block, rng: Random) -> str:
    text = block.text
    if block.kind == "list":
        return "".join(f"- {item}\n" for item in text.split("\n")) + "\n"
    if block.kind == "button":
        return f"[{text}](tel:+18005550100)\n\n"
    if block.kind == "paragraph":
        text = _stressed(text, "**{}**", rng)
    return f"{_MARKS.get(block.kind, '')}{text}\n" + ("" if block.kind == "entry" else "\n")


def _plain(block: Block, rng: Random) -> str:
    if block.kind == "list":
        return "".join(f"* {item}\n" for item in block.text.split("\n")) + "\n"
    return f"{block.text}\n" + ("" if block.kind == "entry" else "\n")


def _stressed(text: str, mark: str, rng: Random) -> str:
    """Now and then a word as an editor stresses it."""
    words = text.split(" ", 3)
    if len(words) < 4 or rng.random() > 0.3:
        return text
    return " ".join([*words[:2], mark.format(words[2]), words[3]])


_WRITERS: dict[str, Callable[[Block, Random], str]] = {"html": _html, "md": _markdown, "txt": _plain}
