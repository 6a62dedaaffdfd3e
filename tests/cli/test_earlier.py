"""audit --baseline, --new-only and --since as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OLD = "Buy now for $20, free shipping. Our drops cure anxiety.\n"
NEW = "Results guaranteed.\n"
SELECT = ("--select", "cure-claim,guaranteed-result,absolute-safety")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    named = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *named, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def found(folder: Path, *arguments: str) -> dict[str, tuple[list[str], list[str]]]:
    """By page: rules of what counts, and of what was set aside."""
    result = run(folder, "audit", "--no-model", *SELECT, "--format", "json", *arguments)
    assert result.returncode in (0, 1), result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return {
        page["source"]: tuple([one["rule"] for one in page[key]] for key in ("findings", "suppressed"))  # type: ignore[misc]
        for page in data["pages"]
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    (tmp_path / "b.txt").write_text(OLD, "utf-8")
    return tmp_path


def test_a_baseline_lets_a_run_fail_on_what_is_new_only(site: Path) -> None:
    assert run(site, "baseline", "create", ".").returncode == 0
    command = ("audit", ".", "--baseline", "healthaudit-baseline.json", *SELECT, "--new-only")
    assert run(site, *command).returncode == 0
    assert run(site, *command[:-1]).returncode == 1  # known, and it counts
    (site / "b.txt").write_text("Anxiety is common.\n\n    " + OLD + NEW, "utf-8")
    result = run(site, *command)
    assert result.returncode == 1
    assert "failed b.txt: 1 finding" in result.stderr
    assert "known from healthaudit-baseline.json" in result.stdout
    pages = found(site, *command[1:])
    assert pages["b.txt"] == (["guaranteed-result"], ["cure-claim"])
    assert pages["a.txt"][0] == []


def test_a_baseline_of_the_configuration_is_heeded_from_every_folder(site: Path) -> None:
    (site / "healthaudit.toml").write_text('baseline = "known.json"\n', "utf-8")
    inner = site / "inner"
    inner.mkdir()
    (inner / "c.txt").write_text(OLD, "utf-8")
    assert run(site, "baseline", "create", ".").returncode == 0
    assert (site / "known.json").is_file()
    for folder, name in ((site, "."), (inner, "c.txt"), (inner, "../a.txt")):
        assert run(folder, "audit", name, "--new-only").returncode == 0


def test_what_the_profile_does_not_show_is_not_in_the_baseline(site: Path) -> None:
    (site / "healthaudit.toml").write_text('baseline = "known.json"\nprofile = "ci"\n', "utf-8")
    assert run(site, "baseline", "create", ".").returncode == 0
    assert run(site, "audit", ".", "--new-only", "--fail-on", "low").returncode == 0
    entries = json.loads((site / "known.json").read_text("utf-8"))["pages"].values()
    assert {entry["outcome"] for page in entries for entry in page} == {"fail"}
    wider = json.loads(run(site, "audit", ".", "--new-only", "--profile", "auditor", "--format", "json").stdout)
    assert {one["baseline"] for page in wider["pages"] for one in page["findings"]} == {"new"}


NONE_MET = "among those audited; names count from its folder"


def test_a_baseline_whose_names_count_from_elsewhere_is_noticed(site: Path) -> None:
    assert run(site, "baseline", "create", ".").returncode == 0
    (site / "ci").mkdir()
    (site / "healthaudit-baseline.json").rename(site / "ci" / "known.json")
    result = run(site, "audit", "a.txt", "b.txt", "--baseline", "ci/known.json", *SELECT)
    notes = [line for line in result.stderr.splitlines() if line.startswith("note: ")]
    assert len(notes) == 1
    assert notes[0].startswith(f"note: {Path('ci/known.json')}: none of its 2 pages is {NONE_MET}")
    assert notes[0].endswith(f'so "a.txt" is {Path("ci/a.txt")}')
    assert result.stdout == run(site, "audit", "a.txt", "b.txt", "--baseline", "ci/known.json", *SELECT).stdout


def test_a_baseline_of_which_one_page_is_audited_is_no_matter_of_note(site: Path) -> None:
    assert run(site, "baseline", "create", ".").returncode == 0
    inner = site / "inner"
    inner.mkdir()
    known = "../healthaudit-baseline.json"
    assert NONE_MET not in run(inner, "audit", "../b.txt", "--baseline", known).stderr
    assert NONE_MET not in run(inner, "audit", "..", "--baseline", known).stderr
    (inner / "c.txt").write_text(OLD, "utf-8")
    assert NONE_MET in run(inner, "audit", "c.txt", "--baseline", known).stderr
    # Standard input may go by the name of any page; and a baseline of nothing has no names that could be wrong.
    assert NONE_MET not in run(inner, "audit", "-", "--stdin-name", "../a.txt", "--baseline", known).stderr
    (inner / "none.json").write_text('{"version": 1, "pages": {}}', "utf-8")
    assert NONE_MET not in run(inner, "audit", "c.txt", "--baseline", "none.json").stderr


def test_a_baseline_of_the_configuration_is_noticed_only_when_its_pages_are_nowhere(site: Path) -> None:
    (site / "healthaudit.toml").write_text('baseline = "known.json"\n', "utf-8")
    assert run(site, "baseline", "create", ".").returncode == 0
    (site / "c.txt").write_text(OLD, "utf-8")
    assert NONE_MET not in run(site, "audit", "c.txt").stderr
    assert NONE_MET in run(site, "audit", "c.txt", "--baseline", "known.json").stderr
    for name in ("a.txt", "b.txt"):
        (site / name).unlink()
    assert NONE_MET in run(site, "audit", "c.txt").stderr


def test_a_baseline_of_pages_on_the_web_has_its_own_example(site: Path) -> None:
    assert run(site, "baseline", "create", "a.txt").returncode == 0
    file = site / "healthaudit-baseline.json"
    file.write_text(file.read_text("utf-8").replace('"a.txt"', '"https://example.org/a\\u001b[2J"'), "utf-8")
    result = run(site, "audit", "a.txt", "--baseline", file.name)
    assert f"its page is not {NONE_MET}" in result.stderr
    assert "such as https://example.org/a" in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told", "hint"),
    [
        (["--new-only"], "--new-only needs something that is known", "--baseline"),
        (["--baseline", "none.json"], "none.json", "healthaudit baseline create"),
        (["--since", "main"], "not a git repository", "leave out --since"),
    ],
)
def test_what_cannot_be_done_is_said(site: Path, arguments: list[str], told: str, hint: str) -> None:
    result = run(site, "audit", ".", *arguments)
    assert result.returncode == 2
    assert told in result.stderr
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_since_a_revision_only_new_findings_of_changed_pages_count(site: Path) -> None:
    git(site, "init")
    git(site, "add", "-A")
    git(site, "commit", "-m", "first")
    git(site, "checkout", "-b", "branch")
    result = run(site, "audit", ".", "--since", "main")
    assert (result.returncode, "no page has changed since main" in result.stderr) == (0, True)
    (site / "b.txt").write_text("Anxiety is common.\n\n" + OLD + NEW, "utf-8")
    (site / "new.txt").write_text(OLD, "utf-8")
    pages = found(site, ".", "--since", "main")
    assert pages == {"b.txt": (["guaranteed-result"], ["cure-claim"]), "new.txt": (["cure-claim"], [])}
    result = run(site, "audit", "b.txt", "--since", "main", "--no-model", *SELECT)
    assert result.returncode == 1
    assert "known from main" in result.stdout
    git(site, "mv", "a.txt", "moved.txt")
    assert found(site, ".", "--since", "main")["moved.txt"] == ([], ["cure-claim"])


def test_since_and_a_baseline_go_together(site: Path) -> None:
    git(site, "init")
    (site / "c.txt").write_text(NEW + OLD, "utf-8")
    assert run(site, "baseline", "create", "c.txt", "--no-config").returncode == 0
    (site / "c.txt").unlink()
    git(site, "add", "-A")
    git(site, "commit", "-m", "first")
    (site / "c.txt").write_text(NEW + OLD + "Our tea is completely safe.\n", "utf-8")
    pages = found(site, ".", "--since", "main", "--baseline", "healthaudit-baseline.json", "--new-only")
    assert list(pages) == ["c.txt"]
    assert set(pages["c.txt"][1]) == {"cure-claim", "guaranteed-result"}
    assert "absolute-safety" in pages["c.txt"][0]


def test_the_report_is_the_same_cached_or_not_and_with_two_jobs(site: Path) -> None:
    for n in range(20):
        (site / f"{n}.txt").write_text(OLD * n, "utf-8")
    assert run(site, "baseline", "create", "a.txt").returncode == 0
    command = ("audit", ".", "--baseline", "healthaudit-baseline.json", "--new-only", "--format", "json")
    reports = {
        run(site, *command, *more).stdout
        for more in (["--no-cache"], ["--jobs", "1"], ["--jobs", "1"], ["--jobs", "2"], ["--no-cache", "--jobs", "2"])
    }
    assert len(reports) == 1
