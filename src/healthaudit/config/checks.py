"""Checks a configuration key by key, and says of a mistake at which key and on which line it stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.config.keys import ENTRY_KEYS, KEYS, OVERRIDE, Key, Kind
from healthaudit.config.layers import Held, Layer
from healthaudit.config.lines import Lines, line_of, lines_of
from healthaudit.config.paths import is_url, mistake, shown
from healthaudit.config.wording import SECTIONS, meant, place, quoted, unknown
from healthaudit.errors import ConfigError
from healthaudit.settings import Ignore

__all__ = ["Checked", "Override", "checked"]

_TABLES = frozenset(name.split(".")[0] for name in KEYS if "." in name)
_Path = tuple[str | int, ...]
_MUST_EXIST = {"extends": "file", "facts": "file", "model": "file", "rules.folders": "folder"}


class Override(NamedTuple):
    """What holds for some pages only."""

    paths: tuple[str, ...]
    layer: Layer
    place: str
    """In messages: "healthaudit.toml:14: overrides 1"."""


class Checked(NamedTuple):
    """What one file says."""

    layer: Layer
    overrides: tuple[Override, ...] = ()
    ignore: tuple[tuple[tuple[str, ...], Ignore], ...] = ()
    """(paths, entry); no paths stand for every page."""


def checked(data: Mapping[str, Any], text: str, file: Path, shown: str, root: tuple[str, ...] = ()) -> Checked:
    """What a file says. ``root`` is the table that it stands in, ``shown`` the file's name in messages.

    Raises ConfigError naming file, line and key of the first mistake.
    """
    return _Checker(lines_of(text), file, shown, root).whole(data)


class _Checker(NamedTuple):
    lines: Lines
    file: Path
    shown: str
    root: tuple[str, ...]

    def whole(self, data: Mapping[str, Any]) -> Checked:
        plain = {name: value for name, value in data.items() if name not in SECTIONS}
        overrides = [
            self._override(one, ("overrides", number)) for number, one in enumerate(self._tables(data, "overrides"))
        ]
        ignore = [self._ignore(one, ("ignore", number)) for number, one in enumerate(self._tables(data, "ignore"))]
        return Checked(self._layer(plain, (), KEYS), tuple(overrides), tuple(ignore))

    def _tables(self, data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        found = data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            hint = f"write [[{'.'.join((*self.root, name))}]] above its keys"
            raise self._wrong((name,), "is a list of tables", hint)
        return found

    def _override(self, data: Mapping[str, Any], at: _Path) -> Override:
        known = {name: key for name, key in KEYS.items() if key.of_page}
        if "paths" not in data:
            for name in data:
                if meant(name, ["paths"]) and name not in KEYS:
                    raise self._unknown(name, (*at, name), {"paths": OVERRIDE})
            raise self._wrong(at, "has no paths", f"say which pages it is about, as in paths = {OVERRIDE.example}")
        paths = self._value(OVERRIDE, data["paths"], (*at, "paths"))
        layer = self._layer({name: value for name, value in data.items() if name != "paths"}, at, known)
        return Override(paths, layer, f"{self.shown}:{self._line(at) or 1}: {place(at)}")

    def _ignore(self, data: Mapping[str, Any], at: _Path) -> tuple[tuple[str, ...], Ignore]:
        for name in data:
            if name not in ENTRY_KEYS:
                raise self._unknown(name, (*at, name), ENTRY_KEYS)
        said = {name: self._value(ENTRY_KEYS[name], value, (*at, name)) for name, value in data.items()}
        for name, key in ENTRY_KEYS.items():
            if key.default is None and name not in said:
                raise self._wrong(at, f"has no {name}", f"add {name} = {key.example}")
        if not any(map(str.isalnum, said["reason"])):
            hint = "say why the words may stand, for whoever reads the report"
            raise self._wrong((*at, "reason"), "gives no reason", hint)
        entry = Ignore(
            said["rules"],
            said["reason"],
            said.get("until", ""),
            said.get("text", ""),
            source=self.shown,
            line=self._line(at) or 1,
        )
        return said.get("paths", ()), entry

    def _layer(self, data: Mapping[str, Any], at: _Path, known: Mapping[str, Key]) -> Layer:
        layer: dict[str, Held] = {}
        for name, value in data.items():
            if name not in _TABLES:
                self._add(layer, name, value, (*at, name), known)
                continue
            if not isinstance(value, dict):
                raise self._wrong((*at, name), "is a table", f"write [{'.'.join((*self.root, name))}] above its keys")
            for inner, one in value.items():
                self._add(layer, f"{name}.{inner}", one, (*at, name, inner), known)
        return layer

    def _add(self, layer: dict[str, Held], name: str, value: Any, at: _Path, known: Mapping[str, Key]) -> None:
        # A name in quotes may hold dots, and then is not the key of a table.
        if name not in KEYS or "." in str(at[-1]):
            raise self._unknown(name, at, known)
        if name not in known:
            raise self._wrong(at, "cannot differ from page to page", "set it above the first [[overrides]]")
        line = self._line(at)
        origin = f"{self.shown}:{line}" if line else self.shown
        layer[name] = Held(self._value(known[name], value, at), origin)

    def _value(self, key: Key, value: Any, at: _Path) -> Any:
        match key.kind:
            case Kind.TEXT:
                return " ".join(self._text(key, value, at).split())
            case Kind.TEXTS | Kind.WORDS | Kind.PATHS | Kind.SOURCES | Kind.PATTERNS:
                return self._list(key, value, at)
            case Kind.WORD:
                return self._choice(key, value, at)
            case Kind.PATH:
                return self._path(key, value, at)
            case Kind.MODEL:
                if value is True:
                    raise self._wrong(at, "is a path or false", "leave it out for the bundled classifier")
                return False if value is False else self._path(key, value, at)
            case Kind.NUMBER:
                if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
                    raise self._wrong(at, "is a whole number from 0 to 100", f"write {key.name} = {key.example}")
                return value
            case Kind.YES_NO:
                if not isinstance(value, bool):
                    raise self._wrong(at, "is true or false", f"write {key.name} = {key.example}, without quotes")
                return value
            case Kind.LEVELS:
                if not isinstance(value, dict):
                    raise self._wrong(at, "is a table", f"write {key.name} = {key.example}")
                return {rule: self._choice(key, one, (*at, rule)) for rule, one in value.items()}
            case Kind.DAY:
                return self._day(key, value, at)

    def _list(self, key: Key, value: Any, at: _Path) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise self._wrong(at, "is a list", f"write {key.name} = {key.example}")
        if not value and key.needs_one:
            raise self._wrong(at, "is empty", f"write {key.name} = {key.example}, or leave out what it stands in")
        return tuple(self._item(key, one, (*at, number)) for number, one in enumerate(value))

    def _item(self, key: Key, value: Any, at: _Path) -> Any:
        match key.kind:
            case Kind.WORDS:
                return self._choice(key, value, at)
            case Kind.PATHS:
                return self._path(key, value, at)
            case Kind.SOURCES:
                text = self._text(key, value, at)
                return text if is_url(text) else shown(self._path(key, text, at))
            case Kind.PATTERNS:
                text = self._text(key, value, at)
                if why := mistake(text):
                    hint = "write patterns as in a .gitignore: drafts/, *.old.html"
                    raise self._wrong(at, f"is {quoted(text)}, which is no pattern: {why}", hint)
                return text
            case _:
                return self._text(key, value, at)

    def _text(self, key: Key, value: Any, at: _Path) -> str:
        if not isinstance(value, str):
            hint = f"write {key.name} = {key.example}"
            raise self._wrong(at, "is not text", f"{hint}: text stands between quotes")
        if "\0" in value:
            raise self._wrong(at, "holds a NUL character", "remove it")
        if not value.strip():
            raise self._wrong(at, "is empty", "remove it, or write something between the quotes")
        return value

    def _choice(self, key: Key, value: Any, at: _Path) -> str:
        text = self._text(key, value, at)
        for choice in key.choices:
            if text.lower() == choice.lower():
                return choice
        close = meant(text.lower(), [choice.lower() for choice in key.choices])
        guess = f"did you mean {close!r}? " if close else ""
        raise self._wrong(at, f"cannot be {quoted(text)}", f"{guess}it is one of {', '.join(key.choices)}")

    def _path(self, key: Key, value: Any, at: _Path) -> Path:
        text = self._text(key, value, at)
        path = Path(os.path.normpath(self.file.parent / os.path.expanduser(text)))
        kind = _MUST_EXIST.get(key.name)
        if kind and not (os.path.isdir(path) if kind == "folder" else os.path.isfile(path)):
            what = f"names {quoted(text)}, and there is no such {kind}"
            raise self._wrong(at, what, f"paths count from {self.file.parent}")
        if key.kind is Kind.PATH and os.path.exists(path) and not os.path.isfile(path):  # a device might never end
            raise self._wrong(at, f"names {quoted(text)}, which is no file", "name a file")
        return path

    def _day(self, key: Key, value: Any, at: _Path) -> str:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            told = value.isoformat() if isinstance(value, datetime) else value
            what = f"is {quoted(told)}, which is no day"
            raise self._wrong(at, what, f"write the last day as in {key.name} = {key.example}") from None

    def _line(self, at: _Path) -> int | None:
        return line_of(self.lines, (*self.root, *at))

    def _unknown(self, name: str, at: _Path, known: Mapping[str, Key]) -> ConfigError:
        return self._fail(at, f"unknown key {quoted(name)}", unknown(name, at, known))

    def _wrong(self, at: _Path, what: str, hint: str) -> ConfigError:
        return self._fail(at, f"{place(at)} {what}", hint)

    def _fail(self, at: _Path, message: str, hint: str) -> ConfigError:
        line = self._line(at)
        return ConfigError(f"{self.shown}{f':{line}' if line else ''}: {message}", hint)
