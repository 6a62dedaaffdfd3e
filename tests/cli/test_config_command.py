"""healthaudit init and healthaudit config, as a user meets them: real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from healthaudit.config import KEYS
from healthaudit.config.schema import schema
from healthaudit.config.template import template

Result = subprocess.CompletedProcess[str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / ".git").mkdir(parents=True)
    return folder


def run(cwd: Path, *arguments: str) -> Result:
    command = [sys.executable, "-m", "healthaudit", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def shown(cwd: Path, *arguments: str) -> dict[str, object]:
    result = run(cwd, "config", "show", "--json", *arguments)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_init_writes_the_commented_file(site: Path) -> None:
    result = run(site, "init")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("wrote healthaudit.toml")
    assert (site / "healthaudit.toml").read_text("utf-8") == template({})
    assert [path.name for path in site.iterdir() if path.name != ".git"] == ["healthaudit.toml"]


def test_init_takes_a_folder_and_a_profile(site: Path) -> None:
    (site / "shop").mkdir()
    assert run(site, "init", "shop", "--profile", "ci").returncode == 0
    profile = shown(site, "shop/a.md")["settings"]["profile"]
    assert profile["value"] == "ci"
    file, _, line = profile["origin"].partition(":")
    assert (site / file).read_text("utf-8").splitlines()[int(line) - 1] == 'profile = "ci"'
    assert shown(site)["file"] is None


def test_init_without_such_a_folder(site: Path) -> None:
    assert run(site, "init", "nowhere").returncode == 2
    assert not (site / "nowhere").exists()


@pytest.mark.parametrize("name", ["healthaudit.toml", ".healthaudit.toml", "pyproject.toml"])
def test_init_refuses_where_one_is(site: Path, name: str) -> None:
    before = "[tool.healthaudit]\n" if name == "pyproject.toml" else "profile = 'ci'\n"
    (site / name).write_text(before)
    result = run(site, "init")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{name}: is there already" in result.stderr
    assert "--force" in result.stderr
    assert (site / name).read_text() == before
    forced = run(site, "init", "--force")
    assert forced.returncode == 0
    assert (site / "healthaudit.toml").read_text("utf-8") == template({})
    assert ("note: it counts instead of" in forced.stderr) == (name != "healthaudit.toml")


def test_init_beside_a_pyproject_of_others(site: Path) -> None:
    (site / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    result = run(site, "init")
    assert (result.returncode, result.stderr) == (0, "")


def test_init_says_when_it_hides_another(site: Path) -> None:
    (site / "healthaudit.toml").write_text("profile = 'ci'\n")
    (site / "shop").mkdir()
    result = run(site / "shop", "init")
    assert result.returncode == 0
    assert f"note: it counts instead of {site / 'healthaudit.toml'}; set extends" in result.stderr


def test_init_at_the_top_of_a_repository_hides_nothing(site: Path) -> None:
    (site.parent / "healthaudit.toml").write_text("")
    assert run(site, "init").stderr == ""


def test_show_without_a_file(site: Path) -> None:
    result = run(site, "config", "show")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "# no configuration: these are the defaults"
    assert [line.split(" = ")[0].strip() for line in lines[1:]] == list(KEYS)
    assert all(line.endswith("# default") for line in lines[1:])


FULL = """\
extends = "base.toml"
profile = "ci"
severity = { cure-claim = "low" }
exclude = ["old/"]
allow = ["Café"]
[[overrides]]
paths = ["shop/"]
min-score = 7
[[ignore]]
rules = ["cure-claim", "OC2"]
reason = "cleared \\u001b[31m by counsel"
until = 2027-03-01
text = "cures"
"""


@pytest.fixture
def full(site: Path) -> Path:
    (site / "base.toml").write_text("fail-on = 'low'\nseverity = { OC = 'high' }\nsources = ['content']\n")
    (site / "healthaudit.toml").write_text(FULL, "utf-8")
    return site


def test_show_tells_values_and_where_they_come_from(full: Path) -> None:
    result = run(full, "config", "show", "shop/a.md")
    assert result.returncode == 0
    lines = {line.split(" = ")[0].strip(): line for line in result.stdout.splitlines()}
    assert lines["profile"].endswith('= "ci"  # healthaudit.toml:2')
    assert lines["fail-on"].endswith('= "low"  # base.toml:1')
    assert lines["severity"].endswith('{ "OC" = "high", "cure-claim" = "low" }  # base.toml:2, healthaudit.toml:3')
    assert lines["min-score"].endswith("= 7  # healthaudit.toml:8")
    assert lines["allow"].endswith('= ["Café"]  # healthaudit.toml:5')
    assert lines["sources"].endswith('= ["content"]  # base.toml:3')
    assert lines["model"].endswith("= (not set)  # default")
    assert "ignore cure-claim, OC2 about 'cures' until 2027-03-01: cleared" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stdout.endswith("by counsel  # healthaudit.toml:9\n")
    assert "left out" not in result.stdout
    assert "# old/a.md is left out: exclude fits it" in run(full, "config", "show", "old/a.md").stdout


def test_show_as_json(full: Path) -> None:
    told = shown(full, "old/a.md")
    assert set(told) == {"file", "excluded", "settings", "ignore"}
    assert told["file"] == str(full / "healthaudit.toml")
    assert told["excluded"] is True
    assert list(told["settings"]) == list(KEYS)
    assert told["settings"]["min-score"] == {"value": None, "origin": "default"}
    assert told["settings"]["extends"] == {"value": str(full / "base.toml"), "origin": "healthaudit.toml:1"}
    assert told["settings"]["severity"]["value"] == {"OC": "high", "cure-claim": "low"}
    assert told["ignore"] == [
        {
            "rules": ["cure-claim", "OC2"],
            "reason": "cleared \x1b[31m by counsel",
            "until": "2027-03-01",
            "text": "cures",
            "origin": "healthaudit.toml:9",
        }
    ]
    assert shown(full, "https://example.org/old/a")["excluded"] is False


def test_show_where_one_is_in_another_folder(full: Path) -> None:
    (full / "shop").mkdir()
    assert shown(full / "shop", "a.md")["settings"]["min-score"] == {"value": 7, "origin": "../healthaudit.toml:8"}
    assert shown(full / "shop")["settings"]["min-score"]["value"] is None


def test_show_takes_the_options_that_choose_a_file(full: Path) -> None:
    (full / "shop").mkdir()
    (full / "shop" / "healthaudit.toml").write_text("nonsense")
    assert shown(full, "shop/a.md", "--config", "base.toml")["settings"]["fail-on"]["value"] == "low"
    assert shown(full, "shop/a.md", "--no-config")["file"] is None
    both = run(full, "config", "show", "--config", "base.toml", "--no-config")
    assert (both.returncode, both.stdout) == (2, "")
    assert "exclude each other" in both.stderr


def test_show_of_a_wrong_file_or_a_folder(full: Path) -> None:
    (full / "shop").mkdir()
    (full / "shop" / "healthaudit.toml").write_text("\nprofil = 'ci'")
    wrong = run(full, "config", "show", "shop/a.md")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == (
        "healthaudit: error: shop/healthaudit.toml:2: unknown key 'profil'\nhint: did you mean profile?\n"
    )
    folder = run(full, "config", "show", "shop")
    assert folder.returncode == 2
    assert "name one of its pages" in folder.stderr
    missing = run(full, "config", "show", "--config", "no.toml")
    assert (missing.returncode, "no.toml: cannot be read" in missing.stderr) == (2, True)


def test_schema_prints_it(site: Path) -> None:
    result = run(site, "config", "schema")
    assert result.returncode == 0
    assert json.loads(result.stdout) == schema()


def test_config_alone_shows_its_commands(site: Path) -> None:
    result = run(site, "config")
    assert "show" in result.stdout + result.stderr
    assert "schema" in result.stdout + result.stderr
