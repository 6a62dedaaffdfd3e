"""healthaudit evaluate: how well rules and classifier do on labelled sentences and pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from healthaudit.cli.files import write_whole
from healthaudit.errors import UsageError

_FORMATS = (".html", ".json", ".md")


def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...", help="Files or folders: .jsonl files of sentences, pages with a .gold.yml beside them."
        ),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also write it; .html, .md or .json decides. Repeatable."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="Another classifier, as made by healthaudit train.")
    ] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Measure the rules alone.")] = False,
    examples: Annotated[
        int, typer.Option("--examples", min=0, metavar="N", help="Show so many errors of each sort and family.")
    ] = 5,
) -> None:
    """Measure precision, recall and calibration against gold: rules alone, classifier alone, and both."""
    from healthaudit.auditor import Auditor
    from healthaudit.evaluation import evaluate as measure
    from healthaudit.evaluation.data import as_data
    from healthaudit.evaluation.markdown import render_markdown
    from healthaudit.reports.console import flat, still
    from healthaudit.settings import Settings

    if model and no_model:
        raise UsageError("--model and --no-model exclude each other", "leave one of them out")
    for path in output or ():
        if path.suffix.lower() not in _FORMATS:
            raise UsageError(f"{path}: no format has the suffix {path.suffix!r}", f"use one of {', '.join(_FORMATS)}")
    auditor = Auditor.load(Settings(model=model, classify=not no_model))
    data = as_data(measure(auditor, gold, lambda line: typer.echo(flat(line), err=True)), examples)
    typer.echo(still(render_markdown(data)), nl=False)
    for path in output or ():
        write_whole(path, _rendered(data, path.suffix.lower()))
        typer.echo(flat(f"wrote {path}"), err=True)


def _rendered(data: dict[str, Any], suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if suffix == ".md":
        from healthaudit.evaluation.markdown import render_markdown

        return render_markdown(data)
    from healthaudit.evaluation.html import render_html

    return render_html(data)
