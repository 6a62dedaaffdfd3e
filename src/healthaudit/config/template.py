"""A configuration to begin with: every key explained, none set but those that were asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import wrap

from healthaudit.config.keys import ENTRY_KEYS, KEYS, OVERRIDE, Key

__all__ = ["template"]

_HEAD = """\
# Settings of healthaudit for the pages in and below this folder. Each line shows a key; take out the # to set it.
# "healthaudit config show" says what holds, and where it comes from.
"""
_TABLES = {
    "rules": "Which rules are applied. healthaudit rules list shows them.",
}
_EXAMPLES = """
# Other settings for some pages. The last that fits holds.
#[[overrides]]
#paths = {paths}
#profile = "editor"

# Findings that may stand on pages that cannot say so themselves, such as plain text.
#[[ignore]]
{ignore}
"""


def template(chosen: Mapping[str, str]) -> str:
    """The text of a healthaudit.toml. ``chosen``: keys that are set, each with its value in TOML."""
    blocks = [_HEAD]
    table = ""
    for name, key in KEYS.items():
        above, _, bare = name.rpartition(".")
        if above != table:
            table = above
            blocks.append(f"# {_TABLES[table]}\n[{table}]\n" if table else "")
        blocks.append("\n".join(_lines(key, bare, chosen.get(name))) + "\n")
    entries = "\n".join(f"#{name} = {key.example}" for name, key in ENTRY_KEYS.items())
    blocks.append(_EXAMPLES.format(paths=OVERRIDE.example, ignore=entries).lstrip("\n"))
    return "\n".join(block for block in blocks if block)


def _lines(key: Key, bare: str, value: str | None) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(key.help, 110))
    if value is not None:
        yield f"{bare} = {value}"
    else:
        default = "" if key.default in (None, (), {}) else f"  # {_toml(key.default)} unless set"
        yield f"#{bare} = {key.example}{default}"


def _toml(value: object) -> str:
    return json.dumps(value)  # of words, numbers, true and false both write the same
