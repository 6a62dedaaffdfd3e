"""What comes out of the bench: tables, targets that are met or missed, and the file that holds them all."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bench_peers import Peer

#: What does the work in here, beside Python.
_ENGINES = ("healthaudit", "turbohtml", "google-re2", "ahocorasick_rs", "markdown-it-py", "typer", "rich")

_HEAD = """\
# Speed

Written by `make bench`. [How to read it](../docs/performance.md). Pages are made up from a seed, so that every run has
the same. The speed of a shared machine comes and goes: compare figures within this page, not with those of another day.
"""


class Bench(NamedTuple):
    """How much is measured, and where."""

    folder: Path
    """For pages and caches; a temporary one."""
    say: Callable[[str], None]
    """Told what is going on."""
    peers: Callable[[], Mapping[str, Peer | str]]
    """Other tools by name, installed when first asked for; of those that are not there, why."""
    rounds: int = 9
    """Of commands that start up."""
    pages: int = 300
    many: int = 3_000
    """Pages over which memory has to be flat."""
    size: int = 15_000
    """Bytes of a page."""
    sizes: tuple[int, ...] = (15_000, 60_000, 250_000, 1_000_000, 4_000_000, 10_000_000)
    seconds: float = 180.0
    """After which a part begins no further round, no larger pages, nor more of them than it must."""


class Table(NamedTuple):
    """Figures."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    """Each as long as the head; its first cell says what was measured."""
    notes: str = ""
    """What is to be known of them, below."""

    def text(self) -> str:
        """As Markdown that reads well as it is. Raises ValueError for a row that is too long or too short."""
        cells = [[cell.replace("|", "\\|") for cell in row] for row in (self.head, *self.rows)]
        if any(len(row) != len(self.head) for row in cells):
            raise ValueError(f"the table {self.title!r} has a row that is not as long as its head")
        widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
        lines = [f"| {' | '.join(_padded(row, widths))} |" for row in cells]
        rule = "|".join("-" * (width + 2) if not at else "-" * (width + 1) + ":" for at, width in enumerate(widths))
        lines.insert(1, f"|{rule}|")
        return "\n".join([f"### {self.title}", "", *lines, *(["", self.notes] if self.notes else []), ""])


class Target(NamedTuple):
    """What is aimed at, and where it stands."""

    what: str
    wanted: str
    measured: str
    met: bool | None
    """None when it could not be measured, or not far enough to say that it is met."""

    def row(self) -> tuple[str, ...]:
        """For a table of targets."""
        return self.what, self.wanted, self.measured, {True: "met", False: "missed", None: "open"}[self.met]

    def text(self) -> str:
        """In a line."""
        return "target: {}: wanted {}, measured {}: {}\n".format(*self.row())


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Words to the left, figures to the right."""
    return [
        cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def written(sections: Iterable[tuple[str, Sequence[Table | Target]]], machine: Table) -> str:
    """The whole file: the machine, the targets of all sections, the tables of each under its heading."""
    kept = list(sections)
    targets = [one.row() for _, found in kept for one in found if isinstance(one, Target)]
    parts = [_HEAD, Table("Targets", ("target", "wanted", "measured", ""), targets).text().replace("### ", "## ", 1)]
    parts.append(machine.text().replace("### ", "## ", 1))
    for heading, found in kept:
        parts.append(f"## {heading}\n")
        parts += [one.text() for one in found if isinstance(one, Table)]
    return "\n".join(parts)


def machine(bench: Bench, day: date) -> Table:
    """On what and with what it was measured, and how busy others kept it: asked for at the end."""
    load = os.getloadavg()[-1]
    rows = [
        ("date", day.isoformat()),
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("load, last 15 minutes", f"{load:.1f}; the bench itself makes 1 to 2 of it"),
        ("limits", f"{bench.rounds} rounds, {bench.seconds:.0f} s for what can be cut short"),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"),
        ("system", f"{platform.system()} {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        *((name, version(name)) for name in _ENGINES),
        *((name, peer if isinstance(peer, str) else peer.version) for name, peer in bench.peers().items()),
    ]
    return Table("Machine", ("what", "which"), rows)


def _processor() -> str:
    with suppress(OSError):
        if found := re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE):
            return " ".join(found[1].split())
    return platform.processor() or platform.machine()


def write_whole(path: Path, text: str) -> None:
    """Write a file, or leave it as it is. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(part, 0o644)  # a temporary file is its owner's alone, a report is everybody's
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise
