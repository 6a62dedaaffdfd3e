"""The keys of a configuration: what each holds and what it is for. Everything about a key stands here, once.

A key with a dot stands in a table: ``rules.select`` is ``select`` under ``[rules]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from healthaudit.approval import Jurisdiction
from healthaudit.model import Severity

__all__ = ["ENTRY_KEYS", "FAIL_ON", "KEYS", "OVERRIDE", "PROFILES", "Key", "Kind"]

PROFILES = ("ci", "editor", "auditor")
FAIL_ON = (*(severity.value for severity in Severity), "never")
_LEVELS = tuple(severity.value for severity in Severity)


class Kind(StrEnum):
    """What the value of a key has to be."""

    WORD = "word"
    """One of the key's choices."""
    WORDS = "words"
    """A list of the key's choices."""
    TEXT = "text"
    TEXTS = "texts"
    PATH = "path"
    """Relative to the folder of the file."""
    PATHS = "paths"
    SOURCES = "sources"
    """Paths, or addresses."""
    PATTERNS = "patterns"
    """As in a .gitignore, or addresses in which * stands for anything."""
    NUMBER = "number"
    """0 to 100."""
    YES_NO = "yes-no"
    LEVELS = "levels"
    """A table of names of rules, each with a severity."""
    MODEL = "model"
    """A path, or false."""
    DAY = "day"


class Key(NamedTuple):
    """One key."""

    name: str
    kind: Kind
    default: Any
    help: str
    """One sentence, for the commented file and the documentation."""
    example: str
    """A value as it is written in TOML."""
    choices: tuple[str, ...] = ()
    of_page: bool = True
    """Whether it may differ from page to page, and so stand under [[overrides]]."""
    needs_one: bool = False
    """Whether a list that is empty says nothing, or too much."""


def _table(*keys: Key) -> Mapping[str, Key]:
    return {key.name: key for key in keys}


#: In the order in which they are shown.
KEYS = _table(
    Key(
        "extends", Kind.PATH, None,
        "Another configuration that this one adds to.", '"../healthaudit.toml"', of_page=False,
    ),
    Key(
        "sources", Kind.SOURCES, (),
        "What is audited when the command names nothing.", '["content/"]', of_page=False,
    ),
    Key(
        "exclude", Kind.PATTERNS, (),
        "Pages that are left out, as in a .gitignore, or addresses.", '["drafts/", "*.old.html"]', of_page=False,
    ),
    Key(
        "baseline", Kind.PATH, None,
        "The file of findings that are known.", '"healthaudit-baseline.json"', of_page=False,
    ),
    Key(
        "profile", Kind.WORD, "auditor",
        "Which findings are shown: ci (those that are near certain), editor (all that ask for a change), "
        "auditor (also those that a person has to look at).", '"ci"', PROFILES,
    ),
    Key(
        "fail-on", Kind.WORD, "high",
        "Fail (exit 1) on a finding of this severity or worse.", '"medium"', FAIL_ON,
    ),
    Key(
        "min-score", Kind.NUMBER, None,
        "Fail when a page scores below this, 0 to 100.", "80",
    ),
    Key(
        "jurisdictions", Kind.WORDS, (),
        "Whose approvals the uses on a page are held against, and whose regulations are cited; without it the "
        "approvals of the US and the regulations of everywhere.",
        '["UK", "EU"]', tuple(place.value for place in Jurisdiction),
    ),
    Key(
        "allow", Kind.TEXTS, (),
        "Terms in which nothing is found, such as names of your own products.", '["Cure & Care Clinic"]',
    ),
    Key(
        "facts", Kind.PATHS, (),
        "Further files of facts about products and approvals.", '["facts/our-products.yml"]',
    ),
    Key(
        "model", Kind.MODEL, None,
        "Another classifier, as made by healthaudit train, or false to leave everything to the rules.", "false",
    ),
    Key(
        "about-health", Kind.YES_NO, False,
        "Whether pages are taken to be about health, whatever their words; without it, rules are applied only to those "
        "that are.", "true",
    ),
    Key(
        "suppressions", Kind.YES_NO, True,
        "Whether comments on a page may let its findings stand.", "false",
    ),
    Key(
        "severity", Kind.LEVELS, {},
        "Severities of your own, by id, code, beginning of codes or family.", '{ cure-claim = "critical" }', _LEVELS,
    ),
    Key(
        "rules.folders", Kind.PATHS, (),
        "Further folders of rules.", '["house-rules/"]',
    ),
    Key(
        "rules.select", Kind.TEXTS, (),
        "The rules that are applied: ids, codes, beginnings of codes, families; without it all.",
        '["overclaim", "HL", "no-author"]',
    ),
    Key(
        "rules.disable", Kind.TEXTS, (),
        "Rules that are not applied; of names that disagree the narrower decides.", '["transparency", "OC208"]',
    ),
)  # fmt: skip

#: Keys of an entry under [[ignore]]; those without a default are required.
ENTRY_KEYS = _table(
    Key("rules", Kind.TEXTS, None, "Rules or families whose findings may stand.", '["cure-claim"]', needs_one=True),
    Key("reason", Kind.TEXT, None, "Why, for whoever reads the report.", '"quotes the ruling of the ASA"'),
    Key(
        "paths",
        Kind.PATTERNS,
        (),
        "Pages that it is about, as in a .gitignore, or addresses.",
        '["archive/*.txt"]',
        needs_one=True,
    ),
    Key("text", Kind.TEXT, "", "Words that the finding or its sentence holds.", '"cures in a day"'),
    Key("until", Kind.DAY, "", "The last day on which it holds.", "2027-03-01"),
)

#: What stands under [[overrides]] beside keys of pages.
OVERRIDE = Key(
    "paths",
    Kind.PATTERNS,
    None,
    "Pages that it is about, as in a .gitignore, or addresses.",
    '["news/"]',
    needs_one=True,
)
