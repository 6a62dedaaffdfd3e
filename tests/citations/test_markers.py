"""Markers of the running text, and the numbers, units, steps and links that are none."""

from __future__ import annotations

import pytest

from healthaudit.citations.markers import MarkerKind, markers
from healthaudit.citations.references import references
from healthaudit.model import Document, Media, Page
from healthaudit.pages import read

LIST = (
    '<h2>References</h2><ol><li id="r1">Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4:1-9.'
    '<li id="r2">Okoro T. Peat baths and calm. Moor Res. 2018;2:10-19. doi:10.5555/moor.2'
    '<li id="r3">Brandt L. Fog and mood. Moor Res. 2016;1:1-8.</ol>'
)


def page_of(source: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, source))


def found(source: str, media: Media = Media.HTML) -> list[tuple[str, str]]:
    page = page_of(source, media)
    return [(one.kind.value, page.text[one.start : one.end]) for one in markers(page, references(page))]


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("Sleep came sooner [1].", "[1]", (1,)),
        ("Sleep came sooner [1, 3].", "[1, 3]", (1, 3)),
        ("Sleep came sooner [1–3].", "[1–3]", (1, 2, 3)),
        ("Sleep came sooner [1 and 3].", "[1 and 3]", (1, 3)),
        ("Sleep came sooner [ref 3].", "[ref 3]", (3,)),
        ("Sleep came sooner [7].", "[7]", (7,)),
        ("Sleep came sooner{2}.", "{2}", (2,)),
        ("Sleep came sooner (1).", "(1)", (1,)),
        ("Sleep came sooner (refs 1-2).", "(refs 1-2)", (1, 2)),
        ("Sleep came sooner<sup>1</sup>.", "1", (1,)),
        ("Sleep came sooner<sup>2,3</sup>.", "2,3", (2, 3)),
        ("Sleep came sooner<sup>[1]</sup>.", "[1]", (1,)),
        ('Sleep came sooner<sup><a href="#r1">1</a></sup>.', "1", (1,)),
        ('Sleep came sooner <a href="#r3">[3]</a>.', "[3]", (3,)),
        ("Sleep came sooner.²⁻³", "²⁻³", (2, 3)),
        ("Sleep came sooner ^1^ there.", "^1^", (1,)),
    ],
)
def test_numbers(text: str, words: str, numbers: tuple[int, ...]) -> None:
    page = page_of(f"<p>{text}</p>{LIST}")
    (marker,) = markers(page, references(page))
    assert (marker.kind, page.text[marker.start : marker.end], marker.numbers) == (MarkerKind.NUMBER, words, numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dahl et al. (2019) slept.", [("name", "Dahl et al. (2019)")]),
        ("It lasted (Okoro, 2018; Brandt, 2016).", [("name", "(Okoro, 2018; Brandt, 2016)")]),
        ("A 2018 trial in Moor Research did.", [("described", "2018 trial in Moor Research")]),
        ("Look at doi:10.5555/moor.9 too.", [("identifier", "doi:10.5555/moor.9")]),
        ("Look at NCT01234567 too.", [("identifier", "NCT01234567")]),
        ('The <a href="https://doi.org/10.5555/moor.2">peat trial</a> did.', [("link", "peat trial")]),
        ('<a href="https://moor.example/nights">Nights</a> did.', [("link", "Nights")]),
        ('<a href="/blog/nights">Our review of trials</a> did.', [("link", "Our review of trials")]),
    ],
)
def test_other_kinds(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(f"<p>{text}</p>{LIST}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "A bed of 4 m<sup>2</sup> and 10<sup>3</sup> cells, CO<sub>2</sub>.",
        "The 2<sup>nd</sup> night of Moor<sup>®</sup>.",
        "A room of 12 m².",
        "Chapter [1], then step [2].",
        "Call 555 (2) now, see (Table 3), take (2) tablets.",
        "Opened in May (2019), in 2012 in Leeds.",
        'Go to <a href="/shop">our shop</a>, <a href="/about">about us</a> or <a href="tel:5550100">ring</a>.',
        'Share on <a href="https://facebook.com/moor">Facebook</a>.',
        'Write to <a href="mailto:nurse@moor.example">the nurse</a> of <a href="#top">this page</a>.',
        "Peat, moor and fog.",
    ],
)
def test_look_alikes(text: str) -> None:
    assert found(f"<p>{text}</p>{LIST}") == []


def test_numbers_in_brackets_need_a_list() -> None:
    assert found("<p>A note [1] and a room [2], a bed (3).</p>") == []


def test_what_no_reader_reads_has_no_markers() -> None:
    assert found(f"<nav><p>Moor [1]</p></nav><div hidden>Moor [2]</div><pre>moor[3]</pre>{LIST}") == []


def test_signs() -> None:
    notes = "<p>* Dahl P. Moor air. Sleep Sci. 2019;4:1-9.</p><p>† Okoro T. Peat baths. Moor Res. 2018;2:10.</p>"
    assert found(f"<p>Our baths soothe.*</p><p>Nobody knows why.†</p>{notes}") == [("sign", "*"), ("sign", "†")]


def test_footnotes_of_markdown() -> None:
    source = "Sooner[^1] and longer[^two], deeper[^9].\n\n[^1]: Dahl P. Moor. 2019.\n[^two]: Okoro T. Peat. 2018.\n"
    assert found(source, Media.MARKDOWN) == [("number", "[1]"), ("number", "[2]"), ("number", "[^9]")]


def test_a_long_or_backward_range_stands_for_its_ends() -> None:
    page = page_of(f"<p>Sooner [3-1]. Longer [1-90].</p>{LIST}")
    assert [marker.numbers for marker in markers(page, references(page))] == [(3, 1), (1, 90)]


def test_a_malformed_identifier_says_so() -> None:
    page = page_of("<p>Look at doi:10.5555/moor.pdf and PMID: 31234A7.</p>")
    assert [bool(marker.problem) for marker in markers(page, ())] == [True, True]
