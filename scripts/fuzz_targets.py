"""What strangers' bytes reach, one target for each: it takes any bytes, and raises only where something is wrong.

An error of ours with a hint is an answer; every other exception, and every property that does not hold, is a defect.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

from fuzz_properties import audited, check_page, check_written
from healthaudit.auditor import Auditor
from healthaudit.baseline.file import parsed, written
from healthaudit.citations.entry import parse_entry
from healthaudit.citations.identifiers import identifiers
from healthaudit.config.files import read_config
from healthaudit.errors import (
    BaselineError,
    ConfigError,
    HealthauditError,
    KnowledgeError,
    ReportError,
    RuleError,
    SourceError,
    SourceUnreadable,
)
from healthaudit.knowledge.reading import check_overlay
from healthaudit.language import Stances
from healthaudit.language.quantities import quantities
from healthaudit.language.sentences import split
from healthaudit.language.telephones import telephones
from healthaudit.model import Document, Media
from healthaudit.pages import read
from healthaudit.reports import FORMATS, render
from healthaudit.reports.read_json import read_report
from healthaudit.rulefiles import bundled_rules
from healthaudit.rules.filters import index_of
from healthaudit.rules.hits import RuleSet, patterns_of
from healthaudit.rules.parse import parse
from healthaudit.rules.text import RuleSource
from healthaudit.rules.vocabulary import Vocabulary
from healthaudit.sources.decode import decode
from healthaudit.sources.fetched import Fetched, anywhere
from healthaudit.sources.site.addresses import normalised
from healthaudit.sources.site.links import links_of
from healthaudit.sources.site.polite import Turns
from healthaudit.sources.site.robots import Robots
from healthaudit.sources.site.sitemap import locations
from healthaudit.verdict import suppress

__all__ = ["TARGETS", "Target"]

Target = Callable[[bytes], None]


def _text(data: bytes) -> str:
    """Any bytes as text; what is not UTF-8 becomes lone surrogates, which JSON and files' names bring along."""
    return data.decode("utf-8", "surrogateescape")


@cache
def _auditor() -> Auditor:
    return Auditor.load(today=date(2026, 11, 21))


def _html(data: bytes) -> None:
    page = read(Document("-", Media.HTML, _text(data)))
    check_page(page)


def _markdown(data: bytes) -> None:
    page = read(Document("-", Media.MARKDOWN, _text(data)))
    check_page(page)


def _plain(data: bytes) -> None:
    check_page(read(Document("-", Media.TEXT, _text(data))))


def _language(data: bytes) -> None:
    """Sentences, stances, telephones and quantities of a paragraph."""
    text = _text(data)
    end = 0
    for first, last in split(text):
        assert end <= first < last <= len(text), (end, first, last)
        assert not text[end:first].strip(), "words between sentences"
        end = last
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text), quantity
    language = _auditor().library.language
    reading = language.read(read(Document("-", Media.TEXT, text)))
    for number in telephones(reading.folded, ()):
        assert 0 <= number.start < number.end <= len(reading.folded), number
    stances = Stances(language.stance, reading)
    for index, sentence in enumerate(reading.sentences):
        for sign in stances.signs(index, sentence.start, sentence.end):
            assert sign.start <= sign.end <= len(reading.folded), sign


def _audit(data: bytes) -> None:
    """A whole audit; the first byte says what the page is written in."""
    medias = list(Media)
    media = medias[(data[0] if data else 0) % len(medias)]
    document = Document("page", media, _text(data[1:]))
    report = audited(_auditor(), document)
    assert _auditor().audit(document, any_page=True) == report, "another report of the same page"
    check_written(_auditor(), report)


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary.load(bundled_rules() / "vocabulary.yml")


def _rules(data: bytes) -> None:
    """A rule of somebody's own, read and compiled."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:  # refused where files are read
        return
    try:
        rule = parse(RuleSource(Path("overclaim/my-rule.yml"), text), _vocabulary())
        triggers, conditions = patterns_of([rule])
        RuleSet([rule], index_of([*triggers, *conditions]))
    except RuleError as error:
        _explained(error)


def _facts(data: bytes) -> None:
    """A file of somebody's own facts."""
    try:
        check_overlay(_file("facts.yml", data))
    except KnowledgeError as error:
        _explained(error)


def _citations(data: bytes) -> None:
    """An entry of a reference list."""
    text = _text(data)
    entry = parse_entry(text)
    assert entry.year is None or 1000 < entry.year < 3000, entry.year
    for one in identifiers(text):
        assert 0 <= one.start < one.end <= len(text), one


def _report(data: bytes) -> None:
    """A JSON report from anywhere; what can be read can be shown in every format, and read again."""
    try:
        report = read_report(data)
    except ReportError as error:
        _explained(error)
        return
    again = read_report(render(report, "json").encode("utf-8", "backslashreplace"))
    for name in FORMATS:
        assert render(report, name) == render(again, name), f"{name} differs once it was read back"


def _decode(data: bytes) -> None:
    """Bytes of a page, with what its server says of them in the first line."""
    header, _, body = data.partition(b"\n")
    for label in ("", header.decode("latin-1")):
        try:
            assert decode(body, None, label).text.strip()
        except SourceUnreadable as error:
            _explained(error)


class _Given:
    """A server that answers with the same bytes whatever is asked."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None: ...

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        """The bytes."""
        return Fetched(address, self._body, None, "")


def _robots(data: bytes) -> None:
    """A robots.txt, asked for addresses that are made of it."""
    slept: list[float] = []
    turns = Turns(0, now=lambda: float(len(slept)), sleep=slept.append)
    robots = Robots(_Given(data), turns)
    for path in ("", *data.decode("latin-1").split()[:8]):
        if address := normalised(f"https://example.org/{path}"):
            robots.allows(address)
            robots.sitemaps(address)
            turns.take(address)
    assert all(0 <= seconds <= 60 for seconds in slept), slept


def _sitemap(data: bytes) -> None:
    try:
        assert locations(data)[1]
    except SourceError as error:
        _explained(error)


def _links(data: bytes) -> None:
    """A page on the way through a site, and the addresses in it."""
    text = _text(data)
    found = links_of(Document("-", Media.HTML, text), "https://example.org/")
    for address in (*found.addresses, normalised(text) or ""):
        assert not address or normalised(address) == address, f"{address!r} is normalised anew"


def _suppressions(data: bytes) -> None:
    """A comment above a claim."""
    auditor = _auditor()
    text = f"<!-- healthaudit: {_text(data)} --><p>Our drops cure anxiety.</p>"
    report = auditor.audit(Document("-", Media.HTML, text), any_page=True)
    rules = [compiled.rule for compiled in auditor.library.pack.rules.rules]
    verdict = suppress(report.page, report.findings, report.outcomes, rules, auditor.today)
    assert len(verdict.findings) + len(verdict.suppressed) == len(report.findings)


def _config(data: bytes) -> None:
    try:
        read_config(_file("healthaudit.toml", data))
    except ConfigError as error:
        _explained(error)


def _baseline(data: bytes) -> None:
    """A file of known findings; what can be read is written so that it can be read again."""
    try:
        baseline = parsed(data, "healthaudit-baseline.json")
    except BaselineError as error:
        _explained(error)
        return
    assert written(parsed(written(baseline).encode(), "-")) == written(baseline)


def _explained(error: HealthauditError) -> None:
    """An error of ours is a line of words, and says what to do."""
    assert str(error).strip(), "an error without words"
    assert "\n" not in str(error), f"more than a line: {str(error)!r}"
    assert error.hint.strip(), f"nothing to do about {str(error)!r}"


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="healthaudit-fuzz-")


def _file(name: str, data: bytes) -> Path:
    path = Path(_folder().name, name)
    path.write_bytes(data)
    return path


#: By name: what follows "make fuzz TARGETS=".
TARGETS: Mapping[str, Target] = {
    "html": _html,
    "markdown": _markdown,
    "plain": _plain,
    "language": _language,
    "audit": _audit,
    "rules": _rules,
    "facts": _facts,
    "citations": _citations,
    "report": _report,
    "decode": _decode,
    "robots": _robots,
    "sitemap": _sitemap,
    "links": _links,
    "suppressions": _suppressions,
    "config": _config,
    "baseline": _baseline,
}
