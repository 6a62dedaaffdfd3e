"""healthaudit audit as a user meets it: real processes, real exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "fixtures" / "pages"
BAD = (
    "Our drops cure anxiety in one night. Ditch your antidepressants today. Results guaranteed. "
    "There is nothing to fear, and no side effects at all."
)
CLEAN = (
    "Anxiety disorders are common. Talk to your doctor about treatment; medicines and therapy both help many people."
)


def run(
    *arguments: str, stdin: str | bytes = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments],
        input=stdin if isinstance(stdin, str) else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    page = tmp_path / "bad.txt"
    page.write_text(BAD, "utf-8")
    return page


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    page = tmp_path / "clean.txt"
    page.write_text(CLEAN, "utf-8")
    return page


def test_exit_0_when_the_gate_is_passed(clean: Path) -> None:
    result = run("audit", str(clean))
    assert result.returncode == 0, result.stdout + result.stderr


def test_exit_1_when_it_is_not(bad: Path) -> None:
    assert run("audit", str(bad)).returncode == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "never", "--min-score", "90"], 1),
        (["--fail-on", "critical", "--min-score", "0"], 1),
        (["--fail-on", "low"], 1),
    ],
)
def test_the_gate_is_set_by_options(bad: Path, options: list[str], code: int) -> None:
    assert run("audit", str(bad), *options).returncode == code


def test_min_score_lets_a_good_page_pass(clean: Path) -> None:
    assert run("audit", str(clean), "--min-score", "60").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "nothing to audit was named"),
        (["audit", "x.html", "--fail-on", "sometimes"], "--fail-on"),
        (["audit", "x.html", "--min-score", "101"], "--min-score"),
        (["audit", "x.html", "--nonsense"], "--nonsense"),
        (["audit", "x.html", "-o", "report.docx"], "no report format has the suffix '.docx'"),
        (["audit", "x.html", "-o", "."], "holds other things than a site of healthaudit"),
        (["audit", "x.html", "--rules", "nowhere"], "nowhere"),
        (["rules", "show", "cure-clam"], "did you mean 'cure-claim'?"),
        (["rules", "test", "nowhere"], "nowhere"),
    ],
)
def test_exit_2_for_a_command_that_cannot_be_carried_out(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "x.html").write_text("<p>Some text.", "utf-8")
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_exit_2_for_a_bad_rule_file(clean: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "overclaim"
    folder.mkdir(parents=True)
    (folder / "mine.yml").write_text("id: mine\n", "utf-8")
    result = run("audit", str(clean), "--rules", str(tmp_path / "rules"))
    assert result.returncode == 2
    assert result.stderr.splitlines()[0].startswith("healthaudit: error: ")
    assert "mine.yml:1:" in result.stderr
    assert result.stderr.splitlines()[1].startswith("hint: ")


def test_exit_3_when_nothing_could_be_audited(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("", "utf-8")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (tmp_path / "folder").mkdir()
    result = run("audit", "missing.html", "empty.html", "paper.pdf", "folder", cwd=tmp_path)
    assert result.returncode == 3
    for name in ("missing.html", "empty.html", "paper.pdf", "folder"):
        assert name in result.stdout
    assert "pdftotext" in result.stdout


def test_one_bad_source_does_not_end_the_run(clean: Path, tmp_path: Path) -> None:
    result = run("audit", "missing.html", str(clean), "--format", "json", cwd=tmp_path)
    report = json.loads(result.stdout)
    assert [page["source"] for page in report["pages"]] == [str(clean)]
    assert [skipped["source"] for skipped in report["skipped"]] == ["missing.html"]
    assert report["skipped"][0]["hint"]
    assert "missing missing.html: it was named" in result.stderr
    assert result.returncode == 3  # what was asked for was not all audited


def test_what_is_named_and_there_but_no_page_is_skipped_and_fails_nothing(clean: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("", "utf-8")
    assert run("audit", "empty.html", str(clean), cwd=tmp_path).returncode == 0


def test_a_missing_page_beside_one_that_fails_the_gate_is_exit_1(bad: Path) -> None:
    assert run("audit", "missing.html", str(bad)).returncode == 1


def test_standard_input_may_have_a_name(tmp_path: Path) -> None:
    (tmp_path / "healthaudit.toml").write_text('[[overrides]]\npaths = ["news/"]\nfail-on = "never"\n', "utf-8")
    for name, media, code in (("news/a.md", "markdown", 0), ("shop/a.md", "markdown", 1), ("shop/a.txt", "text", 1)):
        result = run("audit", "-", "--stdin-name", name, "--format", "json", stdin=BAD, cwd=tmp_path)
        [page] = json.loads(result.stdout)["pages"]
        assert (page["source"], page["media"], result.returncode) == (name, media, code), result.stderr
    result = run("audit", "page.md", "--stdin-name", "x.md", cwd=tmp_path)
    assert (result.returncode, "--stdin-name" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("media", "text"),
    [("html", f"<p>{BAD}</p>"), ("markdown", f"# Page\n\n{BAD}"), ("text", BAD)],
)
def test_standard_input(media: str, text: str) -> None:
    report = json.loads(run("audit", "-", "--as", media, "--format", "json", stdin=text).stdout)
    assert (report["pages"][0]["source"], report["pages"][0]["media"]) == ("-", media)
    assert "cure-claim" in {finding["rule"] for finding in report["pages"][0]["findings"]}


def test_standard_input_is_sniffed() -> None:
    report = json.loads(run("audit", "-", "--format", "json", stdin="<!doctype html><p>Some text").stdout)
    assert report["pages"][0]["media"] == "html"


def test_several_outputs_at_once(bad: Path, tmp_path: Path) -> None:
    result = run("audit", str(bad), "-o", str(tmp_path / "new" / "r.html"), "-o", str(tmp_path / "r.json"))
    assert (tmp_path / "new" / "r.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["schema"] == "healthaudit.report/1"
    assert result.stderr.count("wrote ") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.txt", "new", "r.json"], "no half-written file"


def test_html_can_be_printed(bad: Path) -> None:
    assert run("audit", str(bad), "--format", "html").stdout.startswith("<!DOCTYPE html>")


def test_a_folder_is_walked_and_patterns_are_left_out(tmp_path: Path) -> None:
    for name in ("a.html", "b.md", "c.txt", "drafts/d.html", "ignored/e.html", "f.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CLEAN, "utf-8")
    (tmp_path / ".gitignore").write_text("ignored/\n", "utf-8")
    result = run("audit", ".", "--exclude", "drafts/", "--format", "json", cwd=tmp_path)
    assert [Path(page["source"]).name for page in json.loads(result.stdout)["pages"]] == ["a.html", "b.md", "c.txt"]


def test_no_colour_in_pipes_and_none_with_no_color(bad: Path) -> None:
    assert "\x1b" not in run("audit", str(bad)).stdout
    assert "\x1b" not in run("audit", str(bad), NO_COLOR="1", FORCE_COLOR="").stdout


def test_the_terminal_report_says_what_where_and_how_to_mend(bad: Path) -> None:
    output = run("audit", str(bad)).stdout
    assert "cure-claim" in output
    assert f"{bad.name}:1:11" in output.replace("\n", "")
    verbose = run("audit", str(bad), "--verbose").stdout
    assert "FTC" in verbose
    assert len(verbose) > len(output)


def test_any_page_text_is_printed_whatever_the_encoding_of_the_output(tmp_path: Path) -> None:
    page = tmp_path / "p.txt"
    page.write_text(
        "Unsere 🙂 drops “cure anxiety”, our drops cure anxiety 日本. Buy now for $20, free shipping.", "utf-8"
    )
    assert run("audit", str(page), PYTHONIOENCODING="ascii").returncode == 1


def test_the_reader_of_the_output_may_go_away(bad: Path) -> None:
    command = f'"{sys.executable}" -m healthaudit audit "{bad}" --format json | head -c 5'
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    assert "BrokenPipe" not in result.stderr


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    arguments = ("audit", str(PAGES), "--format", "json", "--fail-on", "never")
    first = run(*arguments).stdout
    again = run(*arguments, HEALTHAUDIT_CACHE=str(tmp_path / "cache"), PYTHONHASHSEED="7").stdout
    assert first == again
    assert len(json.loads(first)["pages"]) >= 12


def test_help_and_version() -> None:
    assert "healthaudit 0." in run("--version").stdout
    for arguments in (["--help"], ["audit", "--help"], ["rules", "--help"], ["rules", "test", "-h"]):
        result = run(*arguments)
        assert result.returncode == 0
        assert "Usage" in result.stdout
    assert "Exit codes" in run("audit", "--help").stdout


def test_rules_list_and_show() -> None:
    listed = run("rules", "list").stdout
    assert "OC101" in listed
    assert "cure-claim" not in run("rules", "list", "--family", "hotline").stdout
    shown = run("rules", "show", "oc101").stdout
    for words in ("# OC101 cure-claim", "## Why", "## How to mend it", "## Rests on", "Flagged", "Left alone"):
        assert words in shown
    assert run("explain", "OC101").stdout == shown


def test_rules_test_names_a_failing_example(tmp_path: Path) -> None:
    folder = tmp_path / "overclaim"
    folder.mkdir()
    (folder / "mine.yml").write_text(
        "id: mine\ncode: OC998\ntitle: T\nfamily: overclaim\nseverity: low\nconfidence: low\n"
        "match: {kind: pattern, any: ['\\bzap']}\nmessage: M\nwhy: W\nfix: F\nregulations: []\n"
        "examples:\n  flag:\n    - We zap.\n    - We do nothing.\n  allow:\n    - Zap us.\n",
        "utf-8",
    )
    result = run("rules", "test", str(tmp_path))
    assert result.returncode == 1
    assert "mine.yml:15: flag: not flagged" in result.stdout
    assert "mine.yml:17: allow: flagged 'Zap'" in result.stdout
    assert "1 rules, 3 examples, 2 not as expected" in result.stdout


def test_a_report_never_takes_the_place_of_its_page(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN, "utf-8")
    for target in ("page.md", "./page.md", str(tmp_path / "page.md")):
        result = run("audit", "page.md", "-o", target, cwd=tmp_path)
        assert (result.returncode, "is a page to be audited" in result.stderr) == (2, True)
    assert (tmp_path / "page.md").read_text("utf-8") == CLEAN


@pytest.mark.parametrize("arguments", [["audit", "x", "-o", "{}.json"], ["config", "show", "{}"], ["audit", "{}"]])
def test_a_name_too_long_for_the_disk_is_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    result = run(*(each.format("x" * 5000) for each in arguments), cwd=tmp_path)
    assert "Traceback" not in result.stderr


def test_a_file_name_does_not_steer_terminals_or_logs(tmp_path: Path) -> None:
    folder = tmp_path / "x\n::error file=a::no\x1b[31m"
    folder.mkdir()
    (folder / "healthaudit.toml").write_text("wrong = 1\n", "utf-8")
    (folder / "page.html").write_text("<p>Anxiety", "utf-8")
    for arguments in (["page.html"], ["--no-config", "page.html", "-f", "json"], ["none.html", "--no-config"]):
        result = run("audit", *(each.replace("page", f"{folder.name}/page") for each in arguments), cwd=tmp_path)
        assert "\x1b" not in result.stderr
        assert not any(line.startswith("::") for line in result.stderr.splitlines())


def test_a_site_of_reports_goes_into_a_folder_and_is_not_audited_itself(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<h1>Anxiety</h1><p>Our drops cure anxiety. See a doctor.</p>", "utf-8")
    first = run("audit", ".", "-o", "site/", "-f", "concise", "--fail-on", "never", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert sorted(path.name[:6] for path in (tmp_path / "site" / "pages").iterdir()) == ["a-html", "b-html"]
    overview = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert overview.count("cure-claim") >= 1
    (tmp_path / "b.html").unlink()
    second = run("audit", ".", "-o", "site", "-f", "jsonl", "--fail-on", "never", cwd=tmp_path)
    assert "a.html" in second.stdout
    assert "site" not in second.stdout
    assert len(list((tmp_path / "site" / "pages").iterdir())) == 1
    assert "removed 1" in second.stderr


def test_a_folder_of_others_is_refused_before_anything_is_audited(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>Some text.", "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("Years of work.", "utf-8")
    result = run("audit", "x.html", "-o", "mine/", cwd=tmp_path)
    assert result.returncode == 2
    assert "holds other things than a site of healthaudit" in result.stderr
    assert result.stdout == ""
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
