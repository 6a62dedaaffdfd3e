"""The file of a baseline: JSON that people read, review and merge, one key a line.

The same entries give the same bytes. There is no date of writing, no version of healthaudit and no line number in it:
such things change with every run, and two branches could never be merged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from healthaudit.baseline.entries import Baseline, Entry, EntryStatus, Listed
from healthaudit.baseline.names import renamed
from healthaudit.errors import BaselineError
from healthaudit.kinds import Outcome, Severity
from healthaudit.patterns import compiled

__all__ = ["DEFAULT_FILE", "as_json", "parsed", "read_baseline", "written"]

DEFAULT_FILE = "healthaudit-baseline.json"
_VERSION = 1
#: Bytes of a baseline, hundreds of thousands of findings.
_LARGEST = 256 << 20
#: What "names" says in a file that was made where no folder is known: a web page can only tell what the audit was told.
_WORKING_FOLDER = "working-folder"
#: Characters that JSON lets stand, but that steer a terminal, turn words round, end a line or cannot be written out.
_STEERING = compiled("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONFLICT = compiled(r"^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)
_DATE = compiled(r"\d{4}-\d\d-\d\d")
_CHOICES = {"severity": Severity, "outcome": Outcome, "status": EntryStatus}
_MEND = "mend it by hand, or take the file from version control again"


class _Twice(ValueError):
    """A key that stands twice in an object."""


def read_baseline(path: Path, folder: Path | None = None) -> Baseline:
    """The baseline in a file. Raises BaselineError when there is none, or it is wrong.

    Names of pages count from ``folder`` in what comes back, by default from that of the file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise BaselineError(f"{path}: larger than {_LARGEST >> 20} MB", "name a baseline; " + _MEND)
        return parsed(content, str(path), path.parent, folder)
    except FileNotFoundError:
        raise BaselineError(
            f"{path}: no such file", f"make it: healthaudit baseline create PAGE... --output {path}"
        ) from None
    except OSError as problem:
        raise BaselineError(
            f"{path}: cannot be read: {problem.strerror}", "name a file that you may read, such as " + DEFAULT_FILE
        ) from None


def written(baseline: Baseline) -> str:
    """The content of the file: sorted, with LF, and a newline at the end."""
    pages: dict[str, list[dict[str, str]]] = {}
    for page, entry in baseline:
        pages.setdefault(page, []).append(entry._asdict())
    return as_json({"version": _VERSION, "pages": pages})


def as_json(data: Any) -> str:
    """JSON with a key a line, in which no character steers a terminal."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def parsed(content: bytes, name: str, home: Path = Path(), folder: Path | None = None) -> Baseline:
    """The baseline in the bytes of a file, which is called ``name`` and lies in ``home``. Raises BaselineError.

    ``folder`` as in ``read_baseline``. Only where names have to be counted anew is the disk asked, for links.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BaselineError(f"{name}:{line}: this is not UTF-8", "save the file as UTF-8") from None
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise BaselineError(
            f"{name}:{line}: a merge conflict is left in it",
            "keep the entries of both sides, each once; then run healthaudit baseline update",
        )
    try:
        data = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as problem:
        what = problem.msg[:1].lower() + problem.msg[1:]
        raise BaselineError(f"{name}:{problem.lineno}: this is not JSON: {what}", _MEND) from None
    except _Twice as problem:
        raise BaselineError(f"{name}: {problem}", "keep one of them") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without an end
        raise BaselineError(f"{name}: this is not a baseline", _MEND) from None
    return Baseline.of(_listed(data, name, home, home if folder is None else folder))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        where = f" in the entry {data['id']}" if isinstance(data.get("id"), str) else ""
        raise _Twice(f"{json.dumps(twice)} stands twice{where}")
    return data


def _check_frame(data: Any, name: str) -> None:
    """What stands around the entries is as it should be."""
    if not isinstance(data, dict):
        raise BaselineError(f"{name}: this is not a baseline: it is no object with version and pages", _MEND)
    version = data.get("version")
    if type(version) is not int or version != _VERSION:
        shown = json.dumps(version, ensure_ascii=False)[:40]
        what = f"version {shown} is not known" if "version" in data else "it has no version"
        newer = type(version) is int and version > _VERSION
        hint = "install a newer healthaudit" if newer else f'this healthaudit reads "version": {_VERSION}; {_MEND}'
        raise BaselineError(f"{name}: {what}", hint)
    _check_keys({"names": _WORKING_FOLDER} | data, ("version", "names", "pages"), name)
    if (names := data.get("names", _WORKING_FOLDER)) != _WORKING_FOLDER:
        shown = json.dumps(names, ensure_ascii=False)[:40]
        hint = f'write "{_WORKING_FOLDER}", or leave it out where names count from the folder of the file'
        raise BaselineError(f"{name}: names: {shown} is not known", hint)
    if not isinstance(data["pages"], dict):
        raise BaselineError(f"{name}: pages: it is no object of pages with their entries", _MEND)


def _listed(data: Any, name: str, home: Path, folder: Path) -> Iterator[Listed]:
    _check_frame(data, name)
    told_here = "names" in data
    counted = Path() if told_here else home
    seen: dict[str, set[str]] = {}
    for page, entries in data["pages"].items():
        here = f"{name}: page {json.dumps(page)}"
        if not isinstance(entries, list):
            raise BaselineError(f"{here}: it is no list of entries", _MEND)
        called = _called(page, counted, folder, here) if told_here or counted != folder else page
        ids = seen.setdefault(called, set())
        for number, each in enumerate(entries, 1):
            entry = _entry(each, f"{here}, entry {number}")
            if entry.id in ids:
                raise BaselineError(
                    f"{here}, entry {number}: id {entry.id} stands twice on this page", "keep one of them"
                )
            ids.add(entry.id)
            yield Listed(called, entry)


def _called(page: str, counted: Path, folder: Path, here: str) -> str:
    """The name of a page that counts from one folder, counted from another; ``here`` is for messages."""
    try:
        return renamed(page, counted, folder)
    except ValueError:  # NUL, or half a character
        raise BaselineError(f"{here}: no page can be called so", _MEND) from None


def _entry(data: Any, here: str) -> Entry:
    """An entry, every value of which is what it should be; ``here`` is for messages."""
    if not isinstance(data, dict):
        raise BaselineError(f"{here}: it is no object", _MEND)
    if isinstance(data.get("id"), str):
        here += f" ({data['id']})"
    _check_keys(data, Entry._fields, here)
    for key, value in data.items():
        if not isinstance(value, str):
            raise BaselineError(f"{here}: {key}: it is no text in quotes", _MEND)
        if key in ("id", "rule") and not value.strip():
            raise BaselineError(f"{here}: {key}: it is empty", _MEND)
        if key in _CHOICES and value not in (known := [each.value for each in _CHOICES[key]]):
            raise BaselineError(f"{here}: {key}: {value!r} is not one of {', '.join(known)}", _MEND)
        if (key == "added" or (key == "reviewed" and value)) and not _is_date(value):
            raise BaselineError(f"{here}: {key}: {value!r} is no date", "write it as 2026-11-21")
    entry = Entry(
        **{**data, "severity": Severity(data["severity"]), "outcome": Outcome(data["outcome"])}
        | {"status": EntryStatus(data["status"])}
    )
    if entry.status.sets_aside and not entry.reason.strip():
        why = "why it may stand" if entry.status is EntryStatus.ACCEPTED else "why the finding is wrong there"
        raise BaselineError(
            f"{here}: it is {entry.status} without a reason", f'say under "reason" {why}, or make it "unreviewed"'
        )
    return entry


def _check_keys(data: dict[str, Any], keys: Iterable[str], here: str) -> None:
    if unknown := sorted(data.keys() - set(keys)):
        raise BaselineError(f"{here}: {unknown[0]!r} is no key that belongs here", f"keys are {', '.join(keys)}")
    if missing := [key for key in keys if key not in data]:
        raise BaselineError(f"{here}: it has no {missing[0]!r}", _MEND)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
