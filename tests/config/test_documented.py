"""docs/configuration.md says what is so: its files are read, its tables are complete, its commands run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.auditor import selected
from healthaudit.config import KEYS, NAMES, Configuration
from healthaudit.config.keys import ENTRY_KEYS, PROFILES
from healthaudit.library import Library

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "configuration.md").read_text("utf-8")
FILES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [
    line[2:].partition("  #")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]


def rows(header: str) -> dict[str, list[str]]:
    """First cell, without ticks, to the others, of the table under a header line."""
    table = TEXT.split(header, 1)[1].split("\n\n", 1)[0].strip().splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {row[0].strip("| `"): row[1:] for row in cells}


def test_the_table_has_every_key_in_order_with_its_default() -> None:
    table = rows("<!-- keys -->")
    assert list(table) == list(KEYS)
    for name, (default, *_) in table.items():
        said = json.loads(default.strip("`")) if default.strip("`") else None
        assert said == (KEYS[name].default if KEYS[name].default not in ((), {}) else None), name
        for choice in KEYS[name].choices:
            assert name == "severity" or f"`{choice}`" in table[name][1], (name, choice)


def test_the_table_of_entries_and_that_of_profiles() -> None:
    entries = re.findall(r"(?m)^\| `(\w+)` \| ", TEXT.split("## Ignore")[1].split("## Profiles")[0])
    assert entries == list(ENTRY_KEYS)
    assert re.findall(r"(?m)^\| `(\w+)` \| ", TEXT.split("## Profiles")[1].split("## What goes")[0]) == list(PROFILES)


def test_the_names_of_files_are_those_in_order() -> None:
    assert tuple(re.findall(r"(?m)^\d\. `([\w.]+)`", TEXT))[:3] == NAMES
    for name, key in KEYS.items():
        if not key.of_page:
            assert f"`{name}`" in TEXT.split("## Overrides")[1].split("## Ignore")[0]


def test_the_threshold_of_ci_is_that_of_the_pack(library: Library) -> None:
    assert f"{library.pack.profiles['ci'].least_confidence:.0%}".replace("%", " %") in TEXT


@pytest.mark.parametrize("text", FILES)
def test_files_are_read_and_their_rules_known(library: Library, write: Callable[..., Path], text: str) -> None:
    assert tomllib.loads(text) or text.startswith("#:schema")
    write("../healthaudit.toml", "")
    write("healthaudit.toml", text)
    for page in ("content/a.html", "content/news/a.md", "content/ruling.txt"):
        selected(library, Configuration({}).settings(page))


def test_the_worked_file_does_what_is_said_of_it(library: Library, write: Callable[..., Path]) -> None:
    write("healthaudit.toml", FILES[0])
    configuration = Configuration({})
    plain = selected(library, configuration.settings("content/a.html"))
    assert "no-side-effects" in plain.ids
    assert "absolute-safety" not in plain.ids
    assert "cure-claim" in plain.ids
    assert plain.severity["no-author"] == "medium"
    assert plain.severity["no-date"] == "low"
    news = configuration.settings("content/news/a.html")
    assert news.profile == "ci"
    assert "no-author" not in selected(library, news).ids
    assert configuration.settings("content/news/press.md").profile == "editor"
    assert [one.named for one in configuration.settings("content/ruling.txt").ignore] == [True]
    assert configuration.excludes("content/drafts/a.md")


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_run(site: Path, write: Callable[..., Path], line: str) -> None:
    assert line.startswith("healthaudit ")
    for name in ("content/a.html", "shop/page.md", "theirs/a.html"):
        write(name, "Anxiety is common. Talk to your doctor about treatment.\n")
    if line != "healthaudit init":
        write("healthaudit.toml", FILES[0])
    write("theirs/healthaudit.toml", "nonsense")
    result = subprocess.run(
        line.replace("healthaudit", f'"{sys.executable}" -m healthaudit', 1),
        shell=True,
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_commands_and_files_were_found() -> None:
    assert len(FILES) == 3
    assert len(COMMANDS) == 7
