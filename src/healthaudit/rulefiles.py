"""The files of rules and facts: where they lie, and the digests by which what was made of them is known again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from healthaudit.digests import blake2b
from healthaudit.errors import RuleError

__all__ = ["RuleFiles", "bundled_rules", "content_of", "digest_of", "joined"]

_SUFFIXES = (".yml", ".yaml", ".csv")


def bundled_rules() -> Path:
    """The folder of rules that came with the package, installed or in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parents[1] / "rules"


def digest_of(folder: Path, more: Sequence[Path] = (), facts: Sequence[Path] = ()) -> str:
    """Of everything that ``load_library`` would read, without loading it. Raises RuleError as it does."""
    sources = [RuleFiles.of(one.resolve()).content for one in (folder, *more)]
    return joined([*sources, *(content_of(str(path)).decode("utf-8", "replace") for path in facts)])


class RuleFiles(NamedTuple):
    """A folder of files, as it is now."""

    path: Path
    content: str
    """Digest of its files."""
    key: str
    """Digest of its files and where they lie: a rule knows its path, so the cache must."""

    @classmethod
    def of(cls, path: Path) -> RuleFiles:
        """The folder as it is now. Raises RuleError."""
        digest = blake2b(digest_size=8)
        for file in _files(path):
            digest.update(f"{file[len(str(path)) :]}\0".encode() + content_of(file) + b"\0")
        content = digest.hexdigest()
        return cls(path, content, joined((content, str(path))))


def joined(parts: Iterable[str]) -> str:
    """One digest of several strings."""
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise RuleError(f"{folder}: no such folder of rules", "name a folder that holds folders of rules")
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(where, name) for name in sorted(names) if name.endswith(_SUFFIXES))


def content_of(path: str) -> bytes:
    """Of a file, with lines that end in LF. Raises RuleError."""
    try:
        with open(path, "rb") as file:
            return file.read().replace(b"\r\n", b"\n")
    except OSError as problem:
        raise RuleError(f"{path}: cannot be read: {problem.strerror}", "check its permissions") from None
