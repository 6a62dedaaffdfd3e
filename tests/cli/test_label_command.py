"""healthaudit label as a user meets it: real processes, keys from a pipe and from a terminal."""

from __future__ import annotations

import json
import math
import os
import re
import select
import signal
import subprocess
import sys
import time
from array import array
from pathlib import Path
from typing import Any

import pytest

from healthaudit.classifier import Weights
from healthaudit.classifier.weights import Curve, Family, Kind, Together, pack

CURE = "Our drops cure anxiety in one night."
ZAP = "Zap your worries on a walk with a friend."
ZAPPY = "Zappy walks are what we like best of all."
PLAIN = "Anxiety disorders are common and can be treated."
PAGE = f"<title>On worry</title><h2>What we sell</h2><p>{ZAPPY} {PLAIN} {CURE}</p><ul><li>{ZAP}</ul>"
#: As they are asked: the farther classifier and rules are apart, the earlier.
ASKED = [CURE, ZAP, ZAPPY]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page, and a model by which sentences with "zap" are surely overclaims, with "zappy" likely, others hardly."""
    together = Together(Curve(0, 1), 0, 0, math.inf, math.inf)
    weights = Weights(
        families=(Family("overclaim", -3, 0.3, Curve(0, 1), together, (0,)),),
        kinds=(Kind("overclaim/efficacy", -2),),
        words={"zap": 0, "zappy": 2},
        pieces={},
        cues={},
        rows=array("h", [110, 0, 90, 0]),
        step=0.25,
        damping=20.0,
        digest="",
        corpus="",
    )
    (tmp_path / "zap.model").write_bytes(pack(weights))
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "healthaudit", "label", *arguments, "--model", "zap.model"]


def run(folder: Path, *arguments: str, keys: str | bytes = "q") -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        command(*arguments),
        input=keys if isinstance(keys, bytes) else keys.encode(),
        capture_output=True,
        cwd=folder,
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "100"},
    )
    return subprocess.CompletedProcess(
        result.args, result.returncode, result.stdout.decode("utf-8"), result.stderr.decode("utf-8")
    )


def rows(folder: Path, name: str = "labels.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def order(output: str) -> list[str]:
    """The sentences that were asked about."""
    found = re.findall(r"^(?:sentence|list-item|heading|table-cell) +(\S.*)", output, re.MULTILINE)
    return [line for line in found if line in (*ASKED, PLAIN)]


def test_answers_become_gold_in_the_form_of_the_corpus(folder: Path) -> None:
    result = run(folder, "page.html", keys="et\n m\n")
    assert result.returncode == 0, result.stderr
    assert order(result.stdout) == ASKED
    assert result.stdout.splitlines()[-1] == "3 labelled, 0 unsure, 0 skipped, 0 left; in labels.jsonl"
    more, sentence = {"topic": "On worry", "register": "leaflet"}, {"unit": "sentence"}
    assert rows(folder) == [
        {"id": "labels-001", "text": CURE, "labels": ["overclaim/efficacy", "overclaim/testimonial"]} | more | sentence,
        {"id": "labels-002", "text": ZAP, "labels": [], **more, "unit": "list-item"},
        {"id": "labels-003", "text": ZAPPY, "labels": ["safety/misinformation"], **more} | sentence,
    ]  # fmt: skip
    assert sorted(os.listdir(folder)) == ["labels.jsonl", "page.html", "zap.model"]


def test_what_is_shown_beside_a_sentence(folder: Path) -> None:
    output = run(folder, "page.html", keys="sq").stdout
    first, second = output.split("2 of 3")
    for words in ("1 of 3", "page.html", "What we sell", PLAIN, CURE, ZAP, "cure-claim", "overclaim 5%", "e=efficacy"):
        assert words in first
    assert re.search(r"^rules +none has a finding here$", second, re.MULTILINE)
    assert re.search(r"^classifier +overclaim 9\d%: zap$", second, re.MULTILINE)


def test_question_mark_tells_what_the_labels_mean(folder: Path) -> None:
    assert "harm waved away" not in run(folder, "page.html").stdout
    assert "harm waved away" in run(folder, "page.html", keys="?q").stdout


def test_unsure_is_kept_and_skipped_is_not(folder: Path) -> None:
    result = run(folder, "page.html", keys="us")
    assert result.stdout.splitlines()[-1] == "0 labelled, 1 unsure, 1 skipped, 1 left; in labels.jsonl"
    assert [(row["text"], row["labels"], row["unsure"]) for row in rows(folder)] == [(CURE, [], True)]
    again = run(folder, "page.html", keys="\n\n\n")
    assert order(again.stdout) == [ZAP, ZAPPY], "unsure ones do not come again, skipped ones do"
    assert [(row["id"], row["text"]) for row in rows(folder)] == [
        ("labels-001", CURE),
        ("labels-002", ZAP),
        ("labels-003", ZAPPY),
    ]
    last = run(folder, "page.html")
    assert "nothing to ask" in last.stderr
    assert last.stdout == "0 labelled, 0 unsure, 0 skipped, 0 left; in labels.jsonl\n"
    assert last.returncode == 0


def test_back_replaces_the_line_of_the_one_before(folder: Path) -> None:
    result = run(folder, "page.html", keys="e\n\nbbef\n")
    assert order(result.stdout) == [CURE, ZAP, ZAPPY, ZAP, CURE, ZAP]
    assert "(before: clean)" in result.stdout
    assert [(row["id"], row["text"], row["labels"]) for row in rows(folder)] == [
        ("labels-001", CURE, ["overclaim/safety"]),
        ("labels-002", ZAP, []),
    ]
    assert "2 labelled, 0 unsure, 0 skipped, 1 left" in result.stdout


def test_back_and_skip_takes_the_line_out_and_back_again_puts_it_in(folder: Path) -> None:
    run(folder, "page.html", keys="e\n\nbbs")
    assert [row["text"] for row in rows(folder)] == [ZAP]
    (folder / "labels.jsonl").unlink()
    run(folder, "page.html", keys="e\n\nbbsbu")
    assert [(row["id"], row["text"], row.get("unsure")) for row in rows(folder)] == [
        ("labels-002", ZAP, None),
        ("labels-001", CURE, True),
    ]


def test_keys_that_mean_nothing_are_said_and_cost_nothing(folder: Path) -> None:
    result = run(folder, "page.html", keys=b"be\xff\n")
    assert "this is the first one" in result.stdout
    assert "does nothing here" in result.stdout
    assert [row["labels"] for row in rows(folder)] == [["overclaim/efficacy"]]
    assert result.returncode == 0


@pytest.mark.parametrize("keys", ["", "\x03", "q\n\n", "e"])
def test_an_end_without_an_answer_leaves_no_file(folder: Path, keys: str) -> None:
    result = run(folder, "page.html", keys=keys)
    assert (result.returncode, result.stdout.splitlines()[-1]) == (
        0,
        "0 labelled, 0 unsure, 0 skipped, 3 left; in labels.jsonl",
    )
    assert sorted(os.listdir(folder)) == ["page.html", "zap.model"]


def test_options(folder: Path) -> None:
    gold = "new/b77.jsonl"
    result = run(
        folder, ".", "-o", gold, "--most", "2", "--topic", " sleep \n well ", "--register", "forum", keys="\n" * 9
    )
    assert result.returncode == 0, result.stderr
    assert [(row["id"], row["text"], row["topic"], row["register"]) for row in rows(folder, gold)] == [
        ("b77-001", CURE, "sleep well", "forum"),
        ("b77-002", ZAP, "sleep well", "forum"),
    ]
    result = run(folder, "page.html", "-o", gold, "--all", keys="\n" * 9)
    texts = [row["text"] for row in rows(folder, gold)]
    assert {*texts} >= {*ASKED, PLAIN, "What we sell"}
    assert len(texts) == len({*texts})


def test_a_page_that_sells_is_marketing(folder: Path) -> None:
    (folder / "shop.html").write_text(f"<p>{CURE} {PLAIN} Buy now for $20, free shipping. Add to cart.", "utf-8")
    run(folder, "shop.html", keys="\n")
    assert [(row["register"], row["topic"]) for row in rows(folder)] == [("slick-marketing", "shop.html")]


def test_what_is_not_understood_is_skipped_and_said(folder: Path) -> None:
    (folder / "tulips.txt").write_text("The garden centre opens at nine, and the tulips are in.", "utf-8")
    result = run(folder, "tulips.txt", "gone.html", "page.html", keys="\n")
    assert "skipped tulips.txt: the page is not about health" in result.stderr
    assert "skipped gone.html" in result.stderr
    assert len(rows(folder)) == 1
    nothing = run(folder, "tulips.txt", "gone.html")
    assert nothing.returncode == 3
    assert nothing.stdout == ""


def test_controls_and_markup_of_a_page_do_not_reach_the_terminal(folder: Path) -> None:
    evil = "Our \x1b[2Jdrops \x9b31m cure \u202banxiety [bold red]in[/] one night."
    (folder / "evil\x1b[7m.txt").write_text(f"{PLAIN} {evil} {PLAIN}", "utf-8")
    result = run(folder, "evil\x1b[7m.txt", "--topic", "t", keys="\n")
    assert "[bold red]in[/]" in result.stdout
    for text in (result.stdout, result.stderr, (folder / "labels.jsonl").read_text("utf-8")):
        assert not set("\x1b\x9b\u202b") & set(text)
    assert len(rows(folder)) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-"], 2, "a page cannot come from standard input"),
        (["page.html", "-"], 2, "a page cannot come from standard input"),
        (["page.html", "--most", "0"], 2, "--most"),
        (["page.html", "--register", "loud"], 2, "--register"),
        (["page.html", "-o", "."], 2, "is no file"),
        (["page.html", "-o", "page.html"], 2, "page.html:1: not a labelled sentence"),
        (["page.html", "-o", "bad.jsonl"], 2, "bad.jsonl:2: not a labelled sentence: 'loud' is no register"),
        (["page.html", "--model", "page.html"], 2, "not a model"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_carried_out(folder: Path, arguments: list[str], code: int, words: str) -> None:
    good = '{"id": "bad-1", "text": "a", "labels": [], "topic": "t", "register": "news", "unit": "quote"}\n'
    bad = good + good.replace("news", "loud") + good
    (folder / "bad.jsonl").write_text(bad, "utf-8")
    command_line = [sys.executable, "-m", "healthaudit", "label", "--model", "zap.model", *arguments]
    result = subprocess.run(command_line, input="e\n", capture_output=True, text=True, cwd=folder, check=False)
    assert result.returncode == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    if words.startswith(("a page", "page", "bad", "not a")):
        assert "\nhint: " in result.stderr
    assert (folder / "bad.jsonl").read_text("utf-8") == bad
    assert (folder / "page.html").read_text("utf-8") == PAGE
    assert sorted(os.listdir(folder)) == ["bad.jsonl", "page.html", "zap.model"]


def test_a_cut_file_is_mended_and_gone_on_with(folder: Path) -> None:
    run(folder, "page.html", keys="\n\n")
    whole = (folder / "labels.jsonl").read_bytes()
    (folder / "labels.jsonl").write_bytes(whole[:-30])
    result = run(folder, "page.html", keys="e\n")
    assert "labels.jsonl: its last line was cut; what there was of it is now in labels.jsonl.broken" in result.stderr
    assert [(row["id"], row["text"], row["labels"]) for row in rows(folder)] == [
        ("labels-001", CURE, []),
        ("labels-002", ZAP, ["overclaim/efficacy"]),
    ]


def test_a_killed_run_loses_no_answer_and_a_second_at_once_is_refused(folder: Path) -> None:
    with subprocess.Popen(
        command("page.html"), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=folder
    ) as process:
        assert process.stdin
        process.stdin.write(b"e\n")
        process.stdin.flush()
        _until(lambda: (folder / "labels.jsonl").exists() and (folder / "labels.jsonl").read_bytes().endswith(b"\n"))
        second = run(folder, "page.html", keys="\n")
        assert second.returncode == 2
        assert f"process {process.pid} is labelling into it" in second.stderr
        process.kill()
    assert (folder / "labels.jsonl.lock").exists()
    third = run(folder, "page.html", keys="f\n")
    assert third.returncode == 0, third.stderr
    assert [row["labels"] for row in rows(folder)] == [["overclaim/efficacy"], ["overclaim/safety"]]
    assert not (folder / "labels.jsonl.lock").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_from_outside_ends_in_good_order(folder: Path) -> None:
    with subprocess.Popen(
        command("page.html"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as process:
        assert process.stdin
        process.stdin.write(b"e\nf")
        process.stdin.flush()
        _until(lambda: (folder / "labels.jsonl").exists() and (folder / "labels.jsonl").read_bytes().endswith(b"\n"))
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        # Not communicate(): it would close the pipe of the keys, and that would end the run as well.
        assert process.stdout
        output = process.stdout.read().decode()
    assert process.returncode == 0
    assert output.splitlines()[-1] == "1 labelled, 0 unsure, 0 skipped, 2 left; in labels.jsonl"
    assert [row["text"] for row in rows(folder)] == [CURE]
    assert sorted(os.listdir(folder)) == ["labels.jsonl", "page.html", "zap.model"]


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_on_a_terminal_keys_need_no_enter_and_the_screen_comes_back(folder: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(
        command("page.html"), stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment
    ) as process:
        os.close(theirs)
        output = ""
        for keys, words in (
            ("", "1 of 3"),
            ("e", "overclaim/efficacy"),
            ("\x1b[A", ""),  # an arrow is no key, and its "A" no label
            ("?", "harm waved away"),
            ("\r", "2 of 3"),
            ("u", "3 of 3"),
            ("b", "(before: unsure)"),
            ("\x03", "1 labelled, 1 unsure, 0 skipped, 1 left"),
        ):
            time.sleep(0.1)
            os.write(ours, keys.encode())
            output += (shown := _read_until(ours, words))
            if words not in shown:
                process.kill()  # or else we would wait for it for ever
                pytest.fail(f"after {keys!r} there is no {words!r} but {shown!r}")
        output += _read_until(ours, "\x1b[?1049l", 1)
        assert process.wait(10) == 0
    os.close(ours)
    assert "\x1b[?1049h" in output
    assert "\x1b[?1049l" in output
    assert "does nothing here" not in output
    assert [(row["labels"], row.get("unsure")) for row in rows(folder)] == [(["overclaim/efficacy"], None), ([], True)]


def _until(true: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def _read_until(handle: int, words: str, seconds: float = 20) -> str:
    """What comes from a terminal until the words, or too much time, have passed."""
    shown, end = "", time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if select.select([handle], [], [], 0.1)[0]:
            try:
                shown += os.read(handle, 65536).decode(errors="replace")
            except OSError:
                break
    return shown
