"""Suppressions as a user meets them: the command knows what day it is, and its exit code follows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media
from healthaudit.settings import Settings

PAGE = "<p>Anxiety is common.</p>\n<!-- healthaudit: ignore-next overclaim reason: so until: {} -->\n{}"
CURE = "<p>Our drops cure anxiety. Talk to your doctor about treatment.</p>\n"


def test_the_findings_come_back_on_demand(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format("2999-12-31", CURE), "utf-8")
    command = [sys.executable, "-m", "healthaudit", "audit", "page.html", "--no-model", "--no-suppressions"]
    command += ["--fail-on", "low"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert result.returncode == 1
    assert "set aside" not in result.stdout


@pytest.mark.parametrize(
    ("source", "stands"), [("page.html", True), ("https://example.org/page.html", False), ("HTTP://example.org", False)]
)
def test_a_page_on_the_web_cannot_let_its_own_findings_stand(source: str, stands: bool) -> None:
    document = Document(source, Media.HTML, PAGE.format("2999-12-31", CURE))
    report = Auditor.load(Settings(classify=False)).audit(document, any_page=True)
    assert bool(report.suppressed) == stands
    assert any(finding.rule == "cure-claim" for finding in report.findings) != stands
    assert report.suppression_problems == ()


@pytest.mark.parametrize(("until", "code", "told"), [("2999-12-31", 0, "set aside"), ("2020-01-01", 1, "expired")])
def test_the_command_lets_findings_stand_until_their_day_is_over(
    tmp_path: Path, until: str, code: int, told: str
) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(until, CURE), "utf-8")
    command = [sys.executable, "-m", "healthaudit", "audit", "page.html", "--no-model", "--fail-on", "low"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert result.returncode == code, result.stdout + result.stderr
    assert told in result.stdout
