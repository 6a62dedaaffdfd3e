"""healthaudit cache, and runs with and without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "HEALTHAUDIT_CACHE": str(folder / "cache")},
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text("Buy now for $20, free shipping. Our drops cure anxiety.\n", "utf-8")
    return tmp_path


def reports(folder: Path) -> list[Path]:
    return sorted((folder / "cache").rglob("*.report"))


def test_show_and_clear(page: Path) -> None:
    assert "0 files" in run(page, "cache", "show").stdout
    assert run(page, "audit", "page.txt").returncode == 1
    assert len(reports(page)) == 1
    shown = run(page, "cache", "show").stdout
    assert str(page / "cache") in shown
    assert "MB" in shown
    (page / "cache" / "note.txt").write_text("somebody else's", "utf-8")
    result = run(page, "cache", "clear")
    assert (result.returncode, reports(page)) == (0, [])
    assert (page / "cache" / "note.txt").exists()
    assert "0 files" in run(page, "cache", "show").stdout


def test_no_cache_neither_keeps_nor_takes(page: Path) -> None:
    first = run(page, "audit", "page.txt", "--no-cache", "--format", "json").stdout
    assert reports(page) == []
    run(page, "audit", "page.txt")
    [kept] = reports(page)
    before = kept.read_bytes()
    assert run(page, "audit", "page.txt", "--no-cache", "--format", "json").stdout == first
    assert kept.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"healthaudit", None])
def test_a_damaged_report_is_made_anew(page: Path, damage: bytes | None) -> None:
    first = run(page, "audit", "page.txt", "--format", "json")
    [kept] = reports(page)
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    second = run(page, "audit", "page.txt", "--format", "json")
    assert (second.stdout, second.stderr, second.returncode) == (first.stdout, first.stderr, 1)
    assert kept.read_bytes() == whole


def test_a_warm_run_loads_neither_rules_nor_readers(page: Path) -> None:
    code = (
        "import sys; from healthaudit.cli import main\n"
        "sys.argv = ['healthaudit', 'audit', 'page.txt', '--format', 'csv']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'re2', 'turbohtml', 'yaml', 'healthaudit.auditor', 'multiprocessing'} & set(sys.modules))"
    )
    for expected in (False, True):
        result = subprocess.run(
            [sys.executable, "-c", code],
            cwd=page,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "HEALTHAUDIT_CACHE": str(page / "cache")},
        )
        assert (result.stdout.splitlines()[-1] == "set()") is expected, result.stdout + result.stderr
