"""Measure start-up, memory and throughput; every figure beside a floor measured in the same run.

Run by ``make bench``, or for some parts: ``scripts/bench.py report``.

Pages are made from the fixtures: a page of N bytes is a fixture whose body is repeated, with
the furniture of a real site around it (head, navigation, inline script and style), until it has N bytes.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench_report import opened

ROOT = Path(__file__).parents[1]
FLOOR = [sys.executable, "-c", "import typer, rich"]
RUNS = 15
MANY = 300


def furniture(size: int) -> tuple[str, str]:
    """What stands before and behind the body of a page of a real site, about ``size`` bytes together."""
    links = "".join(
        f'<li class="menu-item item-{n}"><a href="/topics/{n}">Topic number {n}</a></li>\n' for n in range(20)
    )
    style = "".join(f".block-{n} {{ margin: {n}px; color: #0{n % 10}0 }}\n" for n in range(400))
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><style>{style[: size // 2]}</style></head><body>'
    )
    nav = f'<nav class="main-menu"><ul>{links}</ul></nav><main>'
    script = "".join(f"window.data[{n}] = 'value {n}';\n" for n in range(400))
    foot = f"</main><footer><ul>{links}</ul></footer><script>{script[: size // 4]}</script></body></html>"
    return head + nav, foot


def page_of(source: Path, size: int, share: float) -> str:
    """A page of ``size`` bytes of which about ``share`` is the fixture's own body."""
    html = source.read_text("utf-8")
    body = re.sub(r"(?s)^.*?<body[^>]*>|</body>.*$", "", html)
    before, behind = furniture(int(size * (1 - share)))
    room = size - len(before) - len(behind)
    return before + (body * (room // max(1, len(body)) + 1))[:room] + behind


def fixtures() -> list[Path]:
    return sorted((ROOT / "fixtures" / "pages").glob("*.html"))


def timed(command: Sequence[str], environment: dict[str, str]) -> tuple[float, int]:
    """Seconds and peak memory in KiB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return elapsed, usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def start_up(folder: Path) -> Iterator[str]:
    """The whole process on one page of 15 KB, against a process that only imports typer and rich."""
    page = folder / "page.html"
    page.write_text(page_of(fixtures()[-1], 15_000, 0.6), "utf-8")
    command = [
        str(Path(sys.executable).with_name("healthaudit")),
        "audit",
        str(page),
        "--format",
        "json",
        "--fail-on",
        "never",
        "--no-cache",  # of reports: the rules that it has read are kept
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["HEALTHAUDIT_CACHE"] = str(folder / "cache")
    first, _ = timed(command, environment)
    pairs = [(timed(FLOOR, environment)[0], *timed(command, environment)) for _ in range(RUNS)]
    floor = statistics.median(pair[0] for pair in pairs)
    audit = statistics.median(pair[1] for pair in pairs)
    memory = max(pair[2] for pair in pairs) / 1024
    ratio = f"{audit / floor:.2f} x 'import typer, rich' ({floor * 1000:.0f} ms)"
    yield f"one page of 15 KB, whole process   {audit * 1000:6.0f} ms   {ratio}"
    yield f"  the first time, cache empty      {first * 1000:6.0f} ms   {first / floor:.2f} x"
    yield f"  peak memory                      {memory:6.0f} MB"


def many(folder: Path) -> Iterator[str]:
    """300 pages of 15 KB: one job, two, and again with nothing changed."""
    site = folder / "site"
    site.mkdir()
    sources = fixtures()
    for number in range(MANY):
        page = page_of(sources[number % len(sources)], 15_000, 0.4 + number % 7 / 20)
        (site / f"{number:03}.html").write_text(f"{page}<!-- {number} -->", "utf-8")
    command = [str(Path(sys.executable).with_name("healthaudit")), "audit", str(site), "--fail-on", "never"]
    command += ["--format", "jsonl"]
    environment = {**os.environ, "HEALTHAUDIT_CACHE": str(folder / "cache")}
    one, memory = timed([*command, "--no-cache", "--jobs", "1"], environment)
    two, _ = timed([*command, "--no-cache", "--jobs", "2"], environment)
    timed([*command, "--jobs", "2"], environment)
    again = statistics.median(timed(command, environment)[0] for _ in range(5))
    floor = statistics.median(timed(FLOOR, environment)[0] for _ in range(5))
    rate = f"{MANY / one:.1f} pages/s, peak memory {memory / 1024:.0f} MB"
    yield f"{MANY} pages of 15 KB, one job        {one:6.1f} s    {rate}"
    yield f"  two jobs                         {two:6.1f} s    {one / two:.2f} times as fast"
    spared = f"{one / again:.0f} times as fast, {again / floor:.1f} x the floor"
    yield f"  again, nothing changed           {again:6.2f} s    {spared}"


def throughput() -> Iterator[str]:
    """Pages of 20 KB a second in one process on one core, against tokenizing them and nothing else."""
    from healthaudit.auditor import Auditor
    from healthaudit.model import Document, Media
    from healthaudit.pages.tokens import tokenizer

    auditor = Auditor.load()
    for share in (0.5, 0.9):
        documents = [
            Document(path.name, Media.HTML, page_of(path, 20_000, share)) for path in fixtures() for _ in range(4)
        ]
        words = statistics.mean(
            sum(block.end - block.start for block in auditor.audit(document).page.blocks) for document in documents
        )
        rate = per_second(lambda document: auditor.audit(document), documents)
        floor = per_second(
            lambda document: list(tokenizer().tokenize(document.text, resolve_references=False, capture_source=True)),
            documents,
        )
        yield (
            f"pages of 20 KB, {words / 20_000:.0%} of it text      {rate:6.0f} pages/s   "
            f"{floor / rate:.0f} x the time of tokenizing ({floor:.0f} pages/s)"
        )


def classifier() -> Iterator[str]:
    """Reading the model, and sentences scored a second: words never met before, and met before."""
    from healthaudit.classifier import BUNDLED_MODEL, Classifier, load_model
    from healthaudit.evaluation.gold import read_corpus
    from healthaudit.language.fold import fold

    reading = min(_seconds(lambda: load_model(BUNDLED_MODEL)) for _ in range(RUNS))
    weights = load_model(BUNDLED_MODEL)
    texts = [
        (fold(sentence.text).decode("latin-1"), sentence.block)
        for sentence in read_corpus(ROOT / "fixtures" / "corpus").sentences
    ]

    def score(classifier: Classifier) -> None:
        for text, block in texts:
            classifier.scores(text, block)

    used = Classifier(weights)
    fresh = min(_seconds(lambda: score(Classifier(weights))) for _ in range(5))
    again = min(_seconds(lambda: score(used)) for _ in range(5))
    size = BUNDLED_MODEL.stat().st_size / 1e6
    yield f"classifier: model of {size:.1f} MB read in {reading * 1000:6.1f} ms"
    yield f"  sentences scored                 {len(texts) / fresh:6.0f} a second, {len(texts) / again:.0f} once warm"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def per_second(work: Callable[..., object], documents: Sequence[object]) -> float:
    """The best of five passes."""
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        for document in documents:
            work(document)
        best = max(best, len(documents) / (time.perf_counter() - start))
    return best


def main() -> None:
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[str, Callable[[], Iterator[str]]] = {
            "start": lambda: start_up(Path(folder)),
            "many": lambda: many(Path(folder)),
            "throughput": throughput,
            "classifier": classifier,
            "report": lambda: opened(Path(folder), fixtures()),
        }
        for name, part in parts.items():
            for line in part() if name in wanted or not wanted else ():
                print(line, flush=True)


if __name__ == "__main__":
    main()
