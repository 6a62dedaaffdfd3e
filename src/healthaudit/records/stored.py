"""Records as files: a folder to save to and replay from, and the cache, which forgets after a while.

One small JSON file for each query, named by the digest of its key, written whole or not at all, so that neither runs
side by side nor an interrupted one leave anything half-written.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from healthaudit.cache import since
from healthaudit.citations import Absent, Query, Work
from healthaudit.digests import blake2b

__all__ = ["FORMAT", "Folder"]

FORMAT = "healthaudit.record/1"
_FIELDS = ("title", "abstract", "year", "journal", "kind", "source", "url")


class Folder:
    """A folder of records.

    ``expires`` is the age in seconds beyond which a record counts as not there; None keeps them for ever.
    """

    def __init__(self, path: Path, expires: float | None = None) -> None:
        self._path = path
        self._expires = expires

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """The records that are there. A file that cannot be read is as good as none."""
        found: dict[str, Work | Absent] = {}
        for query in queries:
            answer = self._read(query.key)
            if answer is not None:
                found[query.key] = answer
        return found

    def save(self, answers: Mapping[str, Work | Absent]) -> None:
        """Keep what is known: not that a service could not be reached. A full disk is no error."""
        for key, answer in answers.items():
            if not (isinstance(answer, Absent) and answer.unreachable):
                self._write(key, answer)

    def _file(self, key: str) -> Path:
        return self._path / f"{blake2b(key.encode('utf-8', 'replace'), digest_size=12).hexdigest()}.json"

    def _read(self, key: str) -> Work | Absent | None:
        path = self._file(key)
        try:
            if self._expires is not None and since(path.stat()) > self._expires:
                return None
            data = json.loads(path.read_bytes())
            if data["format"] != FORMAT or data["key"] != key:
                return None
            return _answer(data)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _write(self, key: str, answer: Work | Absent) -> None:
        text = json.dumps({"format": FORMAT, "key": key, **_plain(answer)}, ensure_ascii=False, indent=1)
        path = self._file(key)
        # Of its own for each thread; not from tempfile, whose files only their owner may read.
        part = path.with_name(f"{path.stem}-{os.getpid()}-{threading.get_ident()}.part")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            part.write_bytes(text.encode("utf-8", "replace") + b"\n")
            os.replace(part, path)
        except BaseException as problem:
            with suppress(OSError):
                part.unlink()
            if not isinstance(problem, OSError):
                raise


def _plain(answer: Work | Absent) -> dict[str, Any]:
    if isinstance(answer, Absent):
        return {"absent": answer.reason}
    fields = {name: getattr(answer, name) for name in _FIELDS}
    return {**fields, "authors": list(answer.authors), "notices": list(answer.notices)}


def _answer(data: Mapping[str, Any]) -> Work | Absent:
    """Raises KeyError or ValueError for what is no record."""
    if "absent" in data:
        return Absent(_text(data["absent"]), unreachable=False)
    year = data["year"]
    if year is not None and type(year) is not int:
        raise ValueError("year")
    return Work(
        title=_text(data["title"]),
        abstract=_text(data["abstract"]),
        authors=_texts(data["authors"]),
        year=year,
        journal=_text(data["journal"]),
        kind=_text(data["kind"]),
        notices=_texts(data["notices"]),
        source=_text(data["source"]),
        url=_text(data["url"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value.encode("utf-8", "replace").decode()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("list")
    return tuple(_text(one) for one in value)
