"""Reference lists: which blocks are entries, what number each has, where one list ends and the next begins."""

from __future__ import annotations

import pytest

from healthaudit.citations.references import Reference, references
from healthaudit.model import Document, Media, Page
from healthaudit.pages import read

DAHL = "Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4:1-9."
OKORO = "Okoro T. Peat baths and calm. Moor Res. 2018;2:10-19."
BRANDT = "Brandt L. Fog and mood. Moor Res. 2016;1:1-8."


def read_page(source: str, media: Media = Media.HTML) -> tuple[Page, tuple[Reference, ...]]:
    page = read(Document("page", media, source))
    return page, references(page)


def numbers(source: str, media: Media = Media.HTML) -> list[int]:
    return [one.number for one in read_page(source, media)[1]]


@pytest.mark.parametrize(
    "source",
    [
        f"<h2>References</h2><ol><li>{DAHL}<li>{OKORO}<li>{BRANDT}</ol>",
        f"<h4>Sources:</h4><p>1. {DAHL}</p><p>2. {OKORO}</p><p>3. {BRANDT}</p>",
        f"<p><strong>Works cited</strong></p><p>[1] {DAHL}</p><p>[2] {OKORO}</p><p>[3] {BRANDT}</p>",
        f"<h2>Bibliography</h2><p>1. {DAHL} 2. {OKORO} 3. {BRANDT}</p>",
        f"<h2>References</h2><p>1. {DAHL}<br>2. {OKORO}<br>3. {BRANDT}</p>",
        f"<h2>References</h2><ul><li>[1] {DAHL}<li>[2] {OKORO}<li>[3] {BRANDT}</ul>",
        f"<h2>References</h2><p><sup>1</sup> {DAHL}</p><p><sup>2</sup> {OKORO}</p><p><sup>3</sup> {BRANDT}</p>",
        f"<h2>References</h2><ol><li>{DAHL} <a href='#t1'>↩</a><li>{OKORO}<li>{BRANDT}</ol><p>Back to top</p>",
    ],
)  # fmt: skip
def test_numbered_lists(source: str) -> None:
    page, found = read_page(source)
    assert [(one.number, one.numbered, one.group) for one in found] == [(1, True, 0), (2, True, 0), (3, True, 0)]
    assert [one.entry.authors[0] for one in found] == ["Dahl", "Okoro", "Brandt"]
    assert all(one.entry.title in page.text[one.start : one.end] for one in found)


def test_plain_text_and_markdown() -> None:
    assert numbers(f"Moor\n\nReferences\n1. {DAHL}\n2. {OKORO}\n", Media.TEXT) == [1, 2]
    assert numbers(f"# Moor\n\n## References\n\n1. {DAHL}\n2. {OKORO}\n", Media.MARKDOWN) == [1, 2]
    assert numbers(f"Moor[^1] and fog[^b].\n\n[^1]: {DAHL}\n[^b]: {OKORO}\n", Media.MARKDOWN) == [1, 2]


def test_a_list_without_numbers_is_counted_through() -> None:
    _, found = read_page(f"<h2>References</h2><ul><li>{DAHL}<li>{OKORO}</ul>")
    assert [(one.number, one.numbered) for one in found] == [(1, False), (2, False)]


def test_numbers_go_on_as_printed() -> None:
    assert numbers(f"<h2>References</h2><p>1. {DAHL}</p><p>2. {OKORO}</p><p>5. {BRANDT}</p>") == [1, 2, 5]
    assert numbers(f'<h2>References</h2><ol start="4"><li>{DAHL}<li>{OKORO}</ol>') == [4, 5]


def test_signs() -> None:
    _, found = read_page(f"<p>Baths soothe.*</p><p>Why?†</p><p>* {DAHL}</p><p>† {OKORO}</p>")
    assert [(one.sign, one.numbered) for one in found] == [("*", False), ("†", False)]


def test_two_lists() -> None:
    source = f"<h2>References</h2><ol><li>{DAHL}<li>{OKORO}</ol><h2>Further reading</h2><ol><li>{BRANDT}</ol>"
    _, found = read_page(source)
    assert [(one.number, one.group, one.further) for one in found] == [(1, 0, False), (2, 0, False), (1, 1, True)]


@pytest.mark.parametrize(
    "source",
    [
        "<h2>Steps</h2><ol><li>Fill the bath.<li>Add the peat.<li>Rest until 2019 seconds are over.</ol>",
        "<h2>Our team</h2><ul><li>Dr Petra Dahl, since 2012<li>Mario Reyes, nurse, since 2015</ul>",
        "<h2>Prices</h2><ul><li>Peat bath: 20 dollars<li>Fog walk: 12 dollars</ul>",
        "<h2>References</h2><p>Back to top</p>",
        "<h2>Hours</h2><p>Mon 9-12, Tue 9-12, since 2019</p>",
        f"<div hidden><h2>References</h2><ol><li>{DAHL}</ol></div>",
        "",
    ],
)
def test_look_alikes(source: str) -> None:
    assert read_page(source)[1] == ()


def test_a_list_ends_where_other_matter_begins() -> None:
    behind = "<p>© 2021 Moor Trust. All rights reserved.</p><h2>Book now</h2><ul><li>Peat bath<li>Fog walk</ul>"
    assert numbers(f"<h2>References</h2><ol><li>{DAHL}<li>{OKORO}</ol>{behind}") == [1, 2]


def test_short_entries_of_one_body() -> None:
    entries = "<li>NHS. Insomnia. https://nhs.example/insomnia<li>NHS. Tiredness. https://nhs.example/tired"
    assert numbers(f"<h2>References</h2><ol>{entries}</ol>") == [1, 2]
