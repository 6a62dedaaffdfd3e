"""Measure how quick the HTML report of a long page is in a browser, beside the bare text in the same browser."""

from __future__ import annotations

import html
import statistics
from collections.abc import Iterator
from pathlib import Path

from bench_table import Bench, Table

ROOT = Path(__file__).parents[1]
RUNS = 5
#: Characters of text on the page.
LONG = 1_000_000
_OPENED = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
#: Each gives the milliseconds until the window shows what it did.
_STEPS = {
    "a family filtered out": "document.querySelector('.legend input[value=overclaim]').click()",
    "searched": "Object.assign(pages[0].query, {value: 'number'}).dispatchEvent(new Event('input'))",
    "all shown again": "unfilter(pages[0])",
    "the next finding": "go(beside(1))",
}


def opened(bench: Bench) -> Iterator[Table]:
    """A page of a megabyte of text: opened, filtered, searched, walked."""
    from playwright.sync_api import sync_playwright

    from healthaudit.auditor import Auditor
    from healthaudit.model import Document, Media
    from healthaudit.reports import render
    from healthaudit.sources.render import chromium

    bench.say("report: auditing a long page, and opening its report")
    folder, sources = bench.folder, sorted((ROOT / "fixtures" / "pages").glob("*.html"))
    auditor, length = Auditor.load(), 0
    bodies: list[str] = []
    while length < LONG:
        source = sources[len(bodies) % len(sources)]
        # A number in each repetition, so that no two findings are the same.
        body = source.read_text("utf-8").replace("<p>", f"<p>Part {len(bodies)}. ")
        bodies.append(body)
        length += sum(map(len, auditor.audit(Document("-", Media.HTML, body)).page.text.split()))
    report = auditor.run([Document("long.html", Media.HTML, "".join(bodies))])
    [page] = report.pages
    files = {"report": folder / "report.html", "text": folder / "text.html"}
    files["report"].write_text(render(report, "html"), "utf-8")
    text = "".join(f"<p>{html.escape(page.page.text[block.start : block.end])}</p>" for block in page.page.blocks)
    files["text"].write_text(f"<!doctype html><title>Text</title>{text}", "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.installed())
        window = browser.new_page(viewport={"width": 1360, "height": 900})

        def seconds(name: str) -> float:
            window.goto(files[name].as_uri())
            return float(window.evaluate(_OPENED)) / 1000

        took = {name: statistics.median(seconds(name) for _ in range(RUNS)) for name in ("text", "report")}
        size = files["report"].stat().st_size / 1e6
        bare = took["text"] * 1000
        rows = [("its text alone, opened", f"{bare:.0f} ms", "1.0")]
        rows.append(("opened", f"{took['report'] * 1000:.0f} ms", f"{took['report'] / took['text']:.1f}"))
        for name, step in _STEPS.items():
            timed = (
                f"(() => {{ const start = performance.now(); {step}; return {_OPENED}.then(end => end - start) }})()"
            )
            took_so_long = float(window.evaluate(timed))
            rows.append((name, f"{took_so_long:.0f} ms", f"{took_so_long / bare:.1f}"))
        browser.close()
    yield Table(
        f"HTML report of {len(page.page.text) / 1e6:.1f} MB of text, {len(page.findings):,} findings, {size:.1f} MB",
        ("step", "until the window shows it", "x its text alone"),
        rows,
    )
