"""The plain text of a page, for tools that take nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench_driver import document


def text_of(path: Path) -> str:
    """What a reader sees of a page, block by block."""
    from healthaudit.pages import read

    page = read(document(path))
    return "\n\n".join(page.text[block.start : block.end] for block in page.blocks) + "\n"


def as_text(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The pages again, as files of plain text."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for path in paths:
        made.append(folder / f"{path.stem}.txt")
        made[-1].write_text(text_of(path), "utf-8", newline="\n")
    return made
