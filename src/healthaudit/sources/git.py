"""What a branch changed: which pages differ from where it began, and what they said there.

"Changed" is about the working tree as it is now, held against the merge base of a revision and HEAD: committed,
staged, unstaged and new files all count. Git tells whether a file differs, so its own conversions (line ends,
``working-tree-encoding``) make no difference; old versions come as git stores them, mostly with LF.

Nothing is written. Hooks and diff programs stay out; filters that turn a file into what git stores (LFS) may run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.errors import SourceError, SourceUnreadable, UsageError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.git_command import merge_base, output, start
from healthaudit.sources.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    import subprocess

__all__ = ["Since", "is_changed", "old_documents", "since"]

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Since:
    """The working tree held against where a branch began."""

    rev: str
    """As the user wrote it."""
    base: str
    """Full id of the merge base of ``rev`` and HEAD."""
    root: Path
    """Top of the working tree, absolute and without links."""
    changed: Mapping[Path, str | None]
    """File that is there and differs (absolute, without links) -> its path in ``base``; None for a new one.

    Moved files are followed where git knows of both names. A file of which only the mode differs is not in it.
    """
    links: frozenset[Path]
    """Links that are new or lead elsewhere than in ``base`` (absolute; but for themselves without links)."""
    tree: Mapping[str, str]
    """Every regular file of ``base``: path below ``root`` with slashes -> id of its blob."""


def since(rev: str, where: Path) -> Since:
    """What differs from the merge base of ``rev`` and HEAD in the working tree that the folder ``where`` stands in.

    Raises UsageError where git is missing or refuses, outside of a working tree, for what is no commit, and where
    no merge base is to be found.
    """
    top = os.fsdecode(output(where, "rev-parse", "--show-toplevel")).removesuffix("\n")
    root = Path(os.path.realpath(top))
    base = merge_base(rev, root)
    tree = dict(_files(root, base))
    now = {path: path for path in _split(output(root, "ls-files", "-z", "--others", "--exclude-standard"))}
    now |= {path: path for path in _unwatched(root)}
    now |= _differing(root, base)
    # What git calls deleted may still be there, unknown to it. Links are judged by what they lead to.
    here = {root / path: old if old in tree else None for path, old in now.items()}
    changed = {file: old for file, old in here.items() if os.path.isfile(file) and os.path.realpath(file) == str(file)}
    return Since(rev, base, root, changed, frozenset(file for file in here if os.path.islink(file)), tree)


def is_changed(since: Since, page: str) -> bool:
    """Whether a page, as the user names it, is to be audited: it differs, or git knows nothing of it.

    The latter are URLs, standard input, files outside of the working tree, in a submodule or another repository
    inside of it, ignored files that were named nevertheless, and what is not there.
    """
    file = _real(page)
    if file is None or file in since.changed or not file.is_relative_to(since.root):
        return True
    folder, name = os.path.split(os.path.abspath(page))
    if Path(os.path.realpath(folder), name) in since.links:
        return True
    return file.relative_to(since.root).as_posix() not in since.tree or not os.path.isfile(file)


def old_documents(
    since: Since, pages: Iterable[str], limits: Limits = DEFAULTS, media: Media | None = None
) -> Iterator[Document | Skipped]:
    """The versions in ``base`` of those pages that have changed, under the present names of the pages, in order.

    New and unchanged pages have none here. ``media`` is what a page is written in whose suffix does not tell.
    Skipped is a version that is too large, is no text, or is not in this clone; where git breaks off, so is the rest.
    Raises UsageError at the first step where git cannot be started.
    """
    from healthaudit.sources.decode import decode
    from healthaudit.sources.media import by_suffix

    with start(since.root, "cat-file", "--batch") as git:
        for page in pages:
            file = _real(page)
            old = since.changed.get(file) if file else None
            if not file or not old:
                continue
            # A page that moved may have been Markdown then; one that did not move may go by the name of a link.
            name = page if since.root / old == file else old
            try:
                decoded = decode(_blob(git, since.tree[old], limits), by_suffix(name) or media)
                yield Document(page, decoded.media, decoded.text, decoded.notes)
            except SourceError as error:
                reason = f"its version of {since.base[:12]} cannot be compared: {error}"
                yield Skipped(page, reason, "all that is found on the page counts as new")


def _files(root: Path, base: str) -> Iterator[tuple[str, str]]:
    """Path and blob of the regular files of a commit; neither links nor submodules."""
    for entry in _split(output(root, "ls-tree", "-r", "-z", "--full-tree", base)):
        about, _, path = entry.partition("\t")
        mode, _, blob = about.split(" ")
        if mode.startswith("100"):
            yield path, blob


def _unwatched(root: Path) -> Iterator[str]:
    """Files that git was told not to look at (skip-worktree, assume-unchanged): nothing is known of them."""
    for entry in _split(output(root, "ls-files", "-v", "-z")):
        tag, _, path = entry.partition(" ")
        if tag == "S" or tag.islower():
            yield path


def _differing(root: Path, base: str) -> dict[str, str]:
    """Path now -> path in the commit of what differs, as far as git knows of it; what is gone included."""
    options = ("--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    with _copy_of_index(root) as index:
        raw = output(root, "diff", *options, base, "--", index=index)
    fields = iter(_split(raw))
    differing = {}
    for about in fields:
        old_mode, new_mode, old_blob, new_blob, status = about.lstrip(":").split(" ")
        old = next(fields)
        if status[0] in "RC":
            differing[next(fields)] = old
        elif not (old_blob == new_blob and old_mode[:3] == new_mode[:3] == "100"):  # else only the mode differs
            differing[old] = old
    # What has moved away may be there again, or still.
    return {old: old for old in differing.values()} | differing


@contextmanager
def _copy_of_index(root: Path) -> Iterator[Path]:
    """A copy that a diff may write to: it keeps in the index what it learns of the times of files, asked or not."""
    from shutil import copy2
    from tempfile import TemporaryDirectory

    index = os.fsdecode(output(root, "rev-parse", "--git-path", "index")).removesuffix("\n")
    with TemporaryDirectory(prefix="healthaudit-") as folder:
        copy = Path(folder, "index")
        try:
            copy2(root / index, copy)  # with its time, which tells git what it has to look at again
        except FileNotFoundError:  # nothing was ever added
            pass
        except OSError as error:
            raise UsageError(f"--since: the index of {root} cannot be copied: {error}", "make room for it") from error
        yield copy


def _blob(git: subprocess.Popen[bytes], blob: str, limits: Limits) -> bytes:
    """Contents of a blob, never more than the limit. Raises SourceUnreadable or SourceTooLarge."""
    from healthaudit.sources.files import too_large

    assert git.stdin
    assert git.stdout
    absent = SourceUnreadable("git cannot read it here (a clone without all files, or a damaged one)")
    try:
        os.write(git.stdin.fileno(), f"{blob}\n".encode())  # unbuffered: nothing is left to fail when it is closed
    except OSError:
        raise absent from None
    head = git.stdout.readline().split()  # id, type and bytes; or id and "missing"; or nothing from a dead process
    if len(head) != 3:
        raise absent
    size = int(head[2])
    if size > limits.max_bytes:
        left = size + 1
        while left and (chunk := git.stdout.read(min(left, _CHUNK))):
            left -= len(chunk)
        raise too_large(limits)
    data = git.stdout.read(size + 1)  # and a line feed
    if len(data) <= size:
        raise absent
    return data[:size]


def _split(raw: bytes) -> list[str]:
    return [os.fsdecode(part) for part in raw.split(b"\0")[:-1]]


def _real(page: str) -> Path | None:
    """Where a page lies; None for standard input, a URL, and a name that no file can have."""
    try:
        return None if page == "-" or "://" in page else Path(os.path.realpath(page))
    except ValueError:  # a NUL in it
        return None
