"""The job for GitLab: its script lines, run in bash, write the artifacts that it names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

from healthaudit.version import VERSION

ROOT = Path(__file__).parents[2]
JOB: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "examples" / "gitlab-ci.yml").read_text("utf-8"))["healthaudit"]
REPORTS = JOB["artifacts"]["reports"]


@pytest.fixture
def run(tmp_path: Path, env: Mapping[str, str]) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Runs the script as the runner of GitLab does: all lines in one shell, which ends where one fails."""
    (tmp_path / "content").mkdir()
    assert shutil.which("healthaudit", path=str(Path(sys.executable).parent)), "the project is installed"
    seen = {**env, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"}
    seen |= {name: Template(text).substitute(CI_PROJECT_DIR=str(tmp_path)) for name, text in JOB["variables"].items()}
    script = "\n".join(["set -eo pipefail", *JOB["script"], "echo the line after it"])

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=seen, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("kind", ["bad", "clean"])
def test_every_artifact_is_written(run, tmp_path: Path, pages, kind: str) -> None:
    (tmp_path / "content" / "page.html").write_text(getattr(pages, kind), "utf-8")
    done = run()
    assert done.returncode == (kind == "bad"), done.stderr
    assert ("the line after it" in done.stdout) == (kind == "clean")
    for path in (*JOB["artifacts"]["paths"], *REPORTS.values()):
        assert (tmp_path / path).is_file(), path
    entries = json.loads((tmp_path / REPORTS["codequality"]).read_text("utf-8"))
    rules = {entry["check_name"] for entry in entries}
    assert any("cure-claim" in rule for rule in rules) == (kind == "bad")
    for entry in entries:
        assert entry.keys() >= {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["location"]["path"] == "content/page.html"
    suites = ElementTree.parse(tmp_path / REPORTS["junit"]).getroot()
    assert suites.tag == "testsuites"
    assert (int(suites.attrib["failures"]) > 0) == (kind == "bad")


def test_the_cache_is_where_gitlab_keeps_it(run, tmp_path: Path, pages) -> None:
    (tmp_path / "content" / "page.html").write_text(pages.clean, "utf-8")
    assert run().returncode == 0
    kept = [path for path in (tmp_path / ".cache" / "healthaudit").rglob("*") if path.is_file()]
    assert kept
    assert JOB["cache"]["paths"] == [".cache/"]
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {".cache", "content", *JOB["artifacts"]["paths"], *REPORTS.values()}


def test_reports_of_a_failed_job_are_kept() -> None:
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["cache"]["when"] == "always"


def test_the_job_installs_this_version() -> None:
    [install] = JOB["before_script"]
    assert install.endswith(f'healthaudit@v{VERSION}"')
    assert not JOB["image"].endswith("slim")
