"""Files of facts, read strictly: whatever is wrong is named by file and entry, with what to do about it.

A file of facts is a YAML mapping with the date ``as_of`` and one section that bears the name of the file:
``regulations.yml`` has ``regulations:``. Strings are checked for being strings, as YAML reads an unquoted 999
as a number and an unquoted no as false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from healthaudit.errors import KnowledgeError
from healthaudit.patterns import compiled

__all__ = ["OVERLAID", "Entry", "check_overlay", "date_of", "entries", "grouped_entries"]

#: What a file of one's own may add to or correct.
OVERLAID = ("conditions", "products", "approvals")

_ID = compiled(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_AS_OF = compiled(r"^as_of: (\d{4}-\d\d-\d\d)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as it stands in its file."""

    file: str
    id: str
    values: Mapping[str, object]
    group: str = ""
    """The heading it stands under, in a file with headings."""

    def text(self, key: str, *, required: bool = False) -> str:
        """The string at ``key``; empty where there is none, unless one is required."""
        value = self.values.get(key)
        if isinstance(value, str) and value:
            return value
        if value is None and not required:
            return ""
        raise self.error(f"'{key}' must be text, not {value!r}", _quoting_hint(value, key))

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings in the list at ``key``; none where there is no list."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            raise self.error(f"'{key}' must be a list, not {value!r}", f"write {key}: [one, another]")
        for item in value:
            if not isinstance(item, str) or not item:
                raise self.error(f"'{key}' must hold text only, not {item!r}", _quoting_hint(item, key))
        return tuple(value)

    def flag(self, key: str) -> bool:
        """The truth value at ``key``; false where there is none."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise self.error(f"'{key}' must be true or false, not {value!r}", f"write {key}: true, or leave it out")

    def error(self, what: str, hint: str) -> KnowledgeError:
        """An error about this entry, for the caller to raise."""
        return KnowledgeError(f"{self.file}, entry {self.id}: {what}", hint)


def date_of(path: Path) -> str:
    """ISO date of the facts in a file, found without reading the facts."""
    found = _AS_OF.search(_text_of(path))
    if found is None:
        raise _no_date(path)
    try:
        return date.fromisoformat(found[1]).isoformat()
    except ValueError:
        raise _no_date(path) from None


def entries(path: Path, keys: frozenset[str], overlays: Sequence[Path] = ()) -> Iterator[Entry]:
    """The entries of a file whose section is a list. No keys but ``id`` and ``keys`` are allowed.

    Of ``overlays``, files that may have a section of the same name, an entry replaces one with its id, or is added.
    """
    yield from _overlaid(path, keys, overlays, _listed)


def grouped_entries(path: Path, keys: frozenset[str], overlays: Sequence[Path] = ()) -> Iterator[Entry]:
    """The entries of a file whose section maps headings to lists."""
    yield from _overlaid(path, keys, overlays, _grouped)


def check_overlay(path: Path) -> None:
    """Raises KnowledgeError when a file of one's own facts has a section that none can have."""
    if unknown := _content_of(path).keys() - {"as_of", *OVERLAID}:
        raise KnowledgeError(
            f"{path.name}: unknown section {min(map(str, unknown))!r}", f"sections are {', '.join(OVERLAID)}"
        )


def _overlaid(
    path: Path, keys: frozenset[str], overlays: Sequence[Path], read: Callable[[Path, str], Iterable[tuple[Any, str]]]
) -> Iterator[Entry]:
    found = {entry.id: entry for entry in _checked(path, read(path, path.stem), keys)}
    for overlay in overlays:
        if path.stem in _content_of(overlay):
            found.update((entry.id, entry) for entry in _checked(overlay, read(overlay, path.stem), keys))
    yield from found.values()


def _listed(path: Path, name: str) -> Iterable[tuple[Any, str]]:
    section = _section_of(path, name)
    if not isinstance(section, list):
        raise KnowledgeError(f"{path.name}: '{name}' must be a list", "begin each entry with '- id: ...'")
    return ((item, "") for item in section)


def _grouped(path: Path, name: str) -> Iterable[tuple[Any, str]]:
    section = _section_of(path, name)
    if not isinstance(section, dict) or not all(isinstance(items, list) for items in section.values()):
        raise KnowledgeError(
            f"{path.name}: '{name}' must map each heading to a list of entries",
            "put a heading such as 'mental:' above the entries",
        )
    return ((item, str(heading)) for heading, items in section.items() for item in items)


def _checked(path: Path, items: Iterable[tuple[Any, str]], keys: frozenset[str]) -> Iterator[Entry]:
    allowed = keys | {"id"}
    seen: set[str] = set()
    for number, (item, group) in enumerate(items, start=1):
        identity = item.get("id") if isinstance(item, dict) else None
        if not isinstance(identity, str) or not _ID.fullmatch(identity):
            raise KnowledgeError(
                f"{path.name}, entry number {number}: no usable id ({identity!r})",
                "give it an id of small letters, digits and hyphens",
            )
        entry = Entry(path.name, identity, item, group)
        if identity in seen:
            raise entry.error("this id is there twice", "rename or remove one of the two")
        seen.add(identity)
        if not item.keys() <= allowed:
            unknown = item.keys() - allowed
            raise entry.error(
                f"unknown key {', '.join(sorted(map(repr, unknown)))}",
                f"keys are: id, {', '.join(sorted(keys))}",
            )
        yield entry


def _section_of(path: Path, name: str) -> object:
    content = _content_of(path)
    if name not in content:
        raise KnowledgeError(f"{path.name}: no section '{name}'", f"write '{name}:' above the entries")
    return content[name]


def _content_of(path: Path) -> dict[str, Any]:
    import yaml  # costs 15 ms; a run that only prints its version has no use for it

    # The parser in C is some eight times faster; some builds of PyYAML lack it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(_text_of(path), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise KnowledgeError(
            f"{path.name}{line}: not YAML: {problem}", "check brackets, quotes and colons there"
        ) from None
    except RecursionError:
        raise KnowledgeError(
            f"{path.name}: brackets within brackets without end", "write lists as [one, another]"
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # An impossible date, such as 2026-02-30; a number of a thousand digits; "!!bool perhaps".
        problem = " ".join(str(error).split()) if isinstance(error, ValueError) else "a value is not what its tag says"
        raise KnowledgeError(
            f"{path.name}: not YAML: {problem}", "write dates as 2026-11-21, and put odd values in quotes"
        ) from None
    if not isinstance(content, dict):
        raise KnowledgeError(f"{path.name}: no sections", "begin with 'as_of: 2026-11-21' and the name of a section")
    if not isinstance(content.get("as_of"), date):
        raise _no_date(path)
    return content


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror}", "the folder of facts comes with the rules") from None
    except UnicodeDecodeError:
        raise KnowledgeError(f"{path.name}: not UTF-8", "save the file as UTF-8") from None


def _no_date(path: Path) -> KnowledgeError:
    return KnowledgeError(
        f"{path.name}: no date", "write 'as_of: 2026-11-21' at the top: the day the facts were checked"
    )


def _quoting_hint(value: object, key: str) -> str:
    if isinstance(value, bool | int | float | date):
        return "put it in quotes: YAML took it for something other than text"
    return f"give '{key}' as text"
