"""What fuzzing kept is replayed, then changed at random from a seed: a short look each time, without atheris."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from fuzz_length import LONGER

from fuzz import CORPUS
from fuzz_mutations import mutated
from fuzz_targets import TARGETS

#: Inputs of one target; those that audit whole pages take the longest.
_RUNS = 2000
_FEWER = {
    "audit": 20,
    "suppressions": 50,
    "language": 150,
    "markdown": 300,
    "facts": 800,
    "citations": 800,
    "config": 1000,
}
_MOST_BYTES = 1_000_000
#: Defects that are not mended yet.
KNOWN: Mapping[str, str] = {}
#: Targets in which changes of what was kept may come upon one of them.
BY_CHANCE: Mapping[str, str] = {}


def marked(name: str, known: Mapping[str, str]) -> object:
    """The name, expected to fail where it is known to."""
    return pytest.param(name, marks=pytest.mark.xfail(reason=known[name])) if name in known else name


def kept() -> dict[str, bytes]:
    """The inputs by the names of their files, such as html/crash-roman-number."""
    paths = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
    return {path.relative_to(CORPUS).as_posix(): path.read_bytes() for path in paths}


KEPT = kept()


def target_of(name: str) -> str:
    return Path(name).parts[0]


@pytest.mark.parametrize("name", [marked(name, KNOWN) for name in KEPT])
def test_what_was_kept(name: str) -> None:
    TARGETS[target_of(name)](KEPT[name])


@pytest.mark.parametrize("target", [marked(target, BY_CHANCE) for target in TARGETS])
def test_what_was_kept_with_changes(target: str) -> None:
    inputs = [data for name, data in KEPT.items() if target_of(name) == target and name not in KNOWN]
    for data in islice(mutated(Random(LONGER), inputs), _FEWER.get(target, _RUNS) * LONGER):
        try:
            TARGETS[target](data)
        except Exception as problem:
            problem.add_note(f"the input was {data!r}")
            raise


def test_every_target_has_a_beginning_and_all_are_small() -> None:
    assert set(map(target_of, KEPT)) == set(TARGETS)
    assert sum(map(len, KEPT.values())) < _MOST_BYTES


def test_changes_are_the_same_for_the_same_seed() -> None:
    first, again = (list(islice(mutated(Random(7), [b"<p>some</p>", b"# other"]), 200)) for _ in range(2))
    assert first == again
    assert len(set(first)) > 100
