"""The filter names every trigger that can match in a sentence, and leaves out what lacks its words or marks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from healthaudit.atoms import pattern
from healthaudit.rules.filters import Filter, index_of

TRIGGERS = (r'^"?[^"?]{3,90}"', r"\bin health,", r"\bcures?\b", r"\b{condition}\b".replace("{condition}", "\x01+"))


def named(folded: str, masked: str = "") -> list[str]:
    """The triggers that can match in a sentence, of which ``masked`` is the text with its mentions overwritten."""
    patterns = [pattern(text) for text in TRIGGERS]
    text = folded.encode("latin-1")
    reading: Any = SimpleNamespace(folded=text, masked=masked.encode("latin-1") or text, sentences=[(0, len(text), 0)])
    found = Filter(index_of(patterns), len(patterns)).candidates(reading).triggers.get(0, ())
    return [TRIGGERS[number] for number in found]


def test_a_quotation_mark_is_looked_for() -> None:
    assert named('She said "I walk again."') == [TRIGGERS[0]]
    assert named("She said that she walks.") == []


def test_a_quotation_mark_within_a_mention_is_one_too() -> None:
    assert named('Our "gold" balm', "Our \x02\x02\x02\x02\x02\x02 balm") == [TRIGGERS[0]]


def test_a_mention_is_looked_for_in_the_text_that_has_it_overwritten() -> None:
    assert named("It cures colds", "It cures \x01\x01\x01\x01\x01") == [TRIGGERS[2], TRIGGERS[3]]


def test_words_that_merely_end_alike_bring_nothing() -> None:
    assert named("Pain, again and again, wherein it began") == []
    assert named("Yours in health, Mira") == [TRIGGERS[1]]
