"""The commented file: it changes nothing as it is, and every line of it holds when its # is taken out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import KEYS, Configuration, Key
from healthaudit.config.keys import ENTRY_KEYS, OVERRIDE
from healthaudit.config.template import template


def uncommented(text: str) -> str:
    """Lines of keys and tables begin with a # right in front of them, words with "# "."""
    return re.sub(r"(?m)^#(?=\S)", "", text)


def flat(data: dict[str, object]) -> set[str]:
    return {
        f"{name}.{inner}" if name == "rules" else name
        for name, value in data.items()
        for inner in (value if name == "rules" and isinstance(value, dict) else [""])
    }


def test_as_it_is_it_sets_nothing(write: Callable[..., Path]) -> None:
    text = template({})
    assert tomllib.loads(text) == {"rules": {}}
    write("healthaudit.toml", text)
    assert {one.origin for one in Configuration({}).held("a").values()} == {"default"}


def test_uncommented_it_has_every_key_with_its_example(write: Callable[..., Path]) -> None:
    data = tomllib.loads(uncommented(template({})))
    assert flat(data) == {*KEYS, "overrides", "ignore"}
    assert set(data["ignore"][0]) == set(ENTRY_KEYS)
    assert OVERRIDE.name in data["overrides"][0]
    for name in ("facts/our-products.yml", "house-rules/keep", "../healthaudit.toml"):
        write(name, "")
    write("healthaudit.toml", uncommented(template({})))
    held = Configuration({}).held("a")
    assert {one.origin.partition(":")[0] for one in held.values()} == {"healthaudit.toml"}
    assert Configuration({}).settings("news/a").profile == "editor"
    assert [one.until for one in Configuration({}).settings("archive/a.txt").ignore] == ["2027-03-01"]


def test_each_line_by_itself(write: Callable[..., Path]) -> None:
    for name in ("facts/our-products.yml", "house-rules/keep", "../healthaudit.toml"):
        write(name, "")
    lines = template({}).splitlines()
    table = ""
    for number, line in enumerate(lines):
        table = line if line.startswith(("[", "#[")) else table
        if not re.match(r"#[\w-]+ =", line) or table.startswith("#["):
            continue
        write("healthaudit.toml", "\n".join([*lines[:number], line[1:], *lines[number + 1 :]]))
        name = ("rules." if table == "[rules]" else "") + line[1:].partition(" =")[0]
        assert Configuration({}).held("a")[name].origin == f"healthaudit.toml:{number + 1}"


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_every_key_is_explained_and_its_default_told(key: Key) -> None:
    text = template({})
    assert " ".join(key.help.split()) in " ".join(re.sub(r"(?m)^# ?", "", text).split())
    bare = key.name.rpartition(".")[2]
    (line,) = re.findall(rf"(?m)^#{bare} = .*$", text.partition("#[[overrides]]")[0])
    told = re.search(r"  # (.*) unless set$", line)
    assert (json.loads(told[1]) if told else None) == (key.default if key.default not in ((), {}) else None)


@pytest.mark.parametrize("name", ["profile", "rules.select"])
def test_what_is_chosen_is_set(name: str) -> None:
    value = {"profile": '"editor"', "rules.select": '["OC"]'}[name]
    assert flat(tomllib.loads(template({name: value}))) == {name}


def test_lines_are_not_too_long() -> None:
    assert max(map(len, template({}).splitlines())) <= 120
