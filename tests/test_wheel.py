"""The wheel carries the rules and works where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_has_rules_facts_and_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    rules = {str(path.relative_to(ROOT / "rules")) for path in (ROOT / "rules").rglob("*.yml")}
    assert {f"healthaudit/_rules/{name}" for name in rules} <= names
    assert any(name.endswith(".html.j2") for name in names)
    assert {"healthaudit/py.typed", "healthaudit/language/sentences.json"} <= names


def test_an_installed_wheel_audits(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "page.html").write_text(
        "<title>T</title><p>Our drops cure anxiety.</p><p>Buy now for $20, free shipping.</p>", "utf-8"
    )
    code = (
        "import sys; sys.path.insert(0, 'site'); import healthaudit, healthaudit.rulefiles as rules\n"
        "assert healthaudit.__file__.startswith(sys.argv[1]), healthaudit.__file__\n"
        "assert str(rules.bundled_rules()).startswith(sys.argv[1])\n"
        "sys.argv = ['healthaudit', 'audit', 'page.html', '--format', 'json', '-o', 'r.html']\n"
        "from healthaudit.cli import main; main()"
    )
    site = str((tmp_path / "site").resolve())
    result = subprocess.run(
        [sys.executable, "-c", code, site],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HEALTHAUDIT_CACHE": str(tmp_path / "cache")},
    )
    assert result.returncode == 1, result.stderr
    findings = json.loads(result.stdout)["pages"][0]["findings"]
    assert "cure-claim" in {finding["rule"] for finding in findings}
    assert (tmp_path / "r.html").stat().st_size > 5000
