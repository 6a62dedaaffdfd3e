"""The program git: started safely, asked for commits, and its refusals in words that tell what to do.

Needs git 2.30 of December 2020 or newer.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from healthaudit.errors import UsageError

__all__ = ["merge_base", "output", "start"]

# Settings of a repository must neither start programs nor change what comes out, as far as git lets us say so: filters
# and what fetches the missing objects of a partial clone still run. Modes are no words of a page.
_SETTINGS = {
    "core.fileMode": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "diff.autoRefreshIndex": "true",
}
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# Git sets these for its hooks, in part relative to another folder. They name the repository and the index of a
# commit under way. That index only says which files git knows, and the working tree is what is asked about: the
# repository is the one that a folder stands in.
_OF_HOOKS = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
}
_HINTS = {
    "cannot change to": "check the name of the folder",
    "not a git repository": "run it in a folder of a repository, or leave out --since to audit all pages",
    "must be run in a work tree": "a bare repository holds no pages: run it in a clone or a worktree of it",
}
_SHALLOW = "this clone is shallow: fetch more history (git fetch --unshallow; in GitHub Actions: fetch-depth: 0)"


def output(folder: Path, *arguments: str, index: Path | None = None) -> bytes:
    """What a git command prints, with another index. Raises UsageError where it fails or cannot be started."""
    return _checked(_run(folder, *arguments, index=index), folder)


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A git command to talk to, whose complaints are lost. Raises UsageError where it cannot be started."""
    return _start(folder, arguments, subprocess.PIPE, subprocess.DEVNULL)


def merge_base(rev: str, folder: Path) -> str:
    """Full id of the commit that ``rev`` and HEAD have both grown from.

    Raises UsageError where ``rev`` names no commit, or has none in common with HEAD.
    """
    if not rev.strip() or rev.startswith("-"):
        raise UsageError(f"--since {rev!r}: not a revision", "name a commit, a branch or a tag: --since origin/main")
    if not _commit(folder, "HEAD"):
        hint = "commit something first, or leave out --since to audit all pages"
        raise UsageError(f"--since {rev}: the branch that is checked out in {folder} has no commit yet", hint)
    commit = _commit(folder, rev)
    if not commit:
        raise UsageError(f"--since {rev}: git knows no such commit in {folder}", _advice(folder, rev))
    found = _run(folder, "merge-base", commit, "HEAD")
    if found.returncode == 1:
        hint = _SHALLOW if _is_shallow(folder) else "name a commit that the branch has grown from"
        raise UsageError(f"--since {rev}: no commit in common with what is checked out in {folder}", hint)
    return _checked(found, folder).decode("ascii").strip()


def _advice(folder: Path, rev: str) -> str:
    """What to do about a revision that git does not know."""
    if ".." in rev or rev.startswith("^"):
        return "name one commit and no range: where the branch began is found by itself"
    if _commit(folder, f"origin/{rev}"):
        return f"there is no local branch of this name: try --since origin/{rev}"
    if _is_shallow(folder):
        return _SHALLOW
    return "check the spelling; what is only on a server has to be fetched first (git fetch)"


def _commit(folder: Path, rev: str) -> str:
    """Full id of a commit; empty for what names none, or several."""
    # In two steps: ":/words^{commit}" would look for other words.
    named = _verified(folder, rev)
    return named and _verified(folder, f"{named}^{{commit}}")


def _verified(folder: Path, rev: str) -> str:
    found = _run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", rev)
    name = found.stdout.decode("ascii", "replace").strip()
    return name if found.returncode == 0 and name.isalnum() else ""  # "^main" comes out as "^" and an id


def _is_shallow(folder: Path) -> bool:
    return output(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _run(folder: Path, *arguments: str, index: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    with _start(folder, arguments, subprocess.DEVNULL, subprocess.PIPE, index) as process:
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def _start(
    folder: Path, arguments: tuple[str, ...], stdin: int, stderr: int, index: Path | None = None
) -> subprocess.Popen[bytes]:
    settings = (word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}"))
    command = ["git", "-C", str(folder), *settings, *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS} | _ENVIRONMENT
    if index:
        environment["GIT_INDEX_FILE"] = str(index)
    try:
        return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=environment)
    except FileNotFoundError as error:
        hint = "install git (https://git-scm.com), or leave out --since to audit all pages"
        raise UsageError("--since needs the program git, which is not installed", hint) from error
    except (OSError, ValueError) as error:
        raise UsageError(
            f"--since: git cannot be started: {error}", "check the revision, and that git works"
        ) from error


def _checked(done: subprocess.CompletedProcess[bytes], folder: Path) -> bytes:
    if done.returncode == 0:
        return done.stdout
    lines = os.fsdecode(done.stderr).splitlines() or [f"it ended with {done.returncode} and said nothing"]
    reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1]).removeprefix("fatal: ")
    hint = next((hint for words, hint in _HINTS.items() if words in reason), "see what git status says there")
    trust = next((line.strip() for line in lines if line.strip().startswith("git config ")), "")
    if "safe.directory" in trust:
        hint = f"if you trust it: {trust}"
    raise UsageError(f"--since: git refuses in {folder}: {reason}", hint)
