"""Markers tied to entries, and sentences to the sources in their reach."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthaudit.citations.linked import Reach, Reaches, cite
from healthaudit.language.sentences import split
from healthaudit.model import BlockKind, Document, Media, Page
from healthaudit.pages import read

LIST = (
    '<h2>References</h2><ol><li id="r1">Dahl P, Reyes M. Moor air and sleep. Sleep Science. 2019;4:1-9.'
    '<li id="r2">Okoro T. Peat baths and calm. Moor Res. 2018;2:10-19. doi:10.5555/moor.2'
    '<li id="r3">Moor Trust. Nights on the moor. 2020. https://moor.example/nights</ol>'
)


def page_of(source: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, source))


def tied(text: str) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    """(numbers of entries, what is missing) for each marker."""
    return [(tuple(n + 1 for n in one.references), one.missing) for one in cite(page_of(f"<p>{text}</p>{LIST}")).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sooner [1].", [((1,), ())]),
        ("Sooner [1-3].", [((1, 2, 3), ())]),
        ("Sooner [2, 7].", [((2,), ("7",))]),
        ("Sooner<sup>13</sup>.", [((1, 3), ())]),
        ('Sooner <sup><a href="#r2">1</a></sup>.', [((2,), ())]),
        ('Sooner <sup><a href="#r9">9</a></sup>.', [((), ("9",))]),
        ("Dahl et al. (2019) did.", [((1,), ())]),
        ("Dahl and Reyes (2019) did.", [((1,), ())]),
        ("It lasted (Okoro, 2018; Brandt, 2016).", [((2,), ("Brandt 2016",))]),
        ("It lasted (Okoro, 2011).", [((), ("Okoro 2011",))]),
        ("It lasted (Moor Trust, 2020).", [((3,), ())]),
        ("A 2019 study in Sleep Science did.", [((1,), ())]),
        ("A 2018 trial in Moor Research did.", [((2,), ())]),
        ("The doi:10.5555/moor.2 did.", [((2,), ())]),
        ('The <a href="https://doi.org/10.5555/MOOR.2">trial</a> did.', [((2,), ())]),
        ('The <a href="https://moor.example/nights">trust</a> did.', [((3,), ())]),
        ('The <a href="https://fog.example/nights">others</a> did.', [((), ())]),
    ],
)
def test_what_markers_call(text: str, expected: list[tuple[tuple[int, ...], tuple[str, ...]]]) -> None:
    assert tied(text) == expected


def test_two_works_of_one_year() -> None:
    listed = (
        "<h2>References</h2><p>Dahl, P. (2019a). Moor air. Sleep Science, 4, 1-9.</p>"
        "<p>Dahl, P. (2019b). Sea air. Sleep Science, 5, 1-9.</p>"
    )
    found = cite(page_of(f"<p>Sooner (Dahl, 2019b). Longer (Dahl, 2019a).</p>{listed}")).found
    assert [one.references for one in found] == [(1,), (0,)]


@pytest.mark.parametrize("name", ["Müller", "Mueller", "Muller", "van Weert", "Weert", "Muñoz", "Munoz Vidal"])
def test_names_in_other_spellings(name: str) -> None:
    listed = (
        "<h2>References</h2><p>Müller, A. (2019). Moor air. Sleep Science, 4, 1-9.</p>"
        "<p>van Weert, B. (2019). Sea air. Sleep Science, 5, 1-9.</p>"
        "<p>Muñoz Vidal, C. (2019). Fog. Sleep Science, 6, 1-9.</p>"
    )
    (one,) = cite(page_of(f"<p>{name} et al. (2019) slept.</p>{listed}")).found
    assert len(one.references) == 1
    assert one.missing == ()


def reaches(source: str) -> list[tuple[str, list[int]]]:
    """(how near, numbers of entries) for each sentence of the running text."""
    page = page_of(source)
    citations = cite(page)
    sentences = [(*at, number) for number, b in enumerate(page.blocks) for at in split(page.text, b.start, b.end)]
    found = Reaches(page, sentences, citations)
    told = []
    for index, (_, _, block) in enumerate(sentences):
        if page.blocks[block].kind is BlockKind.PARAGRAPH:
            how, numbers = found.of(index)
            told.append((how.value, [n + 1 for number in numbers for n in citations.found[number].references]))
    return told


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Sooner it came [1]. It lasted.</p>", [(Reach.SAME, [1]), (Reach.NONE, [])]),
        ("<p>Sooner it came. It lasted [2]. Deep.</p>", [(Reach.NEXT, [2]), (Reach.SAME, [2]), (Reach.NONE, [])]),
        ("<p>Sooner it came. [1] It lasted.</p>", [(Reach.SAME, [1]), (Reach.NONE, [])]),
        ("<p>Sooner it came.</p><p>It lasted [1].</p>", [(Reach.NONE, []), (Reach.SAME, [1])]),
        (
            "<p>Sooner it came. It lasted. It was deep. All of this comes from Dahl et al. (2019).</p>",
            [(Reach.PARAGRAPH, [1]), (Reach.PARAGRAPH, [1]), (Reach.NEXT, [1]), (Reach.SAME, [1])],
        ),
        (
            "<p>Sooner it came. It lasted.</p><p>Source: Dahl et al. (2019)</p><h2>Fog</h2><p>Fog lifts.</p>",
            [(Reach.SECTION, [1]), (Reach.SECTION, [1]), (Reach.SAME, [1]), (Reach.NONE, [])],
        ),
        ("<p>Sooner it came. It lasted.</p>", [(Reach.NONE, []), (Reach.NONE, [])]),
    ],
)
def test_reach(source: str, expected: list[tuple[Reach, list[int]]]) -> None:
    assert reaches(source + LIST) == [(how.value, numbers) for how, numbers in expected]


def test_a_bare_name_leads_nowhere() -> None:
    assert reaches("<p>Dahl et al. found that sleep came sooner.</p>") == [("none", [])]
    assert reaches("<p>Sleep came sooner (Dahl et al., 2019).</p>") == [("same", [])]


PIECES = st.sampled_from(
    ["<p>", "</p>", "<h2>References</h2>", "<ol>", "<li>", "<li id=r1>", "</ol>", "<sup>", "</sup>", "<a href='#r1'>",
     "<a href='https://doi.org/10.5555/a'>", "<a href='//['>", "</a>", "[1]", "(2)", "[1-3]", "{4}", "1", "¹²", "*",
     "Dahl P, Reyes M. ", "Moor air. ", "Sleep Sci. ", "2019;4:1-9. ", "(Dahl, 2019)", "Dahl et al. ", "doi:10.5555/a ",
     "https://", "www.moor.example/a ", "a 2019 study in Sleep Sci ", ". ", "\n", "^3^", "[^x]", "[^x]: ",
     "## Sources\n\n", "†",
     "1. ", "- ", "| a |\n|---|\n", "é", "<td>", "<nav>", "<div hidden>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from(list(Media)))
def test_any_page_can_be_cited(source: str, media: Media) -> None:
    page = page_of(source, media)
    citations = cite(page)
    end = 0
    for one in citations.found:
        assert end <= one.marker.start < one.marker.end <= len(page.text)
        end = one.marker.end
        assert all(0 <= index < len(citations.references) for index in one.references)
    for reference in citations.references:
        assert 0 <= reference.start < reference.end <= len(page.text)
    sentences = [(*at, number) for number, b in enumerate(page.blocks) for at in split(page.text, b.start, b.end)]
    found = Reaches(page, sentences, citations)
    for index in range(len(sentences)):
        _, numbers = found.of(index)
        assert all(0 <= number < len(citations.found) for number in numbers)
