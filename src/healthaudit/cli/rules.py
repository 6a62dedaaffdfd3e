"""healthaudit rules: what the rules are, what one says, whether they prove themselves, and how to begin another."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.cli.files import write_whole
from healthaudit.cli.options import rule_names
from healthaudit.errors import UsageError
from healthaudit.model import Family, Severity

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor
    from healthaudit.rules import Rule
    from healthaudit.rules.scaffold import Draft
    from healthaudit.rules.selftest import Result

app = typer.Typer(help="List, show and test the rules, and begin one of your own.", no_args_is_help=True)

_Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", metavar="FOLDER", help="A further folder of rules. Repeatable.", exists=True, file_okay=False
    ),
]
_Only = Annotated[Family | None, typer.Option("--family", help="Only the rules of one family.")]


class Listing(StrEnum):
    """How rules are listed."""

    TERMINAL = "terminal"
    JSON = "json"


@app.command("list")
def list_(
    family: _Only = None,
    more: _Folders = None,
    format: Annotated[
        Listing, typer.Option("--format", "-f", help="How to list them; json is for editors and scripts.")
    ] = Listing.TERMINAL,
) -> None:
    """List the rules: code, severity, name and title."""
    rules = _rules(_auditor(_folders(more), classify=False), family)
    if format is Listing.JSON:
        typer.echo(json.dumps(list(map(_listed, rules)), indent=2))
        return
    from healthaudit.reports.console import flat

    width = max((len(rule.id) for rule in rules), default=0)
    shown = None
    for rule in rules:
        if rule.family is not shown:
            typer.echo(("" if shown is None else "\n") + rule.family.value)
            shown = rule.family
        typer.echo(f"  {rule.code}  {rule.severity.value:<8}  {rule.id:<{width}}  {flat(rule.title)}")
    typer.echo(f"\n{len(rules)} rules")


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="RULE", help="A rule's name or code, such as OC101.", autocompletion=rule_names)
    ],
    more: _Folders = None,
) -> None:
    """Show one rule: what it flags and leaves alone, why, the regulations, and how to mend a finding."""
    from healthaudit.reports.console import still
    from healthaudit.rules.examples import examples
    from healthaudit.rules.reference import page_of
    from healthaudit.rules.text import RuleSource

    auditor = _auditor(_folders(more), classify=False)
    rule = _find(_rules(auditor), name)
    knowledge = auditor.library.knowledge
    source = RuleSource(rule.path, rule.path.read_text("utf-8"))
    page = still(page_of(rule, list(examples(source)), knowledge.regulations, knowledge.on_record))
    if not sys.stdout.isatty():
        typer.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    # Links are spelt out: words that lead elsewhere than they say are a trick, and a rule may be anybody's.
    Console().print(Markdown(page, hyperlinks=False))


@app.command()
def test(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A rule file or a folder of rules; if left out, the folders of --rules, or the bundled rules.",
            exists=True,
        ),
    ] = None,
    more: _Folders = None,
    family: _Only = None,
) -> None:
    """Run the examples of rules and say which did not go as expected, and what is still to be written (exit 1)."""
    from healthaudit.rulefiles import bundled_rules
    from healthaudit.rules.selftest import run_examples

    bundled = bundled_rules().resolve()
    given = [folder.resolve() for folder in more or ()]
    targets = [path.resolve()] if path else given or [bundled]
    folders = {target.parent if target.is_file() else target for target in targets}.union(given)
    # A folder inside another one is read with it, as a family's may be.
    apart = [folder for folder in sorted(folders) if not {bundled, *folders}.intersection(folder.parents)]
    auditor = _auditor([folder for folder in apart if folder != bundled])
    rules = [rule for rule in _rules(auditor, family) if _lies_in(rule, targets)]
    if not rules:
        of = f" of the family {family.value}" if family else ""
        raise UsageError(f"{targets[0]}: no rules{of} here", "rules lie in folders named after their family")
    results = [result for rule in rules for result in run_examples(auditor, rule)]
    failed = _say_problems(results)
    begun = [rule for rule in rules if _say_unwritten(rule)]
    unwritten = f", {len(begun)} rules still to be written" if begun else ""
    typer.echo(f"{len(rules)} rules, {len(results)} examples, {failed} not as expected{unwritten}")
    raise typer.Exit(1 if failed or begun else 0)


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Lower-case words joined by hyphens, such as miracle-drops.")
    ],
    family: Annotated[Family, typer.Option("--family", help="What it is about.")] = Family.OVERCLAIM,
    severity: Annotated[
        Severity, typer.Option("--severity", help="How much harm a reader may come to.")
    ] = Severity.MEDIUM,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="FOLDER", help="The folder of your rules; made if need be.")
    ] = Path("my-rules"),
    phrase: Annotated[
        list[str] | None, typer.Option("--phrase", metavar="WORDS", help="Words that it flags. Repeatable.")
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="SENTENCE", help="A sentence that it must leave alone. Repeatable."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="WORDS", help="What it finds, in one line.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a rule of that name.")] = False,
) -> None:
    """Begin a rule of your own: a complete file with notes, made from the words that it flags."""
    from healthaudit.rulefiles import bundled_rules
    from healthaudit.rules.phrase import line_of, phrase_of
    from healthaudit.rules.scaffold import Draft, free_code, names_in, slug_of

    name = slug_of(name)
    phrases = tuple(map(phrase_of, phrase or ()))
    sentences = tuple(line_of(sentence, "--allow") for sentence in allow or ())
    titled = line_of(title, "--title", 200) if title is not None else ""
    bundled = bundled_rules().resolve()
    if bundled in (folder.resolve(), *folder.resolve().parents):
        raise UsageError(f"{folder}: these rules come with healthaudit", "name a folder of your own, such as my-rules")
    target = folder / family.value / f"{name}.yml"
    if target.exists() and not force:
        raise UsageError(f"{target}: is there already", "choose another name, or write over it with --force")
    taken = names_in(bundled) | (names_in(folder, but=target) if folder.is_dir() else {})
    if name in taken:
        raise UsageError(f"{name!r} is the name of a rule already: {taken[name]}", "choose another name")
    draft = Draft(name, free_code(family, taken), family, severity, phrases, sentences, titled)
    from healthaudit.reports.console import flat

    text, results = _proven(draft)
    write_whole(target, text)
    typer.echo(flat(f"wrote {target}: {draft.code} {name}"))
    _say_next(target, folder, results, unwritten=not phrases, regulations=bundled / "knowledge" / "regulations.yml")


def _proven(draft: Draft) -> tuple[str, list[Result]]:
    """The text of a rule whose flagged examples are flagged, and how its examples went. Raises UsageError.

    The rule is tried where nothing else lies, so that one that does not hold is never written.
    """
    from healthaudit.rules.selftest import run_examples

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch).resolve() / draft.family.value / f"{draft.name}.yml"
        write_whole(path, draft.yaml(draft.flags, draft.look_alikes))
        auditor = _auditor([Path(scratch)], classify=False)
        rule = _find(_rules(auditor), draft.name)
        tried = [(result.example.expect, result.problem) for result in run_examples(auditor, rule)]
        flags = draft.chosen([problem for expect, problem in tried if expect == "flag"])
        # In some words a denial or warning cannot be told: such a look-alike would only puzzle.
        made = tried[len(tried) - len(draft.look_alikes) :]
        left = [text for text, (_, problem) in zip(draft.look_alikes, made, strict=True) if not problem]
        text = draft.yaml(flags, left)
        write_whole(path, text)
        return text, list(run_examples(auditor, rule))


def _say_next(target: Path, folder: Path, results: Sequence[Result], *, unwritten: bool, regulations: Path) -> None:
    """Say how the examples went, and what there is to do."""
    from healthaudit.reports.console import still
    from healthaudit.rules.scaffold import PLACEHOLDER

    failed = _say_problems(results, target)
    if unwritten:
        typer.echo(f"it finds nothing yet: put your own words wherever it says {PLACEHOLDER}")
    else:
        typer.echo(f"{len(results)} examples, {failed} not as expected")
    if failed:
        typer.echo("what must be left alone although it matches goes under never, as the notes in the file say")
    place = shlex.quote(str(folder))
    typer.echo(
        still(
            "\nnext:\n"
            f"  edit {shlex.quote(str(target))}: title, why, fix, and sentences from your own pages\n"
            f"  healthaudit rules test {place}\n"
            f"  healthaudit audit page.html --rules {place}\n"
            "for every audit, in healthaudit.toml:\n"
            "  [rules]\n"
            f"  folders = [{json.dumps(folder.as_posix(), ensure_ascii=False)}]\n"
            f"regulations that it may name: {regulations}"
        )
    )


def _say_problems(results: Sequence[Result], path: Path | None = None) -> int:
    """Name the examples that did not go as expected, in their own file or that one; how many there are."""
    from healthaudit.reports.console import flat

    failed = [result for result in results if result.problem]
    for result in failed:
        example = result.example
        typer.echo(flat(f"{path or result.rule.path}:{example.line}: {example.expect}: {result.problem}"))
        typer.echo(f"    {flat(example.text)}")
    return len(failed)


def _say_unwritten(rule: Rule) -> bool:
    """Name a rule that was begun and not written: green, it would protect nobody."""
    from healthaudit.reports.console import flat
    from healthaudit.rules.scaffold import PLACEHOLDER, placeholders

    lines = placeholders(rule.path.read_text("utf-8"))
    if lines:
        more = f" (and on lines {', '.join(map(str, lines[1:]))})" if lines[1:] else ""
        said = f"still to be written: put your own words for {PLACEHOLDER}{more}"
        typer.echo(flat(f"{rule.path}:{lines[0]}: {said}"))
    return bool(lines)


def _listed(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "code": rule.code,
        "family": rule.family.value,
        "severity": rule.severity.value,
        "title": rule.title,
        "file": rule.file,
    }


def _folders(more: Sequence[Path] | None) -> list[Path]:
    """Folders of rules beside the bundled: those of the configuration where the command is run, and those given."""
    from healthaudit.cli.options import configuration_of

    return [*configuration_of().settings("-").rules, *(more or ())]


def _auditor(folders: Iterable[Path], *, classify: bool = True) -> Auditor:
    """The bundled rules and those of further folders, each once."""
    from healthaudit.auditor import Auditor
    from healthaudit.settings import Settings

    return Auditor.load(Settings(rules=tuple(dict.fromkeys(folders)), classify=classify))


def _rules(auditor: Auditor, family: Family | None = None) -> list[Rule]:
    order = list(Family)
    rules = [compiled.rule for compiled in auditor.library.pack.rules.rules]
    chosen = [rule for rule in rules if family in (None, rule.family)]
    return sorted(chosen, key=lambda rule: (order.index(rule.family), rule.code))


def _lies_in(rule: Rule, targets: Sequence[Path]) -> bool:
    file = rule.path.resolve()
    return any(target in (file, *file.parents) for target in targets)


def _find(rules: list[Rule], name: str) -> Rule:
    for rule in rules:
        if name.lower() in (rule.id, rule.code.lower()):
            return rule
    names = [rule.id for rule in rules]
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    raise UsageError(
        f"no rule is called {name!r}",
        f"did you mean {close[0]!r}?" if close else "healthaudit rules list shows all",
    )
