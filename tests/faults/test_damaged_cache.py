"""Files of the cache are damaged in every way: reports are right, and nothing of what is in them runs."""

from __future__ import annotations

import marshal
import os
import random
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from healthaudit.cache import remembered
from healthaudit.runs.report_cache import ReportCache
from healthaudit.serial import form

if TYPE_CHECKING:
    from conftest import Scene, Told

FLIPS = 100


@pytest.fixture(scope="module")
def kept_once(undisturbed: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with everything that is ever kept in one."""
    folder = tmp_path_factory.mktemp("kept")
    for name in ("pages", "cache"):
        shutil.copytree(undisturbed.folder / name, folder / name)
    assert undisturbed._replace(folder=folder).run("audit", "pages", "--jobs", "1").returncode == 0
    return folder / "cache"


@pytest.fixture
def full(scene: Scene, kept_once: Path) -> Scene:
    """With that cache."""
    shutil.rmtree(scene.cache)
    shutil.copytree(kept_once, scene.cache)
    assert len(reports(scene)) == len(list((scene.folder / "pages").iterdir()))
    return scene


def kept(scene: Scene) -> list[Path]:
    return sorted(path for path in scene.cache.rglob("*") if path.suffix in (".bin", ".report"))


def reports(scene: Scene) -> list[Path]:
    return [path for path in kept(scene) if path.suffix == ".report"]


def assert_right(scene: Scene) -> None:
    done = scene.run("audit", "pages", "--jobs", "1", "-o", "report.html", "-o", "report.json")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b"wrote report.html\nwrote report.json\n"
    assert scene.reports() == scene.whole


def test_flipped_bits(full: Scene, told: Told) -> None:
    chance = random.Random(100)
    flipped = 0
    while flipped < FLIPS:
        for path in reports(full):
            content = bytearray(path.read_bytes())
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            flipped += 1
        assert_right(full)
        cache = ReportCache(full.cache / "reports")
        assert all(cache.get(path.stem) for path in reports(full)), "they are made anew"
    told(f"{flipped} flipped bits in files of the cache: every report right")


def cut(paths: list[Path], chance: random.Random) -> None:
    for path in paths:
        content = path.read_bytes()
        path.write_bytes(content[: chance.randrange(len(content))])


def emptied(paths: list[Path], chance: random.Random) -> None:
    for path in paths:
        path.write_bytes(b"")


def swapped(paths: list[Path], chance: random.Random) -> None:
    contents = [path.read_bytes() for path in paths]
    for path, content in zip(paths, contents[1:] + contents[:1], strict=True):
        path.write_bytes(content)


def filled(paths: list[Path], chance: random.Random) -> None:
    for path in paths:
        path.write_bytes(chance.randbytes(5000))


def folders(paths: list[Path], chance: random.Random) -> None:
    for path in paths:
        path.unlink()
        path.mkdir()


def looped(paths: list[Path], chance: random.Random) -> None:
    for path in paths:
        path.unlink()
        path.symlink_to(path)


@pytest.mark.parametrize("damage", [cut, emptied, swapped, filled, folders, looped])
def test_damaged_files(damage: Callable[[list[Path], random.Random], None], full: Scene, told: Told) -> None:
    tools = [path for path in kept(full) if path.name.startswith("tool-")]
    damaged = [*reports(full), *tools]
    damage(damaged, random.Random(5))
    assert_right(full)
    told(f"{len(damaged)} files of the cache {damage.__name__}: every report right")


def test_rules_under_the_names_of_others(full: Scene) -> None:
    """Whole, with the checksum right, and not what the name says."""
    swapped(sorted(full.cache.glob("*.bin")), random.Random(5))
    shutil.rmtree(full.cache / "reports")
    assert_right(full)


@pytest.mark.parametrize("value", [compile("open('was-run', 'w')", "", "exec"), 10**400, [[]] * 99, None])
def test_a_right_checksum_of_something_else(value: object, full: Scene) -> None:
    """Whoever can write such a file is believed in what the audit says, and cannot make it crash or run anything."""
    payload = marshal.dumps(value)
    for path in reports(full):
        checksum = zlib.crc32(payload, zlib.crc32(f"{form()} {path.stem}".encode()))
        path.write_bytes(checksum.to_bytes(4, "big") + payload)
    assert_right(full)
    assert not (full.folder / "was-run").exists()


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[\xff\xff\xff\xff", b"c" * 50, b"r\0\0\0\0"])
def test_what_is_not_marshal_under_a_right_checksum(
    payload: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    assert remembered("x", "k", lambda: "first") == "first"
    (file,) = (tmp_path / "cache").iterdir()
    checksum = zlib.crc32(payload, zlib.crc32(file.name.encode()))
    file.write_bytes(checksum.to_bytes(4, "big") + payload)
    assert remembered("x", "k", lambda: "again") == "again"
    assert remembered("x", "k", lambda: "never") == "again"
    assert os.listdir(tmp_path / "cache") == [file.name]
