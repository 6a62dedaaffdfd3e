"""Says what a native core would buy: the stage that matches rules in C++, beside what there is.

Run by ``make native``: builds it below build/native, holds what it finds against what the package finds, and prints
figures. Nothing of what it builds is part of the product. What the figures mean: docs/native.md.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from time import process_time

from bench_driver import document
from bench_pace import Pace, paces
from bench_pages import site
from bench_peers import installed
from bench_stages import clocked
from bench_table import Bench, Table, machine
from native_rules import built, measured

_ROOT = Path(__file__).parents[1]
_DRIVER = str(Path(__file__).with_name("bench_driver.py"))
_TURNS = 10
#: Bytes that an expression may use: as the product has it, and more.
_MEMORY = (1 << 16, 4 << 20)
#: Of the stages of an audit, those that a native core would take over.
_CORE = ("language", "uses", "citations", "rules", "classifier")
_AUDIT = "healthaudit"


def whole(bench: Bench) -> Mapping[str, Pace]:
    """The audit and its peers over the same pages, by turns."""
    peers = {name: peer.worker for name, peer in bench.peers().items() if not isinstance(peer, str)}
    commands = {_AUDIT: (sys.executable, _DRIVER, "healthaudit"), **peers}
    return paces(commands, site(bench.folder / "pages", bench.pages, bench.size), _TURNS, bench)


def stages(bench: Bench) -> Mapping[str, float]:
    """Processor milliseconds of each stage of an audit for a page; "" is the whole."""
    from healthaudit.auditor import Auditor

    auditor = Auditor.load()
    documents = [document(path) for path in site(bench.folder / "stages", 2 * bench.pages, bench.size, first=2_000)]
    bench.say("stages")
    for one in documents[: bench.pages]:
        auditor.audit(one)
    with clocked() as clock:
        start = process_time()
        for one in documents[bench.pages :]:
            auditor.audit(one)
        spent = {"": process_time() - start, **clock.spent}
    return {name: seconds / bench.pages * 1e3 for name, seconds in spent.items()}


def matching(bench: Bench, folder: Path) -> tuple[float, float, Table]:
    """The stage that matches rules in Python and in C++, on pages that both met before, as the product has it.

    How much quicker C++ is, the milliseconds that Python takes for a page, and a table of all that was measured.
    """
    bench.say("matching of rules")
    paths = site(bench.folder / "rules", bench.pages, bench.size, first=4_000)
    rows, again = [], []
    for memory in _MEMORY:
        for name, one in zip(("for the first time", "again"), measured(paths, _TURNS, folder, memory), strict=True):
            times = [f"{each:.1f} ms" for each in one.middle]
            places = f"{one.places / len(paths):.1f}"
            rows.append((f"{name}, {memory >> 10:,} KB an expression", f"{one.ratio:.1f} x", *times, places))
            again.append(one)
    head = ("pages met", "C++ is quicker", "Python, a page", "C++, a page", "places, a page")
    note = f"{len(paths)} pages of HTML, medians of {_TURNS} turns. All places are the same."
    return again[1].ratio, again[1].middle[0], Table("Matching of rules", head, rows, note)


def outlook(found: Mapping[str, Pace], spent: Mapping[str, float], ratio: float, matched: float) -> Table:
    """What follows: matching alone ``ratio`` times as quick, the whole core as quick, or taking no time at all."""
    core, alone = sum(spent[name] for name in _CORE) / spent[""], matched / spent[""]
    left = {
        "as it is": 1.0,
        f"matching of rules ({alone:.0%}) {ratio:.1f} times as quick": 1 - alone * (1 - 1 / ratio),
        f"the core ({core:.0%}) {ratio:.1f} times as quick": 1 - core * (1 - 1 / ratio),
        "the core 10 times as quick": 1 - core * (1 - 1 / 10),
        "the core in no time": 1 - core,
    }
    ours = found[_AUDIT]
    peers = {name: one for name, one in found.items() if name != _AUDIT}
    rows = [
        (name, f"{1 / part:.1f} x", *(f"{ours.times(one, 'cpu') / part:.1f} x" for one in peers.values()))
        for name, part in left.items()
    ]
    head = ("the core: " + ", ".join(_CORE), "an audit's speed", *(f"beside {name}" for name in peers))
    return Table("What a quicker core would come to", head, rows, "By Amdahl's law: worked out, not measured.")


def main(bench: Bench) -> None:
    """Build, compare, measure, print. Raises RuntimeError when something is missing or results differ."""
    folder = _ROOT / "build" / "native"
    folder.mkdir(parents=True, exist_ok=True)
    built(folder)  # says at once when RE2 is not there
    ratio, matched, table = matching(bench, folder)
    print(table.text(), flush=True)
    spent = stages(bench)
    rows = [(name or "an audit", f"{took / spent['']:.0%}", f"{took:.1f} ms") for name, took in spent.items() if took]
    print(Table("Stages of an audit", ("stage", "share", "processor, a page"), rows).text(), flush=True)
    print(outlook(whole(bench), spent, ratio, matched).text(), flush=True)
    print(machine(bench, date.today()).text())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="healthaudit-native-") as temporary:
        os.environ["HEALTHAUDIT_CACHE"] = str(Path(temporary) / "cache")
        everything = Bench(
            Path(temporary),
            lambda text: print(text, file=sys.stderr, flush=True),
            cache(lambda: installed(_ROOT / "build" / "peers")),
            rounds=7,
            pages=60,
        )
        try:
            main(everything)
        except KeyboardInterrupt:
            sys.exit(130)
        except RuntimeError as problem:
            sys.exit(f"native: {problem}")
