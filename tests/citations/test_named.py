"""Works that a text calls by name or journal, and names and years that call none."""

from __future__ import annotations

import clock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.named import namings


def first(text: str, has_list: bool = True) -> tuple[str, list[tuple[str, str, int | None, str]], str] | None:
    """(words, works called, journal) of the surest naming."""
    naming = next(namings(text, has_list), None)
    if naming is None:
        return None
    return text[naming.start : naming.end], [tuple(called) for called in naming.called], naming.journal


@pytest.mark.parametrize(
    ("text", "words", "called"),
    [
        ("Sleep came sooner (Dahl et al., 2019).", "(Dahl et al., 2019)", [("Dahl", "", 2019, "")]),
        ("It lasted (Dahl & Reyes, 2019; Okoro, 2020a, 2020b).", "(Dahl & Reyes, 2019; Okoro, 2020a, 2020b)",
         [("Dahl", "Reyes", 2019, ""), ("Okoro", "", 2020, "a"), ("Okoro", "", 2020, "b")]),
        ("(see Dahl, 2019)", "(see Dahl, 2019)", [("Dahl", "", 2019, "")]),
        ("[Dahl et al. 2019]", "[Dahl et al. 2019]", [("Dahl", "", 2019, "")]),
        ("(National Sleep Trust, 2021)", "(National Sleep Trust, 2021)", [("National Sleep Trust", "", 2021, "")]),
        ("(NHS, 2020)", "(NHS, 2020)", [("NHS", "", 2020, "")]),
        ("Dahl et al. (2019) found it.", "Dahl et al. (2019)", [("Dahl", "", 2019, "")]),
        ("Dahl and Reyes (2019) found it.", "Dahl and Reyes (2019)", [("Dahl", "Reyes", 2019, "")]),
        ("O’Neill et al. (2018) did.", "O’Neill et al. (2018)", [("O’Neill", "", 2018, "")]),
        ("van den Berg et al. (2017) did.", "van den Berg et al. (2017)", [("van den Berg", "", 2017, "")]),
        ("Dahl's 2019 trial of moor air", "Dahl's 2019 trial", [("Dahl", "", 2019, "")]),
        ("Dahl et al. found it.", "Dahl et al.", [("Dahl", "", None, "")]),
    ],
)  # fmt: skip
def test_by_authors(text: str, words: str, called: list[tuple[str, str, int | None, str]]) -> None:
    for has_list in (True, False):
        assert first(text, has_list) == (words, called, "")


@pytest.mark.parametrize(
    ("text", "words", "year", "journal"),
    [
        ("A 2019 study in Sleep Science showed it.", "2019 study in Sleep Science", 2019, "Sleep Science"),
        ("A trial published in The Lancet in 2016", "trial published in The Lancet in 2016", 2016, "The Lancet"),
        ("a trial from 2018 in Sleep Science", "trial from 2018 in Sleep Science", 2018, "Sleep Science"),
        ("a study published in Sleep Science", "study published in Sleep Science", None, "Sleep Science"),
    ],
)
def test_by_journal(text: str, words: str, year: int | None, journal: str) -> None:
    assert first(text) == (words, [("", "", year, "")] if year else [], journal)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Opened in May (2019).",
        "(January 2019 - May 2020)",
        "Since 2019 we have moved.",
        "In March 2019 we opened.",
        "Winner (2019), class of 2018.",
        "(Table 2019)",
        "The clinic opened in 2012 in Leeds.",
        "the 2019 conference in Berlin",
        "Copyright 2019 Moor Trust",
        "a study in mice",
        "Harvard 2019",
        "Dahl, 2019",
        "Meet Dr Dahl and her team at the moor.",
        "Petra Dahl and colleagues look forward to your visit.",
        "In a 2019 study in Denmark, sleep came sooner.",
        "Our research is out in Great Britain.",
    ],
)
def test_look_alikes(text: str) -> None:
    for has_list in (True, False):
        assert first(text, has_list) is None


def test_two_names_count_only_where_there_is_a_list() -> None:
    text = "Peat and Moor are old words."
    assert [naming.sure for naming in namings(text, True)] == [False]
    assert list(namings(text, False)) == []


WORDS = st.sampled_from(
    ["Dahl", " et al.", " and ", "(", ")", "2019", "a", ", ", "; ", "study", " in ", "Sleep Science", "’s ",
     "published ", "colleagues", "van ", "[", "]", ". ", "The ", "\n", "É", "-"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=100), st.lists(WORDS, max_size=16).map("".join)), st.booleans())
def test_offsets_lie_in_the_text(text: str, has_list: bool) -> None:
    for naming in namings(text, has_list):
        assert 0 <= naming.start < naming.end <= len(text)
        assert naming.called or naming.journal


def test_teams_that_studied_something() -> None:
    found = first("Dahl and colleagues found that sleep came sooner.")
    assert found == ("Dahl and colleagues", [("Dahl", "", None, "")], "")


def test_a_page_number_is_no_second_work() -> None:
    found = first("(Dahl 2019, p. 4)")
    assert found == ("(Dahl 2019, p. 4)", [("Dahl", "", 2019, "")], "")


def test_time_grows_with_the_square_of_a_hyphenated_word_at_most() -> None:
    def seconds(size: int) -> float:
        return clock.seconds(lambda: list(namings("Aa-" * size, True)))

    seconds(100)
    small, large = (min(seconds(size) for _ in range(3)) for size in (1_000, 4_000))
    assert large < 40 * max(small, 0.001)
