"""A run that is asked to end does so in order, and one whose reader or writer has gone does not fall over it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Scene, Told

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are posix's")

OLD = b"what was there before"


@pytest.mark.parametrize(("delay", "group"), [(0.0, True), (0.4, True), (0.2, False)])
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_asked_to_end(name: str, code: int, group: bool, delay: float, scene: Scene, told: Told) -> None:
    """To one process, as by kill, or to all, as by Ctrl-C and by a terminal that is closed."""
    for file in ("report.html", "report.json"):
        (scene.folder / file).write_bytes(OLD)
    with scene.start() as process:
        assert scene.until(lambda: scene.workers(process) or process.poll() is not None)
        time.sleep(delay)
        (os.killpg if group else os.kill)(process.pid, getattr(signal, name))
        _, said = process.communicate(timeout=120)
    if process.returncode == 0:  # it was through
        assert scene.reports() == scene.whole
        return
    assert process.returncode == code, said.decode()
    assert said == (b"healthaudit: interrupted\n" if name == "SIGINT" else b"")
    assert set(scene.reports().values()) == {OLD}
    assert scene.parts() == []
    assert scene.end(process)
    told(f"{name} to {'the group' if group else 'one process'} after {delay} s: exit code {code}, nothing left over")


#: Ctrl-C comes while the command line is being imported.
EARLY = """
import sys
class Finder:
    def find_spec(name, path, target=None):
        if name == "healthaudit.cli": raise KeyboardInterrupt
sys.meta_path.insert(0, Finder)
from healthaudit.__main__ import main
main()
"""


def test_a_run_that_is_asked_to_end_before_it_has_begun() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY, "--version"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"healthaudit: interrupted\n")


def test_who_ignores_a_closed_terminal_goes_on_ignoring_it(scene: Scene) -> None:
    """As under nohup."""
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)}
    with scene.start(**ignoring) as process:
        assert scene.until(lambda: scene.workers(process))
        os.killpg(process.pid, signal.SIGHUP)
        assert process.wait(120) == 0
    assert scene.reports() == scene.whole


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("format", ["terminal", "json", "html", "jsonl"])
def test_a_reader_who_goes_away_early(format: str, unbuffered: str, scene: Scene) -> None:
    """As head does. What goes into files is written all the same."""
    command = ("audit", "pages", "--jobs", "1", "--format", format, "-o", "report.json")
    environment = {**scene.environment(), "PYTHONUNBUFFERED": unbuffered}
    with scene.start(*command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stderr
        if format == "json":  # long enough to be broken off in its midst
            assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 1
    assert said == b"wrote report.json\n"
    assert scene.reports()["json"] == scene.whole["json"]


def closed(*handles: int) -> dict[str, object]:
    return {"preexec_fn": lambda: [os.close(handle) for handle in handles], "stdin": None}


def test_with_standard_input_closed(scene: Scene) -> None:
    assert scene.run(**closed(0)).returncode == 0
    assert scene.reports() == scene.whole
    done = scene.run("audit", "-", **closed(0))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "healthaudit: error: standard input is closed, so no page comes from it",
        "hint: name a file, or pipe the page in",
    ]


def test_with_standard_output_or_error_closed(scene: Scene) -> None:
    for handles in ((1,), (2,), (1, 2), (0, 1, 2)):
        for name in ("html", "json"):
            (scene.folder / f"report.{name}").unlink(missing_ok=True)
        assert scene.run(**closed(*handles)).returncode == 0, handles
        assert scene.reports() == scene.whole
    done = scene.run("audit", "pages/00.html", "--format", "json", **closed(1))
    assert done.returncode == 0
    assert done.stderr == b""
