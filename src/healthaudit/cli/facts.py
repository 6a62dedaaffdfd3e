"""healthaudit facts: what is approved for what, and where that is known from."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.approval import Jurisdiction
from healthaudit.cli.files import write_whole
from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from healthaudit.knowledge import Approvals
    from healthaudit.knowledge.names import Kind, Names

app = typer.Typer(help="Ask the facts about approvals, and renew them.", no_args_is_help=True)

_Facts = Annotated[
    list[Path] | None,
    typer.Option("--facts", metavar="FILE", help="A further file of facts.", exists=True, dir_okay=False),
]


@app.command()
def show(
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="A name, brand or id, such as ketamine.")],
    facts: _Facts = None,
) -> None:
    """Show what is known of a product: approved uses by place, schedule, warnings, risks and sources."""
    approvals = _approvals(facts)
    names = approvals.names
    identity = _found(names, "product", product)
    known = names.products[identity]
    _say(f"{known.name} ({known.id}), {known.kind.replace('_', ' ')}")
    if known.contains:
        _say(f"contains     {names.products[known.contains].name}")
    for place in Jurisdiction:
        holder = approvals.holder(identity, place)
        approval = approvals.approval(identity, place)
        if approval is None:
            _say(f"\n{place.value}  unknown")
            continue
        year = f", first in {approval.year}" if approval.year else ""
        of = f" (entry of {names.products[holder].name})" if holder != identity else ""
        _say(f"\n{place.value}  {approval.how}{year}{of}")
        for label, ids in (("for", approval.approved), ("unclear", approval.unclear)):
            listed = ", ".join(names.conditions[one].name for one in ids)
            if listed or label == "for":
                _say(f"  {label:<9}{listed or 'no disease'}")
        _say(f"  {'source':<9}{', '.join(approval.sources) or 'none: general knowledge'}")
        if not approval.settled:
            _say("           from sets of label data alone; a use that is not listed may have been approved since")
    dossier = approvals.dossiers.get(approvals.holder(identity, "US"))
    if dossier is not None:
        rows = (
            ("schedule", dossier.schedule),
            ("boxed warning", dossier.boxed_warning),
            ("REMS", dossier.rems),
            ("use", "under supervision only" if dossier.supervised else ""),
            ("main risks", ", ".join(dossier.risks)),
            ("note", dossier.note),
        )
        _say("")
        for label, text in rows:
            if text:
                _say(f"{label:<15}{text}")


@app.command()
def check(
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="A name, brand or id, such as Wegovy.")],
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help='A name or id, such as "weight loss".')],
    jurisdiction: Annotated[Jurisdiction, typer.Option("--jurisdiction", help="Whose approvals count.")] = (
        Jurisdiction.US
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    facts: _Facts = None,
) -> None:
    """Say whether a product is approved for a condition: approved, not-listed or unknown, and on what that rests."""
    approvals = _approvals(facts)
    names = approvals.names
    one, other = names.find("product", product), names.find("condition", condition)
    answer = approvals.status(one, other, jurisdiction.value)
    if as_json:
        fields = {"product": one, "condition": other, "jurisdiction": jurisdiction.value, **answer._asdict()}
        typer.echo(json.dumps(fields, indent=2))
        return
    _say(answer.status.value)
    for kind, text, identity in (("product", product, one), ("condition", condition, other)):
        if not identity:
            _say(f"no {kind} is called {text!r}{_guess(names, kind, text)}")
    if answer.approved:
        _say(f"approved for   {', '.join(answer.approved)}")
    if answer.how:
        _say(f"by way of      {answer.how}")
    if answer.source or answer.as_of:
        _say(f"source         {answer.source or 'none: general knowledge'}, as of {answer.as_of}")
    if answer.how and not answer.settled:
        _say("               not settled: a report asks for review instead of failing")


@app.command()
def update(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Holds the sets of label data as CSV files.", exists=True, file_okay=False
        ),
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Where to write; labels.csv of the rules by default.")
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day on which the sets were fetched.")] = "",
) -> None:
    """Draw labels.csv anew from public sets of label data (see docs/facts.md for the files and their columns)."""
    from healthaudit.knowledge.labels import read_labels
    from healthaudit.knowledge.names import load_names
    from healthaudit.rulefiles import bundled_rules

    knowledge = bundled_rules() / "knowledge"
    labels = read_labels(folder, load_names(knowledge, labels=False))
    target = to or knowledge / "labels.csv"
    write_whole(target, labels.text(as_of or "date not given"))
    _say(f"wrote {target}: {len(labels.rows)} drugs; {labels.left_out} statements could not be joined to ours")


def _say(text: str) -> None:
    """Print it: files of facts may be anybody's, and have no say in terminals and logs."""
    from healthaudit.reports.console import still

    typer.echo(still(text))


def _approvals(facts: list[Path] | None) -> Approvals:
    from healthaudit.library import load_library
    from healthaudit.rulefiles import bundled_rules

    return load_library(bundled_rules(), (), tuple(facts or ())).knowledge.approvals


def _found(names: Names, kind: Kind, text: str) -> str:
    identity = names.find(kind, text)
    if not identity:
        raise UsageError(f"no {kind} is called {text!r}", _guess(names, kind, text).strip(" ;") or "try a brand name")
    return identity


def _guess(names: Names, kind: str, text: str) -> str:
    known = sorted({row[0] for row in names.rows if row[1] == kind})
    close = get_close_matches(text.lower(), known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
