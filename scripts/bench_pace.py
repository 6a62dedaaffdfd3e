"""Pages a second in one process: healthaudit by turns with bare engines (floors) and with other linters (peers)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench_pages import site
from bench_process import Turn, worker
from bench_table import Bench, Table, Target
from bench_text import as_text

_DRIVER = str(Path(__file__).with_name("bench_driver.py"))
#: Into so many turns the pages are parted.
_TURNS = 10
#: Pages for the floors: the sets of RE2 are slow on words that they have not met.
_FEW = 15
_LEAST_RATIO = 10
#: Whom the targets are about.
_HELD_AGAINST = ("proselint", "write-good")


class Pace(NamedTuple):
    """How quick a tool was, turn by turn."""

    about: str
    pages: tuple[int, ...]
    turns: tuple[Turn, ...]

    @property
    def rate(self) -> float:
        """Pages a second on the clock, the median of the turns."""
        return median(count / turn.wall for count, turn in zip(self.pages, self.turns, strict=True))

    def times(self, other: Pace, by: str = "wall") -> float:
        """How many times as long the other took, turn by turn."""
        each = zip(self.turns, other.turns, strict=True)
        return float(median(getattr(theirs, by) / max(getattr(own, by), 1e-9) for own, theirs in each))

    def row(self, name: str, ours: Pace, unit: str) -> tuple[str, ...]:
        """For a table: pages/s, processor ms a page, what was found, memory, our pace over this one's."""
        cpu = sum(turn.cpu for turn in self.turns) / sum(self.pages) * 1e3
        found = f"{sum(turn.found for turn in self.turns) / sum(self.pages):.1f} {unit}"
        both = (ours.times(self), ours.times(self, "cpu"))
        ratios = (f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.1g}" for ratio in both)
        return name, f"{self.rate:.1f}", f"{cpu:.1f} ms", found, f"{self.turns[-1].peak:.0f} MB", *ratios


_COLUMNS = ("tool", "pages/s", "processor, a page", "found, a page", "memory", "ours / its", "by processor")


def paces(commands: Mapping[str, Sequence[str]], paths: Sequence[Path], turns: int, bench: Bench) -> dict[str, Pace]:
    """Each command as one process over all pages, by turns: A B A B. When time is up, turns after two are left out."""
    size = max(1, -(-len(paths) // turns))
    parts = [paths[at : at + size] for at in range(0, len(paths), size)]
    with ExitStack() as stack:
        workers = {name: stack.enter_context(worker(command)) for name, command in commands.items()}
        done: dict[str, list[Turn]] = {name: [] for name in workers}
        begun = time.monotonic()
        for number, part in enumerate(parts, 1):
            if number > 2 and time.monotonic() - begun > bench.seconds:
                break
            bench.say(f"  turn {number} of {len(parts)}, {len(part)} pages each")
            for name, one in workers.items():
                done[name].append(one.turn(part))
    counts = tuple(map(len, parts))
    return {name: Pace(workers[name].about, counts[: len(each)], tuple(each)) for name, each in done.items()}


def floors(bench: Bench) -> Iterator[Table]:
    """What the engines take at least, over the same pages: tokens of HTML, and all expressions as sets of RE2."""
    paths = site(bench.folder / "floors", min(_FEW, bench.pages), bench.size)
    names = {"healthaudit": "healthaudit", "tokens": "turbohtml, tokens only", "sets": "re2.Set, matches only"}
    commands = {tool: [sys.executable, _DRIVER, tool] for tool in names}
    bench.say(f"floors: {len(paths)} pages twice")
    both = paces(commands, [*paths, *paths], 2, bench)
    for at, title in enumerate(("met for the first time", "met again")):
        once = {tool: Pace(pace.about, pace.pages[at : at + 1], pace.turns[at : at + 1]) for tool, pace in both.items()}
        units = {"healthaudit": "findings", "tokens": "tokens", "sets": "expressions"}
        yield Table(
            f"Floors: {len(paths)} pages of {bench.size / 1000:.0f} KB, {title}",
            _COLUMNS,
            [once[tool].row(name, once["healthaudit"], units[tool]) for tool, name in names.items()],
            f"{both['sets'].about}, over folded text that is made ready for them. They build their states while they "
            "match, and begin anew when their memory is full: on pages that differ this takes most of their time.",
        )


def peers(bench: Bench) -> Iterator[Table | Target]:
    """Other linters over the same pages, as they are and as plain text."""
    there = {name: peer for name, peer in bench.peers().items() if not isinstance(peer, str)}
    absent = {name: why for name, why in bench.peers().items() if isinstance(why, str)}
    pages = site(bench.folder / "peers" / "html", bench.pages, bench.size)
    forms = {"as they are (HTML)": pages, "as plain text": as_text(pages, bench.folder / "peers" / "text")}
    commands = {"healthaudit": (sys.executable, _DRIVER, "healthaudit"), **{n: p.worker for n, p in there.items()}}
    for form, paths in forms.items():
        bench.say(f"peers: {len(paths)} pages {form}")
        measured = paces(commands, paths, _TURNS, bench)
        ours = measured["healthaudit"]
        yield Table(
            f"Peers: {sum(ours.pages)} pages {form}",
            _COLUMNS,
            [one.row(name, ours, "findings") for name, one in measured.items()],
            "One process each, loading not counted; ratios are medians of turns. "
            + "".join(f"{name}: {why}. " for name, why in absent.items()).strip(),
        )
        for name in _HELD_AGAINST:
            ratio = ours.times(measured[name]) if name in measured else 0.0
            yield Target(
                f"pages/s beside {name}, pages {form}",
                f"at least {_LEAST_RATIO} x",
                f"{ratio:.2f} x" if name in measured else absent[name],
                ratio >= _LEAST_RATIO if name in measured else None,
            )
