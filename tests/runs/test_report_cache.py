"""What was kept comes back, or nothing does: whatever happens to the files, and whoever else is at work on them."""

from __future__ import annotations

import errno
import marshal
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import healthaudit.serial
from healthaudit.cache import remembered, write_whole
from healthaudit.kinds import Media, RuleOutcome
from healthaudit.library import load_library
from healthaudit.model import Document, PageReport, Score
from healthaudit.pages import read
from healthaudit.runs.report_cache import Cleared, Kept, ReportCache, clear, size
from healthaudit.serial import form, to_plain

DAY = 24 * 60 * 60
KEY, OTHER = "ab" * 16, "cd" * 16
posix = pytest.mark.skipif(os.name != "posix", reason="links and owners as POSIX has them")


@pytest.fixture(scope="module")
def report() -> PageReport:
    """A small one: its file is cut at every byte."""
    page = read(Document("a.html", Media.HTML, "<h1>Wörd</h1><p>Our drops cure anxiety.</p>"))
    return PageReport(page, "en", Score(100, 99, None, "A", (), ()), (), {"cure-claim": RuleOutcome.PASS})


@pytest.fixture
def kept(tmp_path: Path) -> ReportCache:
    return ReportCache(tmp_path / "cache" / "reports")


def file_of(kept: ReportCache, key: str = KEY) -> Path:
    return kept.folder / key[:2] / f"{key}.report"


def parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def age(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """As a user who may not write everywhere, whoever runs the tests; the folder is that user's."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, -1)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_was_put_comes_back(kept: ReportCache, report: PageReport) -> None:
    assert kept.get(KEY) is None
    kept.put(KEY, report)
    assert kept.get(KEY) == report
    assert kept.get(OTHER) is None
    kept.put(KEY, replace(report, language="und"))
    assert kept.get(KEY) == replace(report, language="und")
    assert not parts(kept.folder)


@pytest.mark.parametrize("key", ["", "ab", "../../../../etc/passwd", "AB" * 16, "ab" * 16 + "\n", "ab" * 65, "ab/" * 9])
def test_what_is_no_key_is_refused(kept: ReportCache, report: PageReport, key: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        kept.get(key)
    with pytest.raises(ValueError, match="is no key"):
        kept.put(key, report)
    assert not kept.folder.exists()


def test_an_entry_that_is_cut_short_is_none(kept: ReportCache, report: PageReport) -> None:
    kept.put(KEY, report)
    whole = file_of(kept).read_bytes()
    for length in range(len(whole)):
        file_of(kept).write_bytes(whole[:length])
        assert kept.get(KEY) is None, length
    file_of(kept).write_bytes(whole + b"\0")
    assert kept.get(KEY) is None
    file_of(kept).write_bytes(whole)
    assert kept.get(KEY) == report


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_entry_is_none(kept: ReportCache, report: PageReport, data: st.DataObject) -> None:
    kept.put(KEY, report)
    stored = bytearray(file_of(kept).read_bytes())
    for at in data.draw(st.sets(st.integers(0, len(stored) - 1), min_size=1, max_size=9)):
        stored[at] ^= data.draw(st.integers(1, 255))
    file_of(kept).write_bytes(stored)
    assert kept.get(KEY) is None


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_something_else_is_none(kept: ReportCache, report: PageReport, content: bytes) -> None:
    kept.put(KEY, report)
    file_of(kept).write_bytes(content)
    assert kept.get(KEY) is None


@pytest.mark.parametrize(
    "value", [None, (), "text", [1], {1: 2}, ((1,) * 17,), (10**12,) * 17, compile("1", "", "eval")]
)
def test_other_data_with_a_right_checksum_is_none(
    kept: ReportCache, report: PageReport, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthaudit.runs.report_cache.to_plain", lambda report: value)
    kept.put(KEY, report)
    assert file_of(kept).stat().st_size > 4
    assert kept.get(KEY) is None


def test_an_entry_under_another_name_is_none(kept: ReportCache, report: PageReport) -> None:
    kept.put(KEY, report)
    kept.put(OTHER, report)
    os.replace(file_of(kept), file_of(kept, OTHER))
    assert kept.get(OTHER) is None
    kept.put(OTHER, report)
    assert kept.get(OTHER) == report


def test_an_entry_of_another_version_is_none(
    kept: ReportCache, report: PageReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(KEY, report)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(healthaudit.serial, "VERSION", "99")
            form.cache_clear()
            assert kept.get(KEY) is None
    finally:
        form.cache_clear()
    assert kept.get(KEY) == report


def test_reading_marks_as_used(kept: ReportCache, report: PageReport) -> None:
    kept.put(KEY, report)
    age(file_of(kept), 20)
    assert kept.get(KEY) == report
    assert time.time() - file_of(kept).stat().st_mtime < DAY


def test_a_folder_in_the_way_is_no_error(kept: ReportCache, report: PageReport) -> None:
    file_of(kept).mkdir(parents=True)
    kept.put(KEY, report)
    assert kept.get(KEY) is None
    assert not parts(kept.folder)


def test_a_file_in_the_way_is_no_error(kept: ReportCache, report: PageReport) -> None:
    kept.folder.parent.write_text("in the way", "utf-8")
    kept.put(KEY, report)
    assert kept.get(KEY) is None
    kept.tidy()
    assert size(kept.folder.parent) == Kept(0, 0)
    assert clear(kept.folder.parent) == Cleared(0, 0, 0)


@pytest.mark.parametrize("call", ["os.replace", "os.fdopen", "tempfile.mkstemp", "pathlib.Path.mkdir", "os.utime"])
def test_a_full_disk_is_no_error(
    kept: ReportCache, report: PageReport, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    kept.put(OTHER, report)
    with monkeypatch.context() as patch:
        patch.setattr(call, full)
        kept.put(KEY, report)
        assert kept.get(OTHER) == report
        kept.tidy()
    assert not parts(kept.folder)


def test_an_interrupt_leaves_nothing_half_written(
    kept: ReportCache, report: PageReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    kept.put(KEY, report)
    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        kept.put(KEY, replace(report, language="und"))
    assert kept.get(KEY) == report
    assert not parts(kept.folder)


@posix
def test_a_folder_that_may_only_be_read_serves(report: PageReport) -> None:
    with tempfile.TemporaryDirectory() as name:
        kept = ReportCache(Path(name) / "reports")
        kept.put(KEY, report)
        Path(name).chmod(0o755)
        folders = (file_of(kept).parent, kept.folder)
        for folder in folders:
            folder.chmod(0o500)
        with nobody(Path(name)):
            kept.put(KEY, replace(report, language="und"))
            kept.put("ab" * 17, report)
            kept.put(OTHER, report)
            kept.tidy()
            assert kept.get(KEY) == report
            assert kept.get(OTHER) is None
            assert clear(Path(name)) == Cleared(0, 0, 1)
            for folder in folders:
                folder.chmod(0o700)
            file_of(kept).chmod(0)
            assert kept.get(KEY) is None
            assert clear(Path(name)).files == 1


@posix
@pytest.mark.parametrize("level", ["cache", "cache/reports", "cache/reports/ab"])
def test_what_a_link_leads_to_is_left_alone(tmp_path: Path, report: PageReport, level: str) -> None:
    kept = ReportCache(tmp_path / "cache" / "reports")
    kept.put(KEY, report)
    (tmp_path / level).rename(tmp_path / "elsewhere")
    (tmp_path / level).symlink_to(tmp_path / "elsewhere")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "elsewhere").rglob("*")}
    assert kept.get(KEY) is None
    kept.put("ab" * 17, report)
    for path in (tmp_path / "elsewhere").rglob("*.report"):
        age(path, 99)
        before[path] = path.stat().st_mtime_ns
    if level != "cache/reports/ab":
        kept.tidy()
    else:
        kept._replace(room=0).tidy()
        (kept.folder / "tidied").unlink()
    clear(tmp_path / "cache")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "elsewhere").rglob("*")} == before


@posix
def test_an_entry_that_is_a_link_is_none_and_what_it_leads_to_stays(
    kept: ReportCache, report: PageReport, tmp_path: Path
) -> None:
    kept.put(KEY, report)
    file_of(kept).rename(tmp_path / "mine")
    file_of(kept).symlink_to(tmp_path / "mine")
    before = (tmp_path / "mine").read_bytes()
    assert kept.get(KEY) is None
    assert clear(kept.folder.parent).files == 0
    kept.put(KEY, replace(report, language="und"))
    assert kept.get(KEY) == replace(report, language="und")
    assert (tmp_path / "mine").read_bytes() == before


@posix
def test_a_pipe_does_not_keep_anybody_waiting(kept: ReportCache, report: PageReport) -> None:
    kept.put(KEY, report)
    file_of(kept).unlink()
    os.mkfifo(file_of(kept))
    assert kept.get(KEY) is None
    kept.put(KEY, report)
    assert kept.get(KEY) == report


@posix
def test_what_is_somebody_elses_is_not_used(
    kept: ReportCache, report: PageReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(KEY, report)
    user = os.geteuid()
    before = sorted(kept.folder.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: user + 1)
        assert kept.get(KEY) is None
        kept.put(OTHER, report)
        kept.tidy()
        assert clear(kept.folder.parent) == Cleared(0, 0, 0)
        assert size(kept.folder.parent) == Kept(0, 0)
    assert sorted(kept.folder.rglob("*")) == before
    if user == 0:  # somebody else's file in a folder of ours
        os.chown(file_of(kept), 65534, -1)
        assert kept.get(KEY) is None


@posix
def test_only_the_user_looks_into_it(kept: ReportCache, report: PageReport) -> None:
    before = os.umask(0)
    try:
        kept.put(KEY, report)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o077 for path in (kept.folder, *kept.folder.rglob("*"))} == {0}


def test_tidy_drops_what_nobody_asked_for_and_what_was_cut_short(kept: ReportCache, report: PageReport) -> None:
    kept.put(KEY, report)
    kept.put(OTHER, report)
    age(file_of(kept), 31)
    age(file_of(kept, OTHER), 29)
    old, new = (file_of(kept).parent / f"healthaudit-{name}.part" for name in ("old", "new"))
    mine = kept.folder / "notes.txt"
    for path, days in ((old, 2.0), (new, 0.5), (mine, 99.0)):
        path.write_bytes(b"")
        age(path, days)
    kept.tidy()
    assert kept.get(KEY) is None
    assert kept.get(OTHER) == report
    assert (old.exists(), new.exists(), mine.exists()) == (False, True, True)


def test_tidy_keeps_to_its_room_and_drops_the_oldest_first(kept: ReportCache, report: PageReport) -> None:
    keys = [f"{number:02x}" * 16 for number in range(20)]
    for number, key in enumerate(keys):
        kept.put(key, report)
        age(file_of(kept, key), 20 - number)
    length = file_of(kept, keys[0]).stat().st_size
    kept._replace(room=5 * length + 1).tidy()
    assert [key for key in keys if kept.get(key)] == keys[-5:]


def test_tidy_looks_once_a_day(kept: ReportCache, report: PageReport, monkeypatch: pytest.MonkeyPatch) -> None:
    none = kept._replace(room=0)
    kept.put(KEY, report)
    none.tidy()
    assert kept.get(KEY) is None
    kept.put(KEY, report)
    with monkeypatch.context() as patch:
        patch.setattr("os.scandir", lambda path: pytest.fail("it looked"))
        patch.setattr("os.listdir", lambda path: pytest.fail("it looked"))
        none.tidy()
    assert kept.get(KEY) == report
    for days in (1.1, -1.1):  # also when the clock was wrong
        kept.put(KEY, report)
        age(kept.folder / "tidied", days)
        none.tidy()
        assert kept.get(KEY) is None


def test_tidy_without_anything_is_no_error(kept: ReportCache) -> None:
    kept.tidy()
    assert not kept.folder.exists()


def test_size_and_clear_take_what_is_ours_and_nothing_else(
    tmp_path: Path, report: PageReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(cache))
    assert size(cache) == Kept(0, 0)
    assert clear(cache) == Cleared(0, 0, 0)
    remembered("rules", "0123abcd-4567", lambda: 7)
    kept = ReportCache(cache / "reports")
    kept.put(KEY, report)
    kept.put(OTHER, report)
    kept.tidy()
    (cache / "records").mkdir()
    (cache / "records" / f"{'0' * 24}.json").write_text("{}", "utf-8")
    (cache / "records" / f"{'0' * 24}-12-34.part").write_text("{", "utf-8")
    ours = [path for path in cache.rglob("*") if path.is_file()]
    bytes_of_ours = sum(path.stat().st_size for path in ours)
    mine = [
        *(cache / name for name in ("tmpab12cd34", "rules.bin", "holiday.jpg", f"{KEY}.report")),
        *(kept.folder / name for name in ("notes.txt", f"{KEY}.report", "zz/x.report", "ab/mine.report", "ab/tidied")),
        *(cache / "records" / name for name in ("mine.json", "sub/" + "0" * 24 + ".json")),
    ]
    for path in mine:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", "utf-8")
    assert size(cache) == Kept(6, bytes_of_ours)
    assert clear(cache) == Cleared(6, bytes_of_ours, 0)
    assert sorted(path for path in cache.rglob("*") if path.is_file()) == sorted(mine)
    for path in mine:
        path.unlink()
    (kept.folder / "zz").rmdir()
    kept.put(KEY, report)
    assert clear(cache).files == 1
    assert not kept.folder.exists()


def test_rules_in_the_cache_are_among_what_is_ours(
    few_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the names that are really made."""
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    load_library(few_rules)
    files = list((tmp_path / "cache").iterdir())
    assert files
    assert clear(tmp_path / "cache").files == len(files)


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_whole(tmp_path / "missing" / "file", b"content")
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


WORKER = """
import marshal, random, sys
from dataclasses import replace
from pathlib import Path
from healthaudit.runs.report_cache import ReportCache, clear, size
from healthaudit.serial import from_plain
seed, folder, model, rounds = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
report = from_plain(marshal.loads(model.read_bytes()))
chance, found = random.Random(seed), 0
keys = [f"{number:032x}" for number in range(6)]
reports = {key: replace(report, notes=(key,) * (1 + 50 * number)) for number, key in enumerate(keys)}
for turn in range(rounds):
    key, kept = chance.choice(keys), ReportCache(folder / "reports", chance.choice([0, 5_000, 10**9]))
    what = chance.random()
    if what < .45:
        kept.put(key, reports[key])
    elif what < .9:
        back = kept.get(key)
        assert back is None or back == reports[key], key
        found += back is not None
    elif what < .96:
        (folder / "reports" / "tidied").unlink(missing_ok=True)
        kept.tidy()
    elif what < .98:
        clear(folder)
    else:
        size(folder)
print(found)
"""


def test_processes_side_by_side_do_no_harm(tmp_path: Path, report: PageReport) -> None:
    model, cache = tmp_path / "model", tmp_path / "cache"
    model.write_bytes(marshal.dumps(to_plain(report)))
    command = [sys.executable, "-c", WORKER]
    workers = [
        subprocess.Popen([*command, str(seed), str(cache), str(model), "1500"], stdout=-1, stderr=-1, text=True)
        for seed in range(4)
    ]
    found = 0
    for worker in workers:
        out, errors = worker.communicate()
        assert worker.returncode == 0, errors
        found += int(out)
    assert found > 0
    assert not parts(cache)
    kept = ReportCache(cache / "reports")
    kept.put(KEY, report)
    assert kept.get(KEY) == report


@posix
def test_who_is_killed_while_writing_does_no_harm(tmp_path: Path, report: PageReport) -> None:
    model, cache = tmp_path / "model", tmp_path / "cache"
    model.write_bytes(marshal.dumps(to_plain(replace(report, notes=("n" * 500_000,)))))
    for seed in range(6):
        command = [sys.executable, "-c", WORKER, str(seed), str(cache), str(model), "1000000"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as worker:
            while not list(cache.rglob("*.report")) and worker.poll() is None:
                time.sleep(0.01)
            time.sleep(random.Random(seed).random() / 10)
            worker.send_signal(signal.SIGKILL)
    kept = ReportCache(cache / "reports")
    for key in (f"{number:032x}" for number in range(6)):
        back = kept.get(key)
        assert back is None or back.notes == (key,) * len(back.notes)
    for part in parts(cache):
        age(part, 2)
    (kept.folder / "tidied").unlink(missing_ok=True)
    kept.put(KEY, report)
    kept.tidy()
    assert not parts(cache)
