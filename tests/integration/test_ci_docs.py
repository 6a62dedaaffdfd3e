"""docs/ci.md and its examples say what is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from healthaudit.version import VERSION

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXT = (DOCS / "ci.md").read_text("utf-8")
EXAMPLES = sorted((DOCS / "examples").iterdir())
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((DOCS / "examples" / "github-workflow.yml").read_text("utf-8"))
JOB = WORKFLOW["jobs"]["healthaudit"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def table(head: str) -> dict[str, list[str]]:
    """Rows of the table whose first line begins so: first cell -> the others, without the marks of code."""
    [rows] = re.findall(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
    return {first.strip("`"): rest for first, *rest in cells}


def uses(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in steps if step.get("uses", "").startswith("OWNER/healthaudit@")]


def test_the_table_of_inputs_is_that_of_the_action() -> None:
    told = table("input")
    assert {name: default.strip("`") for name, (default, _) in told.items()} == {
        name: spec["default"] for name, spec in ACTION["inputs"].items()
    }
    assert all(text for _, text in told.values())


def test_the_table_of_outputs_is_that_of_the_action() -> None:
    assert table("output").keys() == ACTION["outputs"].keys()


def test_the_table_of_hooks_is_the_manifest() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert list(table("hook")) == [hook["id"] for hook in hooks]


def test_inputs_in_examples_are_inputs_of_the_action() -> None:
    shown = uses(JOB["steps"])
    for block in blocks("yaml"):
        data = yaml.safe_load(block)
        if isinstance(data, list):
            shown += uses(data)
    assert len(shown) >= 4
    for step in shown:
        assert step["with"].keys() <= ACTION["inputs"].keys()


def test_the_workflow_may_do_what_it_does() -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "read", "security-events": "write"}
    [step] = uses(JOB["steps"])
    assert "upload-sarif" in step["with"]
    assert "pull_request_target" not in str(WORKFLOW)
    for each in JOB["steps"]:
        assert "run" not in each
    cached = {each["with"]["path"] for each in JOB["steps"] if "actions/cache" in each["uses"]}
    assert cached == {"${{ env.HEALTHAUDIT_CACHE }}"}


@pytest.mark.parametrize("path", [DOCS / "ci.md", *EXAMPLES], ids=lambda path: path.name)
def test_examples_name_this_version(path: Path) -> None:
    text = path.read_text("utf-8")
    named = re.findall(r"OWNER/healthaudit@(\S+?)[\s\"`]|rev: (\S+?)[\s`,]", text)
    assert named
    assert {one or other for one, other in named} == {f"v{VERSION}"}


def test_the_example_for_gitlab_is_the_one_that_is_explained() -> None:
    [block] = [block for block in blocks("yaml") if "codequality" in block]
    assert block in (DOCS / "examples" / "gitlab-ci.yml").read_text("utf-8")


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert target.startswith("https://") or (DOCS / target.split("#")[0]).is_file(), target
    assert {path.name for path in EXAMPLES} == {Path(link).name for link in re.findall(r"\((examples/[^)]+)\)", TEXT)}


def test_options_exist(env: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "healthaudit", "audit", "--help"]
    wide = {**env, "COLUMNS": "200", "NO_COLOR": "1"}
    known = subprocess.run(command, env=wide, capture_output=True, text=True, check=True).stdout
    known += "--constraint --no-verify --all-files --edit-last --create-if-none --body-file"  # of other programs
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert len(named) > 8
    assert {option for option in named if not re.search(rf"{option}(?![\w-])", known)} == set()


@pytest.mark.parametrize(
    "line", [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
)
def test_commands(line: str, tmp_path: Path, pages, env: Mapping[str, str]) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.html").write_text(pages.bad, "utf-8")
    name, *arguments = shlex.split(line)
    assert name == "healthaudit"
    command = [sys.executable, "-m", "healthaudit", *arguments]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    for path in re.findall(r"-o (\S+)", line):
        assert (tmp_path / path).stat().st_size > 0


def test_endings_are_those_that_reports_have() -> None:
    from healthaudit.reports import ENDINGS

    told = {ending for cell in table("file") for ending in re.findall(r"[\w.-]+", cell)}
    assert told == set(ENDINGS) - {".htm"}


def test_limits_are_those_of_the_reports() -> None:
    from healthaudit.reports.markdown import LIMIT

    assert f"{LIMIT:,} characters" in TEXT
