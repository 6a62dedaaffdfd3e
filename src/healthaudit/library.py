"""Rules, facts and cues, loaded: from the files, or from the cache when the files are the same as last time.

Both ways end in the same function, which makes the values from plain data; the cache holds nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.cache import remembered
from healthaudit.digests import blake2b
from healthaudit.errors import RuleError
from healthaudit.knowledge import Knowledge
from healthaudit.language import Language
from healthaudit.rules import RulePack

_SUFFIXES = (".yml", ".yaml")


class Library(NamedTuple):
    """What an audit needs beside the page."""

    pack: RulePack
    knowledge: Knowledge
    language: Language


def bundled_rules() -> Path:
    """The folder of rules that came with the package, installed or in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parents[1] / "rules"


def load_library(folder: Path, more: Sequence[Path] = ()) -> Library:
    """Everything of ``folder``, and the rules of further folders.

    Raises RuleError and KnowledgeError, which name file, key and line of the first mistake.
    """
    folders = [folder.resolve(), *(other.resolve() for other in more)]  # a rule knows its path, so the cache must
    rules, places = blake2b(digest_size=8), blake2b(digest_size=8)
    for one in folders:
        places.update(f"{one}\0".encode())
        for path in _files(one):
            rules.update(f"{path[len(str(one)) :]}\0".encode() + _content(path) + b"\0")
    for stamp in _code_stamps():
        places.update(stamp.encode())
    key = f"{rules.hexdigest()}-{places.hexdigest()}"
    plain = remembered("library", key, lambda: _read(folders[0], folders[1:]))
    return _assemble(plain, rules.hexdigest())


def _code_stamps() -> Iterator[str]:
    """Of the code that makes plain data out of files: who changes it must not be served what it made before."""
    package = Path(__file__).parent
    rooms = (os.scandir(package / room) for room in (".", "rules", "knowledge", "language"))
    for entry in sorted(chain.from_iterable(rooms), key=lambda entry: entry.path):
        if entry.name.endswith(".py"):
            status = entry.stat()
            yield f"{entry.name}{status.st_size}{status.st_mtime_ns}"


def _files(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise RuleError(f"{folder}: no such folder of rules", "name a folder that holds folders of rules")
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(where, name) for name in sorted(names) if name.endswith(_SUFFIXES))


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read().replace(b"\r\n", b"\n")
    except OSError as problem:
        raise RuleError(f"{path}: cannot be read: {problem.strerror}", "check its permissions") from None


def _read(folder: Path, more: Sequence[Path]) -> dict[str, Any]:
    """The files as plain data, checked. Takes a while."""
    from healthaudit.knowledge import read_knowledge
    from healthaudit.language import index_of, read_language
    from healthaudit.rules import read_pack

    knowledge = read_knowledge(folder / "knowledge")
    return {
        "knowledge": knowledge,
        "mentions": index_of(knowledge["names"]),
        "language": read_language(folder / "language"),
        "pack": read_pack(folder, more),
    }


def _assemble(plain: Mapping[str, Any], digest: str) -> Library:
    knowledge = Knowledge.of(plain["knowledge"])
    pack = RulePack.of(plain["pack"], digest)
    for compiled in pack.rules.rules:
        rule = compiled.rule
        for names, known, file in (
            (rule.regulations, knowledge.regulations, "regulations"),
            (rule.on_record, knowledge.on_record, "claims"),
        ):
            for name in names:
                if name not in known:
                    raise RuleError(
                        f"{rule.file}: {name!r} is not in rules/knowledge/{file}.yml",
                        "regulations and claims on record are listed there",
                    )
    return Library(pack, knowledge, Language.of(plain["language"], knowledge.names, plain["mentions"]))
