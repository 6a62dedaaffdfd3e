"""Options of the command line that speak about configuration, laid over what a file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from healthaudit.config import Configuration

__all__ = ["ConfigOption", "NoConfigOption", "configuration_of", "rule_names", "several"]

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="This configuration for every page, not the closest.", rich_help_panel="Run"
    ),
]
NoConfigOption = Annotated[bool, typer.Option("--no-config", help="Look for no configuration.", rich_help_panel="Run")]


def several(given: Sequence[str] | None) -> tuple[str, ...]:
    """What an option was given, repeated or parted by commas."""
    return tuple(part.strip() for one in given or () for part in one.split(",") if part.strip())


def configuration_of(
    config: Path | None = None, no_config: bool = False, options: Mapping[str, tuple[str, Any]] | None = None
) -> Configuration:
    """The configuration of a command. ``options``: by key of the configuration the option's name and value.

    A value of None or () was not given. Raises UsageError and ConfigError.
    """
    from healthaudit.config import Configuration, Held

    if config and no_config:
        raise UsageError("--config and --no-config exclude each other", "leave one of them out")
    given = {key: Held(value, option) for key, (option, value) in (options or {}).items() if value not in (None, ())}
    return Configuration(given, file=config, search=not no_config)


def rule_names(incomplete: str) -> list[str]:
    """Families and ids of bundled rules that begin so, for completion in a shell. By the files: it must be quick."""
    from healthaudit.model import Family
    from healthaudit.rulefiles import bundled_rules

    files = (path.stem for family in Family for path in sorted((bundled_rules() / family.value).glob("*.yml")))
    return [name for name in (*(family.value for family in Family), *files) if name.startswith(incomplete.lower())]
