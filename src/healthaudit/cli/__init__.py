"""The command line. Heavy modules are imported by the commands that need them: start-up is measured."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from healthaudit.cli import audit, baseline, cache, config, evaluate, facts, label, report, rules, streams, train
from healthaudit.errors import HealthauditError

#: Characters of an error: what is wrong may be a word of millions.
_LONGEST = 2000

EXIT_PASSED, EXIT_FAILED, EXIT_USAGE, EXIT_NOTHING, EXIT_INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="healthaudit",
    help="Audit consumer-health pages for overclaims, off-label promotion, hotline steering and weak citations.",
    epilog="Start with: healthaudit audit PAGE.html   or   healthaudit audit https://example.org/page",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("audit", epilog=audit.EPILOG)(audit.audit)
app.command("report", epilog=report.EPILOG)(report.report)
app.command("label", epilog=label.EPILOG)(label.label)
app.command("evaluate")(evaluate.evaluate)
app.command("train")(train.train)
app.command("explain")(rules.show)
app.command("init")(config.init)
app.add_typer(config.app, name="config")
app.add_typer(cache.app, name="cache")
app.add_typer(rules.app, name="rules")
app.add_typer(facts.app, name="facts")
app.add_typer(baseline.app, name="baseline")


def _version(wanted: bool) -> None:
    if wanted:
        from healthaudit.version import VERSION

        typer.echo(f"healthaudit {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of all commands."""


def _bounded(text: str) -> str:
    """Without its middle where it is very long: what was expected stands at the end."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def main() -> None:
    """Entry point of the ``healthaudit`` command. Exits with 0, 1, 2 or 3 (see README), or 130 on Ctrl-C."""
    # Rules and pages are many small values that live to the end: looking for garbage among them is a waste.
    gc.set_threshold(100_000, 50, 50)
    streams.prepare()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except HealthauditError as error:
        from healthaudit.reports.console import flat  # file names and pages have no say in terminals and logs

        typer.echo(f"healthaudit: error: {_bounded(flat(str(error)))}", err=True)
        if error.hint:
            typer.echo(f"hint: {_bounded(flat(error.hint))}", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        # The reader of our output went away, as "head" does; there is nobody left to tell.
        sys.exit(EXIT_FAILED)
    except (KeyboardInterrupt, SystemExit) as leaving:
        # typer turns Ctrl-C into exit code 130, and says nothing.
        if isinstance(leaving, SystemExit) and leaving.code != EXIT_INTERRUPTED:
            raise
        typer.echo("healthaudit: interrupted", err=True)
        sys.exit(EXIT_INTERRUPTED)
