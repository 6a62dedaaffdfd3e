"""Many pages in one run: how many a second, and how much memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bench_pages import site
from bench_process import Cost, by_turns, cost
from bench_start import COMMAND, environment
from bench_table import Bench, Table, Target

#: Runs with one job and with two, by turns.
_ROUNDS = 2
_MOST_MEMORY = 120
#: How much more memory many times as many pages may need.
_FLAT = 1.10
_LEAST_SPEEDUP = 1.8


def many(bench: Bench) -> Iterator[Table | Target]:
    """300 pages: one job, two, again with nothing changed; and the memory of ten times as many."""
    bench.say(f"many: making {bench.pages} pages")
    folder = bench.folder / "many" / "site"
    paths = site(folder, bench.pages, bench.size)
    surroundings = environment(bench.folder / "many" / "cache")
    size = sum(path.stat().st_size for path in paths)
    cost(_audit(paths[0], "--no-cache"), surroundings)  # rules are read once and kept
    bench.say("many: one job and two by turns")
    jobs = {f"{count} job{'s'[: count - 1]}": _audit(folder, "--no-cache", "--jobs", str(count)) for count in (1, 2)}
    costs = by_turns(jobs, surroundings, min(_ROUNDS, bench.rounds), bench.seconds)
    one, two = costs.values()
    bench.say("many: again with nothing changed")
    cost(_audit(folder, "--jobs", "2"), surroundings)
    again = by_turns({"again": _audit(folder)}, surroundings, min(3, bench.rounds), bench.seconds)["again"]
    rows = [_row(name, each, bench.pages, size) for name, each in {**costs, "again, nothing changed": again}.items()]
    yield Table(
        f"{bench.pages} pages of {bench.size / 1000:.0f} KB, all checks on",
        ("run", "on the clock", "processor", "pages/s", "MB/s", "largest process", "all processes"),
        rows,
        f"Whole commands with `--no-cache`, reports as JSON lines, on {os.cpu_count()} cores. Memory of all processes "
        "counts what they share once; 0 where the system does not tell.",
    )
    yield Target(
        f"memory for {bench.pages} pages, one job",
        f"under {_MOST_MEMORY} MB",
        f"{one.peak:.0f} MB",
        one.peak < _MOST_MEMORY,
    )
    speedup = one.wall / two.wall
    yield Target("two jobs", f"at least {_LEAST_SPEEDUP} x one", f"{speedup:.2f} x", speedup >= _LEAST_SPEEDUP)
    yield from _flat(bench, one, surroundings)


def _flat(bench: Bench, one: Cost, surroundings: dict[str, str]) -> Iterator[Table | Target]:
    """The memory of as many pages as time allows: all of them, half, a fifth."""
    a_page = one.wall / bench.pages
    count = next((n for n in (bench.many, bench.many // 2) if n * a_page <= bench.seconds), bench.many // 5)
    bench.say(f"many: making {count} pages, and memory over them")
    folder = bench.folder / "many" / "more"
    site(folder, count, bench.size, first=bench.pages)
    more = cost(_audit(folder, "--no-cache", "--jobs", "1"), surroundings)
    times = more.peak / one.peak
    rows = [(f"{bench.pages:,}", f"{one.peak:.0f} MB"), (f"{count:,}", f"{more.peak:.0f} MB")]
    left = "" if count == bench.many else f"{bench.many:,} pages would have taken too long."
    yield Table("Memory and the number of pages, one job", ("pages", "memory"), rows, left)
    yield Target(
        f"memory over {count:,} pages",
        f"at most {_FLAT:.2f} x that over {bench.pages}",
        f"{times:.2f} x",
        False if times > _FLAT else True if count >= bench.many // 2 else None,
    )


def _audit(what: Path, *options: str) -> list[str]:
    return [COMMAND, "audit", str(what), "--fail-on", "never", "--format", "jsonl", *options]


def _row(name: str, one: Cost, pages: int, size: int) -> tuple[str, ...]:
    return (
        name,
        f"{one.wall:.1f} s",
        f"{one.cpu:.1f} s",
        f"{pages / one.wall:.1f}",
        f"{size / one.wall / 1e6:.2f}",
        f"{one.peak:.0f} MB",
        f"{one.together:.0f} MB",
    )
