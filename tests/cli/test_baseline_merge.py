"""healthaudit baseline merge: what was decided in the HTML report, or by a colleague, comes into the baseline."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from healthaudit.labelling.lock import held

NAME = "healthaudit-baseline.json"
SAVED = "downloads/healthaudit-baseline.json"
PAGE = """\
<title>Drops</title><p>Our drops cure anxiety.</p>
<p>Stop taking your medicine today.</p>
<p>Anxiety is common. Buy now for $20, free shipping. No side effects.</p>
"""
SELECT = ("--select", "cure-claim,medicine-reduced,no-side-effects", "--no-model")
DECIDED = {"cure-claim": "accepted", "no-side-effects": "dismissed", "medicine-reduced": "rejected"}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments], cwd=folder, capture_output=True, check=False, timeout=120,
        encoding="utf-8", env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"},
    )  # fmt: skip


def merge(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = run(folder, "baseline", "merge", *arguments)
    assert "Traceback" not in result.stderr
    return result


def record(id_: str = "1", status: str = "unreviewed", reason: str = "", **more: str) -> dict[str, str]:
    return {
        "id": id_, "rule": "cure-claim", "quote": f"words {id_}", "sentence": f"Here are words {id_}.",
        "severity": "high", "outcome": "fail", "status": status, "reason": reason, "added": "2026-11-21",
        "reviewed": "" if status == "unreviewed" else "2026-12-01", **more,
    }  # fmt: skip


def write(path: Path, *entries: dict[str, str], page: str = "site/a.html") -> bytes:
    """An ordinary baseline, as written by ours."""
    path.parent.mkdir(exist_ok=True)
    content = json.dumps({"version": 1, "pages": {page: entries}}, indent=2, ensure_ascii=False) + "\n"
    path.write_bytes(content.encode())
    return content.encode()


def save(path: Path, pages: dict[str, list[dict[str, str]]]) -> None:
    """A baseline as the HTML report saves it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": 1, "names": "working-folder", "pages": pages}, indent=2), "utf-8")


def entries(path: Path) -> dict[str, dict[str, tuple[str, str]]]:
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert list(data) == ["version", "pages"]
    return {page: {one["id"]: (one["status"], one["reason"]) for one in each} for page, each in data["pages"].items()}


def audited(folder: Path, *arguments: str) -> dict[str, tuple[str, bool]]:
    """By rule its state, and whether it is set aside."""
    result = run(folder, "audit", *arguments, *SELECT, "--format", "json")
    assert result.returncode in (0, 1), result.stderr
    [page] = json.loads(result.stdout)["pages"]
    return {
        one["rule"]: (one.get("baseline", ""), key == "suppressed")
        for key in ("findings", "suppressed")
        for one in page[key]
    }


def exported(folder: Path, page: str) -> None:
    """Audit a page, and decide on its findings as a person would in the HTML report."""
    result = run(folder, "audit", page, *SELECT, "--format", "json")
    [told] = json.loads(result.stdout)["pages"]
    decided = [
        {
            "id": one["id"], "rule": one["rule"], "quote": one["evidence"][0]["quote"], "sentence": one["sentence"],
            "severity": one["severity"], "outcome": one["outcome"], "status": DECIDED[one["rule"]],
            "reason": "" if DECIDED[one["rule"]] == "rejected" else "counsel says so", "added": "2026-12-01",
            "reviewed": "2026-12-01",
        }
        for one in told["findings"]
    ]  # fmt: skip
    save(folder / SAVED, {told["source"]: decided})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text(PAGE, "utf-8")
    return tmp_path


@pytest.mark.parametrize("absolute", [False, True])
def test_what_was_decided_in_the_report_holds_in_the_next_audit(folder: Path, absolute: bool) -> None:
    page = str(folder / "site" / "a.html") if absolute else "site/a.html"
    exported(folder, page)
    expected = {
        "cure-claim": ("accepted", True), "no-side-effects": ("dismissed", True),
        "medicine-reduced": ("rejected", False),
    }  # fmt: skip
    assert audited(folder, "site/a.html", "--baseline", SAVED) == expected
    assert audited(folder, "site", "--baseline", str(folder / SAVED), "--new-only") == expected
    # Merged into a baseline of our own, from wherever we are.
    result = merge(folder, SAVED, "--into", "known/ours.json")
    assert result.stdout.splitlines()[-1] == "3 added, 0 decided, 0 unchanged; in known/ours.json"
    assert list(entries(folder / "known" / "ours.json")) == ["../site/a.html"]
    assert audited(folder / "site", "a.html", "--baseline", "../known/ours.json", "--new-only") == expected
    # Of what is no longer there, nothing is left.
    (folder / "site" / "a.html").write_text(PAGE.replace("cure anxiety", "are green"), "utf-8")
    assert "1 removed, 2 kept" in run(folder, "baseline", "update", "site", "--baseline", "known/ours.json").stdout


def test_a_file_of_the_report_can_be_reviewed_and_updated_where_it_lies(folder: Path) -> None:
    exported(folder, "site/a.html")
    assert "../site/a.html\n" in run(folder, "baseline", "show", SAVED).stdout
    assert run(folder, "baseline", "update", "site", "--baseline", SAVED).returncode == 0
    assert list(entries(folder / SAVED)) == ["../site/a.html"]
    assert audited(folder, "site", "--baseline", SAVED)["no-side-effects"] == ("dismissed", True)


def test_add_decide_and_leave_as_it_is(folder: Path) -> None:
    write(folder / NAME, record("1"), record("2"), record("3", "rejected"))
    pages = [
        record("1", "dismissed", "the name\u202e\x1b[2J of a song"), record("2"), record("3", "rejected"),
        record("4", "accepted", "quotes the ruling", quote=""),
    ]  # fmt: skip
    save(folder / SAVED, {"site/a.html": pages, "https://example.org/": [record("1")]})
    before = (folder / NAME).read_bytes()
    told = [
        "+ https://example.org/: cure-claim: words 1: unreviewed",
        "+ site/a.html: cure-claim: the page as a whole: accepted (quotes the ruling)",
        "~ site/a.html: cure-claim: words 1: dismissed (the name⟦U+202E⟧⟦U+001B⟧[2J of a song)",
    ]
    dry = merge(folder, SAVED, "--dry-run")
    assert dry.stdout.splitlines() == [*told, f"2 added, 1 decided, 2 unchanged; nothing was written to {NAME}"]
    assert ((folder / NAME).read_bytes(), dry.returncode) == (before, 0)
    result = merge(folder, SAVED)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [*told, f"2 added, 1 decided, 2 unchanged; in {NAME}"]
    assert entries(folder / NAME)["site/a.html"] == {
        "1": ("dismissed", "the name\u202e\x1b[2J of a song"), "2": ("unreviewed", ""), "3": ("rejected", ""),
        "4": ("accepted", "quotes the ruling"),
    }  # fmt: skip
    # Again, and from elsewhere: nothing changes, and nothing is written.
    after = (folder / NAME).stat()
    for again in (merge(folder, SAVED), merge(folder, SAVED, SAVED), merge(folder, NAME)):
        assert re.fullmatch(rf"0 added, 0 decided, \d unchanged; in {NAME}\n", again.stdout), again.stderr
    assert ((folder / NAME).stat().st_mtime_ns, (folder / NAME).stat().st_ino) == (after.st_mtime_ns, after.st_ino)
    assert sorted(os.listdir(folder)) == ["downloads", NAME, "site"]


def test_decisions_at_odds_are_told_and_nothing_is_written(folder: Path) -> None:
    ours = record("1", "accepted", "quotes\nthe ruling", reviewed="2026-12-02")
    before = write(folder / NAME, ours, record("2"))
    save(folder / SAVED, {"site/a.html": [record("1", "rejected"), record("2", "rejected")]})
    for more in ((), ("--dry-run",)):
        result = merge(folder, SAVED, *more)
        assert result.returncode == 1
        assert result.stdout == (
            "! site/a.html: cure-claim: words 1: ours: accepted (quotes the ruling) on 2026-12-02, later; "
            f"{SAVED}: rejected on 2026-12-01\n"
        )
        assert result.stderr == (
            f"1 decision is at odds, so nothing was written to {NAME}; --theirs or --ours says whose holds\n"
        )
        assert (folder / NAME).read_bytes() == before
    assert not (folder / f"{NAME}.lock").exists()
    result = merge(folder, SAVED, "--ours")
    assert result.stdout.splitlines()[-1] == f"0 added, 1 decided, 1 unchanged; in {NAME}"
    assert entries(folder / NAME)["site/a.html"] == {"1": ("accepted", "quotes\nthe ruling"), "2": ("rejected", "")}
    result = merge(folder, SAVED, "--theirs")
    assert result.stdout.splitlines()[0] == "~ site/a.html: cure-claim: words 1: rejected"
    assert entries(folder / NAME)["site/a.html"] == {"1": ("rejected", ""), "2": ("rejected", "")}
    both = merge(folder, SAVED, "--theirs", "--ours")
    assert (both.returncode, "exclude each other" in both.stderr) == (2, True)


def test_two_files_at_once_that_agree_or_do_not(folder: Path) -> None:
    save(folder / "anna.json", {"site/a.html": [record("1", "accepted", "so"), record("2", "rejected")]})
    save(folder / "bob.json", {"./site/a.html": [record("2", "rejected"), record("3", "dismissed", "a song")]})
    result = merge(folder, "anna.json", "bob.json")
    assert result.stdout.splitlines()[-1] == f"3 added, 0 decided, 0 unchanged; in {NAME}"
    assert list(entries(folder / NAME)["site/a.html"]) == ["1", "2", "3"]
    save(folder / "bob.json", {"site/a.html": [record("1", "dismissed", "a song"), record("4")]})
    (folder / NAME).unlink()
    result = merge(folder, "anna.json", "bob.json")
    assert result.returncode == 1
    assert "anna.json: accepted (so) on 2026-12-01; bob.json: dismissed (a song) on 2026-12-01" in result.stdout
    assert not (folder / NAME).exists()
    assert merge(folder, "anna.json", "bob.json", "--theirs").returncode == 0
    assert entries(folder / NAME)["site/a.html"]["1"] == ("dismissed", "a song")


def test_names_of_a_baseline_count_from_its_folder(folder: Path) -> None:
    write(folder / NAME, record("1"))
    write(folder / "bob" / "copy.json", record("1", "rejected"), page="../site/a.html")
    assert merge(folder, "bob/copy.json").stdout.startswith("~ site/a.html")
    assert merge(folder / "site", "../bob/copy.json", "--into", f"../{NAME}").stdout.startswith("0 added, 0 decided, 1")
    # A copy that lies elsewhere speaks of other pages: that is told.
    before = write(folder / "bob" / "copy.json", record("2", "rejected"))
    result = merge(folder, "bob/copy.json", "--dry-run")
    missing = Path("bob/site/a.html")
    assert result.stderr.startswith(f"note: bob/copy.json: its pages are not there, as {missing}; names count from")
    assert merge(folder, "bob/copy.json").returncode == 0
    assert list(entries(folder / NAME)) == ["bob/site/a.html", "site/a.html"]
    assert (folder / "bob" / "copy.json").read_bytes() == before, "what is merged is only read"


def test_the_baseline_of_the_configuration_takes_it_in(folder: Path) -> None:
    (folder / "healthaudit.toml").write_text('baseline = "ci/known.json"\n', "utf-8")
    save(folder / SAVED, {"a.html": [record("1", "rejected")]})
    result = merge(folder / "site", f"../{SAVED}")
    assert result.stdout.splitlines()[-1] == f"1 added, 0 decided, 0 unchanged; in {Path('../ci/known.json')}"
    assert list(entries(folder / "ci" / "known.json")) == ["../site/a.html"]


@pytest.mark.skipif(os.name != "posix", reason="names as POSIX has them")
def test_hostile_names_are_names_and_nothing_else(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    evil = [
        "../../../../../../../../../../etc/passwd", "/etc/shadow", "C:\\Windows\\a.html", "\\\\server\\share\\a.html",
        "a\x1b[2J\u202e\r\n::error::.html", "~/a.html", "$(touch owned)", "%2e%2e/a.html", "<script>.html", " ",
        "file:///etc/passwd", "a" * 5000, "__proto__", "deep/" * 500 + "a.html", "\udcff.html",
    ]  # fmt: skip
    save(inner / "evil.json", {name: [record(str(at), "rejected")] for at, name in enumerate(evil)})
    result = merge(inner, "evil.json")
    assert result.returncode == 0, result.stderr
    assert f"{len(evil)} added, 0 decided, 0 unchanged" in result.stdout
    assert not set("\x1b\u202e\r") & set(result.stdout + result.stderr)
    assert len(result.stdout.splitlines()) == len(evil) + 1
    pages = entries(inner / NAME)
    assert {"C:\\Windows\\a.html", "file:///etc/passwd", "~/a.html", "\udcff.html", "a" * 5000} < set(pages)
    assert not set("\x1b\u202e\r") & set((inner / NAME).read_text("utf-8"))
    assert sorted(os.listdir(inner)) == ["evil.json", NAME]
    assert sorted(os.listdir(folder)) == ["inner", "site"]
    again = merge(inner, "evil.json")
    assert f"0 added, 0 decided, {len(evil)} unchanged" in again.stdout
    for name in ("a\0.html", "", "\ud800"):
        save(inner / "evil.json", {name: [record()]})
        result = merge(inner, "evil.json", "--into", "new.json")
        assert (result.returncode, result.stdout) == (2, "")
        assert "no page can be called so" in result.stderr
        assert not (inner / "new.json").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "theirs.json: no such file"),
        (b"", "theirs.json:1: this is not JSON"),
        (b"<html>", "theirs.json:1: this is not JSON"),
        (b'{"version": 1, "names": "downloads", "pages": {}}', 'theirs.json: names: "downloads" is not known'),
        (b'{"version": 2, "names": "working-folder", "pages": {}}', "theirs.json: version 2 is not known"),
        (
            json.dumps({"version": 1, "names": "working-folder", "pages": {"a": [record("7", "accepted")]}}).encode(),
            "entry 1 (7): it is accepted without a reason",
        ),
        (
            json.dumps({"version": 1, "pages": {"a": [record("7", "dismissed", " \n")]}}).encode(),
            "entry 1 (7): it is dismissed without a reason",
        ),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(folder: Path, content: bytes | None, message: str) -> None:
    before = write(folder / NAME, record("1"))
    save(folder / SAVED, {"site/a.html": [record("1", "rejected")]})
    if content is not None:
        (folder / "theirs.json").write_bytes(content)
    result = merge(folder, SAVED, "theirs.json")
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert "\nhint: " in result.stderr
    assert "baseline create" not in result.stderr
    assert (folder / NAME).read_bytes() == before
    assert not (folder / f"{NAME}.lock").exists()


def test_ours_is_wrong_a_folder_or_in_use(folder: Path) -> None:
    save(folder / SAVED, {"site/a.html": [record("1", "rejected")]})
    assert merge(folder).returncode == 2
    result = merge(folder, SAVED, "--into", "site")
    assert (result.returncode, "site: cannot be read" in result.stderr) == (2, True)
    (folder / NAME).write_text("{", "utf-8")
    result = merge(folder, SAVED)
    assert (result.returncode, f"{NAME}:1: this is not JSON" in result.stderr) == (2, True)
    before = write(folder / NAME, record("1"))
    with held(folder / NAME):
        result = merge(folder, SAVED)
        assert (result.returncode, f"{os.getpid()} is at work on it" in result.stderr) == (2, True)
        assert (folder / NAME).read_bytes() == before
        assert merge(folder, SAVED, "--dry-run").returncode == 0
    assert merge(folder, SAVED).returncode == 0


def test_merges_at_the_same_time_lose_nothing(folder: Path) -> None:
    names = [f"{number}.json" for number in range(3)]
    for number, name in enumerate(names):
        save(folder / name, {"site/a.html": [record(str(number), "rejected")]})
    command = [sys.executable, "-m", "healthaudit", "baseline", "merge"]
    processes = [subprocess.Popen([*command, name], cwd=folder, stderr=subprocess.PIPE) for name in names]
    done = set()
    for number, process in enumerate(processes):
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0 or b"is at work on it" in error
        if not process.returncode:
            done.add(str(number))
    assert done
    assert set(entries(folder / NAME)["site/a.html"]) == done


def test_a_decision_on_something_milder_is_left_out_and_told(folder: Path) -> None:
    before = write(folder / NAME, record("1", severity="critical"))
    save(folder / SAVED, {"site/a.html": [record("1", "accepted", "so")]})
    result = merge(folder, SAVED)
    assert result.stdout == f"0 added, 0 decided, 1 unchanged; in {NAME}\n"
    assert "site/a.html: cure-claim: words 1: has become worse since it was accepted" in result.stderr
    assert (folder / NAME).read_bytes() == before


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_what_windows_makes_of_a_file_is_read(folder: Path, change: Any) -> None:
    save(folder / SAVED, {"site/a.html": [record("1", "rejected", "naïve 漢字 👍")]})
    text = (folder / SAVED).read_text("utf-8")
    (folder / SAVED).write_bytes(change(text).encode())
    assert merge(folder, SAVED).returncode == 0
    assert entries(folder / NAME) == {"site/a.html": {"1": ("rejected", "naïve 漢字 👍")}}


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_stays_one_and_an_empty_file_makes_an_empty_baseline(folder: Path) -> None:
    (folder / NAME).symlink_to("site/known.json")
    save(folder / SAVED, {})
    assert merge(folder, SAVED).stdout == f"0 added, 0 decided, 0 unchanged; in {NAME}\n"
    assert (folder / NAME).is_symlink()
    assert entries(folder / "site" / "known.json") == {}


def test_the_epilog_says_what_the_exit_codes_mean(folder: Path) -> None:
    said = " ".join(merge(folder, "--help").stdout.split())
    assert "1 two decisions are at odds and nothing was written" in said
