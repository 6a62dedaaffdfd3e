"""Expressions that are kept, or compiled at their first use, behave as those of the standard library."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from healthaudit.cache import keep, recalled
from healthaudit.patterns import Lazy, compiled

TEXT = "Dahl 2019, and Okoro 2021."


@pytest.mark.parametrize("source", [r"\d+", r"(\w+) (\d+)", r"okoro", r"^$"])
def test_like_the_standard_library(source: str) -> None:
    own, standard = Lazy(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)
    assert [one.span() for one in own.finditer(TEXT, 5, 20)] == [one.span() for one in standard.finditer(TEXT, 5, 20)]
    assert own.findall(TEXT) == standard.findall(TEXT)
    assert own.sub("-", TEXT) == standard.sub("-", TEXT)
    assert own.split(TEXT) == standard.split(TEXT)
    for name in ("search", "match", "fullmatch"):
        found, wanted = getattr(own, name)(TEXT, 5), getattr(standard, name)(TEXT, 5)
        assert (found and found.span()) == (wanted and wanted.span())


def test_nothing_is_compiled_before_it_is_used() -> None:
    wrong = Lazy("(")
    with pytest.raises(re.error):
        wrong.search(TEXT)


SOURCES = {
    r"\b(?P<word>\w+)s\b(?=,)": "cures, heals, tea",
    r"(?i)[^\W\d]{2,}|(a)\1": "AAb aa",
    r"(?s)^.*?(?:é|\u2019)$": "vié",
    r"(?x) a  # letter": "bab",
}

#: Compiles what it is given as JSON, one line a time; says what each finds, and whether the library was asked for it.
PROCESS = """
import json, re, sys
asked = []
library = re.compile
re.compile = lambda source, flags=0: asked.append(source) or library(source, flags)
from healthaudit.patterns import compiled
for line in sys.stdin:
    given = json.loads(line)
    found = []
    for source, text in given.items():
        pattern = compiled(source)
        assert pattern == library(source) and pattern.groupindex == library(source).groupindex
        found.append([[one.span(), one.groups(), one.groupdict(), one.lastgroup] for one in pattern.finditer(text)])
    print(json.dumps([found, [source in asked for source in given]]), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Process:
    """Another Python with the same cache."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", PROCESS]
        self._running = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def asks(self, given: Mapping[str, str]) -> list[bool]:
        """Of which expressions it asks the standard library, having found in the texts what that finds."""
        assert self._running.stdin
        assert self._running.stdout
        self._running.stdin.write(json.dumps(given) + "\n")
        self._running.stdin.flush()
        found, asked = json.loads(self._running.stdout.readline())
        wanted = [
            [
                [list(one.span()), list(one.groups()), one.groupdict(), one.lastgroup]
                for one in re.finditer(source, text)
            ]
            for source, text in given.items()
        ]
        assert found == wanted
        return list(asked)

    def ends(self) -> None:
        _, complaints = self._running.communicate()
        assert (self._running.returncode, complaints) == (0, "")


def asks(given: Mapping[str, str]) -> list[bool]:
    process = Process()
    asked = process.asks(given)
    process.ends()
    return asked


def rows() -> dict[tuple[str | bytes, int], Any]:
    return recalled("expressions", f"{sys.hexversion:x}") or {}


def test_what_was_compiled_is_kept(folder: Path) -> None:
    assert asks(SOURCES) == [True] * len(SOURCES)
    assert {source for source, _ in rows()} >= set(SOURCES)
    assert asks(SOURCES) == [False] * len(SOURCES)


def test_nothing_is_written_when_nothing_is_new(folder: Path) -> None:
    asks(SOURCES)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    asks(SOURCES)
    assert before == {file: file.read_bytes() for file in folder.iterdir()}


def test_of_two_processes_neither_loses_what_the_other_kept(folder: Path) -> None:
    first, second = Process(), Process()
    first.asks({"one|1": "1"})
    second.asks({"two|2": "2"})
    second.ends()
    first.ends()
    assert asks({"one|1": "1", "two|2": "2"}) == [False, False]


@pytest.mark.parametrize(
    "damaged",
    [
        (0, b"\xff" * 40, 0, {}, (None,)),
        (0, b"", 0, {}, (None,)),
        (0, b"odd", 1, {}, ()),
        ("flags", b"\0\0\0\0", 0, {}, (None,)),
        (0, 7, 0, {}, (None,)),
        "no row",
        (),
    ],
    ids=repr,
)
def test_a_row_that_the_engine_cannot_run_is_not_used(folder: Path, damaged: Any) -> None:
    source = next(iter(SOURCES))
    keep("expressions", f"{sys.hexversion:x}", {(source, 0): damaged})
    assert asks({source: SOURCES[source]}) == [True]
    assert asks({source: SOURCES[source]}) == [False]


@pytest.mark.parametrize("kept", ["text", [1], {"key": "row"}, {1: 2}, None], ids=repr)
def test_something_else_in_the_place_of_the_rows_is_not_used(folder: Path, kept: Any) -> None:
    keep("expressions", f"{sys.hexversion:x}", kept)
    assert asks(SOURCES) == [True] * len(SOURCES)


def test_rows_of_another_python_are_not_asked_for(folder: Path) -> None:
    keep("expressions", f"{sys.hexversion + 1:x}", {("a+", 0): (0, b"\xff" * 40, 0, {}, (None,))})
    assert asks({"a+": "baa"}) == [True]


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "file" / "cache"))
    assert asks(SOURCES) == [True] * len(SOURCES)
    assert asks(SOURCES) == [True] * len(SOURCES)


def test_no_more_are_kept_than_anybody_has(folder: Path) -> None:
    asks({f"number {number}": "" for number in range(2_500)})
    assert len(rows()) == 2_000


def test_an_expression_that_is_none_is_refused_as_by_the_library(folder: Path) -> None:
    with pytest.raises(re.error, match="unterminated subpattern"):
        compiled("(")
