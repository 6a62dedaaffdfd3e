"""healthaudit baseline: files, exit codes, and a review through a pipe and through a terminal."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAME = "healthaudit-baseline.json"
CURE = "<p>Our drops cure anxiety.</p>\n"
STOP = "<p>Stop taking your medicine today.</p>\n"
SHOP = "<p>Anxiety is common. Buy now for $20, free shipping.</p>\n"
PAGE = f"<title>Drops</title>{CURE}{STOP}{SHOP}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site" / "deep").mkdir(parents=True)
    (tmp_path / "site" / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "site" / "deep" / "b.html").write_text(PAGE, "utf-8")
    return tmp_path


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A baseline of three entries of one page, made without an audit."""
    write(tmp_path / NAME, [record("1", "critical", "medicine-reduced"), record("2", "high"), record("3", "low")])
    return tmp_path


def record(id_: str, severity: str = "high", rule: str = "cure-claim", **more: str) -> dict[str, str]:
    return {
        "id": id_, "rule": rule, "quote": f"words {id_}", "sentence": f"Here are words {id_}, in a sentence.",
        "severity": severity, "outcome": "fail", "status": "unreviewed", "reason": "", "added": "2026-11-21",
        "reviewed": "", **more,
    }  # fmt: skip


def write(path: Path, entries: list[dict[str, str]], page: str = "site/a.html") -> None:
    path.write_text(json.dumps({"version": 1, "pages": {page: entries}}), "utf-8")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "healthaudit", "baseline", *arguments]


def run(folder: Path, *arguments: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), input=keys, capture_output=True, cwd=folder, check=False, timeout=120, encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"},
    )  # fmt: skip


def pages(path: Path) -> dict[str, list[dict[str, str]]]:
    data: dict[str, list[dict[str, str]]] = json.loads(path.read_text("utf-8"))["pages"]
    return data


def statuses(folder: Path) -> dict[str, tuple[str, str]]:
    return {one["id"]: (one["status"], one["reason"]) for listed in pages(folder / NAME).values() for one in listed}


def test_create_update_and_what_they_print(folder: Path) -> None:
    result = run(folder, "create", "site")
    assert result.returncode == 0, result.stderr
    first = (folder / NAME).read_bytes()
    assert list(pages(folder / NAME)) == ["site/a.html", "site/deep/b.html"]
    number = sum(map(len, pages(folder / NAME).values()))
    assert f"wrote {NAME}: {number} findings on 2 pages: {number} unreviewed; 2 critical" in result.stdout
    assert result.stdout.count("\n") == 1
    # From elsewhere, and by another name of the page: the same baseline.
    result = run(folder / "site" / "deep", "update", "..", str(folder / "site"), "--baseline", f"../../{NAME}")
    assert result.stdout == f"0 added, 0 removed, {number} kept; in ../../{NAME}\n", result.stderr
    assert (folder / NAME).read_bytes() == first
    # One page changes, and only that one is named.
    (folder / "site" / "a.html").write_text(PAGE.replace(STOP, "<p>No side effects.</p>"), "utf-8")
    (folder / "site" / "deep" / "b.html").write_text(SHOP, "utf-8")
    result = run(folder, "update", "site/a.html")
    assert "+ site/a.html: no-side-effects: No side effects\n" in result.stdout
    assert "- site/a.html: medicine-reduced: Stop taking your medicine\n" in result.stdout
    assert "deep" not in result.stdout
    assert pages(folder / NAME)["site/deep/b.html"] == json.loads(first)["pages"]["site/deep/b.html"]
    assert sorted(os.listdir(folder)) == [NAME, "site"]


def test_create_does_not_overwrite(folder: Path) -> None:
    (folder / NAME).write_text("mine", "utf-8")
    result = run(folder, "create", "site")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{NAME}: is there already" in result.stderr
    assert "\nhint: healthaudit baseline update" in result.stderr
    assert (folder / NAME).read_text("utf-8") == "mine"
    assert run(folder, "create", "site", "--force").returncode == 0
    assert pages(folder / NAME)
    result = run(folder, "create", "site", "-o", "site")
    assert result.returncode == 2
    assert "site: is a folder" in result.stderr


def test_a_baseline_elsewhere_names_pages_from_there(folder: Path) -> None:
    assert run(folder, "create", "site/a.html", "--output", "audit/known.json").returncode == 0
    assert list(pages(folder / "audit" / "known.json")) == ["../site/a.html"]
    assert os.listdir(folder / "audit") == ["known.json"]
    result = run(folder, "create", "-", "-o", "in.json", keys=PAGE)
    assert list(pages(folder / "in.json")) == ["-"], result.stderr


def test_pages_that_are_no_longer_there_are_told_and_kept_unless_pruned(folder: Path) -> None:
    run(folder, "create", "site")
    number = len(pages(folder / NAME)["site/deep/b.html"])
    (folder / "site" / "deep" / "b.html").unlink()
    result = run(folder, "update", "site")
    assert f"site/deep/b.html: kept {number} entries of a page or rule that is no longer there" in result.stderr
    assert "--prune" in result.stderr
    assert "0 added, 0 removed" in result.stdout
    assert len(pages(folder / NAME)) == 2
    result = run(folder, "update", "site", "--prune")
    assert f"0 added, {number} removed" in result.stdout
    assert result.stdout.count("- site/deep/b.html: ") == number
    assert result.stderr == ""
    assert list(pages(folder / NAME)) == ["site/a.html"]


def test_where_nothing_could_be_audited_nothing_is_written(folder: Path) -> None:
    result = run(folder, "create", "none.html")
    assert (result.returncode, result.stdout) == (3, "")
    assert "skipped none.html: no such file" in result.stderr
    assert not (folder / NAME).exists()
    write(folder / NAME, [record("1")])
    before = (folder / NAME).read_bytes()
    result = run(folder, "update", "none.html", "--prune")
    assert (result.returncode, result.stdout) == (3, "")
    assert (folder / NAME).read_bytes() == before
    assert sorted(os.listdir(folder)) == [NAME, "site"]


@pytest.mark.parametrize("arguments", [("update", "site"), ("show",), ("review",)])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, f"{NAME}: no such file"),
        ("{", f"{NAME}:1: this is not JSON"),
        ("{}\n<<<<<<< HEAD\n", f"{NAME}:2: a merge conflict is left in it"),
        ('{"version": 9, "pages": {}}', f"{NAME}: version 9 is not known"),
    ],
)
def test_a_baseline_that_is_wrong(folder: Path, arguments: tuple[str, ...], content: str | None, message: str) -> None:
    if content is not None:
        (folder / NAME).write_text(content, "utf-8")
    result = run(folder, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"healthaudit: error: {message}")
    assert "\nhint: " in result.stderr
    assert sorted(os.listdir(folder)) == sorted(["site", *([NAME] if content is not None else [])])


@pytest.mark.parametrize(
    "arguments", [("create",), ("update",), ("show", "--status", "ok"), ("show", "--format", "xml"), ("nothing",)]
)
def test_wrong_usage(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run(folder, *arguments).returncode == 2


def test_show_lists_and_counts(few: Path) -> None:
    more = [record("4", status="accepted", reason="a \x1b[2J ruling", quote="x" * 200), record("5", status="rejected")]
    write(few / NAME, [*pages(few / NAME)["site/a.html"], *more])
    result = run(few, "show")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "site/a.html"
    assert re.split(r"\s{2,}", lines[1].strip()) == ["critical", "unreviewed", "medicine-reduced", "words 1"]
    assert lines[-1] == "5 findings on 1 page: 3 unreviewed, 1 accepted, 1 rejected; 1 critical, 3 high, 1 low"
    assert "\x1b" not in result.stdout
    assert "x" * 61 not in result.stdout
    assert run(few, "show", "--rule", "medicine-reduced").stdout.splitlines()[-1].startswith("1 finding on 1 page")
    assert "(a ⟦U+001B⟧[2J ruling)" in run(few, "show", "--status", "accepted").stdout
    assert run(few, "show", "--rule", "SA").stdout.splitlines()[-1].startswith("1 finding on 1 page")
    assert run(few, "show", "--rule", "no-author").stdout == "0 findings on 0 pages\n"
    wrong = run(few, "show", "--rule", "cure-clam")
    assert (wrong.returncode, "did you mean 'cure-claim'?" in wrong.stderr) == (2, True)
    data = json.loads(run(few, "show", NAME, "--format", "json", "--status", "rejected").stdout)
    assert data["counts"] == {"unreviewed": 0, "accepted": 0, "dismissed": 0, "rejected": 1}
    assert data["rules"] == {"cure-claim": 1}
    assert data["entries"] == [{"page": "site/a.html", **more[1]}]


def test_what_was_dismissed_is_counted_by_rule(few: Path) -> None:
    said = {"status": "dismissed", "reason": "the name of a song"}
    songs = [record(str(number), rule="song\x1b[2J", **said) for number in range(4, 7)]
    write(few / NAME, [*pages(few / NAME)["site/a.html"], *songs, record("7", **said), record("8", rule="no-author")])
    result = run(few, "show", "--status", "dismissed")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-2:] == [
        "dismissed by rule: 3 song⟦U+001B⟧[2J, 1 cure-claim",
        "4 findings on 1 page: 4 dismissed; 4 high",
    ]
    assert result.stdout.count("dismissed   song") == 3
    data = json.loads(run(few, "show", "--format", "json", "--status", "dismissed").stdout)
    assert list(data["rules"].items()) == [("song\x1b[2J", 3), ("cure-claim", 1)]
    assert "by rule" not in run(few, "show").stdout
    assert run(few, "show", "--status", "accepted").stdout == "0 findings on 0 pages\n"


def test_a_review_dismisses(few: Path) -> None:
    result = run(few, "review", keys="d\n\nthe name of a song\n=D=\n")
    assert result.returncode == 0, result.stderr
    assert "say why the finding is wrong here" in result.stdout
    assert "taken down dismissed: the name of a song" in " ".join(result.stdout.split())
    assert result.stdout.splitlines()[-1] == f"0 accepted, 3 dismissed, 0 rejected, 0 skipped, 0 left; in {NAME}"
    assert set(statuses(few).values()) == {("dismissed", "the name of a song")}


def test_a_review_through_a_pipe(few: Path) -> None:
    result = run(few, "review", keys="a\n\nquotes the ruling\n=r\n")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == f"2 accepted, 0 dismissed, 1 rejected, 0 skipped, 0 left; in {NAME}"
    assert statuses(few) == {
        "1": ("accepted", "quotes the ruling"), "2": ("accepted", "quotes the ruling"), "3": ("rejected", "")
    }  # fmt: skip
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", one["reviewed"]) for one in pages(few / NAME)["site/a.html"])
    assert sorted(os.listdir(few)) == [NAME]
    again = run(few, "review")
    assert (again.returncode, again.stdout) == (
        0,
        f"0 accepted, 0 dismissed, 0 rejected, 0 skipped, 0 left; in {NAME}\n",
    )
    assert "nothing to ask" in again.stderr


def test_what_a_review_shows(few: Path) -> None:
    result = run(few, "review", keys="q")
    for words in ("1 of 3", "site/a.html", "critical, fails; known since 2026-11-21", "medicine-reduced: ",
                  "Here are [[words 1]], in a sentence.", "why ", "mend ", "a accept"):  # fmt: skip
        assert words in result.stdout
    assert "2 of 3" not in result.stdout
    assert "fails no gate" not in result.stdout
    assert "fails no gate" in run(few, "review", keys="?q").stdout
    write(few / NAME, [record("1", rule="my-own-rule")])
    assert "my-own-rule, which is no rule any more" in run(few, "review", keys="q").stdout


def test_a_review_is_taken_up_where_it_was_left(few: Path) -> None:
    before = (few / NAME).read_bytes()
    for keys in ("", "q", "sq", "a", "a\n\n", "aunfinished", "r", "\x03", "a-\nq"):
        result = run(few, "review", keys=keys)
        assert result.returncode == 0, result.stderr
        assert (few / NAME).read_bytes() == before, f"{keys!r} is no answer"
    run(few, "review", keys="r\nq")
    result = run(few, "review", keys="sq")
    assert "[[words 2]]" in result.stdout
    assert "[[words 1]]" not in result.stdout
    assert statuses(few) == {"1": ("rejected", ""), "2": ("unreviewed", ""), "3": ("unreviewed", "")}


def test_back_replaces_an_answer_and_skip_takes_it_back(few: Path) -> None:
    result = run(few, "review", keys="aone\nr\nbbatwo\nsq")
    assert "before: accepted: one" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("1 accepted, 0 dismissed, 0 rejected, 1 skipped, 1 left")
    assert statuses(few) == {"1": ("accepted", "two"), "2": ("unreviewed", ""), "3": ("unreviewed", "")}
    assert pages(few / NAME)["site/a.html"][1]["reviewed"] == ""


def test_a_page_does_not_steer_the_terminal(tmp_path: Path) -> None:
    evil = {"quote": "cu\x1b[2Jre", "sentence": "Drops [bold]cu\x1b[2Jre[/] \u202eall\x9b31m.\nNow"}
    write(tmp_path / NAME, [record("1", **evil)], "a\x1b[7m.html")
    for arguments in (("review",), ("show",)):
        result = run(tmp_path, *arguments, keys="aOn \x1b[Apaper\nq")
        assert result.returncode == 0, result.stderr
        assert not set("\x1b\x9b\u202e") & set(result.stdout + result.stderr)
    assert statuses(tmp_path) == {"1": ("accepted", "On paper")}
    assert not set("\x1b\x9b\u202e") & set((tmp_path / NAME).read_text("utf-8"))


def test_examples_of_the_documentation(folder: Path) -> None:
    documentation = (Path(__file__).parents[2] / "docs" / "baseline.md").read_text("utf-8")
    export, example = re.findall(r"```json\n(.*?)```", documentation, re.DOTALL)
    (code,) = re.findall(r"```python\n(.*?)```", documentation, re.DOTALL)
    (folder / NAME).write_text(example, "utf-8")
    (folder / "saved.json").write_text(export, "utf-8")
    assert "1 decision is at odds" in run(folder, "merge", "saved.json").stderr
    (folder / "content").mkdir()
    (folder / "content" / "drops.html").write_text(CURE + SHOP, "utf-8")
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert re.fullmatch(r"[1-9]\d* new, 0 gone, 1 kept\n", result.stdout), result.stderr
    run(folder, "update", "content")
    assert "1 accepted, 0 dismissed, 1 rejected" in run(folder, "review", keys="aquotes the label\nr\nq").stdout


@contextmanager
def reviewing(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command("review"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answer(process: subprocess.Popen[bytes], keys: bytes) -> None:
    assert process.stdin
    process.stdin.write(keys)
    process.stdin.flush()


def test_a_killed_review_loses_no_answer_and_nobody_else_writes_meanwhile(few: Path) -> None:
    (few / "page.html").write_text(PAGE, "utf-8")
    with reviewing(few) as process:
        answer(process, b"aso\n")
        until(lambda: statuses(few)["1"] == ("accepted", "so"))
        for arguments in (("review",), ("update", "page.html"), ("create", "page.html", "--force")):
            second = run(few, *arguments)
            assert second.returncode == 2
            assert f"{process.pid} is at work on it" in second.stderr
            assert f"delete {NAME}.lock" in second.stderr
        assert run(few, "show").returncode == 0
        process.kill()
    assert (few / f"{NAME}.lock").exists()
    assert run(few, "review", keys="r\n").returncode == 0, "the lock of a dead process is taken over"
    assert statuses(few)["1"] == ("accepted", "so")
    assert statuses(few)["2"] == ("rejected", "")
    assert not (few / f"{NAME}.lock").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_from_outside_ends_in_good_order(few: Path) -> None:
    with reviewing(few) as process:
        answer(process, b"aso\nabegun")
        until(lambda: statuses(few)["1"] == ("accepted", "so"))
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        # Not communicate(): it would close the pipe of the keys, and that would end the review as well.
        assert process.stdout
        output = process.stdout.read().decode()
        assert process.wait(20) == 0
    assert output.splitlines()[-1] == f"1 accepted, 0 dismissed, 0 rejected, 0 skipped, 2 left; in {NAME}"
    assert statuses(few)["2"] == ("unreviewed", "")
    assert sorted(os.listdir(few)) == [NAME]


def test_a_file_that_somebody_else_changes_meanwhile_is_left_alone(few: Path) -> None:
    with reviewing(few) as process:
        answer(process, b"aso\n")
        until(lambda: statuses(few)["1"] == ("accepted", "so"))
        write(few / NAME, [record("9")])
        answer(process, b"r\n")
        assert process.wait(20) == 2
        assert process.stderr
        assert b"was changed by somebody else" in process.stderr.read()
    assert statuses(few) == {"9": ("unreviewed", "")}


def test_updates_at_the_same_time_lose_nothing(folder: Path) -> None:
    run(folder, "create", "site/a.html")
    known = pages(folder / NAME)["site/a.html"]
    names = [f"site/{number}.html" for number in range(3)]
    for name in names:
        (folder / name).write_text(PAGE, "utf-8")
    processes = [
        subprocess.Popen(command("update", name), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in names
    ]
    done = []
    for name, process in zip(names, processes, strict=True):
        _, error = process.communicate(timeout=120)
        assert process.returncode in (0, 2)
        if process.returncode == 0:
            done.append(name)
        else:
            assert b"is at work on it" in error
    assert done
    assert pages(folder / NAME).keys() == {"site/a.html", *done}
    assert pages(folder / NAME)["site/a.html"] == known
    assert not (folder / f"{NAME}.lock").exists()


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_stays_one(folder: Path) -> None:
    (folder / "real").mkdir()
    write(folder / "real" / "known.json", [record("1")])
    (folder / NAME).symlink_to("real/known.json")
    run(folder, "review", keys="r\n")
    assert (folder / NAME).is_symlink()
    assert statuses(folder) == {"1": ("rejected", "")}


def test_an_empty_baseline(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Anxiety is common. Talk to your doctor.</p>", "utf-8")
    assert run(tmp_path, "create", "a.html").stdout == f"wrote {NAME}: 0 findings on 0 pages\n"
    assert run(tmp_path, "show").stdout == "0 findings on 0 pages\n"
    assert run(tmp_path, "review").returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_on_a_terminal_keys_need_no_enter_and_the_screen_comes_back(few: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "30"}
    with subprocess.Popen(
        command("review"), stdin=theirs, stdout=theirs, stderr=theirs, cwd=few, env=environment
    ) as process:
        os.close(theirs)
        output = ""
        for keys, words in (
            ("", "1 of 3"),
            ("\x1b[A", ""),  # an arrow is no key, and its "A" accepts nothing
            ("?", "fails no gate"),
            ("d", "Why is the finding wrong here?"),
            ("-\n", "d dismiss"),
            ("a", "Why may it stand?"),
            ("\n", "say why it may stand"),
            ("-\n", "a accept"),
            ("a", "Why may it stand?"),
            ("zitiert é das Urtell\x7f\x7fil\n", "2 of 3"),
            ("=", "3 of 3"),
            ("b", "before: accepted: zitiert é das Urteil"),
            ("r", "Why not?"),
            ("\n", "3 of 3"),
            ("\x03", "1 accepted, 0 dismissed, 1 rejected, 0 skipped, 1 left"),
        ):
            time.sleep(0.2)
            os.write(ours, keys.encode())
            output += (shown := read_until(ours, words))
            if words not in shown:
                process.kill()  # or else we would wait for it for ever
                pytest.fail(f"after {keys!r} there is no {words!r} but {shown!r}")
        assert process.wait(20) == 0
    os.close(ours)
    assert "\x1b[?1049h" in output
    assert "\x1b[?1049l" in output
    assert "[[words" not in output
    assert statuses(few) == {
        "1": ("accepted", "zitiert é das Urteil"), "2": ("rejected", ""), "3": ("unreviewed", "")
    }  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_reason_that_is_typed_at_once_with_its_key_is_whole(few: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    reason = "because " * 30 + "漢字"
    with subprocess.Popen(
        command("review"), stdin=theirs, stdout=theirs, stderr=theirs, cwd=few, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        read_until(ours, "1 of 3")
        time.sleep(0.3)
        os.write(ours, f"a{reason}\n".encode())
        shown = read_until(ours, "2 of 3")
        process.kill()
        assert "2 of 3" in shown
    os.close(ours)
    assert statuses(few)["1"] == ("accepted", reason)


def until(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def read_until(handle: int, words: str, seconds: float = 60) -> str:
    """What comes from a terminal until the words, or too much time, have passed."""
    shown, end = "", time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if select.select([handle], [], [], 0.1)[0]:
            try:
                shown += os.read(handle, 65536).decode(errors="replace")
            except OSError:
                break
    return shown


def test_a_review_may_be_about_some_entries_only(few: Path) -> None:
    for options, left in (
        (("--severity", "high"), {"1", "2"}),
        (("--rule", "medicine-reduced"), {"1"}),
        (("--rule", "overclaim"), {"2", "3"}),
        (("--page", "site/*"), {"1", "2", "3"}),
        (("--page", "legal/*"), set()),
    ):
        said = run(few, "review", *options, keys="s" * 9)
        assert said.stdout.count("Here are [[words") == len(left), said.stdout
    run(few, "review", "--severity", "critical", keys="r\nr\nr\n")
    assert {name: status for name, (status, _) in statuses(few).items()} == {
        "1": "rejected", "2": "unreviewed", "3": "unreviewed",
    }  # fmt: skip
    wrong = run(few, "review", "--rule", "cure-clam")
    assert (wrong.returncode, "cure-claim" in wrong.stderr) == (2, True)


def test_a_review_knows_rules_of_the_configuration(few: Path) -> None:
    made = [sys.executable, "-m", "healthaudit", "rules", "new", "no-detox", "--phrase", "detox your liver"]
    subprocess.run([*made, "--folder", "mine"], cwd=few, check=True, capture_output=True)
    (few / "healthaudit.toml").write_text("[rules]\nfolders = ['mine']\n", "utf-8")
    write(few / NAME, [record("1", rule="no-detox")])
    said = run(few, "review", keys="q").stdout
    assert "no rule any more" not in said
    explained = subprocess.run([sys.executable, "-m", "healthaudit", "explain", "no-detox"], cwd=few, check=False)
    assert explained.returncode == 0
