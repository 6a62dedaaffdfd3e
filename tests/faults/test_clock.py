"""A clock that is wrong or was set: times of files decide what is forgotten first, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from healthaudit.cache import PART, forget_parts, remembered
from healthaudit.kinds import Media, RuleOutcome
from healthaudit.model import Document, PageReport, Score
from healthaudit.pages import read
from healthaudit.runs.report_cache import ReportCache

if TYPE_CHECKING:
    from conftest import Scene, Told

DAY = 24 * 60 * 60
FUTURE, PAST = 4_070_908_800, 86_400
"""2099, and the second day of 1970."""


def kept_at(folder: Path, times: list[float]) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for number, file in enumerate(files):
        when = times[number % len(times)]
        os.utime(file, (when, when))
    return files


@pytest.mark.parametrize("times", [[FUTURE], [PAST, FUTURE]])
def test_files_of_any_time_give_the_same_reports(times: list[float], scene: Scene, told: Told) -> None:
    assert scene.run().returncode == 0
    kept_at(scene.cache, times)
    kept_at(scene.folder / "pages", times[::-1])
    assert scene.run().returncode == 0
    assert scene.reports() == scene.whole
    told(f"clock: all files of {' and '.join('2099' if when == FUTURE else '1970' for when in times)}: same reports")


@pytest.fixture
def report() -> PageReport:
    page = read(Document("a.html", Media.HTML, "<p>Our drops cure anxiety.</p>"))
    return PageReport(page, "en", Score(100, 99, None, "A", (), ()), (), {"cure-claim": RuleOutcome.PASS})


def test_reports_of_the_future_do_not_drive_out_those_of_today(tmp_path: Path, report: PageReport) -> None:
    kept = ReportCache(tmp_path / "cache" / "reports")
    keys = [f"{number:02x}" * 16 for number in range(8)]
    for key in keys:
        kept.put(key, report)
    files = kept_at(kept.folder, [time.time()])
    ahead = time.time() + 20 * DAY
    for file in files[:4]:
        os.utime(file, (ahead, ahead))
    length = files[0].stat().st_size
    kept._replace(room=4 * length).tidy()
    assert [key for key in keys if kept.get(key)] == keys[4:]


def test_reports_and_parts_of_another_age_are_dropped(tmp_path: Path, report: PageReport) -> None:
    kept = ReportCache(tmp_path / "cache" / "reports")
    (kept.folder.parent / "records").mkdir(0o700, parents=True)
    kept.put("ab" * 16, report)
    end, beginning = PART
    parts = [
        kept.folder.parent / f"{beginning}one{end}",
        kept.folder / f"{beginning}two{end}",
        kept.folder / "ab" / f"{beginning}three{end}",
        kept.folder.parent / "records" / f"{'0' * 24}-12-34.part",
    ]
    for when in (FUTURE, PAST):
        kept.put("cd" * 16, report)
        for part in parts:
            part.write_bytes(b"begun")
            os.utime(part, (when, when))
        (unused,) = kept_at(kept.folder / "cd", [when])
        for stamp in kept.folder.glob("tidied"):
            os.utime(stamp, (when, when))
        kept.tidy()
        assert not any(path.exists() for path in (*parts, unused))
        assert kept.get("ab" * 16) == report
    for part in parts:
        part.write_bytes(b"begun just now")
    (kept.folder / "tidied").unlink()
    kept.tidy()
    assert all(part.exists() for part in parts), "somebody may be at work on them"


def test_rules_of_the_future_do_not_drive_out_those_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the clock put back, every run would have read all rules anew."""
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    for number in range(8):
        remembered("rules", f"{number}", lambda: "old")
    kept_at(tmp_path / "cache", [FUTURE])
    remembered("rules", "today", lambda: "made")
    assert remembered("rules", "today", lambda: "made again") == "made"


def test_parts_beside_reports_go_when_they_are_old(tmp_path: Path) -> None:
    end, beginning = PART
    names = {"old": -2 * DAY, "ahead": 2 * DAY, "new": -60}
    for name, age in names.items():
        part = tmp_path / f"{beginning}{name}{end}"
        part.write_bytes(b"")
        os.utime(part, (time.time() + age,) * 2)
    for other in ("report.part", ".healthaudit-notes.txt", "healthaudit.toml"):
        (tmp_path / other).write_bytes(b"mine")
        os.utime(tmp_path / other, (1, 1))
    (tmp_path / f"{beginning}folder{end}").mkdir()
    os.utime(tmp_path / f"{beginning}folder{end}", (1, 1))
    forget_parts(tmp_path)
    forget_parts(tmp_path / "not there")
    left = {".healthaudit-folder.part", ".healthaudit-new.part"}
    assert set(os.listdir(tmp_path)) == left | {"report.part", ".healthaudit-notes.txt", "healthaudit.toml"}
