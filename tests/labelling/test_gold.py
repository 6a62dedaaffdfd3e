"""Lines of gold: written as the corpus has them, and read with care."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from healthaudit.errors import UsageError
from healthaudit.labelling.gold import Register, Row, read_gold

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"
ROW = Row("mine-007", "It zaps.", ("overclaim/efficacy",), "worry", "leaflet", "sentence")


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(ROW.line), **fields}).encode()


def test_a_row_is_a_line_of_the_corpus() -> None:
    assert ROW.line == (
        b'{"id": "mine-007", "text": "It zaps.", "labels": ["overclaim/efficacy"], '
        b'"topic": "worry", "register": "leaflet", "unit": "sentence"}\n'
    )
    assert json.loads(ROW._replace(labels=(), unsure=True).line)["unsure"] is True


def test_odd_characters_stay_what_they_are_without_steering_whoever_prints_the_file() -> None:
    text = "“Zäp” 日本 🙂 \x1b[2J \x9b31m \u202eback \ud800 \x7f"
    line = ROW._replace(text=text).line
    assert json.loads(line)["text"] == text
    shown = line.decode()
    assert "“Zäp” 日本 🙂" in shown
    assert all(char.isprintable() for char in shown[:-1])


def test_the_corpus_itself_is_gold() -> None:
    rows = (CORPUS / "b07.jsonl").read_bytes()
    gold = read_gold(rows, "b07.jsonl", "b07")
    assert b"".join(gold.lines) == rows
    assert gold.highest == len(gold.lines) == len(rows.splitlines())
    assert "Our feverfew drops finishes your migraine from the root and it do not come back second time." in gold.texts
    assert {json.loads(line)["register"] for line in rows.splitlines()} <= {register.value for register in Register}


def test_numbers_go_on_from_the_highest_of_the_file_s_own() -> None:
    lines = b"".join(
        ROW._replace(id=name).line for name in ("mine-002", "mine-1200", "mine-x9", "other-5000", "xmine-7000")
    )
    assert read_gold(lines, "mine.jsonl", "mine").highest == 1200
    assert read_gold(b"", "mine.jsonl", "mine") == ((), frozenset(), 0, b"")


def test_unsure_rows_are_known_too() -> None:
    unsure = ROW._replace(text="Hm.", labels=(), unsure=True)
    assert read_gold(ROW.line + unsure.line, "f", "f").texts == {"It zaps.", "Hm."}


@pytest.mark.parametrize("length", range(1, len(ROW._replace(text="Zäp").line) - 1))
def test_a_cut_last_line_is_told_wherever_it_was_cut(length: int) -> None:
    half = ROW._replace(text="Zäp").line[:length]
    gold = read_gold(ROW.line + half, "f", "f")
    assert gold.lines == (ROW.line,)
    assert gold.cut == half


def test_a_last_line_that_only_lacks_its_end_is_whole() -> None:
    gold = read_gold(ROW.line + ROW._replace(text="Two.").line[:-1], "f", "f")
    assert gold.texts == {"It zaps.", "Two."}
    assert gold.cut == b""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"", "no JSON object"),
        (b"zap", "no JSON object"),
        (b"[1]", "no JSON object"),
        (ROW.line[:40], "no JSON object"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b'{"id": "x"}', "'text'"),
        (changed(pages=1), "'pages'"),
        (changed(id=7), "'id' is not a text"),
        (changed(text="  "), "'text' is not a text"),
        (changed(topic=""), "'topic' is not a text"),
        (changed(labels="overclaim/efficacy"), "'labels' is not a list"),
        (changed(labels=["overclaim/zeal"]), "'overclaim/zeal' is no label"),
        (changed(labels=[["x"]]), "is no label"),
        (changed(register="loud"), "'loud' is no register"),
        (changed(unit="page"), "'page' is no unit"),
        (changed(unsure="yes"), "'unsure'"),
    ],
)
def test_a_malformed_line_is_named(line: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=r"^my\.jsonl:2: not a labelled sentence: ") as caught:
        read_gold(ROW.line + line + b"\n" + ROW.line, "my.jsonl", "my")
    assert words in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("content", [b'{"name": "package", "vers', b"<html>", b"id,text", b"[", b"\x00\x01"])
def test_another_file_is_never_taken_for_a_cut_line(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"^f:1: "):
        read_gold(content, "f", "f")
