"""The report for a terminal: calm, 80 columns and up, complete without colour.

Words go out as ``rich.text.Text``, never as markup: brackets on a page are words, not instructions. Lines are
wrapped here rather than by the console, so that ``source:line:column`` is never broken and nothing trails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from healthaudit.approval import Status
from healthaudit.model import (
    Finding,
    Location,
    Outcome,
    PageReport,
    Report,
    RuleOutcome,
    Score,
    Severity,
    SourceStatus,
    Use,
)
from healthaudit.reports.marks import by_position, visible
from healthaudit.reports.sources import Told, by_source, citings, noticed, speaker, standing
from healthaudit.reports.uses import STATUSES, by_need, disclosed, tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["print_report"]

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
_WIDTH = 100
"""Longer lines are hard to read, however wide the terminal is."""
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
    for page in report.pages:
        _print_head(page, console, verbose=verbose)
        for finding in by_position(page.findings):
            _print_finding(finding, _line(page.page.source), console, verbose=verbose)
        _print_aside(page, console)
    _print_summary(report, console)


def _line(text: str) -> str:
    """The text on one line, without characters that would steer the terminal."""
    return " ".join(visible(text).split())


def _say(console: Console, *parts: str | tuple[str, str], indent: int = 0, label: str = "") -> None:
    """Print words, each with its style if it has one, wrapped beside a label."""
    from rich.text import Text

    width = max(20, min(console.width, _WIDTH) - indent - len(label))
    for number, line in enumerate(Text.assemble(*parts).wrap(console, width)):
        line.rstrip()
        margin = Text(" " * indent).append(" " * len(label) if number else label, style="dim")
        _print_whole(console, margin.append_text(line))


def _print_whole(console: Console, text: Text) -> None:
    """Print a line that must stay one, however long."""
    console.print(text, soft_wrap=True)


def _rule(console: Console) -> None:
    _say(console, ("─" * min(console.width, _WIDTH), "dim"))


def _print_head(report: PageReport, console: Console, *, verbose: bool) -> None:
    from rich.text import Text

    _rule(console)
    source, title = _line(report.page.source), _line(report.page.title)
    _print_whole(console, Text(source, style="bold"))
    if title:
        _say(console, title)
    _say(console, *_score(report.score))
    if report.profile is not None:
        because = f": {_line(' … '.join(report.profile.because))}" if report.profile.because else ""
        _say(console, f"A page that {report.profile.kind.described}", (because, "dim"))
    if report.score.capped:
        _say(console, ("A critical finding holds the score down.", "dim"))
    for line in _families(report.score, min(console.width, _WIDTH)):
        _say(console, line)
    _say(console, (_rules(report), "dim"))
    if report.uses:
        _print_uses(report.uses, console, verbose=verbose)
    if report.sources or report.sourced[1]:
        _print_sources(report, console, verbose=verbose)
    if report.benchmarks:
        answers = (f"{each.id} {'yes' if each.answer else 'no'}" for each in report.benchmarks)
        _say(console, (f"Whom to trust: {', '.join(answers)}", "dim"))
    for rule, reason in report.errors.items():
        _say(console, (f"{rule} broke off: {_line(reason)}", "dim"))
    for note in dict.fromkeys((*report.page.notes, *report.notes)):
        _say(console, (_line(note), "dim"), label="Note  ")
    console.print()
    if not report.findings:
        _say(console, "No findings that count." if report.suppressed else "No findings.")
        console.print()


def _score(score: Score) -> Iterator[str | tuple[str, str]]:
    if score.value is None:
        yield "No score: no rule applied to this page."
        return
    yield f"{score.value} of 100", "bold"
    yield f", {_line(score.grade)}"
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
        RuleOutcome.ERROR: "broke off",
    }
    parts = [f"{counts[outcome]} {word}" for outcome, word in said.items() if counts[outcome]]
    aside = f"; {_count(len(report.suppressed), 'finding')} set aside" if report.suppressed else ""
    return f"{_count(len(report.outcomes), 'rule')}{': ' if parts else ''}{', '.join(parts)}{aside}"


def _print_uses(uses: Sequence[Use], console: Console, *, verbose: bool) -> None:
    """Print how many uses there are, and those that are promoted without being known to be approved."""
    _say(console, (f"Uses: {tally(uses)}", "dim"))
    open_ones = [use for use in uses if verbose or (use.promoted and use.status is not Status.APPROVED)]
    shown = by_need(open_ones)[: None if verbose else _USES]
    if shown:
        rows = [(_line(use.product), _line(use.condition), STATUSES[use.status], disclosed(use)) for use in shown]
        _print_table(("product", "use", "status", "disclosure"), rows, console)
    if len(shown) < len(open_ones):
        _say(console, (f"and {len(open_ones) - len(shown)} more", "dim"), indent=2)


def _print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], console: Console) -> None:
    """Print rows whose first two columns give way in a narrow terminal; sentences when it is too narrow."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    room = min(console.width, _WIDTH) - 2 * len(widths) - sum(widths[2:])
    if sum(widths[:2]) > room and room < 2 * _COLUMN:
        for first, second, third, fourth in rows:
            _say(console, f"{first}, {second}: {third}, {head[3]} {fourth}", indent=2)
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
        _print_whole(console, line)


def _print_sources(report: PageReport, console: Console, *, verbose: bool) -> None:
    """Print how many entries are cited and how many statements have a source; ``verbose``: what is known of works."""
    cited = sum(bool(citings(source)) for source in report.sources)
    parts = [f"{cited} cited"] if report.sources else ["none listed"]
    if cited < len(report.sources):
        parts.append(f"{len(report.sources) - cited} listed but not cited")
    if report.sourced[1]:
        parts.append(f"{report.sourced[0]} of {_count(report.sourced[1], 'statement')} with a source in reach")
    _say(console, (f"Sources: {', '.join(parts)}", "dim"))
    for source in report.sources if verbose else ():
        if source.status is SourceStatus.NOT_LOOKED_UP:
            continue
        known = "; ".join([standing(source), *(words for words, _ in noticed(source))])
        named = ", ".join(part for part in (source.work, speaker(source.work, source.known_from)) if part)
        label = f"{source.number}  "
        _say(console, _line(known), ("  " + _line(named), "dim"), indent=2, label=label)
        _say(console, "“", _quote(source.entry, verbose=False), "”", indent=2 + len(label))
        if source.url:
            _say_url(console, source.url, indent=2 + len(label))


def _print_finding(finding: Finding, source: str, console: Console, *, verbose: bool) -> None:
    quotes = [_quote(each.quote, verbose=verbose) for each in finding.evidence]
    places = [f"{source}:{each.location.line}:{each.location.column}" for each in finding.evidence]
    severity = (finding.severity.value, _STYLES[finding.severity])
    review = ", for review" if finding.outcome is Outcome.REVIEW else ""
    _print_place(
        console,
        places[0] if places else source,
        severity,
        f" {finding.family}{review}  ",
        (finding.rule, "dim"),
    )
    message = _line(finding.message)
    _say(console, message, indent=2)
    if finding.evidence and _line(finding.evidence[0].quote) not in message:
        _say(console, "“", (quotes[0], "bold"), "”", indent=2)
    others = list(zip(places, finding.evidence, quotes, strict=True))[1:]
    shown = others if verbose or len(others) <= _PLACES + 1 else others[:_PLACES]
    for place, evidence, quote in shown:
        _print_place(console, place, (_line(evidence.role), "dim"), "  “", (quote, "bold"), "”", indent=2)
    if len(shown) < len(others):
        _say(console, (f"and {len(others) - len(shown)} more places", "dim"), indent=2)
    for told in by_source(finding.sides):
        _print_told(told, console, verbose=verbose)
    if verbose and finding.why:
        _say(console, _line(finding.why), indent=2, label="Why  ")
    if finding.fix:
        _say(console, _line(finding.fix), indent=2, label="Fix  ")
    if verbose:
        for claim in finding.on_record:
            unverified = " (unverified)" if claim.unverified else ""
            _say(console, f"{_line(claim.verdict)} {_line(claim.source)}{unverified}", indent=2, label="Known  ")
            _say_url(console, claim.url)
        if finding.opinion:
            said = ", ".join(f"“{_line(word)}”" for word in finding.opinion.words)
            words = f", by the words {said}" if said else ""
            _say(console, f"{finding.opinion.likelihood:.0%} likely{words}", indent=2, label="Classifier  ")
        for regulation in finding.regulations:
            law = f"{_line(regulation.jurisdiction)} {_line(regulation.title)}"
            unverified = " (unverified)" if regulation.unverified else ""
            _say(console, law, unverified, indent=2, label="Law  ")
            if regulation.url:
                _say_url(console, regulation.url)
    console.print()


def _print_aside(report: PageReport, console: Console) -> None:
    """Print what the author lets stand, never shortened, and what is wrong with the comments that were to do so."""
    source = _line(report.page.source)
    if report.suppressed:
        _say(console, ("Set aside by comments of the page; these cost nothing", "dim"))
        console.print()
    for finding in by_position(report.suppressed):
        place = f"{source}:{_point(finding.evidence[0].location)}" if finding.evidence else source
        severity = (finding.severity.value, _STYLES[finding.severity])
        review = ", for review" if finding.outcome is Outcome.REVIEW else ""
        _print_place(console, place, "set aside  ", severity, f" {finding.family}{review}  ", (finding.rule, "dim"))
        _say(console, _line(finding.message), indent=2)
        if suppression := finding.suppression:
            until = f"until {suppression.until}, " if suppression.until else ""
            where = f" ({until}{_point(suppression.location)})"
            _say(console, _line(suppression.reason), (where, "dim"), indent=2, label="Reason  ")
        console.print()
    for problem in report.suppression_problems:
        _print_place(console, f"{source}:{_point(problem.location)}", ("suppression", "yellow"), f"  {problem.kind}")
        _say(console, _line(problem.message), indent=2)
        _say(console, _line(problem.fix), indent=2, label="Fix  ")
        console.print()


def _point(location: Location) -> str:
    return f"{location.line}:{location.column}"


def _print_told(told: Told, console: Console, *, verbose: bool) -> None:
    """Print what the page says and what one source says, one below the other; the source is named once."""
    named = ", ".join(_line(part) for part in (told.named, told.speaker) if part)
    for number, sides in enumerate(told.sides):
        who = () if number or not named else ((f" ({named})", "dim"),)
        _say(console, _quote(sides.page, verbose=verbose), indent=2, label="Page    ")
        _say(console, _quote(sides.source, verbose=verbose), *who, indent=2, label="Source  ")
        if verbose and told.url and not number:
            _say_url(console, told.url, indent=10)


def _quote(quote: str, *, verbose: bool) -> str:
    """The quote on one line; of a long one, the beginning and the end."""
    line = _line(quote)
    if verbose or len(line) <= _QUOTE:
        return line
    return f"{line[: _QUOTE - 60].rstrip()} … {line[-60:].lstrip()}"


def _say_url(console: Console, url: str, indent: int = 7) -> None:
    from rich.text import Text

    _print_whole(console, Text(" " * indent).append(_line(url), style="dim"))


def _print_place(console: Console, place: str, *parts: str | tuple[str, str], indent: int = 0) -> None:
    """Print ``source:line:column`` unbroken, with the rest behind it if that fits, else below it."""
    from rich.text import Text

    rest = Text.assemble(*parts)
    line = Text(" " * indent + place)
    if line.cell_len + 2 + rest.cell_len <= min(console.width, _WIDTH):
        _print_whole(console, line.append("  ").append_text(rest))
    else:
        _print_whole(console, line)
        _say(console, *parts, indent=indent + 2)


def _print_summary(report: Report, console: Console) -> None:
    findings = [finding for page in report.pages for finding in page.findings]
    counts = Counter(finding.severity for finding in findings)
    waiting = sum(finding.outcome is Outcome.REVIEW for finding in findings)
    _rule(console)
    parts: list[str | tuple[str, str]] = [f"{_count(len(report.pages), 'page')}, {_count(len(findings), 'finding')}"]
    for number, severity in enumerate(severity for severity in Severity if counts[severity]):
        parts += [", " if number else ": ", (f"{counts[severity]} {severity}", _STYLES[severity])]
    if waiting:
        parts.append(f"; {waiting} for review")
    if aside := sum(len(page.suppressed) for page in report.pages):
        parts.append(f"; {aside} set aside")
    if wrong := sum(len(page.suppression_problems) for page in report.pages):
        parts.append(f"; {_count(wrong, 'suppression')} to look at")
    if report.skipped:
        parts.append(f"; {_count(len(report.skipped), 'source')} skipped")
    _say(console, *parts)
    for skipped in report.skipped:
        _print_place(console, _line(skipped.source), _line(skipped.reason), indent=2)
        if skipped.hint:
            _say(console, (_line(skipped.hint), "dim"), indent=4)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
