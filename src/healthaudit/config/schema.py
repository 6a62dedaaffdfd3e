"""The JSON schema of the configuration, by which editors complete and check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from healthaudit.config.keys import ENTRY_KEYS, KEYS, OVERRIDE, Key, Kind

__all__ = ["schema"]

_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of healthaudit.toml and of [tool.healthaudit]."""
    pages = {name: key for name, key in KEYS.items() if key.of_page}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "healthaudit.toml",
        **_table(
            KEYS,
            {
                "overrides": {
                    "description": "Other settings for some pages.",
                    "type": "array",
                    "items": _table({"paths": OVERRIDE, **pages}, {}, ["paths"]),
                },
                "ignore": {
                    "description": "Findings that may stand on pages that cannot say so themselves.",
                    "type": "array",
                    "items": _table(ENTRY_KEYS, {}, [name for name, key in ENTRY_KEYS.items() if key.default is None]),
                },
            },
        ),
    }


def _table(keys: Mapping[str, Key], more: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, key in keys.items():
        above, _, bare = name.rpartition(".")
        if above:
            properties.setdefault(above, {"type": "object", "additionalProperties": False, "properties": {}})
            properties[above]["properties"][bare] = _value(key)
        else:
            properties[bare] = _value(key)
    table: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {**properties, **more}}
    return {**table, "required": required} if required else table


def _value(key: Key) -> dict[str, Any]:
    return {"description": key.help, **_kind(key)}


def _kind(key: Key) -> dict[str, Any]:
    choice = {"enum": list(key.choices)}
    match key.kind:
        case Kind.WORD:
            return choice
        case Kind.WORDS:
            return {"type": "array", "items": choice}
        case Kind.TEXTS | Kind.PATHS | Kind.SOURCES | Kind.PATTERNS:
            return {"type": "array", "items": dict(_TEXT), **({"minItems": 1} if key.needs_one else {})}
        case Kind.NUMBER:
            return {"type": "integer", "minimum": 0, "maximum": 100}
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.LEVELS:
            return {"type": "object", "additionalProperties": choice}
        case Kind.MODEL:
            return {"anyOf": [dict(_TEXT), {"const": False}]}
        case Kind.DAY:
            return {"type": "string", "format": "date"}
        case _:
            return dict(_TEXT)
