"""How mistakes in a configuration are spoken of: names of keys, values, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from healthaudit.config.keys import ENTRY_KEYS, KEYS, Key
from healthaudit.patterns import compiled

__all__ = ["SECTIONS", "meant", "place", "quoted", "unknown"]

#: Lists of tables beside the keys.
SECTIONS = ("overrides", "ignore")
_BARE = compiled(r"[A-Za-z0-9_-]+")
#: Nothing longer has to be read in a message.
_LONGEST = 60


def quoted(value: Any) -> str:
    """A value in a message: on one line, without control characters, not too long."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def place(at: tuple[str | int, ...]) -> str:
    """A key in a message: "rules.select", "ignore 2: reason", "exclude, item 3". People count from 1."""
    words = ""
    for number, part in enumerate(at):
        if isinstance(part, str):
            named = part if _BARE.fullmatch(part) and len(part) <= _LONGEST else quoted(part)
            words += f"{': ' if number and isinstance(at[number - 1], int) else '.' if words else ''}{named}"
        else:
            words += f" {part + 1}" if words in SECTIONS else f", item {part + 1}"
    return words


def meant(wrong: str, known: Iterable[str]) -> str:
    """What was probably meant by a wrong name; empty when nothing comes close."""
    close = get_close_matches(wrong, known, n=1)
    return close[0] if close else ""


def unknown(name: str, at: tuple[str | int, ...], known: Mapping[str, Key]) -> str:
    """What to do about a key that is none. ``at``: where it stands; ``known``: the keys that may stand there."""
    spoken = name.replace("_", "-").lower()
    bare = spoken.rpartition(".")[2]
    here = [*known, *(SECTIONS if len(at) == 1 else ())]
    if name in known:  # in quotes, so that its dot parts nothing
        return f"write {name} without quotes, or {bare} under [{name.rpartition('.')[0]}]"
    if len(at) == 1 and spoken in ENTRY_KEYS:
        return f"{spoken} belongs under {'[[overrides]] or ' if spoken == 'paths' else ''}[[ignore]]"
    # Also the bare name of a key that belongs into a table: "select" for "rules.select".
    names = {one.rpartition(".")[2]: one for one in here} | {one: one for one in here}
    if len(at) == 1:
        names |= {table: f"[{table}]" for table in {one.rpartition(".")[0] for one in known} - {""}}
    if (found := names.get(spoken) or names.get(bare)) and len(at) > 1 and "." not in found and "." in name:
        return f"{found} does not belong to [{name.rpartition('.')[0]}]: write it above"
    if close := meant(spoken, names) or meant(bare, names):
        return f"did you mean {names[close]}?"
    if bare in KEYS:
        return f"{bare} does not belong here: write it above the first table"
    return f"known are {', '.join(here)}"
