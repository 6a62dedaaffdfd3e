"""The files of rules and facts: where they lie, and the digests by which what was made of them is known again.

Rules and facts of one's own may be anybody's, as those of a repository that is looked at. What of YAML could run, fill
the memory or never end is refused here, before anybody makes values of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.cache import remembered
from healthaudit.digests import blake2b
from healthaudit.errors import RuleError
from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from yaml.events import Event

__all__ = ["RuleFiles", "bundled_rules", "content_of", "digest_of", "joined"]

_YAML = (".yml", ".yaml")
_SUFFIXES = (*_YAML, ".csv")
#: Brackets and indents within each other; the parser in C calls itself for each, and crashes at some thousands.
_DEEPEST = 50
#: Values of a file, those that an alias repeats counted each time.
_MOST = 1_000_000
#: What YAML takes for a number; Python refuses to print those of thousands of digits.
_NUMBER = compiled(r"[-+]?\d[\da-fA-FxXoO_:.]{100,}")
_DAY = compiled(r"\d{4}-\d\d?-\d\d?(?=$|[Tt \t])")


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
        files = list(_files(path))
        if path == bundled_rules():
            # Nobody's but ours, and many: as Python with its modules, we take them for the same by size and time.
            looks = joined(f"{file}\0{found.st_size}\0{found.st_mtime_ns}" for file, found in _looked_at(files))
            content = remembered("digest", looks, lambda: _digest_of(path, files, _content_of))
        else:
            content = _digest_of(path, files, content_of)
        return cls(path, content, joined((content, str(path))))


def _looked_at(files: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
    for file in files:
        try:
            yield file, os.stat(file)
        except OSError as problem:
            raise _unreadable(file, problem) from None


def _digest_of(folder: Path, files: Sequence[str], read: Callable[[str], bytes]) -> str:
    digest = blake2b(digest_size=8)
    for file in files:
        digest.update(f"{file[len(str(folder)) :]}\0".encode("utf-8", "surrogateescape") + read(file) + b"\0")
    return digest.hexdigest()


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
    """Of a file of one's own, with lines that end in LF. Raises RuleError, also for YAML that is no plain data."""
    content = _content_of(path)
    if path.endswith(_YAML):
        _refuse_traps(path, content)
    return content


def _content_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read().replace(b"\r\n", b"\n")
    except OSError as problem:
        raise _unreadable(path, problem) from None


def _unreadable(path: str, problem: OSError) -> RuleError:
    return RuleError(f"{path}: cannot be read: {problem.strerror}", "check its permissions")


class _Open:
    """A mapping or list that has not ended yet."""

    __slots__ = ("anchor", "is_key", "keys", "values")

    def __init__(self, anchor: str | None, mapping: bool) -> None:
        self.anchor = anchor
        self.keys: set[str] | None = set() if mapping else None
        self.is_key = mapping
        """Whether what comes next is a key."""
        self.values = 1
        """So far, with those inside."""


def _refuse_traps(path: str, content: bytes) -> None:
    """Raises RuleError for what nobody needs in a rule or fact. What is no YAML is for its reader to say."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    around = [_Open(None, mapping=False)]
    anchored: dict[str, int] = {}
    with suppress(yaml.YAMLError, UnicodeDecodeError):
        for event in yaml.parse(content.decode("utf-8"), Loader=loader):
            if trap := _trap(event, around, anchored):
                why, hint = trap
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise RuleError(f"{path}:{line}: {why}", hint)


def _trap(event: Event, around: list[_Open], anchored: dict[str, int]) -> tuple[str, str] | None:
    """Why an event is refused, and what to do. ``around`` is what it stands in; ``anchored``: values by anchor."""
    import yaml

    inner = around[-1]
    if isinstance(event, yaml.CollectionEndEvent):
        ended = around.pop()
        around[-1].values += ended.values
        if ended.anchor:
            anchored[ended.anchor] = ended.values
        return None
    if not isinstance(event, yaml.NodeEvent):
        return None
    is_key, inner.is_key = inner.is_key, inner.keys is not None and not inner.is_key
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchored:
            return f"the alias *{event.anchor} stands for itself, or for nothing", "write out what is meant"
        inner.values += anchored[event.anchor]
    elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        return f"the tag {event.tag}", "rules and facts are plain data: leave it out"
    elif isinstance(event, yaml.CollectionStartEvent):
        around.append(_Open(event.anchor, isinstance(event, yaml.MappingStartEvent)))
        if len(around) > _DEEPEST:
            return f"nested more than {_DEEPEST} deep", "rules and facts are flat: take brackets and indents away"
    elif isinstance(event, yaml.ScalarEvent):
        inner.values += 1
        if event.anchor:
            anchored[event.anchor] = 1
        if is_key and inner.keys is not None:
            if event.value in inner.keys:
                return f"the key {event.value!r} stands there twice", "keep one of the two"
            inner.keys.add(event.value)
        if event.implicit[0]:
            return _odd(event.value)
    if sum(each.values for each in around) > _MOST:
        return f"more than {_MOST:,} values, those counted again that aliases repeat", "write out what is meant"
    return None


def _odd(plain: str) -> tuple[str, str] | None:
    """What is wrong with words without quotes that YAML takes for a number or a day."""
    if _NUMBER.fullmatch(plain):
        return "a number of very many digits", "put it in quotes if it is text"
    if found := _DAY.match(plain):
        try:
            date(*map(int, found[0].split("-")))
        except ValueError:
            return f"{found[0]} is no day", "correct it, or put it in quotes if it is text"
    return None
