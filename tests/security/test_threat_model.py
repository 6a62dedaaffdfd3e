"""docs/security.md: every threat names a test that is there, and its list of names is the one that counts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from healthaudit.sources.site.secrets import NAMES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", PAGE)


@pytest.mark.parametrize("row", [line for line in PAGE.splitlines() if line.startswith("| ") and "`tests/" not in line])
def test_every_threat_names_a_test(row: str) -> None:
    assert re.match(r"\| (?:threat|who|the author of a \w+|a web server|another user of the machine) \|", row)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_is_there_and_is_never_skipped_for_want_of_a_browser(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(found) == 1
    marks = " ".join(ast.unparse(mark) for mark in found[0].decorator_list)
    assert "xfail" not in marks
    assert "importorskip" not in (ROOT / file).read_text("utf-8")


def test_there_are_threats_of_every_sort() -> None:
    assert len(NAMED) == len(set(NAMED)) > 50


def test_the_list_of_names_is_the_one_that_counts() -> None:
    listed = re.search(r"^> (.+?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert listed
    assert re.findall(r"\w+", listed[1]) == sorted(NAMES)


def test_it_fits_on_a_page() -> None:
    assert len(PAGE.splitlines()) < 180
