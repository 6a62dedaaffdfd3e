"""docs/comparison.md claims nothing of healthaudit without a test, and hides nothing that others do better."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "comparison.md").read_text("utf-8")
TOOLS = ("healthaudit", "ruff", "Vale", "semgrep", "zizmor", "detect-secrets")
#: What is not known is not held against us, nor does it speak for us.
RANK = {"not found": 0, "no": 0, "partly": 1, "yes": 2}
CELL = re.compile(r"(yes|partly|no|not found)( \[[a-z]-[a-z0-9]+\])*")
PAGE = "<p>Anxiety is common. Talk to your doctor.</p>\n<p>{}</p>\n<p>Buy now for $20, free shipping.</p>\n"
CURE = "Our drops cure anxiety."


class Capability(NamedTuple):
    name: str
    words: dict[str, str]  # tool -> yes, partly, no or not found
    notes: str  # what is said below the table of the row


def table(text: str) -> list[list[str]]:
    """The cells of the lines of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def marked(name: str) -> str:
    return TEXT.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def bullets(text: str) -> dict[str, str]:
    """Row -> what a list says of it. A bullet begins with the rows that it is about, in bold."""
    said: dict[str, str] = {}
    for bullet in re.findall(r"^\* (.*(?:\n  .*)*)", text, re.MULTILINE):
        head = re.match(r"\*\*.+?\*\*(?:, \*\*.+?\*\*)*", bullet)
        for name in re.findall(r"\*\*(.+?)\*\*", head[0]) if head else ():
            said[name] = said.get(name, "") + " ".join(bullet[head.end() if head else 0 :].split())
    return said


SECTIONS = [section for section in TEXT.split("\n## ") if f"| capability | {' | '.join(TOOLS)} |" in section]


def capabilities() -> list[Capability]:
    rows = []
    for section in SECTIONS:
        notes = bullets(section)
        for name, *cells in table(section):
            words = [cell.partition(" [")[0] for cell in cells]
            rows.append(Capability(name, dict(zip(TOOLS, words, strict=False)), notes.get(name, "")))
    return rows


ROWS = capabilities()
PROOF = {name: re.findall(r"`([^`]+)`", tests) for name, tests in table(marked("proof"))}


@cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(
        node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    )


def test_there_is_a_table_for_each_subject() -> None:
    assert [section.splitlines()[0] for section in SECTIONS] == [
        "Configuration", "Outputs", "Suppressions", "Baseline", "Hooks and CI", "Speed", "Documentation and use",
    ]  # fmt: skip
    assert len({row.name for row in ROWS}) == len(ROWS) > 70


def test_every_cell_is_one_of_four_words_and_its_sources() -> None:
    for section in SECTIONS:
        for name, *cells in table(section):
            assert len(cells) == len(TOOLS), f"ragged: {name}"
            for cell in cells:
                assert CELL.fullmatch(cell), f"{name}: {cell}"
            assert cells[0] in ("yes", "partly", "no"), f"{name}: we know what we do, and tests say so"


def test_every_claim_of_ours_has_its_test() -> None:
    claimed = [row.name for row in ROWS if row.words["healthaudit"] in ("yes", "partly")]
    assert list(PROOF) == claimed
    assert all(PROOF.values())


@pytest.mark.parametrize("entry", sorted({entry for entries in PROOF.values() for entry in entries}))
def test_every_test_that_is_named_is_there(entry: str) -> None:
    file, _, name = entry.partition("::")
    assert name.startswith("test_")
    assert (ROOT / file).is_file()
    assert name in functions(ROOT / file)


def test_every_partly_is_explained() -> None:
    names = {row.name for row in ROWS}
    for row in ROWS:
        for tool, word in row.words.items():
            assert word != "partly" or tool in row.notes, f"{row.name}: partly of {tool} is not explained"
    for section in SECTIONS:
        assert set(bullets(section)) <= names


def test_what_others_do_better_is_said_first() -> None:
    said = bullets(marked("better"))
    better = {}
    for row in ROWS:
        ours = RANK.get(row.words["healthaudit"], 0)
        if ahead := [tool for tool in TOOLS[1:] if RANK.get(row.words.get(tool, ""), 0) > ours]:
            better[row.name] = ahead
    assert set(said) == set(better)
    for name, tools in better.items():
        for tool in tools:
            assert tool in said[name], f"{name}: {tool} is ahead of us"
    assert TEXT.index("<!-- better -->") < TEXT.index("\n## Configuration")


def test_every_key_has_an_address_and_every_address_is_used() -> None:
    addresses = dict(re.findall(r"^\[([a-z]-[a-z0-9]+)\]: (https://\S+)$", TEXT, re.MULTILINE))
    text = TEXT[: TEXT.index("\n[r-")]
    assert set(re.findall(r"\[([a-z]-[a-z0-9]+)\]", text)) == set(addresses)


def test_of_what_was_never_run_every_word_has_its_page() -> None:
    for section in SECTIONS:
        for name, *cells in table(section):
            cell = cells[TOOLS.index("Vale")]
            assert (cell == "not found") != ("[v-" in cell), f"{name}: {cell}"


# What had no test elsewhere.


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "page.html").write_text(PAGE.format(CURE), "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["healthaudit.toml", "pyproject.toml"])
def test_a_mistyped_key_is_refused_with_the_one_that_was_meant(folder: Path, name: str) -> None:
    above = "[tool.healthaudit]\n" if name == "pyproject.toml" else "# what fails\n"
    (folder / name).write_text(f'{above}fail-onn = "never"\n', "utf-8")
    result = run(folder, "audit", "page.html")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{name}:2: unknown key " in result.stderr
    assert "did you mean fail-on?" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(["audit", "page.html", "--profil", "ci"], "--profile"), (["audti", "page.html"], "'audit'")],
)
def test_a_mistyped_option_or_command_names_the_one_that_was_meant(
    folder: Path, arguments: list[str], meant: str
) -> None:
    result = run(folder, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert meant in result.stderr


def test_who_reads_a_report_while_it_is_written_anew_has_the_old_one_whole(folder: Path) -> None:
    report = folder / "report.json"
    command = ("audit", "page.html", "-o", "report.json", "--fail-on", "never")
    assert run(folder, *command).returncode == 0
    before = report.read_bytes()
    (folder / "page.html").write_text(PAGE.format("A short walk may help."), "utf-8")
    with report.open("rb") as reader:
        assert run(folder, *command).returncode == 0
        assert reader.read() == before, "put in place of the old one, not written over it"
    assert report.read_bytes() != before
    assert sorted(path.name for path in folder.iterdir()) == [".git", "page.html", "report.json"]


def test_words_in_the_middle_of_a_line_are_let_stand_alone(folder: Path) -> None:
    start = "<!-- healthaudit: ignore-start cure-claim reason: quotes the ruling -->"
    line = f"{start}{CURE}<!-- healthaudit: ignore-end cure-claim --> Our tea cures migraine."
    (folder / "page.html").write_text(PAGE.format(line), "utf-8")
    command = ("audit", "page.html", "--select", "cure-claim", "--no-model", "--format", "json")
    [page] = json.loads(run(folder, *command).stdout)["pages"]
    quotes = [[one["evidence"][0]["quote"] for one in page[kind]] for kind in ("suppressed", "findings")]
    assert quotes == [["cure anxiety"], ["cures migraine"]]


def test_a_missing_path_fails_the_run(folder: Path) -> None:
    alone = run(folder, "audit", "missing.html")
    beside = run(folder, "audit", "missing.html", "page.html", "--fail-on", "never")
    assert (alone.returncode, beside.returncode) == (3, 3)
    for result in (alone, beside):
        assert re.search(r"missing\.html +no such file or folder", result.stdout)


def test_no_color_wins_over_force_color(folder: Path) -> None:
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
    environment = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert colour.search(run(folder, "audit", "page.html", **environment).stdout)
    assert not colour.search(run(folder, "audit", "page.html", **environment, NO_COLOR="1").stdout)


def test_about_two_thirds_of_the_rules_have_been_measured() -> None:
    pages = [path.read_text("utf-8") for path in (ROOT / "docs" / "rules").glob("*.md") if path.name != "README.md"]
    figures = [int(right[1]) for page in pages if (right := re.search(r"- right in \d+ of (\d+) finding", page))]
    assert 0.6 < len(figures) / len(pages) < 0.73
    assert 0.25 < sum(number <= 3 for number in figures) / len(figures) < 0.6, "many, and not most of them all"
