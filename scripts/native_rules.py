"""Holds the stage that matches rules against itself in C++ with RE2 (native_rules.cc): same places, time beside time.

The stage: which expressions can match in which sentences, where they match, and whether the sentence has what a rule
wants beside and nothing that it forbids. Circumstances are not asked for, and rules that match on values are left out.
"""

from __future__ import annotations

import copy
import shutil
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest.mock import patch

from bench_driver import document

SOURCE = Path(__file__).with_name("native_rules.cc")
_ABSENT = "g++ and RE2 are needed: apt-get install g++ libre2-dev"
_DEBIAN = ("-std=c++20", "-O2", "-Wall", "-Wextra")

_Place = tuple[int, int, int, int, int]
"""Page, sentence, rule, start, end."""


class Stage(NamedTuple):
    """What the stage took, milliseconds of processor a page, turn by turn."""

    python: list[float]
    native: list[float]
    places: int
    """Found by either; they are the same."""

    @property
    def ratio(self) -> float:
        """How many times as long Python takes, the median of the turns."""
        return median(theirs / ours for theirs, ours in zip(self.python, self.native, strict=True))

    @property
    def middle(self) -> tuple[float, float]:
        """What Python and C++ took for a page, the medians of the turns."""
        return median(self.python), median(self.native)


class _NoContexts:
    """Circumstances of which none ever holds."""

    def is_allowed(self, start: int, end: int) -> bool:
        return False

    def holding(self, wanted: frozenset[Any], index: int, start: int, end: int) -> frozenset[Any]:
        return frozenset()


def built(folder: Path) -> Path:
    """The program, compiled. Raises RuntimeError when there is no compiler or no RE2, or it does not compile."""
    if not (compiler := shutil.which("g++")):
        raise RuntimeError(_ABSENT)
    program = folder / "native_rules"
    command = [compiler, *_DEBIAN, str(SOURCE), "-o", str(program), "-lre2", "-pthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(_ABSENT if "re2/re2.h" in done.stderr else f"{SOURCE.name}: {done.stderr.strip()[-500:]}")
    return program


def measured(paths: Sequence[Path], turns: int, folder: Path, memory: int) -> tuple[Stage, Stage]:
    """Both over all pages by turns, A B A B: once for pages that are new to them, and once again.

    Each expression may use ``memory`` bytes, with both.
    Raises RuntimeError when they do not find the same.
    """
    from healthaudit import expressions
    from healthaudit.auditor import Auditor

    program = built(folder)
    library: Any = Auditor.load().library
    readings = [library.language.read(_page(path)) for path in paths]
    bare = copy.copy(library.pack.rules)
    bare.others = ()
    dump, spans = folder / "rules.dump", folder / "spans.txt"
    dump.write_bytes(b"".join(_dumped(library.pack.rules, readings)))
    size = -(-len(readings) // turns)
    stages: list[Stage] = []
    with (
        subprocess.Popen(
            [str(program), str(dump), str(spans), str(memory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
        patch.object(expressions, "_MEMORY", memory),
    ):
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            stage, here = Stage([], [], 0), []
            for first in range(0, len(readings), size):
                some = readings[first : first + size]
                start = time.process_time()
                found = [bare.hits(reading, _NoContexts(), None, None)[0] for reading in some]
                stage.python.append((time.process_time() - start) / len(some) * 1e3)
                process.stdin.write(f"{first} {first + size}\n")
                process.stdin.flush()
                if not (answer := process.stdout.readline()):
                    raise RuntimeError(f"{program.name} broke off")
                stage.native.append(float(answer) / len(some) * 1e3)
                here += [place for page, hits in enumerate(found, first) for place in _places(page, hits)]
            there = [tuple(map(int, line.split())) for line in spans.read_text("ascii").splitlines()]
            if sorted(here) != sorted(there[-len(here) :]) or len(there) != len(here) * (len(stages) + 1):
                raise RuntimeError(f"{len(set(here) ^ set(there))} places are found by one of both alone")
            stages.append(stage._replace(places=len(here)))
    return stages[0], stages[1]


def _page(path: Path) -> Any:
    from healthaudit.pages import read

    return read(document(path))


def _places(page: int, hits: Any) -> Iterator[_Place]:
    for rule, some in hits.items():
        yield from ((page, hit.sentence, rule, hit.start, hit.end) for hit in some)


def _dumped(compiled: Any, readings: Iterable[Any]) -> Iterator[bytes]:
    """Rules, their index and pages as native_rules.cc reads them: numbers of four bytes, strings after their length."""
    from healthaudit.expressions import _FEW, EDGE, encoded
    from healthaudit.model import BlockKind, Region
    from healthaudit.rulefiles import bundled_rules
    from healthaudit.rules import Rule, read_rules
    from healthaudit.rules.filters import index_of
    from healthaudit.rules.hits import patterns_of

    rules = [Rule.of(row) for row in read_rules(bundled_rules(), bundled_rules() / "vocabulary.yml")]  # with atoms
    if [rule.id for rule in rules] != [one.rule.id for one in compiled.rules]:
        raise RuntimeError("the rules are not in the order in which they were compiled")
    triggers, conditions = patterns_of(rules)
    index = index_of([*triggers, *conditions])
    kinds, regions = list(BlockKind), list(Region)
    yield _number(len(triggers) + len(conditions))
    for pattern, needs in zip([*triggers, *conditions], index["needs"], strict=True):
        yield _string(encoded(pattern.text)) + _number("(?-i" in pattern.text) + _number(pattern.slotted)
        yield _numbers(_unpacked(needs))
        few = [[text.strip(EDGE) for text in texts] for texts in pattern.atoms if len(texts) <= _FEW]
        yield _number(len(few)) + b"".join(_number(len(texts)) + b"".join(map(_string, texts)) for texts in few)
    yield _numbers([trigger.rule for trigger in compiled.triggers])
    yield _number(len(rules))
    for one in compiled.rules:
        match = one.rule.match
        yield _number(sum(1 << kinds.index(kind) for kind in match.blocks))
        yield _number(sum(1 << regions.index(region) for region in match.regions if region is not Region.HIDDEN))
        yield _number("sells" in one.rule.only_on)
        yield _numbers([each.number for each in one.also]) + _numbers([each.number for each in one.never])
    yield _number(len(index["triggers"]))
    for packed in index["triggers"]:
        yield _numbers([number for number in _unpacked(packed) if number < len(triggers)])
    for parts in index["parts"]:
        yield _number(len(parts))
        for part, sets in parts.items():
            yield _string(part) + _numbers(_unpacked(sets))
    pages = list(readings)
    yield _number(len(pages))
    for reading in pages:
        yield _number(reading.sells) + _string(reading.folded) + _string(reading.masked)
        yield _number(len(reading.sentences))
        for sentence in reading.sentences:
            block = reading.block_of(sentence)
            place = (sentence.start, sentence.end, kinds.index(block.kind), regions.index(block.region))
            yield b"".join(map(_number, place))


def _unpacked(packed: bytes) -> Sequence[int]:
    return memoryview(packed).cast("H").tolist()


def _number(value: int) -> bytes:
    return struct.pack("=I", value)


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"={len(values) + 1}I", len(values), *values)


def _string(text: bytes) -> bytes:
    return _number(len(text)) + text
