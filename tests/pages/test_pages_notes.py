"""What notes and lists of sources need of a page: superscripts, places that links lead to, numbers of items."""

from __future__ import annotations

import pytest

from healthaudit.model import BlockKind, Document, Media, Page
from healthaudit.pages import read


def page_of(source: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, source))


def raised(source: str, media: Media = Media.HTML) -> list[str]:
    page = page_of(source, media)
    return [page.text[start:end] for start, end in page.raised]


def numbers(source: str, media: Media = Media.HTML) -> list[tuple[str, int]]:
    page = page_of(source, media)
    return [(page.quote(block.start, block.end), block.number) for block in page.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Sooner<sup>1</sup> and later<sup>2,3</sup>.</p>", ["1", "2,3"]),
        ("<p>Sooner<sup><a href='#r1'>[1]</a></sup>.</p>", ["[1]"]),
        ("<p>4 m<sup>2</sup>, the 2<sup>nd</sup></p>", ["2", "nd"]),
        ("<p>Sooner<sup><b>1</b>,<i>2</i></sup>.</p>", ["1,2"]),
        ("<p>CO<sub>2</sub> and ¹ and <b>1</b></p>", []),
        ("<p>Sooner<sup></sup>.</p>", []),
        ("<p hidden>Sooner<sup>1</sup></p><p>Later<sup>2</sup></p>", ["1", "2"]),
        ("<p>Sooner<sup>1", ["1"]),
        ("", []),
    ],
)
def test_superscripts_of_html(source: str, expected: list[str]) -> None:
    assert [words.strip() for words in raised(source)] == expected


def test_superscripts_are_in_order_and_within_the_text() -> None:
    page = page_of("<p>a<sup>1</sup> b<sup>2</sup></p><ul><li>c<sup>3</sup></ul>")
    assert list(page.raised) == sorted(page.raised)
    assert all(0 <= start < end <= len(page.text) for start, end in page.raised)


def test_markdown_and_plain_text() -> None:
    assert raised("Sooner<sup>1</sup> and later.", Media.MARKDOWN) == ["1"]
    assert raised("Sooner<sup>1</sup> and later.", Media.TEXT) == []


@pytest.mark.parametrize(
    ("source", "name", "behind"),
    [
        ('<p>Moor</p><p id="r1">Dahl P. 2019</p>', "r1", "Dahl P."),
        ('<p>Moor</p><ol><li id="r1">Dahl P. 2019<li id="r2">Okoro T.</ol>', "r2", "Okoro T."),
        ('<p>Moor</p><p><a id="r1"></a>Dahl P. 2019</p>', "r1", "Dahl P."),
        ('<p>Moor</p><p><a name="r1"></a>Dahl P. 2019</p>', "r1", "Dahl P."),
        ('<p>Moor</p><p><span id="r1">Dahl P.</span> 2019</p>', "r1", "Dahl P."),
        ('<p id="r1">Dahl P.</p><p id="r1">Okoro T.</p>', "r1", "Dahl P."),
    ],
)
def test_anchors_of_html(source: str, name: str, behind: str) -> None:
    page = page_of(source)
    assert page.text[page.anchors[name] :].lstrip().startswith(behind)


def test_anchors_lie_in_the_text() -> None:
    page = page_of('<div id="a"></div><p id="b">Moor</p><p id="">x</p><div id="c"></div>')
    assert "" not in page.anchors
    assert all(0 <= at <= len(page.text) for at in page.anchors.values())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ol><li>a<li>b</ol>", [("a", 1), ("b", 2)]),
        ('<ol start="4"><li>a<li>b</ol>', [("a", 4), ("b", 5)]),
        ('<ol><li value="7">a</ol>', [("a", 7)]),
        ('<ol type="a"><li>a<li>b</ol>', [("a", 1), ("b", 2)]),
        ("<ul><li>a<li>b</ul>", [("a", 0), ("b", 0)]),
        ("<ol><li>a<ul><li>x</ul><li>b</ol>", [("a", 1), ("x", 0), ("b", 2)]),
        ("<ol><li>a<ol><li>x</ol><li>b</ol>", [("a", 1), ("x", 1), ("b", 2)]),
        ("<ol><li>a</ol><p>p</p><ol><li>b</ol>", [("a", 1), ("p", 0), ("b", 1)]),
        ("<p>1. a</p>", [("1. a", 0)]),
        ('<ol start="x"><li>a</ol>', [("a", 1)]),
    ],
)
def test_numbers_of_items(source: str, expected: list[tuple[str, int]]) -> None:
    assert numbers(source) == expected


def test_numbers_in_markdown_and_plain_text() -> None:
    assert numbers("4. a\n5. b\n", Media.MARKDOWN) == [("a", 4), ("b", 5)]
    assert numbers("- a\n- b\n", Media.MARKDOWN) == [("a", 0), ("b", 0)]
    assert numbers("1. Fill the bath with peat.\n2. Rest for an hour.\n", Media.TEXT) == [
        ("Fill the bath with peat.", 1),
        ("Rest for an hour.", 2),
    ]


def test_footnotes_are_numbered_as_they_are_called() -> None:
    page = page_of("Sooner[^b] and later[^a].\n\n[^a]: Okoro T. 2018.\n[^b]: Dahl P. 2019.\n", Media.MARKDOWN)
    notes = [block for block in page.blocks if block.kind is BlockKind.REFERENCE]
    assert [(page.quote(note.start, note.end), note.number) for note in notes] == [
        ("Dahl P. 2019.", 1),
        ("Okoro T. 2018.", 2),
    ]
    assert [page.anchors[f"footnote-{number}"] for number in (1, 2)] == [note.start for note in notes]
    assert [page.text[link.start : link.end] for link in page.links] == ["[1]", "[2]"]


def test_numbers_go_on_from_a_value() -> None:
    assert numbers('<ol><li value="7">a<li>b</ol>') == [("a", 7), ("b", 8)]


@pytest.mark.xfail(reason="the reader goes through a page once, and does not know how many items are still to come")
def test_numbers_of_a_reversed_list() -> None:
    assert numbers("<ol reversed><li>a<li>b</ol>") == [("a", 2), ("b", 1)]
