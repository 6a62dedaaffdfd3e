"""What holds for a page: layers of a configuration, laid over each other, each value with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.approval import Jurisdiction
from healthaudit.config.keys import KEYS, Kind
from healthaudit.model import Severity
from healthaudit.settings import Gate, Ignore, Settings

__all__ = ["DEFAULT", "Held", "Layer", "laid", "settings_of"]

#: Keys that name rules.
_NAMING = ("rules.select", "rules.disable", "severity")
#: The origin of what nobody has set.
DEFAULT = "default"


class Held(NamedTuple):
    """A value, and who says so."""

    value: Any
    origin: str
    """"default", an option such as "--profile", or a file with its line: "healthaudit.toml:3"."""


Layer = Mapping[str, Held]
"""Names of keys to their values: paths absolute, lists as tuples."""


def laid(layers: Iterable[Layer]) -> dict[str, Held]:
    """One layer out of many: the later holds. Severities are laid over each other name by name."""
    held = {name: Held(key.default, DEFAULT) for name, key in KEYS.items()}
    for layer in layers:
        for name, one in layer.items():
            if KEYS[name].kind is Kind.LEVELS and held[name].value:
                before = held[name]
                # A name that is set again moves to the end: of names that stand for as many rules the last decides.
                kept = {rule: level for rule, level in before.value.items() if rule not in one.value}
                origins = dict.fromkeys((before.origin, one.origin))
                held[name] = Held({**kept, **one.value}, ", ".join(origins))
            else:
                held[name] = one
    return held


def settings_of(held: Mapping[str, Held], ignore: tuple[Ignore, ...] = ()) -> Settings:
    """The settings that a layer comes to."""
    value = {name: one.value for name, one in held.items()}
    fail_on = None if value["fail-on"] == "never" else Severity(value["fail-on"])
    model: Path | bool | None = value["model"]
    return Settings(
        profile=value["profile"],
        jurisdictions=tuple(map(Jurisdiction, value["jurisdictions"])),
        select=value["rules.select"],
        disable=value["rules.disable"],
        severity=tuple((name, Severity(level)) for name, level in value["severity"].items()),
        allow=value["allow"],
        ignore=ignore,
        about_health=value["about-health"],
        suppressions=value["suppressions"],
        rules=value["rules.folders"],
        facts=value["facts"],
        model=model if isinstance(model, Path) else None,
        classify=model is not False,
        gate=Gate(fail_on, value["min-score"]),
        origins=tuple((name.rpartition(".")[2], _named(name, held[name].origin)) for name in _NAMING),
    )


def _named(name: str, origin: str) -> str:
    """Who set a key: an option by itself, a key with the file that it stands in."""
    return origin if origin.startswith("--") else f"{origin}: {name}"
