"""The JSON schema: the same as the reader, as far as a schema can tell, and the same as the file in docs/."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from healthaudit.config import KEYS
from healthaudit.config.keys import ENTRY_KEYS
from healthaudit.config.schema import schema
from healthaudit.config.template import template
from healthaudit.errors import ConfigError

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def wrong(text: str) -> list[str]:
    """What the schema says of a TOML text, read as editors do: days as text."""
    data: Any = json.loads(json.dumps(tomllib.loads(text), default=str))
    return [f"{'.'.join(map(str, one.path))}: {one.message}" for one in SCHEMA.iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_file_in_docs_is_what_the_command_prints() -> None:
    printed = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    assert (ROOT / "docs" / "healthaudit.schema.json").read_text("utf-8") == printed


def test_every_key_is_in_it_with_its_help() -> None:
    properties = schema()["properties"]
    for key in KEYS.values():
        table, _, bare = key.name.rpartition(".")
        found = properties[table]["properties"] if table else properties
        assert found[bare]["description"] == key.help
    entry = properties["ignore"]["items"]
    assert set(entry["properties"]) == set(ENTRY_KEYS)
    assert entry["required"] == ["rules", "reason"]


def test_a_file_of_all_examples_is_right() -> None:
    plain = "".join(f"{key.name} = {key.example}\n" for key in KEYS.values())
    some = "".join(f"{key.name} = {key.example}\n" for key in KEYS.values() if key.of_page)
    entry = "".join(f"{key.name} = {key.example}\n" for key in ENTRY_KEYS.values())
    assert wrong(f"{plain}[[overrides]]\npaths = ['a']\n{some}[[ignore]]\n{entry}") == []
    assert wrong(template({})) == []
    assert wrong("") == []


@pytest.mark.parametrize(
    "text",
    [
        "profil = 'ci'",
        "fail_on = 'low'",
        "'rules.select' = []",
        "[rules]\nselected = []",
        "profile = 'strict'",
        "profile = ['ci']",
        "min-score = 101",
        "min-score = 80.5",
        "model = true",
        "model = ''",
        "exclude = 'a'",
        "exclude = ['']",
        "jurisdictions = ['Mars']",
        "severity = { OC = 'worst' }",
        "suppressions = 'no'",
        "rules = []",
        "overrides = {}",
        "[[overrides]]\nprofile = 'ci'",
        "[[overrides]]\npaths = []",
        "[[overrides]]\npaths = ['a']\nexclude = ['b']",
        "[[overrides]]\npaths = ['a']\n[overrides.rules]\nx = 1",
        "[[ignore]]\nrules = ['a']",
        "[[ignore]]\nrules = []\nreason = 'b'",
        "[[ignore]]\nrules = ['a']\nreason = 'b'\nwhy = 'c'",
        "[[ignore]]\nrules = ['a']\nreason = 'b'\nuntil = 'tomorrow'",
        "[tool.healthaudit]",
    ],
)
def test_what_it_refuses_the_reader_refuses_too(refused: Callable[[str], ConfigError], text: str) -> None:
    assert wrong(text)
    refused(text)
