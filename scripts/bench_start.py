"""How long somebody waits for one page: whole processes, from nothing to the end."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench_pages import MIXED, page
from bench_process import Cost, by_turns, cost
from bench_table import Bench, Table, Target
from bench_text import text_of

COMMAND = str(Path(sys.executable).with_name("healthaudit"))
#: Runs with an empty cache, which take seconds each.
_FIRST = 3


def environment(cache: Path) -> dict[str, str]:
    """That of the caller, with a cache of our own, and with Python's own, which some switch off."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "HEALTHAUDIT_CACHE": str(cache)}


def start(bench: Bench) -> Iterator[Table | Target]:
    """One page of 15 KB, beside what a process of Python takes at least and what others take."""
    source = bench.folder / "start" / "page.html"
    source.parent.mkdir(parents=True)
    source.write_text(page(1, bench.size, "html", MIXED), "utf-8")
    text = source.with_suffix(".txt")
    text.write_text(text_of(source), "utf-8")
    surroundings = environment(source.parent / "cache")
    audit = [COMMAND, "audit", str(source), "--format", "json", "--fail-on", "never", "--no-cache"]
    firsts = []
    for _ in range(min(_FIRST, bench.rounds)):
        bench.say("start: the first time, cache empty")
        shutil.rmtree(source.parent / "cache", ignore_errors=True)
        firsts.append(cost(audit, surroundings))
    peers = {name: peer for name, peer in bench.peers().items() if not isinstance(peer, str)}
    others = {f"{name}, its text": [*peer.command, str(text)] for name, peer in peers.items()}
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import typer, rich'": [sys.executable, "-c", "import typer, rich"],
        "healthaudit": audit,
        **others,
    }
    bench.say(f"start: {len(commands)} commands, {bench.rounds} times each by turns")
    costs = by_turns(commands, surroundings, bench.rounds, bench.seconds, others)
    ours = costs["healthaudit"]
    rows = [_row(name, one, ours) for name, one in costs.items()]
    rows.insert(3, _row("healthaudit, the first time", Cost.middle(firsts), ours))
    yield Table(
        f"One page of {bench.size / 1000:.0f} KB",
        ("process", "on the clock", "processor", "memory", "healthaudit's / its"),
        rows,
        "`--no-cache`, which is about reports: rules that were read once are kept. The first time they are read.",
    )
    their = costs.get("proselint, its text")
    ratio = ours.wall / their.wall if their else 0.0
    measured = f"{ratio:.2f} x" if their else "proselint is not there"
    yield Target("start on one page, beside proselint", "at most 1.00 x", measured, ratio <= 1 if their else None)


def _row(name: str, one: Cost, ours: Cost) -> tuple[str, ...]:
    return (
        name,
        f"{one.wall * 1e3:.0f} ms",
        f"{one.cpu * 1e3:.0f} ms",
        f"{one.peak:.0f} MB",
        f"{ours.wall / one.wall:.2f}",
    )
