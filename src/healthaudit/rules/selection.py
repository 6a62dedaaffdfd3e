"""Which rules are applied, and how severe their findings are: names of rules resolved.

A name is a rule's id (``cure-claim``), its code (``OC101``), the beginning of codes (``OC1``) or a family
(``overclaim``). Of names that say different things about a rule, that which stands for the fewest rules decides, so
that a family can be left out but for one rule, and a rule out of a family.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.errors import ConfigError
from healthaudit.model import Family, Severity
from healthaudit.patterns import compiled
from healthaudit.rules.rule import Rule
from healthaudit.settings import Ignore

__all__ = ["Names", "Selection", "selection"]

_FAMILIES = frozenset(family.value for family in Family)
_PREFIX = compiled(r"[a-z]{2}\d{0,3}")
#: Nothing longer is a slip of the pen for the name of a rule.
_LONGEST = 60


class Selection(NamedTuple):
    """The rules that are applied, and the severities that somebody has set."""

    ids: frozenset[str]
    severity: Mapping[str, Severity]
    """By rule id."""


class Names:
    """The names that rules go by."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        known: dict[str, set[str]] = {family.value: set() for family in Family}
        for rule in rules:
            code = rule.code.lower()
            for name in (rule.id, rule.family.value, *(code[:end] for end in range(2, len(code) + 1))):
                known.setdefault(name, set()).add(rule.id)
        self._known = {name: frozenset(ids) for name, ids in known.items()}

    def ids(self, name: str) -> frozenset[str] | None:
        """Ids of the rules that a name stands for; None for a name that no rule has."""
        return self._known.get(name.lower())

    def canonical(self, name: str) -> str:
        """The id of the rule for a code, otherwise the name itself in lower case."""
        ids = self.ids(name) or frozenset()
        return next(iter(ids)) if len(ids) == 1 and name.lower() not in _FAMILIES else name.lower()

    def close(self, wrong: str) -> str:
        """The name that was probably meant; empty when none comes near."""
        spoken = [name for name in self._known if not _PREFIX.fullmatch(name) or len(name) == len("oc101")]
        close = get_close_matches(wrong.lower(), spoken, n=1) if len(wrong) <= _LONGEST else []
        return close[0] if close else ""

    def suggestion(self, wrong: str) -> str:
        """What to do about a name that no rule has."""
        close = self.close(wrong)
        return f"did you mean {close!r}?" if close else "healthaudit rules list shows all rules"


def selection(
    rules: Sequence[Rule],
    select: Sequence[str] = (),
    disable: Sequence[str] = (),
    severity: Sequence[tuple[str, Severity]] = (),
    ignored: Sequence[Ignore] = (),
    origins: Mapping[str, str] = MappingProxyType({}),
) -> Selection:
    """Raises ConfigError when no rule is left, and for a name that none has, also of those whose findings are ignored.

    ``origins``: for messages, who set ``select``, ``disable`` and ``severity``.
    """
    names = Names(rules)

    def known(name: str, key: str) -> frozenset[str]:
        ids = names.ids(name)
        if ids is None:
            where = origins.get(key, key)
            wrong = repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")
            raise ConfigError(f"{where} names {wrong}, which is no rule, code or family", names.suggestion(name))
        return ids

    for ignore in ignored:
        for name in ignore.rules:
            known(name, f"{ignore.source}:{ignore.line}: ignore")
    said = [(known(name, "select"), True) for name in select] + [(known(name, "disable"), False) for name in disable]
    chosen = set() if select else {rule.id for rule in rules}
    for ids, wanted in sorted(said, key=lambda one: (-len(one[0]), not one[1])):
        chosen = chosen | ids if wanted else chosen - ids
    if said and not chosen:
        # A page to which nothing was applied passes every gate: nobody may come to that by mistake.
        given = [origins.get(key, key) for key, names_ in (("select", select), ("disable", disable)) if names_]
        hint = "of names that stand for as many rules disable decides; to leave out pages use exclude"
        raise ConfigError(f"{' and '.join(given)}: no rule is left", hint)
    severities: dict[str, Severity] = {}
    for ids, level in sorted(
        ((known(name, "severity"), level) for name, level in severity), key=lambda one: -len(one[0])
    ):
        severities.update(dict.fromkeys(ids, level))
    return Selection(frozenset(chosen), severities)
