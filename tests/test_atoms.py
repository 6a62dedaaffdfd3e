"""Atoms: every match contains one string of each set; that is the whole promise."""

from __future__ import annotations

import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.atoms import atoms
from healthaudit.expressions import DIGIT, EDGE, encoded, marked, options


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        (r"\bcures?\b", {"|cure|", "|cures|"}),
        (r"\b(?:cure|heal)s\b", {"|cures|", "|heals|"}),
        (r"\bcur\w+", {"|cur"}),
        (r"the \bcure", {"the cure"}),
        (r"\b\(aside\)\b", {"(aside)"}),
        (r"\b(?:ER|TB)\b", {"|er|", "|tb|"}),
        (r"(?i)foo(?:bar|baz)?qux+", {"fooqux", "foobarqux", "foobazqux"}),
        (r"x{2,3}abc", {"xxabc"}),
        (r"no (?:side[- ])?effect", {"no effect", "no side effect", "no side-effect"}),
        (r"[Cc]all now", {"call now"}),
        (r"\d{3}-miracle", {"###-miracle"}),
        (r"\b\d{1,3}%", {"|#%", "|##%", "|###%"}),
        (r"[3-9]\d{3}", {"####"}),
        (r"\d{5,}", {"#####"}),
        (r"\d+ ?mg\b", {"# mg|", "#mg|"}),
        (r"(?:ab)+c", {"abc"}),
        (r"a(?:bcd){3,400}", {"abcdbcdbcd"}),
        ("(?:\\w+ ){0,3}\x01+", {"\x01"}),
        (r"\d+", {"#"}),
        (r"(?-i:Dr\. [A-Z])", {"dr. "}),
    ],
)
def test_first_set(expression: str, first: set[str]) -> None:
    assert {text.replace(EDGE.decode(), "|").replace(DIGIT.decode(), "#") for text in atoms(expression)[0]} == first


@pytest.mark.parametrize(
    "expression", ["a|bcd", r"\b(?:a|bcd)\b", r"\w+", r"(?:abc)?", "[abc]{4}", "", r"a.b", "(?:abc)*d"]
)
def test_nothing_certain(expression: str) -> None:
    assert atoms(expression) == ()


LITERAL = st.text(st.sampled_from("abc XY-'"), min_size=1, max_size=4).map(lambda text: text.replace("-", r"\-"))
SIMPLE = st.one_of(
    LITERAL, st.sampled_from([r"\w", r"\d", ".", "[abc]", "[^a]", "[0-9]", r"\b", r"\s", r"\x61", "[a-c]"])
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "(?:" + "|".join(parts) + ")"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{1,2}", "{2}", "{3,}", "{1,7}", "{6}", "+?"])).map(
            lambda p: f"(?:{p[0]}){p[1]}"
        ),
        inner.map(lambda part: f"(?i:{part})"),
    )


@given(
    st.recursive(SIMPLE, grown, max_leaves=8),
    st.lists(st.text(st.sampled_from("abcxXY -'019.\n"), max_size=12), max_size=6),
)
def test_every_match_has_an_atom_of_each_set(expression: str, texts: list[str]) -> None:
    compiled = re2.compile(encoded(expression), options())
    sets = atoms(expression)
    for text in texts:
        for match in compiled.finditer(encoded(text)):
            for strings in sets:
                marks = marked(encoded(text)).decode("latin-1")
                assert any(stands(string, marks, *match.span()) for string in strings), (expression, strings)


def stands(atom: str, text: str, start: int, end: int) -> bool:
    """Whether an atom stands in the text from ``start`` to ``end``, with the borders of words that it asks for."""
    edge, body = EDGE.decode(), re.escape(atom.strip(EDGE.decode()))
    before = "(?<![\x03a-z_])" if atom.startswith(edge) else ""
    behind = "(?![\x03a-z_])" if atom.endswith(edge) else ""
    return any(
        found.start(1) >= start and found.end(1) <= end for found in re.finditer(f"(?={before}({body}){behind})", text)
    )
