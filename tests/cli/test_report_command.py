"""healthaudit report as a user meets it: real processes, real files, real exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from turbohtml import parse

from healthaudit.cli.audit import Format
from healthaudit.cli.report import write_site
from healthaudit.errors import UsageError
from healthaudit.model import Report
from healthaudit.reports.read_json import read_report

BAD = "Our drops cure anxiety in one night. Ditch your antidepressants today. Results guaranteed. Buy now for $20.\n"
CLEAN = (
    "Anxiety disorders are common. Talk to your doctor about treatment; medicines and therapy both help many people.\n"
)
ENVIRONMENT = {"COLUMNS": "100", "PYTHONUTF8": "1"}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "healthaudit", *map(str, arguments)]


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*arguments), input=stdin, capture_output=True, cwd=cwd, check=False, env={**os.environ, **ENVIRONMENT}
    )


def told(result: subprocess.CompletedProcess[bytes]) -> str:
    return result.stderr.decode()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three pages, and r.json, their report; missing.pdf was skipped."""
    folder = tmp_path_factory.mktemp("content")
    (folder / "bad.txt").write_text(BAD, "utf-8")
    (folder / "clean.txt").write_text(CLEAN, "utf-8")
    (folder / "both.html").write_text(f"<title>é 数字 & co</title><p>{BAD}</p><p>{CLEAN}</p>", "utf-8")
    pages = ("bad.txt", "clean.txt", "both.html", "missing.pdf")
    result = run("audit", *pages, "--no-config", "--fail-on", "never", "-o", "r.json", cwd=folder)
    assert (folder / "r.json").exists(), told(result)
    return folder


@pytest.fixture
def written(content: Path, tmp_path: Path) -> Path:
    """A copy of the report in a folder of its own."""
    (tmp_path / "r.json").write_bytes((content / "r.json").read_bytes())
    return tmp_path


def shortened(path: Path, pages: int) -> Path:
    """A report of the first pages of the one beside it."""
    data = json.loads((path.parent / "r.json").read_bytes())
    data["pages"] = data["pages"][:pages]
    path.write_text(json.dumps(data), "utf-8")
    return path


@pytest.mark.parametrize("format", [each for each in Format if each is not Format.HTML])
def test_every_format_is_as_from_the_audit_itself(content: Path, format: Format) -> None:
    options = ("--no-config", "--fail-on", "never", "-f", format.value)
    audited = run("audit", "bad.txt", "clean.txt", "both.html", "missing.pdf", *options, cwd=content)
    made = run("report", "r.json", "-f", format.value, cwd=content)
    assert (made.returncode, made.stdout) == (0, audited.stdout)
    assert made.stdout


def test_html_of_one_page_is_as_from_the_audit_itself(content: Path, tmp_path: Path) -> None:
    html, data = tmp_path / "a.html", tmp_path / "a.json"
    run("audit", "both.html", "--no-config", "-o", html, "-o", data, cwd=content)
    made = run("report", data, "-o", tmp_path / "b.html")
    assert made.returncode == 0, told(made)
    assert (tmp_path / "b.html").read_bytes() == html.read_bytes()


def test_the_terminal_is_shown_unless_something_is_written(written: Path) -> None:
    shown = run("report", "r.json", cwd=written)
    assert b"bad.txt" in shown.stdout
    assert len(run("report", "r.json", "-v", cwd=written).stdout) > len(shown.stdout)
    quiet = run("report", "r.json", "-o", "a.csv", "-o", "sub/b.sarif", cwd=written)
    assert (quiet.returncode, quiet.stdout) == (0, b"")
    assert told(quiet).splitlines() == ["wrote a.csv", "wrote sub/b.sarif"]
    assert json.loads((written / "sub" / "b.sarif").read_bytes())["version"] == "2.1.0"
    both = run("report", "r.json", "-o", "a.csv", "-f", "concise", cwd=written)
    assert both.stdout.startswith(b"bad.txt:1:")


def test_standard_input_is_read(written: Path) -> None:
    content = (written / "r.json").read_bytes()
    assert run("report", "-", "-f", "json", stdin=content).stdout == content
    twice = run("report", "-", "-", stdin=content)
    assert (twice.returncode, told(twice).splitlines()[0]) == (
        2,
        "healthaudit: error: standard input can be read once only",
    )


def test_a_gate_is_not_asked(written: Path) -> None:
    assert run("report", "r.json", cwd=written).returncode == 0


# -- history -----------------------------------------------------------------------------------------------------------


def test_the_last_report_is_shown_and_those_before_are_its_history(written: Path) -> None:
    shortened(written / "2026-01.json", 1)
    shortened(written / "2026-02.json", 2)
    made = run("report", "2026-01.json", "2026-02.json", "r.json", "-o", "x.html", "-o", "x.json", cwd=written)
    assert made.returncode == 0, told(made)
    assert (written / "x.json").read_bytes() == (written / "r.json").read_bytes()
    tree = parse((written / "x.html").read_text("utf-8"))
    rows = [row.select("th, td") for row in tree.select("table.runs tbody tr")]
    assert [(row[0].text, row[1].text) for row in rows] == [("2026-01", "1"), ("2026-02", "2"), ("r", "3")]
    assert [heading.text for heading in tree.select("#change")] == ["Since 2026-02"]
    assert len(tree.select("section.page")) == 3, "the overview, then the pages"


def test_one_page_has_a_trend_too(written: Path) -> None:
    shortened(written / "a.json", 1)
    shortened(written / "b.json", 1)
    printed = run("report", "a.json", "b.json", "-f", "html", cwd=written).stdout.decode()
    assert len(parse(printed).select("svg.line")) == 8


def test_files_of_the_same_name_are_told_apart(written: Path) -> None:
    for folder in ("may", "june"):
        (written / folder).mkdir()
        (written / folder / "r.json").write_bytes((written / "r.json").read_bytes())
    run("report", "may/r.json", "june/r.json", "-o", "x.html", cwd=written)
    tree = parse((written / "x.html").read_text("utf-8"))
    assert [head.text for head in tree.select("table.runs tbody th")] == ["may/r", "june/r"]


def test_other_formats_say_that_they_know_of_no_history(written: Path) -> None:
    made = run("report", "r.json", "r.json", "-f", "statistics", cwd=written)
    assert made.returncode == 0
    assert told(made).startswith("note: only HTML tells of earlier runs")
    assert "note:" not in told(run("report", "r.json", "r.json", "-o", "site/", cwd=written))


# -- what is wrong -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["none.json"], "none.json: no such file"),
        (["."], ".: is a folder"),
        (["r.json", "none.json"], "none.json: no such file"),
        (["none.json", "r.json"], "none.json: no such file"),
        (["bad.json"], "bad.json:1: this is not JSON: expecting value"),
        (["r.json", "-o", "x.pdf"], "x.pdf: no report format has the suffix '.pdf'"),
        (["r.json", "-o", "r.json"], "r.json: is a report to be read"),
        (["r.json", "-o", "./r.json"], "./r.json: is a report to be read"),
        (["r.json", "-o", "bad.json/"], "bad.json: is not a folder, so no site fits in"),
        (["r.json", "-o", "."], ".: holds other things than a site of healthaudit"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_with_what_to_do(written: Path, arguments: Sequence[str], problem: str) -> None:
    (written / "bad.json").write_text("<html>", "utf-8")
    before = sorted(path.name for path in written.iterdir())
    result = run("report", *arguments, cwd=written)
    assert (result.returncode, result.stdout) == (2, b"")
    error, hint = told(result).splitlines()
    assert error == f"healthaudit: error: {problem}"
    assert hint.startswith("hint: ")
    assert sorted(path.name for path in written.iterdir()) == before


@pytest.mark.parametrize("end", [1, 1_000, -2])
def test_a_report_that_was_cut_is_refused(written: Path, end: int) -> None:
    (written / "cut.json").write_bytes((written / "r.json").read_bytes()[:end])
    result = run("report", "cut.json", "-o", "x.html", cwd=written)
    assert result.returncode == 2
    assert "it ends in the middle" in told(result)
    assert not (written / "x.html").exists()


# -- sites -------------------------------------------------------------------------------------------------------------


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_written_and_its_links_lead_somewhere(written: Path) -> None:
    made = run("report", "r.json", "-o", "site/", cwd=written)
    assert (made.returncode, told(made)) == (0, "wrote site/index.html and 3 pages\n")
    index = written / "site" / "index.html"
    links = {link.attrs["href"] or "" for link in parse(index.read_text("utf-8")).select("a")}
    files = {link.partition("#")[0] for link in links if not link.startswith("#")}
    assert len(files) == 3
    assert all((index.parent / name).is_file() for name in files)


def test_the_next_site_keeps_names_and_removes_only_pages_that_are_no_more(written: Path) -> None:
    shortened(written / "less.json", 1)
    site = written / "site"
    run("report", "r.json", "-o", "site/", cwd=written)
    first = tree_of(site)
    (site / "logo.png").write_bytes(b"x")
    (site / "pages" / "mine.html").write_bytes(b"x")
    (site / "pages" / "ours-0123456789.html").write_bytes(b"x")
    made = run("report", "less.json", "-o", "site", cwd=written)
    assert told(made) == "wrote site/index.html and 1 page; removed 2 that are no more\n"
    left = tree_of(site)
    added = {"logo.png", "pages/mine.html", "pages/ours-0123456789.html"}
    assert set(first) - set(left) == {name for name in first if "clean" in name or "both" in name}
    assert set(left) - set(first) == added
    assert run("report", "r.json", "-o", "site/", cwd=written).returncode == 0
    assert {name: left for name, left in tree_of(site).items() if name not in added} == first


@pytest.mark.parametrize("name", ["index.html", "notes.txt", "pages/a.html"])
def test_a_folder_with_other_things_is_refused_and_left_alone(written: Path, name: str) -> None:
    file = written / "site" / name
    file.parent.mkdir(parents=True)
    file.write_text("mine", "utf-8")
    before = tree_of(written)
    result = run("report", "r.json", "-o", "site", cwd=written)
    assert result.returncode == 2
    assert "hint: name a folder that is empty, or not there yet" in told(result)
    assert tree_of(written) == before


def test_an_empty_folder_and_one_of_version_control_only_take_a_site(written: Path) -> None:
    (written / "empty").mkdir()
    (written / "git" / ".git").mkdir(parents=True)
    assert run("report", "r.json", "-o", "empty", "-o", "git", cwd=written).returncode == 0


@pytest.fixture
def report(written: Path) -> Report:
    return read_report((written / "r.json").read_bytes())


def test_a_list_that_was_tampered_with_removes_nothing_else(written: Path, report: Report) -> None:
    site, precious = written / "site", written / "precious-0123456789.html"
    write_site(site, report)
    precious.write_text("mine", "utf-8")
    (site / "pages" / "a-0123456789.html").mkdir()
    (site / "notes.txt").write_text("mine", "utf-8")
    names = ["../precious-0123456789.html", "pages/../../precious-0123456789.html", str(precious), "notes.txt"]
    names += ["pages/a-0123456789.html", "index.html"]
    (site / "healthaudit-site.json").write_text(json.dumps({"schema": "healthaudit.site/1", "files": names}), "utf-8")
    with pytest.raises(UsageError, match="is there, and is not of the site"):
        write_site(site, report)
    names += [path.relative_to(site).as_posix() for path in site.glob("pages/*.html")]
    (site / "healthaudit-site.json").write_text(json.dumps({"schema": "healthaudit.site/1", "files": names}), "utf-8")
    write_site(site, report)
    assert precious.exists()
    assert (site / "notes.txt").exists()
    assert (site / "pages" / "a-0123456789.html").is_dir()


@pytest.mark.parametrize(
    "damaged",
    ["", "[]", "{}", '{"schema": "x", "files": []}', "[" * 100_000],
    ids=["empty", "list", "bare", "x", "deep"],
)
def test_a_damaged_list_is_refused(written: Path, report: Report, damaged: str) -> None:
    write_site(written / "site", report)
    (written / "site" / "healthaudit-site.json").write_text(damaged, "utf-8")
    with pytest.raises(UsageError, match="this is no list of the files of a site"):
        write_site(written / "site", report)


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_lead_nowhere_else(written: Path, report: Report) -> None:
    site, other = written / "site", written / "other"
    write_site(site, report)
    pages = sorted((site / "pages").iterdir())
    other.mkdir()
    (other / "a.html").write_text("mine", "utf-8")
    pages[0].unlink()
    pages[0].symlink_to(other / "a.html")
    write_site(site, report)
    assert not pages[0].is_symlink()
    assert (other / "a.html").read_text("utf-8") == "mine"
    (site / "pages").rename(other / "pages")
    (site / "pages").symlink_to(other / "pages")
    with pytest.raises(UsageError, match="is not a folder of a site"):
        write_site(site, report)


@pytest.fixture
def large(written: Path) -> Path:
    """A report whose site takes a while."""
    data: dict[str, Any] = json.loads((written / "r.json").read_bytes())
    data["pages"] = [{**page, "source": f"{at}-{page['source']}"} for at in range(40) for page in data["pages"]]
    (written / "large.json").write_text(json.dumps(data), "utf-8")
    return written


def begun(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Processes that have written the first pages of a site and not the last."""
    process = subprocess.Popen(
        command(*arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    )
    with process:
        pages = folder / "site" / "pages"
        while process.poll() is None and not (pages.exists() and any(pages.glob("*.html"))):
            time.sleep(0.01)
        assert process.poll() is None, "it was done before it could be broken off"
        yield process


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_site_that_was_broken_off_is_made_whole_by_the_next_run(large: Path, sign: signal.Signals) -> None:
    for process in begun(large, "report", "large.json", "-o", "site/"):
        process.send_signal(sign)
        assert process.wait() == (-signal.SIGKILL if sign is signal.SIGKILL else 130)
    site = large / "site"
    assert all(b"</html>" in path.read_bytes() for path in site.glob("pages/*.html")), "no file by halves"
    assert run("report", "r.json", "-o", "site/", cwd=large).returncode == 0
    pages = [path for path in tree_of(site) if path.startswith("pages/") and path.endswith(".html")]
    assert len(pages) == 3, "what the run before had begun is gone"


def test_two_runs_at_once_leave_a_whole_site(large: Path) -> None:
    runs = [
        subprocess.Popen(command("report", "r.json", "-o", "site/"), cwd=large, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for each in runs:
        with each:
            _, errors = each.communicate()
            assert each.returncode == 0, errors
    run("report", "r.json", "-o", "alone/", cwd=large)
    assert tree_of(large / "site") == tree_of(large / "alone")
