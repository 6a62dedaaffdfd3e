"""Two runs with one cache and one place for their reports, and a cache that is cleared meanwhile."""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Scene, Told


def said(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stderr
    return process.stderr.read()


def test_two_runs_at_once_are_both_right(scene: Scene, told: Told) -> None:
    for _ in range(2):
        with scene.start() as one, scene.start() as other:
            errors = said(one), said(other)
        assert (one.returncode, other.returncode) == (0, 0), errors
        assert not any(b"Traceback" in error for error in errors)
        assert scene.reports() == scene.whole
        assert scene.parts() == []
    told("two runs at once, with nothing kept and with everything: both right")


def test_two_runs_into_one_site(scene: Scene) -> None:
    command = ("audit", "pages", "--jobs", "1", "-o", "site/")
    assert scene.run(*command[:-1], "alone/").returncode == 0
    with scene.start(*command) as one, scene.start(*command) as other:
        errors = said(one), said(other)
    assert (one.returncode, other.returncode) == (0, 0), errors
    assert scene.tree("site") == scene.tree("alone")


def test_the_cache_is_cleared_meanwhile(scene: Scene, told: Told) -> None:
    times = 0
    done = threading.Event()

    def cleared() -> None:
        nonlocal times
        from healthaudit.runs.report_cache import clear

        while not done.is_set():
            clear(scene.cache)
            times += 1
            done.wait(0.01)

    clearing = threading.Thread(target=cleared)
    clearing.start()
    try:
        result = scene.run("audit", "pages", "--jobs", "1", "-o", "report.html", "-o", "report.json")
    finally:
        done.set()
        clearing.join()
    assert result.returncode == 0, result.stderr
    assert b"Traceback" not in result.stderr
    assert scene.reports() == scene.whole
    assert scene.run("cache", "clear").returncode == 0
    told(f"a cache cleared {times} times while a run used it: right")
