"""healthaudit init and healthaudit config: a configuration to begin with, and what holds where."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from healthaudit.cli.audit import Profile
from healthaudit.cli.files import write_whole
from healthaudit.cli.options import ConfigOption, NoConfigOption, configuration_of
from healthaudit.errors import UsageError

app = typer.Typer(help="Show what the configuration comes to.", no_args_is_help=True)

_NAME = "healthaudit.toml"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where it is written.", exists=True, file_okay=False)
    ] = Path("."),
    profile: Annotated[
        Profile | None, typer.Option("--profile", help="Which findings: near certain, all to change, or all.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the one that is there.")] = False,
) -> None:
    """Write a healthaudit.toml that explains every setting and changes none."""
    from healthaudit.config import closest
    from healthaudit.config.template import template
    from healthaudit.reports.console import flat

    here = folder.resolve()
    counted = closest(here)
    path = folder / _NAME
    if counted and counted.parent == here and not force:
        there = folder / counted.name
        change = "write over it" if there == path else f"put {_NAME} in its place"
        raise UsageError(f"{there}: is there already", f"edit it, or {change} with --force")
    write_whole(path, template({"profile": json.dumps(profile.value)} if profile else {}))
    typer.echo(flat(f"wrote {path}; take out the # in front of what you want to set"))
    if counted and counted != here / _NAME:
        typer.echo(flat(f"note: it counts instead of {counted}; set extends to add to that"), err=True)


@app.command()
def show(
    page: Annotated[
        str, typer.Argument(metavar="[PAGE]", help="A page or URL for which to tell it; without it, where you are.")
    ] = "-",
    config: ConfigOption = None,
    no_config: NoConfigOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what holds for a page, and where each value comes from."""
    from healthaudit.reports.console import still
    from healthaudit.reports.marks import escaped

    if os.path.isdir(page):
        raise UsageError(f"{page}: is a folder", "name one of its pages: settings may differ from page to page")
    configuration = configuration_of(config, no_config)
    held = configuration.held(page)
    settings = configuration.settings(page)
    file = configuration.file(page)
    if as_json:
        values = {name: {"value": _plain(one.value), "origin": one.origin} for name, one in held.items()}
        ignore = [
            {"rules": list(one.rules), "reason": one.reason, "until": one.until or None, "text": one.text or None,
             "origin": f"{one.source}:{one.line}"}
            for one in settings.ignore
        ]  # fmt: skip
        told = {"file": str(file) if file else None, "excluded": configuration.excludes(page), "settings": values}
        typer.echo(escaped(json.dumps({**told, "ignore": ignore}, ensure_ascii=False, indent=2)))
        return
    typer.echo(still(f"# {file}") if file else "# no configuration: these are the defaults")
    width = max(map(len, held))
    for name, one in held.items():
        typer.echo(still(f"{name:<{width}} = {_written(one.value)}  # {one.origin}"))
    for entry in settings.ignore:
        until = f" until {entry.until}" if entry.until else ""
        text = f" about {entry.text!r}" if entry.text else ""
        said = f"ignore {', '.join(entry.rules)}{text}{until}: {entry.reason}"
        typer.echo(still(f"{said}  # {entry.source}:{entry.line}"))
    if configuration.excludes(page):
        typer.echo(still(f"# {page} is left out: exclude fits it"))


@app.command()
def schema() -> None:
    """Print the JSON schema of the configuration, for editors."""
    from healthaudit.config.schema import schema as made

    typer.echo(json.dumps(made(), ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def _written(value: Any) -> str:
    """As in TOML; what is not set as nothing."""
    if value is None:
        return "(not set)"
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(name)} = {json.dumps(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(_plain(value), ensure_ascii=False)
