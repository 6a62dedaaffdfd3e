"""What faults are tried on: small pages, the reports of an undisturbed run, and a count of what was tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from healthaudit.cache import cache_folder

PAGES = 24
#: What is read and says nothing: it makes the pages long enough for several processes, and costs no time.
FILLER = "x" * 26_000
FORMATS = ("html", "json")
#: Options of a run that is disturbed.
RUN = ("--jobs", "2", "-o", "report.html", "-o", "report.json")
#: A program that is killed between the writing of a file and its coming to its place: before the n-th such file.
CUT = """
import os, signal, sys
place, left = os.replace, [int(sys.argv.pop(1))]
def cut(*names, **more):
    left[0] -= 1
    if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)
    return place(*names, **more)
if __name__ == "__main__":
    os.replace = cut
    from healthaudit.cli import main
    sys.argv[0] = "healthaudit"
    main()
"""


class Scene(NamedTuple):
    """A folder with pages, and a cache to itself in which rules are kept and no reports."""

    folder: Path
    whole: dict[str, bytes]
    """Reports of an undisturbed run, by format."""

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def environment(self) -> dict[str, str]:
        # As Python is started by itself: what tests are run with must not change what is seen of them.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        return {**kept, "HEALTHAUDIT_CACHE": str(self.cache), "COLUMNS": "200"}

    def run(self, *arguments: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """A run to its end, by default over the pages."""
        command = [sys.executable, "-m", "healthaudit", *map(str, arguments or ("audit", "pages", *RUN))]
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.environment()} | more
        return subprocess.run(command, cwd=self.folder, check=False, timeout=300, **more)

    def start(self, *arguments: object, **more: Any) -> subprocess.Popen[bytes]:
        """A run that is begun, in a process group of its own."""
        command = [sys.executable, "-m", "healthaudit", *map(str, arguments or ("audit", "pages", *RUN))]
        more = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "env": self.environment()} | more
        return subprocess.Popen(command, cwd=self.folder, start_new_session=True, **more)

    def cut(self, before: int, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        """A run that is killed when it has written so many files and is about to put the next one into its place."""
        command = [sys.executable, "-c", CUT, str(before), *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, check=False, env=self.environment(), capture_output=True)

    def reports(self) -> dict[str, bytes | None]:
        """What lies at the places of the reports; None where nothing does."""
        files = {name: self.folder / f"report.{name}" for name in FORMATS}
        return {name: file.read_bytes() if file.exists() else None for name, file in files.items()}

    def parts(self) -> list[Path]:
        """What was being written when somebody was killed."""
        return list(self.folder.rglob("*.part"))

    def forget(self) -> None:
        """Reports, in the cache and out of it."""
        shutil.rmtree(self.cache / "reports", ignore_errors=True)
        for name in FORMATS:
            (self.folder / f"report.{name}").unlink(missing_ok=True)

    def tree(self, name: str) -> dict[str, bytes]:
        """Every file in a folder."""
        folder = self.folder / name
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def workers(self, process: subprocess.Popen[bytes]) -> list[int]:
        """Processes that audit for another one."""
        return [one.pid for one in running() if one.parent == process.pid and "spawn_main" in one.command]

    def end(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether all that a run has started comes to its end by itself, now that the run has."""
        return self.until(lambda: all(one.group != process.pid for one in running()))

    def until(self, done: Callable[[], object], seconds: float = 60) -> bool:
        """Wait for something; whether it came in time."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def limited(self, length: int) -> Callable[[], None]:
        """For ``preexec_fn``: no file that the process writes may become longer than so many bytes."""

        def limit() -> None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (length, length))

        return limit


class Process(NamedTuple):
    """One that runs: it has not ended while nobody asked about it yet."""

    pid: int
    parent: int
    group: int
    command: str


def running() -> Iterator[Process]:
    """All processes."""
    listed = subprocess.run(
        ["ps", "-A", "-w", "-w", "-o", "pid=,ppid=,pgid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        pid, parent, group, state, *command = line.split(maxsplit=4)
        if not state.startswith("Z"):
            yield Process(int(pid), int(parent), int(group), "".join(command))


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Where one run went through: without a cache, by itself. Nothing is changed there."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "pages").mkdir()
    for number in range(PAGES):
        text = f"<title>Page {number}</title><h1>Drops {number}</h1><p>Our drops cure anxiety in {number} days.</p>"
        (folder / "pages" / f"{number:02}.html").write_text(f"{text}<!-- {FILLER} -->", "utf-8")
    scene = Scene(folder, {})
    command = ("audit", "pages", "--jobs", "1", "--no-cache", "-o", "report.html", "-o", "report.json")
    done = scene.run(*command, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    # To read all rules takes longer than all else: those of the cache that all tests share, last used just now.
    scene.cache.mkdir(0o700)
    shared = sorted(cache_folder().glob("*.bin"), key=lambda file: file.stat().st_mtime)
    for name, file in {file.name.partition("-")[0]: file for file in shared}.items():
        if name in ("base", "pack"):
            shutil.copy(file, scene.cache)
    reports = scene.reports()
    return scene._replace(whole={name: content for name, content in reports.items() if content})


@pytest.fixture
def scene(undisturbed: Scene, tmp_path: Path) -> Scene:
    """The same pages in a folder of its own, and rules in the cache."""
    for name in ("pages", "cache"):
        shutil.copytree(undisturbed.folder / name, tmp_path / name)
    (tmp_path / "cache").chmod(0o700)
    return Scene(tmp_path, undisturbed.whole)


Told = Callable[[str], None]


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Told:
    """Says what was tried and what came of it, at once and at the end of all tests."""

    def tell(text: str) -> None:
        record_property("faults", text)
        print(f"\n{text}")

    return tell


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports: Sequence[Any] = [one for some in terminalreporter.stats.values() for one in some]
    lines = [
        text
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, text in report.user_properties
        if name == "faults"
    ]
    if lines:
        terminalreporter.section("faults")
        for line in lines:
            terminalreporter.write_line(str(line))
