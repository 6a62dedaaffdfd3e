"""The file of a baseline, as the commands meet it: which one, nobody else at work on it, what is printed of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.baseline.file import DEFAULT_FILE
from healthaudit.errors import BaselineError, UsageError

if TYPE_CHECKING:
    from healthaudit.config import Configuration

__all__ = ["alone", "file_of", "line"]


def file_of(configuration: Configuration) -> Path:
    """That of the configuration, or the usual one."""
    named: Path | None = configuration.run()["baseline"].value
    return Path(os.path.relpath(named)) if named else Path(DEFAULT_FILE)


@contextmanager
def alone(file: Path) -> Iterator[Path]:
    """The file itself, behind any link, while nobody else writes it. Raises BaselineError when somebody does."""
    from healthaudit.labelling.lock import held

    path = file.resolve()  # a link stays one when the file behind it is replaced
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(path))
        except UsageError as problem:
            # The lock speaks of labelling, for which it was made.
            said, busy, _ = str(problem).partition(" is labelling into it")
            hint = f"end that first; if there is none, delete {path.name}.lock" if busy else problem.hint
            raise BaselineError(f"{said} is at work on it" if busy else said, hint) from None
        except OSError as problem:
            raise BaselineError(
                f"{file}: cannot be written: {problem.strerror}", "name a file in a folder that you may write to"
            ) from None
        yield path


def line(text: str) -> str:
    """The text on one line, its columns as they are, without what would steer a terminal or the log of a CI job."""
    from healthaudit.reports.console import still

    return still(text.replace("\n", " ").replace("\t", " "))
