"""Measure start-up, throughput, memory and growth, beside floors and other linters in the same run.

``make bench`` runs all parts and writes reports/bench.md; ``scripts/bench.py start many`` runs some and prints them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bench_many import many
from bench_pace import floors, peers
from bench_peers import installed
from bench_report import opened
from bench_scaling import scaling
from bench_stages import stages
from bench_start import start
from bench_table import Bench, Table, Target, machine, write_whole, written

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "reports" / "bench.md"


class Part(NamedTuple):
    """Something that is measured."""

    heading: str
    run: Callable[[Bench], Iterator[Table | Target]]


PARTS: Mapping[str, Part] = {
    "start": Part("Start", start),
    "many": Part("Many pages", many),
    "scaling": Part("Growth with the size of a page", scaling),
    "stages": Part("Stages of an audit", stages),
    "floors": Part("Floors", floors),
    "peers": Part("Peers", peers),
    "report": Part("The HTML report in a browser", opened),
}


def main(wanted: Sequence[str], bench: Bench, report: Path, day: date) -> int:
    """Run the parts that are wanted, all of them when none is named, and print what comes out. Exit code."""
    if unknown := [name for name in wanted if name not in PARTS]:
        print(f"there is no part {unknown[0]!r} of the bench; parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    sections = []
    for name, part in PARTS.items():
        if wanted and name not in wanted:
            continue
        found = []
        for one in part.run(bench):
            print(one.text(), flush=True)
            found.append(one)
        sections.append((part.heading, found))
    if len(sections) < len(PARTS):
        return 0
    write_whole(report, written(sections, machine(bench, day)))
    print(f"wrote {report}")
    return 0


def _said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="healthaudit-bench-") as folder:
        everything = Bench(Path(folder), _said, cache(lambda: installed(ROOT / "build" / "peers")))
        try:
            sys.exit(main(sys.argv[1:], everything, REPORT, date.today()))
        except KeyboardInterrupt:
            sys.exit(130)
        except RuntimeError as problem:
            sys.exit(f"the bench broke off: {problem}")
