"""Runs and their processes are killed at any moment: what was written is whole, and the next run is right."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Scene, Told

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are posix's")

KILLS = 20
NEXT = ("audit", "pages", "--jobs", "1", "-o", "report.html", "-o", "report.json")


def timed(scene: Scene) -> float:
    """Seconds that a run takes which has no reports to take from the cache."""
    scene.forget()
    begun = time.monotonic()
    assert scene.run().returncode == 0
    return time.monotonic() - begun


def test_whenever_a_run_is_killed_the_next_one_is_right(scene: Scene, told: Told) -> None:
    chance = random.Random(20)
    length = timed(scene)
    assert scene.reports() == scene.whole
    assert scene.run("audit", "pages/00.html", *NEXT[2:]).returncode == 0
    older = scene.reports()
    kills = halves = strays = kept = late = 0
    while kills < KILLS and late < 3 * KILLS:
        scene.forget()
        earlier = older if kills % 2 else {"html": None, "json": None}
        for name, content in earlier.items():
            if content is not None:
                (scene.folder / f"report.{name}").write_bytes(content)
        # All through a run, a little at a time; later ones meet the end of it, where files are written.
        with scene.start(stderr=subprocess.DEVNULL) as process:
            time.sleep(length * (kills + chance.random()) / KILLS)
            process.kill()
        if process.returncode != -signal.SIGKILL:
            late += 1
            length *= 0.95
            continue
        kills += 1
        strays += not scene.end(process)
        for name, content in scene.reports().items():
            halves += content not in (earlier[name], scene.whole[name])
            if name == "json" and content is not None:
                json.loads(content)
        kept += any(scene.cache.rglob("*.report"))
        assert scene.run(*NEXT).returncode == 0
        assert scene.reports() == scene.whole
    told(
        f"{kills} kills of a run with two processes, {kills} next runs right ({kept} with reports of the one that was "
        f"killed), {halves} half-written, {strays} with processes left"
    )
    assert (kills, halves, strays) == (KILLS, 0, 0)
    assert kept, "some were killed late enough to leave something"


MOMENTS = {
    "report": (1, ("audit", "pages/00.html", "-o", "report.json")),
    "site": (5, ("audit", "pages/00.html", "pages/01.html", "-o", "site/")),
    "baseline": (1, ("baseline", "create", "pages/00.html", "-o", "known.json", "--force")),
    "cache": (4, ("audit", "pages/00.html", "pages/01.html")),
}
"""What is written, in how many files at least, by which command."""


@pytest.mark.parametrize("what", MOMENTS)
def test_killed_before_each_file_comes_to_its_place(what: str, scene: Scene, told: Told) -> None:
    """The very moment at which something half-written would be seen. The next run comes upon what this one left."""
    least, command = MOMENTS[what]
    scene.run(*command)
    made = outputs(scene)
    moments = 0
    while True:
        if what == "cache":
            forget(scene)
        cut = scene.cut(moments, *command)
        if cut.returncode != -signal.SIGKILL:
            break
        moments += 1
        for name, content in outputs(scene).items():
            # The list of a site says already what is to come.
            assert content == made[name] or name.endswith("healthaudit-site.json")
    assert cut.returncode in (0, 1), cut.stderr.decode()
    assert outputs(scene) == made
    assert moments >= least
    left = scene.parts()
    for part in left:
        os.utime(part, (1, 1))
    forget(scene)
    scene.run(*command)
    assert left
    assert scene.parts() == []
    told(f"{moments} kills before a file of the {what} came to its place, 0 half-written, {len(left)} parts tidied")


def outputs(scene: Scene) -> dict[str, bytes]:
    """What a command has written, without what it has begun, and without locks, which are taken over from the dead."""
    found = scene.tree(".").items()
    aside = ("cache/", "pages/"), (".part", ".lock")
    return {name: content for name, content in found if not (name.startswith(aside[0]) or name.endswith(aside[1]))}


def forget(scene: Scene) -> None:
    """What is kept and soon made anew, and that it was looked through today."""
    for file in (*scene.cache.glob("tool-*.bin"), *scene.cache.rglob("*.report"), *scene.cache.rglob("tidied")):
        file.unlink()


def one(found: list[int]) -> list[int]:
    return found[:1]


def every(found: list[int]) -> list[int]:
    return found


@pytest.mark.parametrize("chosen", [one, every])
@pytest.mark.parametrize("delay", [0.0, 0.4])
def test_processes_that_are_killed_cost_nothing(
    delay: float, chosen: Callable[[list[int]], list[int]], scene: Scene, told: Told
) -> None:
    """As by a system that is out of memory: at their start, and when they are at work."""
    with scene.start() as process:
        assert scene.until(lambda: len(scene.workers(process)) == 2 or process.poll() is not None)
        time.sleep(delay)
        killed = chosen(scene.workers(process))
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert b"Traceback" not in said, said.decode()
    assert scene.reports() == scene.whole
    assert scene.end(process)
    told(f"{len(killed)} of 2 processes killed after {delay} s: nothing lost")


def test_processes_that_are_killed_again_and_again_cost_nothing(scene: Scene, told: Told) -> None:
    times = 0
    with scene.start() as process:
        while process.poll() is None:
            for worker in scene.workers(process):
                times += 1
                os.kill(worker, signal.SIGKILL)
            time.sleep(0.05)
        assert process.stderr
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert b"Traceback" not in said, said.decode()
    assert times
    assert scene.reports() == scene.whole
    told(f"every process killed as soon as it was there, {times} in all: nothing lost")


def test_where_no_process_can_be_started_the_run_does_without(scene: Scene) -> None:
    """A system without semaphores, or with no room for another process."""
    code = (
        "import sys, subprocess, multiprocessing.{where} as there\n"
        "def refused(*a, **k): raise BlockingIOError(11, 'Resource temporarily unavailable')\n"
        "if __name__ == '__main__':\n"
        "    there.{name} = refused\n"
        "    from healthaudit.cli import main\n"
        "    main()\n"
    )
    for where, name in (("util", "spawnv_passfds"), ("synchronize", "SemLock.__init__")):
        scene.forget()
        command = [os.sys.executable, "-c", code.format(where=where, name=name), "audit", "pages"]
        command += ["--jobs", "2", "-o", "report.html", "-o", "report.json"]
        done = subprocess.run(command, cwd=scene.folder, env=scene.environment(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        assert scene.reports() == scene.whole
