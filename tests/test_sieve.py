"""The sieve lets through every expression that matches, and few others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from healthaudit.atoms import pattern
from healthaudit.expressions import Expression
from healthaudit.sieve import Sieve

_TEXTS = (
    r"\b(?:cures?|heals?)\b",
    r"\bno (?:more )?side[- ]effects?\b",
    r"\b(?:\d+|ten) (?:days|weeks)\b",
    r"\bin \d{4}\b",
    r"[\"][^\"]+[\"]",
    r"^\W*\d",
    r".",
)
_EXPRESSIONS = tuple(map(Expression, map(pattern, _TEXTS)))
_SIEVE = Sieve([expression.pattern for expression in _EXPRESSIONS])
_WORDS = (
    "cures",
    "Heals",
    "no more",
    "no",
    "side effects",
    "side-effect",
    "in 1999",
    "ten weeks",
    "3 days",
    '"',
    "tea",
)


def through(text: bytes) -> list[str]:
    sets = _SIEVE.sets_in(text)
    return [one for number, one in enumerate(_TEXTS) if _SIEVE.may_match(number, sets)]


@given(st.lists(st.sampled_from(_WORDS) | st.text('ab 19"-', max_size=9), max_size=30))
def test_what_matches_comes_through(words: list[str]) -> None:
    text = " ".join(words).encode("latin-1")
    matching = [
        one for one, expression in zip(_TEXTS, _EXPRESSIONS, strict=True) if expression.matches(text, text.lower())
    ]
    assert set(matching) <= set(through(text))


def test_what_lacks_a_string_does_not_come_through() -> None:
    assert through(b"Tea is nice.") == ["."]
    assert through(b"It CURES warts.") == [_TEXTS[0], "."]
    assert through(b"Side effects are rare.") == ["."]


def test_a_string_on_the_border_of_two_pieces_is_found() -> None:
    for spaces in range(9_985, 10_005):
        assert _TEXTS[1] in through(b" " * spaces + b"no more side effects")


def test_a_long_text_is_passed_over_piece_by_piece() -> None:
    assert _TEXTS[3] in through(b"7" * 200_000 + b" in 2031")


def test_expressions_without_strings_always_come_through() -> None:
    assert Sieve([pattern(".*")]).may_match(0, Sieve([pattern(".*")]).sets_in(b""))
    assert Sieve([]).sets_in(b"text") == 0
