"""healthaudit rules: what the rules are, what one says, and whether they prove themselves."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.errors import UsageError
from healthaudit.model import Family

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor
    from healthaudit.rules import Rule

app = typer.Typer(help="List, show and test the rules.", no_args_is_help=True)


@app.command("list")
def list_(
    family: Annotated[Family | None, typer.Option("--family", help="Only the rules of one family.")] = None,
) -> None:
    """List the rules: code, severity, name and title."""
    from healthaudit.auditor import Auditor

    rules = [rule for rule in _rules(Auditor.load()) if family in (None, rule.family)]
    width = max((len(rule.id) for rule in rules), default=0)
    shown = None
    for rule in rules:
        if rule.family is not shown:
            typer.echo(("" if shown is None else "\n") + rule.family.value)
            shown = rule.family
        typer.echo(f"  {rule.code}  {rule.severity.value:<8}  {rule.id:<{width}}  {rule.title}")
    typer.echo(f"\n{len(rules)} rules")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="RULE", help="A rule's name or code, such as OC101.")],
) -> None:
    """Show one rule: what it flags and leaves alone, why, the regulations, and how to mend a finding."""
    from healthaudit.auditor import Auditor
    from healthaudit.rules.examples import examples
    from healthaudit.rules.reference import page_of
    from healthaudit.rules.text import RuleSource

    auditor = Auditor.load(model=None)
    rule = _find(_rules(auditor), name)
    knowledge = auditor.library.knowledge
    source = RuleSource(rule.path, rule.path.read_text("utf-8"))
    page = page_of(rule, list(examples(source)), knowledge.regulations, knowledge.on_record)
    if not sys.stdout.isatty():
        typer.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


@app.command()
def test(
    path: Annotated[
        Path | None,
        typer.Argument(help="A rule file or a folder of rules; the bundled rules if left out.", exists=True),
    ] = None,
) -> None:
    """Run the examples of rules and say which did not go as expected (exit 1)."""
    from healthaudit.auditor import Auditor
    from healthaudit.library import bundled_rules
    from healthaudit.rules.selftest import run_examples

    bundled = bundled_rules().resolve()
    target = path.resolve() if path else bundled
    inside = target == bundled or bundled in target.parents
    auditor = Auditor.load(more_rules=[] if inside else [target])
    rules = [rule for rule in _rules(auditor) if target in (rule.path.resolve(), *rule.path.resolve().parents)]
    if not rules:
        raise UsageError(f"{target}: no rules here", "rules lie in folders named after their family")
    failed = total = 0
    for rule in rules:
        for result in run_examples(auditor, rule):
            total += 1
            if result.problem:
                failed += 1
                text = " ".join(result.example.text.split())
                typer.echo(f"{rule.path}:{result.example.line}: {result.example.expect}: {result.problem}\n    {text}")
    typer.echo(f"{len(rules)} rules, {total} examples, {failed} not as expected")
    raise typer.Exit(1 if failed else 0)


def _rules(auditor: Auditor) -> list[Rule]:
    order = list(Family)
    rules = [compiled.rule for compiled in auditor.library.pack.rules.rules]
    return sorted(rules, key=lambda rule: (order.index(rule.family), rule.code))


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
