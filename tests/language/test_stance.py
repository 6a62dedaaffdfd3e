"""How a text stands to its claims: the tables of fixtures/text, and what a table cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import stance_table
from healthaudit.auditor import Auditor
from healthaudit.errors import RuleError
from healthaudit.language import Sign, Stance, Stances
from healthaudit.language.stance import StanceCues, read_cues
from healthaudit.model import Document, Media
from healthaudit.pages import read

LANGUAGE = Auditor.load().library.language


def signs(text: str, cues: StanceCues = LANGUAGE.stance) -> tuple[str, list[Sign]]:
    """Text of the page, and the signs of the claim in [[brackets]]."""
    start = text.index("[[")
    claim = text[start + 2 : text.index("]]")]
    reading = LANGUAGE.read(read(Document("page", Media.MARKDOWN, text.replace("[[", "").replace("]]", ""))))
    at = reading.page.text.index(claim)
    number = next(n for n, s in enumerate(reading.sentences) if s.start <= at < s.end)
    return reading.page.text, list(Stances(cues, reading).signs(number, at, at + len(claim)))


def stances(text: str) -> set[str]:
    return {sign.stance.value for sign in signs(text)[1]}


@pytest.mark.parametrize("table", stance_table.tables(), ids=lambda table: table.name)
def test_the_tables_come_out(table: Path) -> None:
    rows = list(stance_table.rows(table, LANGUAGE))
    assert len(rows) >= 150
    assert {name.partition(":")[0] for row in rows for name in row.wanted} == set(Stance)
    wrong = [(row.text, sorted(row.wanted), sorted(row.found)) for row in rows if not row.right]
    least = 0.93 if table == stance_table.tables()[0] else stance_table.HELD_OUT_FLOOR
    assert 1 - len(wrong) / len(rows) >= least, wrong


def test_no_row_stands_in_two_tables() -> None:
    texts = [row.text for table in stance_table.tables() for row in stance_table.rows(table, LANGUAGE)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("text", "stance", "manner", "cue"),
    [
        ("It does not [[cure migraine]].", "negated", "", "not"),
        ("It might [[ease pain]].", "hedged", "strong", "might"),
        ("It can [[ease pain]].", "hedged", "ability", "can"),
        ("According to the maker, it [[eases pain]].", "attributed", "seller", "According to the maker"),
        ("## Myths\n\n### Tea\n\nTea [[cures colds]].", "disputed", "", "Myths"),
        ("Tea [[cures colds]]. This is not true.", "disputed", "", "This is not true"),
        ("Tea will not:\n\n- [[cure colds]]", "negated", "", "not"),
        ("She read “tea [[cures colds]]” on the box.", "quoted", "", "“tea cures colds”"),
    ],
)
def test_a_stance_shows_its_cue(text: str, stance: str, manner: str, cue: str) -> None:
    page, found = signs(text)
    sign = next(sign for sign in found if sign.stance == stance)
    assert sign.manner == manner
    assert page[sign.start : sign.end].startswith(cue)


def test_only_what_is_wanted_is_looked_for() -> None:
    text = "It might not [[cure migraine]]."
    reading = LANGUAGE.read(read(Document("page", Media.TEXT, text.replace("[[", "").replace("]]", ""))))
    found = Stances(LANGUAGE.stance, reading).signs(0, 13, 26, frozenset([Stance.NEGATED]))
    assert [sign.stance for sign in found] == [Stance.NEGATED]


def test_a_heading_does_not_reach_beyond_its_section() -> None:
    assert "disputed" not in stances("## Myths\n\nSome text.\n\n## Our tea\n\nTea [[cures colds]].")


def test_a_heading_in_the_menu_disputes_nothing() -> None:
    page = "<nav><h2>Myths</h2><a href='/a'>Tea cures colds</a></nav><main><p>Our drops cure colds.</p></main>"
    reading = LANGUAGE.read(read(Document("page", Media.HTML, page)))
    at = reading.page.text.index("cure colds")
    number = next(n for n, s in enumerate(reading.sentences) if s.start <= at < s.end)
    assert Stances(LANGUAGE.stance, reading).of(number, at, at + 10) == frozenset()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("borders: ','\nborders_backward: 'x'\nhoped:\n  forward: ['maybe']\n", "hoped"),
        ("borders: ','\nborders_backward: 'x'\nhedged:\n  sideways: ['maybe']\n", "unknown reach 'sideways'"),
        ("borders: ','\nborders_backward: 'x'\nhedged:\n  forward: ['(maybe']\n", "not an RE2 expression"),
        ("borders: ','\nborders_backward: 'x'\nhedged:\n  forward: ['{hope}']\n", "hope"),
        ("hedged: {}\n", "borders"),
    ],
)
def test_a_malformed_file_is_one_clear_error(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "stance.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError, match=problem) as error:
        read_cues(path)
    assert error.value.hint


def names(found: Iterable[Sign]) -> list[str]:
    return [sign.stance.value for sign in found]


def test_a_pseudo_cue_is_no_cue(tmp_path: Path) -> None:
    path = tmp_path / "stance.yml"
    path.write_text(
        "borders: ';'\nborders_backward: 'which'\n"
        "negated:\n  forward: ['\\bnot\\b']\n  pseudo: ['\\bnot only\\b']\n  stops: [',']\n",
        "utf-8",
    )
    cues = StanceCues.of(read_cues(path))
    assert names(signs("It is not [[a cure]].", cues)[1]) == ["negated"]
    assert names(signs("It is not only [[a cure]].", cues)[1]) == []
    assert names(signs("It is not dear, [[it cures]].", cues)[1]) == []
    assert names(signs("It is not dear; [[it cures]].", cues)[1]) == []
    assert names(signs("It does not soothe, ease or [[cure]].", cues)[1]) == ["negated"]
    assert names(signs("Not one, at all, [[cures]].", cues)[1]) == ["negated"]
