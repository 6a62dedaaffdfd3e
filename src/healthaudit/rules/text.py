"""Reading rule files as YAML: the quick loader, line numbers for mistakes, and guesses at what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RuleSource(NamedTuple):
    """The text of one rule file."""

    path: Path
    text: str


def line_of(text: str, where: Sequence[Any]) -> int:
    """1-based line of a key in a YAML text; the line of the last part that exists."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError:
        return 1
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
    return line


def suggestion(wrong: str, known: Iterable[str]) -> str:
    names = [str(name) for name in known]
    close = get_close_matches(wrong, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(names))}"
