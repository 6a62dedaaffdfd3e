"""Markdown: front matter, links, footnotes, tables, inline HTML, each in its place."""

from __future__ import annotations

import pytest

from healthaudit.model import Document, Media, Page
from healthaudit.pages import read


def page_of(source: str) -> Page:
    return read(Document("page.md", Media.MARKDOWN, source))


def blocks_of(source: str) -> list[tuple[str, str]]:
    page = page_of(source)
    return [(block.kind.value, page.quote(block.start, block.end)) for block in page.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One *two*", [("heading", "One two")]),
        ("- one\n- two", [("list-item", "one"), ("list-item", "two")]),
        ("- one\n\n- two", [("list-item", "one"), ("list-item", "two")]),
        ("> said\n> so", [("quote", "said so")]),
        ("| a | b \\| c |\n|---|---|\n| d |  |", [("table-cell", "a"), ("table-cell", "b | c"), ("table-cell", "d")]),
        ("```\ncode\n```", [("code", "code")]),
        ("[all](http://x.org)", [("link", "all")]),
        ('<div class="footer"><p>Raw &lt;b&gt;</p></div>', [("paragraph", "Raw <b>")]),
        ("A ![alt *x*](i.png) b", [("paragraph", "A b"), ("alt-text", "alt x")]),
        ("Say[^1].\n\n[^1]: Because.", [("paragraph", "Say[1]."), ("reference", "Because.")]),
        ("Say^[Because *so*.] more.", [("paragraph", "Say[1] more."), ("reference", "Because so.")]),
        ("^[1]", [("paragraph", "[1]"), ("reference", "1")]),
        ("| a |\n|---|\n| b^[c] |", [("table-cell", "a"), ("table-cell", "b[1]"), ("reference", "c")]),
        ("a\\\nb", [("paragraph", "a b")]),
        ("~~gone~~ &copy; \\# `x|y`", [("paragraph", "gone © # x|y")]),
        ("## References\n\n1. A. 2019.\n2. B. 2020.", [("heading", "References"), ("reference", "A. 2019."), ("reference", "B. 2020.")]),
    ],
)  # fmt: skip
def test_blocks(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks_of(source) == expected


def test_words_that_repeat_in_a_link_target_are_found_where_they_stand() -> None:
    page = page_of("[click](http://click.org 'click') click")
    starts = [page.span(at, at + 5).start for at in (0, 6)]
    assert starts == [1, 34]


def test_front_matter_gives_title_and_facts() -> None:
    page = page_of(
        "---\ntitle: 'Light & sleep'\nauthor: [Ana Ruiz, Omar Lee]\ndate: 2024-05-03\nlang: en\n---\n\nText\n"
    )
    assert page.title == "Light & sleep"
    assert (page.facts.author, page.facts.published, page.declared_language) == (
        "Ana Ruiz, Omar Lee",
        "2024-05-03",
        "en",
    )
    block = page.blocks[0]
    span = page.span(block.start, block.end)
    assert page.raw[span.start : span.end] == "Light & sleep"


def test_broken_front_matter_is_passed_over() -> None:
    assert blocks_of("---\na: [\n---\n\nText") == [("paragraph", "Text")]


def test_nested_quote_and_list_keep_places() -> None:
    source = "> - one **two**\r\n>   three\r\n>\r\n> 1. four\r\n"
    page = page_of(source)
    for word in ("one", "two", "three", "four"):
        span = page.span(page.text.index(word), page.text.index(word) + len(word))
        assert page.raw[span.start : span.end] == word


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- <!-- note --> one\n- two\n", [("list-item", "one"), ("list-item", "two")]),
        ("1. <div>one</div>\n   two\n", [("list-item", "one"), ("list-item", "two")]),
        ("> <!-- note --> one\n", [("quote", "one")]),
    ],
)
def test_markup_at_the_beginning_of_an_item_comes_without_its_mark(
    source: str, expected: list[tuple[str, str]]
) -> None:
    page = page_of(source)
    assert blocks_of(source) == expected
    for block in page.blocks:
        assert page.raw[slice(*page.span(block.start, block.end))] == page.text[block.start : block.end]


@pytest.mark.parametrize(
    "line",
    [
        "date: 2024-02-30",
        "date: 2024-13-45T00:00:00",
        "x: " + "1" * 5_000,
        "author: " + "[" * 5_000 + "]" * 5_000,
        "x: !!int abc",
        "x: !!bool abc",
        "x: !!timestamp abc",
        "x: !!python/object/apply:os.system [echo]",
        "x: 2001-12-14t21:59:43.10-99:99",
        "\n".join(["a0: &a [x,x]", *(f"a{n}: &a [*a,*a,*a]" for n in range(1, 30)), "author: *a"]),
    ],
)
def test_odd_front_matter_costs_no_page(line: str) -> None:
    page = read(Document("page.md", Media.MARKDOWN, f"---\n{line}\n---\n\nIt cures anxiety.\n"))
    assert "It cures anxiety." in page.text
    assert len(page.facts.author) < 600


def test_facts_of_the_front_matter_are_words() -> None:
    text = "---\nauthor: [Ann Ray, {name: Bo Lee}]\ndate: 2024-02-30\n---\n\nText.\n"
    facts = read(Document("page.md", Media.MARKDOWN, text)).facts
    assert facts.author == "Ann Ray, Bo Lee"
    assert facts.published == "2024-02-30"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("end", "between"), [("", " "), (" ", " "), ("  ", "\n")])
def test_two_spaces_break_a_line_and_one_does_not(newline: str, end: str, between: str) -> None:
    assert page_of(f"It helps{end}{newline}sleep.").text.strip() == f"It helps{between}sleep."
