"""Goes through pages with one tool and tells what it took: run as a process of its own, told pages line by line.

``bench_driver.py NAME``, with the Python that has the tool. A line of standard input is a list of paths in JSON; the
answer is a Turn. Loading the tool, reading files and making pages ready are not counted.
"""

from __future__ import annotations

import importlib
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

#: Bytes that a set of expressions may use.
_SET_MEMORY = 512 << 20


class Tool(NamedTuple):
    """One way to go through a page."""

    ready: Callable[[Path], Any]
    """What the tool is given; not counted."""
    work: Callable[[Any], int]
    """How many findings it has."""
    about: str = ""
    """What is to be known of it."""


def healthaudit() -> Tool:
    """The audit, with everything on that needs no network."""
    from healthaudit.auditor import Auditor

    auditor = Auditor.load()
    return Tool(document, lambda one: len(auditor.audit(one).findings))


def tokens() -> Tool:
    """The floor of reading: the tokenizer of HTML and nothing else."""
    from healthaudit.pages.tokens import tokenizer

    module = tokenizer()

    def work(text: str) -> int:
        return sum(1 for _ in module.tokenize(text, resolve_references=False, capture_source=True))

    return Tool(lambda path: path.read_text("utf-8"), work)


def sets() -> Tool:
    """The floor of matching: all expressions of all rules as sets of RE2, over text made ready for them."""
    import re2

    from healthaudit.auditor import Auditor
    from healthaudit.expressions import Pattern, encoded, options
    from healthaudit.pages import read

    library = Auditor.load().library
    patterns = [trigger.expression.pattern for trigger in library.pack.rules.triggers]

    def compiled(some: list[Pattern]) -> list[Any]:
        """As one set, or as several when RE2 finds one too large."""
        chosen = options()
        chosen.max_mem = _SET_MEMORY
        made = re2.Set.SearchSet(chosen)
        for pattern in some:
            made.Add(encoded(pattern.text))
        try:
            made.Compile()
        except re2.error:
            if len(some) == 1:
                raise
            return [*compiled(some[::2]), *compiled(some[1::2])]
        return [made]

    kinds = [compiled([one for one in patterns if one.slotted == slotted]) for slotted in (False, True)]

    def ready(path: Path) -> tuple[bytes, bytes]:
        reading = library.language.read(read(document(path)))
        return reading.folded.lower(), reading.masked.lower()

    def work(texts: tuple[bytes, bytes]) -> int:
        return sum(len(one.Match(text) or ()) for text, some in zip(texts, kinds, strict=True) for one in some)

    return Tool(ready, work, f"{len(patterns):,} expressions in {sum(map(len, kinds))} sets")


def proselint() -> Tool:
    """proselint through its Python API, with its own settings."""
    checks = importlib.import_module("proselint.checks").__register__
    importlib.import_module("proselint.registry").CheckRegistry().register_many(checks)
    lint = importlib.import_module("proselint.tools").LintFile
    return Tool(lambda path: path.read_text("utf-8"), lambda text: len(lint("page", text).lint()))


TOOLS: dict[str, Callable[[], Tool]] = {
    "healthaudit": healthaudit,
    "tokens": tokens,
    "sets": sets,
    "proselint": proselint,
}


def document(path: Path) -> Any:
    """A page as the audit takes it, by the suffix of its file."""
    from healthaudit.model import Document, Media

    media = {".html": Media.HTML, ".md": Media.MARKDOWN, ".txt": Media.TEXT}
    return Document(path.name, media[path.suffix], path.read_text("utf-8"))


def main() -> None:
    tool = TOOLS[sys.argv[1]]()
    print(tool.about, flush=True)  # it has loaded
    for line in sys.stdin:
        pages = [tool.ready(Path(path)) for path in json.loads(line)]
        wall, cpu = time.perf_counter(), time.process_time()
        found = sum(map(tool.work, pages))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall, "cpu": cpu, "found": found, "peak": peak()}), flush=True)


def peak() -> float:
    """The most memory that this process had at a time, in MB."""
    try:  # on Linux getrusage does not forget what the process had that started this one
        told = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
        return int(told[1]) * 1024 / 1e6 if told else 0.0
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # also told to the bench, which says so
        sys.exit(130)
