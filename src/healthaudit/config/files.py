"""Finds and reads configuration files."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.config.checks import Checked, checked
from healthaudit.config.lines import line_of, lines_of
from healthaudit.config.paths import shown
from healthaudit.errors import ConfigError
from healthaudit.patterns import compiled

__all__ = ["NAMES", "Config", "Look", "closest", "look", "read_config"]

_PYPROJECT = "pyproject.toml"
#: What a folder is searched for, in this order.
NAMES = ("healthaudit.toml", ".healthaudit.toml", _PYPROJECT)
_TABLE = ("tool", "healthaudit")
_CONFLICT = compiled(r"^(?:<{7}|>{7}) ", re.MULTILINE)
#: One that extends another that extends another ... further than anybody means to.
_DEEPEST = 10
#: A key of so many parts: tomllib takes a time that grows with their square.
_LONG_KEY = compiled(r"(?<![\w-])(?:(?>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*+\.[ \t]*+){50}", re.ASCII)
_AT = compiled(r" ?\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True, eq=False)
class Config:
    """A configuration file, and those that it extends; read once, and equal to nothing but itself."""

    path: Path
    """Absolute."""
    parts: tuple[tuple[Path, Checked], ...]
    """(folder, what its file says), that which is extended first."""


class Look(NamedTuple):
    """What a single folder has."""

    file: Path | None
    """Its configuration."""
    top: bool
    """Whether it is the top of a repository, above which nobody has a say."""


def look(folder: Path) -> Look:
    """What one folder has. Raises ConfigError for a pyproject.toml that names us and is no TOML."""
    paths = (folder / name for name in NAMES)
    # os.path rather than pathlib, which raises when a folder cannot be entered or a name is too long.
    found = (path for path in paths if os.path.isfile(path) and (path.name != _PYPROJECT or _ours(path)))
    return Look(next(found, None), os.path.lexists(folder / ".git"))


def closest(folder: Path, look: Callable[[Path], Look] = look) -> Path | None:
    """The configuration file that counts for a folder: its own or that of the nearest folder above.

    The search ends at the top of a repository. A pyproject.toml without [tool.healthaudit] is none of ours. Raises
    ConfigError as ``look`` does, which may be one that remembers.
    """
    for place in (folder, *folder.parents):
        here = look(place)
        if here.file or here.top:
            return here.file
    return None


def _ours(path: Path) -> bool:
    # Every Python project has one: only those that name us are read in full.
    try:
        return b"healthaudit" in path.read_bytes() and _table(path, _toml(path, _text(path))) is not None
    except OSError:
        return False


def read_config(path: Path) -> Config:
    """A file with what it extends, checked. Raises ConfigError."""
    parts: list[tuple[Path, Checked]] = []
    seen: list[Path] = []
    current, told = Path(os.path.abspath(path)), shown(path)
    while True:
        real = Path(os.path.realpath(current))
        if real in seen:
            chain = ", which extends ".join(shown(one) for one in (*seen, real))
            raise ConfigError(f"{told}: extends goes round in a circle: {chain}", "remove one of them")
        if len(seen) == _DEEPEST:
            raise ConfigError(f"{told}: extends more than {_DEEPEST} files in a row", "lay some of them together")
        seen.append(real)
        said = _read(current)
        parts.append((current.parent, said))
        if "extends" not in said.layer:
            return Config(Path(os.path.abspath(path)), tuple(reversed(parts)))
        current, told = said.layer["extends"]


def _read(path: Path) -> Checked:
    text = _text(path)
    data = _toml(path, text)
    if path.name == _PYPROJECT:
        table = _table(path, data)
        if table is None:
            raise ConfigError(f"{shown(path)}: has no [tool.healthaudit]", "add that table, or name another file")
        return checked(table, text, path, shown(path), _TABLE)
    if isinstance(data.get("tool"), dict) and "healthaudit" in data["tool"]:
        hint = f"[tool.healthaudit] is for {_PYPROJECT}; here its keys stand alone"
        raise ConfigError(f"{shown(path)}:{_line(text)}: unknown key 'tool'", hint)
    return checked(data, text, path, shown(path))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{shown(path)}: is not UTF-8 (byte {problem.start})", "save it as UTF-8") from None
    except OSError as problem:
        raise ConfigError(
            f"{shown(path)}: cannot be read: {problem.strerror}", "check its name and permissions"
        ) from None


def _toml(path: Path, text: str) -> dict[str, Any]:
    try:
        if _LONG_KEY.search(text):
            raise ValueError("a key has too many parts")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # ValueError: also a number of thousands of digits
        reason = "nested too deeply" if isinstance(problem, RecursionError) else " ".join(str(problem).split())
        at = _AT.search(reason)
        where = f"{shown(path)}:{at[1] or text.rstrip().count(chr(10)) + 1}" if at else shown(path)
        reason = _AT.sub("", reason)
        hint = 'words stand in quotes, as in fail-on = "high"; days are written 2027-03-01; https://toml.io says more'
        if _CONFLICT.search(text):
            hint = "it holds the marks of a merge conflict: settle that first"
        raise ConfigError(f"{where}: not TOML: {reason}", hint) from None


def _table(path: Path, data: dict[str, Any]) -> dict[str, Any] | None:
    """[tool.healthaudit] of a pyproject.toml, which may be empty; None without one."""
    tool = data.get("tool")
    if not isinstance(tool, dict) or "healthaudit" not in tool:
        return None
    found = tool["healthaudit"]
    if not isinstance(found, dict):
        where = f"{shown(path)}:{_line(_text(path))}"
        raise ConfigError(f"{where}: tool.healthaudit is a table", "write [tool.healthaudit] above its keys")
    return found


def _line(text: str) -> int:
    """Where [tool.healthaudit] stands."""
    return line_of(lines_of(text), _TABLE) or 1
