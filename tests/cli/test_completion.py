"""Completion in shells."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from healthaudit.auditor import Auditor
from healthaudit.cli.options import rule_names
from healthaudit.model import Family
from healthaudit.settings import Settings


def complete(line: str) -> list[str]:
    words = line.split(" ")
    result = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'healthaudit'; from healthaudit.cli import main; main()"],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "_HEALTHAUDIT_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        },
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("healthaudit bas", {"baseline"}),
        ("healthaudit baseline re", {"review"}),
        ("healthaudit audit --new", {"--new-only"}),
        ("healthaudit audit --profile c", {"ci"}),
        ("healthaudit explain cure-c", {"cure-claim"}),
        ("healthaudit audit --disable hotline-", {"hotline-label"}),
    ],
)
def test_words_are_completed(line: str, expected: set[str]) -> None:
    assert set(complete(line)) == expected


def test_every_rule_and_family_is_offered() -> None:
    rules = Auditor.load(Settings(classify=False)).library.pack.rules.rules
    assert set(rule_names("")) == {compiled.rule.id for compiled in rules} | {family.value for family in Family}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'healthaudit'; from healthaudit.cli import main; main()"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "_HEALTHAUDIT_COMPLETE": f"source_{shell}"},
    )
    assert result.returncode == 0
    assert "healthaudit" in result.stdout
