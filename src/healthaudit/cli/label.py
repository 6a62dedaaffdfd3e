"""healthaudit label: a person decides where rules and classifier disagree; the answers are gold to train with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.errors import UsageError
from healthaudit.labelling.gold import Register, Row

if TYPE_CHECKING:
    from healthaudit.labelling.queue import Question
    from healthaudit.labelling.session import Walk
    from healthaudit.labelling.store import Store

EPILOG = (
    "Letters choose labels, Enter accepts, ? tells what they mean; s skip, u unsure, b back, q quit. "
    "Exit codes: 0 done or ended, 2 the command or the file is wrong, 3 no page could be read."
)
_MOST = 50


def label(
    pages: Annotated[
        list[str],
        typer.Argument(metavar="PAGE...", help="Files, folders or http(s) URLs.", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Where the gold goes; what is there already stays."),
    ] = Path("labels.jsonl"),
    most: Annotated[
        int | None,
        typer.Option("--most", min=1, metavar="N", help=f"Ask about so many at most; {_MOST} unless --all is given."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Ask about every sentence, not only where rules and classifier disagree.")
    ] = False,
    topic: Annotated[
        str, typer.Option("--topic", metavar="WORDS", help="What the pages are about; the title of each by default.")
    ] = "",
    register: Annotated[
        Register | None,
        typer.Option(
            "--register",
            help="What sort of page it is; by default slick-marketing for one that sells, leaflet for others.",
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="Another model of the classifier.")
    ] = None,
) -> None:
    """Walk through the sentences about which rules and classifier disagree, and keep what you say of them."""
    from healthaudit.labelling.store import open_store
    from healthaudit.reports.console import flat

    if "-" in pages:
        raise UsageError(
            "a page cannot come from standard input here: the keys do", "save the page to a file, and name that"
        )
    with open_store(output) as (store, notes):
        for note in notes:
            typer.echo(flat(note), err=True)
        asked = _asked(pages, model, store, every=every)
        if asked is None:
            raise typer.Exit(3)
        asked = asked[: most or (None if every else _MOST)]
        if not asked:
            typer.echo("nothing to ask: rules and classifier agree, or all is answered", err=True)
        walk = _walked(asked, store, " ".join(topic.split()), register)
    typer.echo(flat(f"{walk.summary}; in {output}"))


def _asked(pages: list[str], model: Path | None, store: Store, *, every: bool) -> list[Question] | None:
    """What to ask, in order; None when no page could be read."""
    from healthaudit.auditor import Auditor
    from healthaudit.labelling.queue import pick, questions
    from healthaudit.model import Skipped
    from healthaudit.reports.console import flat
    from healthaudit.settings import Settings
    from healthaudit.sources import collect

    auditor = Auditor.load(Settings(model=model))
    found: list[Question] = []
    read = 0
    for page in questions(auditor, collect(pages)):
        if isinstance(page, Skipped):
            typer.echo(flat(f"skipped {page.source}: {page.reason}"), err=True)
            if page.hint:
                typer.echo(f"  hint: {flat(page.hint)}", err=True)
        else:
            read += 1
            found.extend(page)
    return pick(found, store.texts, every=every) if read else None


def _walked(asked: list[Question], store: Store, topic: str, register: Register | None) -> Walk:
    """Ask until all is answered, the person has enough, or the keys end; each answer is on the disk before the next."""
    from healthaudit.cli.screen import Screen
    from healthaudit.labelling.session import Walk, press

    walk = Walk(len(asked))
    ids: dict[int, str] = {}
    keys = _keys()
    with Screen.opened(asked) as screen:
        try:
            while not walk.over:
                screen.show(walk)
                before, walk = walk, press(walk, next(keys, "q"))
                if walk.at > before.at:
                    answer, question = walk.answers[before.at], asked[before.at]
                    identity = ids.get(before.at)
                    if answer.skipped:
                        store.take_out(identity or "")
                    else:
                        identity = ids[before.at] = identity or store.new_id()
                        store.put(
                            Row(
                                identity,
                                question.text,
                                answer.labels,
                                topic or question.title,
                                (register or _register(question)).value,
                                question.unit,
                                answer.unsure,
                            )
                        )
                    screen.confirm(answer)
        except KeyboardInterrupt:  # all that was answered is in the file; this is one of the ways to end
            pass
    return walk


def _register(question: Question) -> Register:
    return Register.SLICK_MARKETING if question.sells else Register.LEAFLET


def _keys() -> Iterator[str]:
    """Single characters: from the keyboard as they are pressed, or from a file or pipe until it ends."""
    if not sys.stdin.isatty():
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")  # what is no text is no key either
        while key := sys.stdin.read(1):
            yield key
        return
    while True:
        try:
            pressed = typer.getchar()
        except EOFError:
            return
        # Somebody fast has several characters read at once; arrows and the like are one key of many characters.
        if not pressed.startswith(("\x1b", "\x00", "\xe0")):
            yield from pressed
