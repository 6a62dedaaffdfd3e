"""The report for a terminal: calm, 80 columns and up, complete without colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from healthaudit.approval import Status
from healthaudit.model import (
    Finding,
    Outcome,
    PageReport,
    Report,
    RuleOutcome,
    Score,
    Severity,
    SourceStatus,
    Use,
)
from healthaudit.reports.console import STYLES, WIDTH, flat, print_place, print_whole, say
from healthaudit.reports.marks import by_position
from healthaudit.reports.sources import Told, by_source, citings, noticed, speaker, standing
from healthaudit.reports.standing import tally as tally_of_states
from healthaudit.reports.standing import told_once, vanished
from healthaudit.reports.terminal_aside import print_aside, state
from healthaudit.reports.uses import STATUSES, by_need, disclosed, tally

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_report"]

_PLACES = 3
"""Further places shown for one finding, unless verbose."""
_QUOTE = 240
"""Characters of a quote, unless verbose."""
_USES = 8
"""Uses shown for one page, unless verbose."""
_COLUMN = 20
"""Narrower columns break too many words."""


def print_report(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print each page, then a summary. ``verbose`` adds why, regulations, every place, every use and source."""
    several = len(report.pages) > 1
    for page, problems in told_once(report.pages):
        if several and not verbose and not (page.findings or page.suppressed or page.errors or problems or page.gone):
            _print_clean(page, console)
            continue
        _print_head(page, console, verbose=verbose)
        for finding in by_position(page.findings):
            _print_finding(finding, flat(page.page.source), console, verbose=verbose)
        print_aside(page, problems, console, verbose=verbose)
    _print_summary(report, console)


def _rule(console: Console) -> None:
    say(console, ("─" * min(console.width, WIDTH), "dim"))


def _print_clean(report: PageReport, console: Console) -> None:
    """Of many pages, those on which nothing was found take a line each, so that the others are seen."""
    notes = "; ".join(map(flat, dict.fromkeys((*report.page.notes, *report.notes))))
    left_out = f"; {report.left_out} left out by the profile" if report.left_out else ""
    rest = ("; " + notes if notes else "") + left_out
    print_place(console, flat(report.page.source), *_score(report.score), ("; no findings" + rest, "dim"))


def _print_head(report: PageReport, console: Console, *, verbose: bool) -> None:
    from rich.text import Text

    _rule(console)
    source, title = flat(report.page.source), flat(report.page.title)
    print_whole(console, Text(source, style="bold"))
    if title:
        say(console, title)
    say(console, *_score(report.score))
    if report.profile is not None:
        because = f": {flat(' … '.join(report.profile.because))}" if report.profile.because else ""
        say(console, f"A page that {report.profile.kind.described}", (because, "dim"))
    if report.score.capped:
        say(console, ("A critical finding holds the score down.", "dim"))
    for line in _families(report.score, min(console.width, WIDTH)):
        say(console, line)
    say(console, (_rules(report), "dim"))
    if report.gone:
        say(console, (vanished(report.gone), "dim"))
    if report.uses:
        _print_uses(report.uses, console, verbose=verbose)
    if report.sources or report.sourced[1]:
        _print_sources(report, console, verbose=verbose)
    if report.benchmarks:
        answers = (f"{each.id} {'yes' if each.answer else 'no'}" for each in report.benchmarks)
        say(console, (f"Whom to trust: {', '.join(answers)}", "dim"))
    for rule, reason in report.errors.items():
        say(console, (f"{rule} broke off: {flat(reason)}", "dim"))
    for note in dict.fromkeys((*report.page.notes, *report.notes)):
        say(console, (flat(note), "dim"), label="Note  ")
    console.print()
    if not report.findings:
        say(console, "No findings that count." if report.suppressed or report.left_out else "No findings.")
        console.print()


def _score(score: Score) -> Iterator[str | tuple[str, str]]:
    if score.value is None:
        yield "No score: no rule applied to this page."
        return
    yield f"{score.value} of 100", "bold"
    yield f", {flat(score.grade)}"
    if score.low is not None and score.low < score.value:
        yield f"; {score.low} if everything under review is upheld", "dim"
    if score.high is not None and score.high > score.value:
        yield f"; {score.high} at best", "dim"


def _families(score: Score, width: int) -> Iterator[str]:
    """Lines of family scores, none of which parts a name from its score."""
    from textwrap import wrap

    if score.value is not None:
        scores = [f"{each.family} {'not run' if each.value is None else each.value}" for each in score.families]
        # textwrap keeps no-break spaces together, rich does not.
        kept = "  ".join(each.replace(" ", "\u00a0") for each in scores)
        for line in wrap(kept, width, break_on_hyphens=False):
            yield line.replace("\u00a0", " ")


def _rules(report: PageReport) -> str:
    counts = Counter(report.outcomes.values())
    said = {
        RuleOutcome.FAIL: "failed",
        RuleOutcome.REVIEW: "for review",
        RuleOutcome.PASS: "passed",
        RuleOutcome.NOT_APPLICABLE: "not applicable",
        RuleOutcome.NOT_SELECTED: "not selected",
        RuleOutcome.ERROR: "broke off",
    }
    parts = [f"{counts[outcome]} {word}" for outcome, word in said.items() if counts[outcome]]
    aside = f"; {_count(len(report.suppressed), 'finding')} set aside" if report.suppressed else ""
    out = f"; {report.left_out} left out by the profile" if report.left_out else ""
    return f"{_count(len(report.outcomes), 'rule')}{': ' if parts else ''}{', '.join(parts)}{aside}{out}"


def _print_uses(uses: Sequence[Use], console: Console, *, verbose: bool) -> None:
    """Print how many uses there are, and those that are promoted without being known to be approved."""
    say(console, (f"Uses: {tally(uses)}", "dim"))
    open_ones = [use for use in uses if verbose or (use.promoted and use.status is not Status.APPROVED)]
    shown = by_need(open_ones)[: None if verbose else _USES]
    if shown:
        rows = [(flat(use.product), flat(use.condition), STATUSES[use.status], disclosed(use)) for use in shown]
        _print_table(("product", "use", "status", "disclosure"), rows, console)
    if len(shown) < len(open_ones):
        say(console, (f"and {len(open_ones) - len(shown)} more", "dim"), indent=2)


def _print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], console: Console) -> None:
    """Print rows whose first two columns give way in a narrow terminal; sentences when it is too narrow."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    room = min(console.width, WIDTH) - 2 * len(widths) - sum(widths[2:])
    if sum(widths[:2]) > room and room < 2 * _COLUMN:
        for first, second, third, fourth in rows:
            say(console, f"{first}, {second}: {third}, {head[3]} {fourth}", indent=2)
        return
    if sum(widths[:2]) > room:
        widths[0] = min(widths[0], max(room // 2, room - widths[1]))
        widths[1] = min(widths[1], room - widths[0])
    for number, row in enumerate((head, *rows)):
        _print_row(row, widths, "" if number else "dim", console)


def _print_row(row: tuple[str, ...], widths: Sequence[int], style: str, console: Console) -> None:
    """Print one row of a table, each cell wrapped into its column."""
    from itertools import zip_longest

    from rich.text import Text

    cells = [Text(cell, style=style).wrap(console, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells):
        line = Text()
        for part, width in zip(parts, widths, strict=True):
            cell = Text("  ").append_text(part or Text())
            cell.align("left", width + 2)
            line.append_text(cell)
        line.rstrip()
        print_whole(console, line)


def _print_sources(report: PageReport, console: Console, *, verbose: bool) -> None:
    """Print how many entries are cited and how many statements have a source; ``verbose``: what is known of works."""
    cited = sum(bool(citings(source)) for source in report.sources)
    parts = [f"{cited} cited"] if report.sources else ["none listed"]
    if cited < len(report.sources):
        parts.append(f"{len(report.sources) - cited} listed but not cited")
    if report.sourced[1]:
        parts.append(f"{report.sourced[0]} of {_count(report.sourced[1], 'statement')} with a source in reach")
    say(console, (f"Sources: {', '.join(parts)}", "dim"))
    for source in report.sources if verbose else ():
        if source.status is SourceStatus.NOT_LOOKED_UP:
            continue
        known = "; ".join([standing(source), *(words for words, _ in noticed(source))])
        named = ", ".join(part for part in (source.work, speaker(source.work, source.known_from)) if part)
        label = f"{source.number}  "
        say(console, flat(known), ("  " + flat(named), "dim"), indent=2, label=label)
        say(console, "“", _quote(source.entry, verbose=False), "”", indent=2 + len(label))
        if source.url:
            _say_url(console, source.url, indent=2 + len(label))


def _print_finding(finding: Finding, source: str, console: Console, *, verbose: bool) -> None:
    quotes = [_quote(each.quote, verbose=verbose) for each in finding.evidence]
    places = [f"{source}:{each.location.line}:{each.location.column}" for each in finding.evidence]
    severity = (finding.severity.value, STYLES[finding.severity])
    review = ", for review" if finding.outcome is Outcome.REVIEW else ""
    print_place(
        console,
        places[0] if places else source,
        severity,
        f" {finding.family}{review}",
        *state(finding),
        "  ",
        (finding.rule, "dim"),
    )
    message = flat(finding.message)
    say(console, message, indent=2)
    if finding.evidence and flat(finding.evidence[0].quote) not in message:
        say(console, "“", (quotes[0], "bold"), "”", indent=2)
    others = list(zip(places, finding.evidence, quotes, strict=True))[1:]
    shown = others if verbose or len(others) <= _PLACES + 1 else others[:_PLACES]
    for place, evidence, quote in shown:
        print_place(console, place, (flat(evidence.role), "dim"), "  “", (quote, "bold"), "”", indent=2)
    if len(shown) < len(others):
        say(console, (f"and {len(others) - len(shown)} more places", "dim"), indent=2)
    for told in by_source(finding.sides):
        _print_told(told, console, verbose=verbose)
    if verbose and finding.why:
        say(console, flat(finding.why), indent=2, label="Why  ")
    if finding.fix:
        say(console, flat(finding.fix), indent=2, label="Fix  ")
    if verbose:
        for claim in finding.on_record:
            unverified = " (unverified)" if claim.unverified else ""
            say(console, f"{flat(claim.verdict)} {flat(claim.source)}{unverified}", indent=2, label="Known  ")
            _say_url(console, claim.url)
        if finding.opinion:
            said = ", ".join(f"“{flat(word)}”" for word in finding.opinion.words)
            words = f", by the words {said}" if said else ""
            say(console, f"{finding.opinion.likelihood:.0%} likely{words}", indent=2, label="Classifier  ")
        for regulation in finding.regulations:
            law = f"{flat(regulation.jurisdiction)} {flat(regulation.title)}"
            unverified = " (unverified)" if regulation.unverified else ""
            say(console, law, unverified, indent=2, label="Law  ")
            if regulation.url:
                _say_url(console, regulation.url)
    console.print()


def _print_told(told: Told, console: Console, *, verbose: bool) -> None:
    """Print what the page says and what one source says, one below the other; the source is named once."""
    named = ", ".join(flat(part) for part in (told.named, told.speaker) if part)
    for number, sides in enumerate(told.sides):
        who = () if number or not named else ((f" ({named})", "dim"),)
        say(console, _quote(sides.page, verbose=verbose), indent=2, label="Page    ")
        say(console, _quote(sides.source, verbose=verbose), *who, indent=2, label="Source  ")
        if verbose and told.url and not number:
            _say_url(console, told.url, indent=10)


def _quote(quote: str, *, verbose: bool) -> str:
    """The quote on one line; of a long one, the beginning and the end."""
    line = flat(quote)
    if verbose or len(line) <= _QUOTE:
        return line
    return f"{line[: _QUOTE - 60].rstrip()} … {line[-60:].lstrip()}"


def _say_url(console: Console, url: str, indent: int = 7) -> None:
    from rich.text import Text

    print_whole(console, Text(" " * indent).append(flat(url), style="dim"))


def _print_summary(report: Report, console: Console) -> None:
    findings = [finding for page in report.pages for finding in page.findings]
    counts = Counter(finding.severity for finding in findings)
    waiting = sum(finding.outcome is Outcome.REVIEW for finding in findings)
    _rule(console)
    parts: list[str | tuple[str, str]] = [f"{_count(len(report.pages), 'page')}, {_count(len(findings), 'finding')}"]
    for number, severity in enumerate(severity for severity in Severity if counts[severity]):
        parts += [", " if number else ": ", (f"{counts[severity]} {severity}", STYLES[severity])]
    if waiting:
        parts.append(f"; {waiting} for review")
    if compared := tally_of_states(findings):
        parts.append(f"; {compared}")
    if aside := sum(len(page.suppressed) for page in report.pages):
        parts.append(f"; {aside} set aside")
    if wrong := sum(len(problems) for _, problems in told_once(report.pages)):
        parts.append(f"; {_count(wrong, 'suppression')} to look at")
    if report.skipped:
        parts.append(f"; {_count(len(report.skipped), 'source')} skipped")
    say(console, *parts)
    for skipped in report.skipped:
        print_place(console, flat(skipped.source), flat(skipped.reason), indent=2)
        if skipped.hint:
            say(console, (flat(skipped.hint), "dim"), indent=4)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
