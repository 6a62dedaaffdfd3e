"""Starts processes and tells what they cost; and keeps some that work by turns.

What a process costs is measured by a small process between: on Linux the peak memory of a process is never less than
that of the one that started it, and this one grows with what it measures.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

#: Seconds between two looks at the memory of all processes of a run.
_LOOK = 0.25
#: Seconds that a measured process has to end by itself, and again to end when told.
_PATIENCE = 5


class Cost(NamedTuple):
    """What one process took."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of user and system time, those of processes that it started and waited for included."""
    peak: float
    """The most memory that one of its processes had at a time, in MB."""
    together: float
    """The most that all of its processes had at a time, shared parts counted once, in MB; 0 where nobody tells."""

    @classmethod
    def middle(cls, costs: Sequence[Cost]) -> Cost:
        """The medians of several runs."""
        return cls(*(median(column) for column in zip(*costs, strict=True)))


class Turn(NamedTuple):
    """What a process that works by turns took for some pages."""

    wall: float
    cpu: float
    found: int
    """Findings of an audit, suggestions of a linter."""
    peak: float
    """Of memory so far, in MB."""


class Worker(NamedTuple):
    """A process that works by turns."""

    about: str
    """What it says of itself."""
    turn: Callable[[Sequence[Path]], Turn]
    """Have it go through some pages, and nobody else meanwhile. Raises RuntimeError when it breaks off."""


def cost(command: Sequence[str], environment: Mapping[str, str], *, any_code: bool = False) -> Cost:
    """Run a command to its end. Raises RuntimeError when it fails; with ``any_code`` only when it is killed."""
    between = [sys.executable, "-I", "-S", __file__, *command]
    process = subprocess.Popen(
        between,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(environment),
    )
    try:
        answer, said = process.communicate()
    except BaseException:
        _end(process, 3 * _PATIENCE)  # longer than the process between waits itself
        raise
    if process.returncode:
        raise RuntimeError(f"{command[0]} could not be started: {said.strip()[-500:]}")
    told = json.loads(answer)
    if (code := told.pop("code")) < 0 or (code and not any_code):
        raise RuntimeError(f"{' '.join(command[:4])} ended with code {code}: {said.strip()[-500:]}")
    return Cost(**told)


def by_turns(
    commands: Mapping[str, Sequence[str]],
    environment: Mapping[str, str],
    rounds: int,
    seconds: float,
    any_code: Container[str] = (),
) -> dict[str, Cost]:
    """Run each command once a round, A B A B, and take medians: the speed of a shared machine comes and goes.

    After so many ``seconds`` no further round is begun.
    Those in ``any_code`` end with what they found, the others with 0. Raises RuntimeError.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    begun = time.monotonic()
    for number in range(rounds):
        if number and time.monotonic() - begun > seconds:
            break
        for name, command in commands.items():
            costs[name].append(cost(command, environment, any_code=name in any_code))
    return {name: Cost.middle(each) for name, each in costs.items()}


@contextmanager
def worker(command: Sequence[str]) -> Iterator[Worker]:
    """A process that has loaded what it needs, and ends with the block. Raises RuntimeError when it does not start."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdin is not None
    assert process.stdout is not None
    asked, answers = process.stdin, process.stdout

    def answer() -> str:
        if not (line := answers.readline()):
            raise RuntimeError(f"{' '.join(command[-2:])} broke off, with code {process.wait()}")
        return line

    def turn(paths: Sequence[Path]) -> Turn:
        asked.write(json.dumps([str(path) for path in paths]) + "\n")
        asked.flush()
        return Turn(**json.loads(answer()))

    try:
        yield Worker(answer().strip(), turn)
    finally:
        with suppress(OSError):
            asked.close()
        answers.close()
        process.terminate()
        process.wait()


def _end(process: subprocess.Popen[Any], patience: float) -> None:
    """After Ctrl-C, which a terminal tells all processes: let this one put away what it began, but not for ever."""
    for sign in (None, signal.SIGTERM, signal.SIGKILL):
        if sign:
            process.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def _measure(command: Sequence[str]) -> dict[str, float]:
    """Run a command in between; its output is read by nobody."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    ended, most = threading.Event(), [0.0]
    looking = threading.Thread(target=_look, args=(process.pid, ended, most), daemon=True)
    looking.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        _end(process, _PATIENCE)
        raise
    wall = time.perf_counter() - start
    ended.set()
    looking.join()
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024),
        "together": most[0],
        "code": os.waitstatus_to_exitcode(status),
    }


def _look(pid: int, ended: threading.Event, most: list[float]) -> None:
    """Add up the memory of a process and those that it started, again and again, and keep the most."""
    while not ended.wait(_LOOK):
        kilobytes = 0
        for one in _family(pid):
            with suppress(OSError, StopIteration, ValueError):
                lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
                kilobytes += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
        most[0] = max(most[0], kilobytes * 1024 / 1e6)


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants, on Linux."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name in brackets may hold anything, so it is read from its end.
            parents[int(path.parent.name)] = int(path.read_text("ascii", "replace").rpartition(")")[2].split()[1])
    yield pid
    family = {pid}
    while more := {one for one, parent in parents.items() if parent in family} - family:
        yield from more
        family |= more


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it started ends as well
    print(json.dumps(_measure(sys.argv[1:])))
