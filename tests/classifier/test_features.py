"""What the classifier sees of a sentence."""

from __future__ import annotations

import pytest

from healthaudit.classifier.features import cues, pairs, pieces, tokens
from healthaudit.model import BlockKind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sleep well, tonight!", ["sleep", "well", "tonight", "!"]),
        ("You'll save $1,299.50", ["you'll", "save", "$", "0000"]),
        ("9 of 10 people", ["0", "of", "00", "people"]),
        ("1234567 users", ["00000", "users"]),
        ("naive \xff\xff signs * here", ["naive", "signs", "here"]),
        ("", []),
    ],
)
def test_tokens(text: str, wanted: list[str]) -> None:
    assert tokens(text) == wanted


def test_pairs_know_the_ends_of_the_sentence() -> None:
    assert pairs(["call", "us"]) == ["^ call", "call us", "us $"]
    assert pairs([]) == ["^ $"]


def test_pieces_stay_inside_their_word() -> None:
    found = list(pieces("cures"))
    assert found[0] == "_cu"
    assert "cure" in found
    assert "ures_" in found
    assert all(3 <= len(piece) <= 5 for piece in found)
    assert len(found) == len(set(found)) == 5 + 4 + 3
    assert list(pieces("00")) == list(pieces("!")) == list(pieces("a")) == []


def test_cues_tell_block_length_shouting_and_person() -> None:
    def of(text: str, block: BlockKind = BlockKind.PARAGRAPH) -> set[str]:
        return set(cues(text, tokens(text), block))

    assert of("Buy now", BlockKind.BUTTON) == {"=block button", "=length 0"}
    assert "=shouted" in of("BUY IT NOW, pal")
    assert "=shouted" not in of("Buy it NOW")
    assert {"=person you", "=person we"} <= of("We give you back your sleep")
    assert "=person i" in of("I've slept since")
    assert "=length 5" in of("word " * 40)
