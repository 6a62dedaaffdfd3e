"""Folders that may not be written, or not be there: the run is right, and what cannot be written is named."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Scene

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and owners as POSIX has them")

#: Of Linux's prctl, and of its capabilities those by which root is above modes.
DROP, ABOVE_MODES = 24, (1, 2)


@pytest.fixture
def few() -> dict[str, Any]:
    """Options for a process that modes of files bind, as they do not bind root."""
    if os.geteuid() != 0:
        return {}
    if sys.platform != "linux":
        pytest.skip("root is above modes of files")

    def drop() -> None:
        prctl = ctypes.CDLL(None).prctl
        for capability in ABOVE_MODES:
            if prctl(DROP, capability, 0, 0, 0):
                raise OSError("prctl")

    return {"preexec_fn": drop}


def test_a_cache_in_the_place_of_which_is_a_file(scene: Scene) -> None:
    shutil.rmtree(scene.cache)
    scene.cache.write_bytes(b"in the way")
    done = scene.run("audit", "pages", "--jobs", "1", "--format", "json")
    assert (done.returncode, done.stdout, done.stderr) == (0, scene.whole["json"], b"")
    assert scene.cache.read_bytes() == b"in the way"


def test_a_cache_that_may_not_be_written(scene: Scene, few: dict[str, Any]) -> None:
    scene.cache.chmod(0o500)
    before = scene.tree("cache")
    for _ in range(2):
        done = scene.run("audit", "pages", "--jobs", "2", "--format", "json", **few)
        assert (done.returncode, done.stdout, done.stderr) == (0, scene.whole["json"], b"")
    assert scene.tree("cache") == before
    scene.cache.chmod(0o700)


def test_a_report_that_cannot_be_written_keeps_no_other_from_being_written(scene: Scene) -> None:
    (scene.folder / "plain").write_bytes(b"a file")
    (scene.folder / "folder.json").mkdir()
    outputs = ("plain/r.html", "r.json", "folder.json/", "plain/site/", "r.csv")
    (scene.folder / "folder.json" / "mine.txt").write_bytes(b"mine")
    done = scene.run("audit", "pages/00.html", *(option for name in outputs[:2] for option in ("-o", name)))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "wrote r.json",
        "healthaudit: error: plain/r.html: cannot be written: plain is not a folder",
        "hint: name a place where you may write, and where there is room",
    ]
    assert b"cure-claim" in done.stdout
    done = scene.run("audit", "pages/00.html", "-o", "plain/r.html", "-o", "plain/site/", "-o", "r.csv")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[:2] == [
        "wrote r.csv",
        "healthaudit: error: plain/r.html: cannot be written: plain is not a folder",
    ]
    assert "plain/site" in done.stderr.decode().splitlines()[2]
    done = scene.run("audit", "pages/00.html", "-o", "folder.json/", "-o", "r.md")
    assert done.returncode == 2, "what can be known before is said before"
    assert b"holds other things" in done.stderr
    assert not (scene.folder / "r.md").exists()


def test_folders_that_may_not_be_written(scene: Scene, few: dict[str, Any]) -> None:
    closed = scene.folder / "closed"
    closed.mkdir()
    (closed / "r.html").write_bytes(b"old")
    closed.chmod(0o500)
    done = scene.run("audit", "pages/00.html", "-o", "closed/r.html", "-o", "closed/site/", "-o", "r.csv", **few)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "wrote r.csv",
        "healthaudit: error: closed/r.html: cannot be written: Permission denied",
        "healthaudit: error: closed/site/healthaudit-site.json: cannot be written: Permission denied",
        "hint: name a place where you may write, and where there is room",
    ]
    assert (closed / "r.html").read_bytes() == b"old"
    done = scene.run("baseline", "create", "pages/00.html", "-o", "closed/known.json", **few)
    assert done.returncode == 2
    assert b"cannot be written: Permission denied" in done.stderr
    assert b"Traceback" not in done.stderr
    closed.chmod(0o700)


def test_a_site_folder_that_may_not_be_read(scene: Scene, few: dict[str, Any]) -> None:
    closed = scene.folder / "site"
    closed.mkdir()
    for mode in (0o000, 0o300):
        closed.chmod(mode)
        done = scene.run("audit", "pages/00.html", "-o", "site/", **few)
        closed.chmod(0o700)
        assert done.returncode == 2
        assert b": cannot be read: Permission denied" in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_folder_of_reports_that_is_a_link_to_nothing(scene: Scene) -> None:
    link = Path(scene.folder / "link")
    link.symlink_to(scene.folder / "gone")
    done = scene.run("audit", "pages/00.html", "-o", "link/r.html", "-o", "r.csv")
    assert done.returncode == 2
    assert done.stderr.startswith(b"wrote r.csv\nhealthaudit: error: link/r.html: cannot be written: ")
