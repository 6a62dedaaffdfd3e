"""healthaudit baseline: known findings in a file, so that a run fails on what is new only."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.baseline.entries import EntryStatus
from healthaudit.baseline.file import DEFAULT_FILE
from healthaudit.cli import baseline_merge
from healthaudit.cli.baseline_file import alone, file_of, line
from healthaudit.cli.files import write_whole
from healthaudit.cli.options import ConfigOption, NoConfigOption, configuration_of
from healthaudit.cli.run import Pages, Run, cores, run_over
from healthaudit.errors import BaselineError, UsageError
from healthaudit.kinds import Severity

if TYPE_CHECKING:
    from healthaudit.baseline import Baseline, Entry, Listed
    from healthaudit.baseline.review import Answer, Walk
    from healthaudit.config import Configuration
    from healthaudit.model import Report
    from healthaudit.rules import Rule

app = typer.Typer(help="Keep known findings in a file, so that a run fails on new ones only.", no_args_is_help=True)

_SHOWN = 60
"""Characters of a quote in a list."""
_COUNTED: tuple[tuple[type[StrEnum], Callable[[Entry], StrEnum]], ...] = (
    (EntryStatus, lambda entry: entry.status),
    (Severity, lambda entry: entry.severity),
)
_Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="Files, folders, http(s) URLs, or - for standard input; without any, those of the configuration.",
        show_default=False,
    ),
]


class _Format(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"


@app.command()
def create(
    sources: _Sources = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where it goes.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a baseline that is there, with what was said of its entries.")
    ] = False,
    config: ConfigOption = None,
    no_config: NoConfigOption = False,
) -> None:
    """Write down what is found now: everything that counts, to fail on and to review alike."""
    from healthaudit.baseline import of_report, written

    configuration = configuration_of(config, no_config)
    output = output or file_of(configuration)
    _check_free(output, force=force)
    report = _audited(sources, configuration)
    baseline = of_report(report, output.parent, date.today())
    with alone(output) as path:
        _check_free(output, force=force)
        write_whole(path, written(baseline))
    typer.echo(line(f"wrote {output}: {_counted(baseline)}"))


@app.command()
def update(
    sources: _Sources = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="The baseline to bring up to date.")
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also take out entries of pages and rules that are no longer there.")
    ] = False,
    config: ConfigOption = None,
    no_config: NoConfigOption = False,
) -> None:
    """Add what is new and take out what is gone. What was said of the others stays, as do pages that are not named."""
    from healthaudit.baseline import Baseline, astray, read_baseline, updated, written

    configuration = configuration_of(config, no_config)
    baseline = baseline or file_of(configuration)
    read_baseline(baseline)  # before anything is audited: what is wrong with it is known at once
    with alone(baseline) as path:
        old = read_baseline(baseline)
        report = _audited(sources, configuration)
        new, changes = updated(old, report, baseline.parent, date.today())
        lost = astray(new, report, baseline.parent)
        pruned = set(lost) if prune else set()
        new = Baseline.of(each for each in new if each not in pruned)
        content = written(new).encode()
        if content != path.read_bytes():
            write_whole(path, content)
    for sign, listed in (("+", changes.added), ("-", (*changes.gone, *(pruned and lost)))):
        for page, entry in listed:
            typer.echo(line(f"{sign} {page}: {entry.rule}: {entry.quote or 'the page as a whole'}"))
    if not prune:
        for page, number in Counter(each.page for each in lost).items():
            what = "1 entry" if number == 1 else f"{number} entries"
            why = "of a page or rule that is no longer there, or no longer read"
            typer.echo(line(f"{page}: kept {what} {why}; --prune takes them out"), err=True)
    gone = len(changes.gone) + len(pruned)
    counts = f"{len(changes.added)} added, {gone} removed, {len(changes.kept) - len(pruned)} kept"
    typer.echo(line(f"{counts}; in {baseline}"))


@app.command()
def show(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The baseline.")] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="Only entries of this rule.")] = "",
    status: Annotated[EntryStatus | None, typer.Option("--status", help="Only entries of this status.")] = None,
    format: Annotated[_Format, typer.Option("--format", help="A list for people, or JSON.")] = _Format.TERMINAL,
) -> None:
    """List the entries, page by page, with counts."""
    from healthaudit.baseline import Baseline, read_baseline
    from healthaudit.baseline.file import as_json

    file = file or file_of(configuration_of())
    whole = read_baseline(file)
    wanted = _named(rule, whole)
    shown = Baseline.of(each for each in whole if each.entry.rule in wanted and status in (None, each.entry.status))
    # Rules that are dismissed often want mending; they stand first.
    by_rule = sorted(Counter(each.entry.rule for each in shown).items(), key=lambda each: (-each[1], each[0]))
    if format is _Format.JSON:
        counts = {one.value: sum(each.entry.status is one for each in shown) for one in EntryStatus}
        entries = [{"page": page, **entry._asdict()} for page, entry in shown]
        typer.echo(as_json({"counts": counts, "rules": dict(by_rule), "entries": entries}), nl=False)
        return
    width = max((len(each.entry.rule) for each in shown), default=0)
    for page, listed in shown.pages.items():
        typer.echo(line(page))
        for one in sorted(listed, key=lambda entry: (entry.severity.rank, entry.rule, entry.id)):
            quote = one.quote if len(one.quote) <= _SHOWN else f"{one.quote[: _SHOWN - 1]}…"
            reason = f" ({one.reason})" if one.reason else ""
            text = f"  {one.severity:<8}  {one.status:<10}  {one.rule:<{width}}  {quote}{reason}"
            typer.echo(line(text).rstrip())
        typer.echo()
    if status and by_rule:
        typer.echo(line(f"{status} by rule: {', '.join(f'{count} {one}' for one, count in by_rule)}"))
    typer.echo(_counted(shown))


@app.command(
    epilog="Exit codes: 0 done or ended, 2 the command or the file is wrong. What you answered is in the file at once."
)
def review(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The baseline.")] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="Only of this rule or family.")] = "",
    severity: Annotated[Severity | None, typer.Option("--severity", help="Only of this severity or worse.")] = None,
    page: Annotated[str, typer.Option("--page", metavar="PATTERN", help="Only on pages that fit, as legal/*.")] = "*",
) -> None:
    """Walk through what nobody has reviewed yet: accept or dismiss it, for a reason, or reject it."""
    from healthaudit.baseline import read_baseline
    from healthaudit.baseline.review import unreviewed

    file = file or file_of(configuration_of())
    read_baseline(file)
    with alone(file) as path:
        baseline = read_baseline(file)
        wanted, rank = _named(rule, baseline), len(Severity) if severity is None else severity.rank
        asked = [
            each
            for each in unreviewed(baseline)
            if each.entry.rule in wanted and each.entry.severity.rank <= rank and fnmatchcase(each.page, page)
        ]
        if not asked:
            typer.echo("nothing to ask: all such entries are reviewed", err=True)
        walk = _walked(asked, baseline, path)
    typer.echo(line(f"{walk.summary}; in {file}"))


app.command("merge", epilog=baseline_merge.EPILOG)(baseline_merge.merge)


def _audited(sources: list[str] | None, configuration: Configuration) -> Report:
    """The audit, with a word about what was skipped; the end of the command when that is everything."""
    report = run_over(Pages(tuple(sources or ())), Run(configuration, jobs=cores()))
    for skipped in report.skipped:
        typer.echo(line(f"skipped {skipped.source}: {skipped.reason}"), err=True)
        if skipped.hint:
            typer.echo(line(f"  hint: {skipped.hint}"), err=True)
    if not report.pages:
        raise typer.Exit(3)
    return report


def _check_free(output: Path, *, force: bool) -> None:
    if os.path.isdir(output):
        raise BaselineError(f"{output}: is a folder", f"name a file, such as {output / DEFAULT_FILE}")
    if os.path.lexists(output) and not force:
        raise BaselineError(
            f"{output}: is there already",
            "healthaudit baseline update brings it up to date; --force makes it anew and forgets all reviews",
        )


def _walked(asked: list[Listed], baseline: Baseline, path: Path) -> Walk:
    """Ask until all is answered, the person has enough, or the keys end; each answer is in the file before the next."""
    from healthaudit.baseline.keys import Keys
    from healthaudit.baseline.review import Walk, press, tell
    from healthaudit.baseline.screen import Screen

    walk, keys, content = Walk(len(asked)), Keys(typer.getchar), path.read_bytes()
    with Screen.opened(asked, _rules() if asked else {}, line) as screen:
        try:
            while not walk.over:
                screen.show(walk)
                before = walk
                if not walk.asking:
                    walk = press(walk, keys.key() or "q")
                elif (reason := keys.line()) is not None:
                    walk = tell(walk, reason)
                else:
                    walk = press(walk._replace(asking=None), "q")
                if walk.at > before.at:
                    with _undisturbed():
                        answered = baseline.put(*_answered(asked[before.at], walk.answers[before.at]))
                        if answered != baseline:
                            content = _saved(path, content, answered)
                        baseline = answered
                    screen.confirm(walk.answers[before.at].said)
        except KeyboardInterrupt:  # all that was answered is in the file; this is one of the ways to end
            pass
    return walk


def _answered(listed: Listed, answer: Answer) -> Listed:
    """The entry with what was said of it today; as it was when it was skipped."""
    if answer.status is EntryStatus.UNREVIEWED:
        return listed
    said = date.today().isoformat()
    return listed._replace(entry=listed.entry._replace(status=answer.status, reason=answer.reason, reviewed=said))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until what was answered is in the file."""
    waiting: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        raise KeyboardInterrupt


def _saved(path: Path, before: bytes, baseline: Baseline) -> bytes:
    """Write the file, and return its content. Raises BaselineError when it is not as we left it."""
    from healthaudit.baseline import written

    if not path.is_file() or path.read_bytes() != before:
        raise BaselineError(
            f"{path}: was changed by somebody else meanwhile, so your last answer is not in it",
            "start the review again: it asks about what is unreviewed in the file now",
        )
    content = written(baseline).encode()
    write_whole(path, content)
    return content


def _named(name: str, baseline: Baseline) -> Set[str]:
    """Rules of the entries that a name stands for; all for an empty one. Raises UsageError for one that is none."""
    from healthaudit.rules.selection import Names

    there = {each.entry.rule for each in baseline}
    if not name or name.lower() in there:
        return {name.lower()} if name else there
    names = Names(_rules().values())
    ids = names.ids(name)
    if ids is None:
        raise UsageError(f"--rule: {name!r} is no rule, code or family", names.suggestion(name))
    return ids


def _rules() -> Mapping[str, Rule]:
    """The rules by id, those of the configuration too, to say more of a finding than its entry does."""
    from healthaudit.library import load_library
    from healthaudit.rulefiles import bundled_rules

    return {
        compiled.rule.id: compiled.rule
        for compiled in load_library(bundled_rules(), configuration_of().settings("-").rules).pack.rules.rules
    }


def _counted(baseline: Baseline) -> str:
    """How many findings on how many pages, of which status and severity."""
    findings, pages = len(baseline), len(baseline.pages)
    total = f"{findings} {_plural('finding', findings)} on {pages} {_plural('page', pages)}"
    counts = [
        ", ".join(f"{count} {one}" for one in values if (count := sum(get(each.entry) == one for each in baseline)))
        for values, get in _COUNTED
    ]
    return f"{total}: {'; '.join(counts)}" if findings else total


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
