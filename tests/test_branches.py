"""Branches: together the pieces match where the whole does, and nowhere else."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.branches import branches
from healthaudit.expressions import encoded, options

LONG = "a word that is long enough to stand alone"
OTHER = "another one that is long enough for it"


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        ("short|words", {"short|words"}),
        (f"{LONG}|{OTHER}|short|words", {LONG, OTHER, "short|words"}),
        (rf"\b(?:{LONG}|{OTHER}|short)\b", {rf"\b{LONG}\b", rf"\b{OTHER}\b", r"\b(?:short)\b"}),
        (rf"(?-i:{LONG}|{OTHER})", {f"(?-i:{LONG})", f"(?-i:{OTHER})"}),
        (rf"(?:{LONG}|{OTHER})?", {rf"(?:{LONG}|{OTHER})?"}),
        (rf"[|)]\||{LONG}|{OTHER}", {r"[|)]\|", LONG, OTHER}),
        (rf"(?i){LONG}|{OTHER}", {rf"(?i){LONG}|{OTHER}"}),
        (rf"(?:(?:{LONG}|{OTHER})|short)", {LONG, OTHER, "(?:short)"}),
    ],
)
def test_pieces(expression: str, pieces: set[str]) -> None:
    assert set(branches(expression)) == pieces


PART = st.sampled_from(["ab", r"\bx", "c{0,24}d", "[|(]", r"\|", r"\(", "a" * 24, "b?" * 12, r"\w{1,3} " * 3, "."])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: "(?:" + "|".join(parts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(?-i:" + "|".join(parts) + ")"),
        inner.map(lambda part: f"(?:{part})?"),
    )


@given(
    st.recursive(PART, grown, max_leaves=10),
    st.lists(st.text(st.sampled_from("abcdx|( A"), max_size=40), max_size=6),
)
def test_pieces_match_what_the_whole_matches(expression: str, texts: list[str]) -> None:
    whole = re2.compile(encoded(expression), options())
    pieces = [re2.compile(encoded(piece), options()) for piece in branches(expression)]
    for text in map(encoded, texts):
        assert (whole.search(text) is not None) == any(piece.search(text) for piece in pieces)
