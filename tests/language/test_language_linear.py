"""Long sentences and many links take time in proportion."""

from __future__ import annotations

import pytest
from clock import timed
from hypothesis import given, settings
from hypothesis import strategies as st

from healthaudit.language.sentences import split
from healthaudit.language.telephones import telephones
from healthaudit.model import Link


@pytest.mark.parametrize("text", ["it cures anxiety and " * 2000, "a" * 30_000, "word, " * 9000 + "." * 9000])
def test_a_sentence_without_end_is_cut(text: str) -> None:
    pieces = [text[start:end] for start, end in split(text)]
    assert len(pieces) > 4
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(any(map(str.isalnum, piece)) for piece in pieces)
    assert max(map(len, pieces)) <= 5001 + text.count(".")  # signs go with the word before them


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "nobody reads on " * 1000
    assert {word for start, end in split(text) for word in text[start:end].split()} == {"nobody", "reads", "on"}


def test_signs_without_end_stay_with_a_word() -> None:
    text = "-" * 12_000 + " a " + "-" * 12_000
    assert [text[start:end].strip("- ") for start, end in split(text)] == ["a"]


@settings(max_examples=30)
@given(st.text("ab .-\n李", max_size=40), st.integers(1, 900))
def test_every_character_is_in_one_sentence(text: str, times: int) -> None:
    text *= times
    end = 0
    covered = []
    for start, stop in split(text):
        assert end <= start < stop
        covered.append(text[start:stop])
        end = stop
    if any(map(str.isalnum, text)):
        assert "".join("".join(covered).split()) == "".join(text.split())


def test_a_link_that_dials_what_it_prints_is_one_number() -> None:
    text = b"Ring 0800 005 5199 or us now."
    links = [Link(5, 18, "tel:08000055199"), Link(22, 24, "TEL:+18005550199;ext=2"), Link(25, 28, "https://x")]
    found = list(telephones(text, links))
    assert [(one.start, one.end, one.number) for one in found] == [(5, 18, "0800 005 5199"), (22, 24, "+18005550199")]


def test_many_links_that_dial() -> None:
    def spent(count: int) -> float:
        links = [Link(9 * n, 9 * n + 8, "tel:18005550199") for n in range(count)]
        spent, found = timed(lambda: list(telephones(b"Call now " * count, links)))
        assert len(found) == count
        return spent

    small = max(spent(20_000), spent(20_000))
    assert spent(80_000) < 10 * small
