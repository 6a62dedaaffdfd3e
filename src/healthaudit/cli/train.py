"""healthaudit train: labelled sentences in, a model out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from healthaudit.cli.files import write_whole
from healthaudit.errors import UsageError


def train(
    corpus: Annotated[
        Path,
        typer.Option("--corpus", metavar="FOLDER", help="Labelled sentences: .jsonl files, one batch a file."),
    ],
    pages: Annotated[
        list[Path] | None,
        typer.Option("--pages", metavar="FOLDER", help="Also learn from whole pages with gold. Repeatable."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the model is written.")] = Path(
        "healthaudit.model"
    ),
    card: Annotated[
        Path | None, typer.Option("--card", metavar="FILE", help="Also write a model card, in Markdown.")
    ] = None,
    search: Annotated[
        bool, typer.Option("--search", help="First look for the best settings, on development; takes minutes.")
    ] = False,
) -> None:
    """Learn a classifier from labelled sentences (needs the extra: pip install "healthaudit\\[train]")."""
    try:
        from healthaudit.classifier import train as learning
    except ImportError as missing:
        raise UsageError(
            f"training needs scikit-learn: {missing}", 'install it with: pip install "healthaudit[train]"'
        ) from None
    from healthaudit.auditor import Auditor
    from healthaudit.classifier.weights import pack
    from healthaudit.evaluation.card import card_of
    from healthaudit.evaluation.gold import read_corpus, read_pages
    from healthaudit.evaluation.learning import examples_of, examples_on
    from healthaudit.reports.console import flat
    from healthaudit.settings import Settings

    gold = read_corpus(corpus)
    typer.echo(f"{len(gold.development)} sentences to learn from, {len(gold.test)} batches kept for testing", err=True)
    rules = Auditor.load(Settings(classify=False))
    examples = list(examples_of(gold, rules))
    for folder in pages or ():
        examples.extend(examples_on(read_pages(folder), rules))
    settings = learning.Settings()
    if search:
        settings = learning.search(examples, lambda line: typer.echo(flat(line), err=True))
    learnt = learning.train(examples, settings)
    write_whole(output, pack(learnt.weights))
    typer.echo(flat(f"wrote {output}"), err=True)
    if card:
        write_whole(card, card_of(learnt, examples, settings, gold.test))
        typer.echo(flat(f"wrote {card}"), err=True)
