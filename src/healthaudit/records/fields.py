"""Fields of JSON that others wrote: whatever is missing or of another shape is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from healthaudit.patterns import compiled

__all__ = ["at", "dicts", "integer", "loaded", "text", "year"]

_CONTROLS = compiled(r"[\0-\x08\x0e-\x1f\x7f-\x9f]")
#: Texts are cut here: no title or abstract is as long.
_LONGEST = 100_000


def loaded(body: bytes) -> Any:
    """The value that a body says; None for nonsense."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def at(value: Any, *keys: str) -> Any:
    """What stands at a path of keys; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str:
    """A text on one line, without control characters and halves of characters; empty for anything else."""
    if not isinstance(value, str):
        return ""
    whole = value[:_LONGEST].encode("utf-8", "replace").decode()
    return " ".join(_CONTROLS.sub(" ", whole).split())


def dicts(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def integer(value: Any) -> int | None:
    """A whole number: neither true nor 2021.0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def year(value: Any) -> int | None:
    """A year in which a work can have come out."""
    number = integer(value)
    return number if number is not None and 1400 <= number <= 2200 else None
