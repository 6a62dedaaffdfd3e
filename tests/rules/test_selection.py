"""Names of rules: what they stand for, and which decides where they disagree."""

from __future__ import annotations

from itertools import permutations

import pytest

from healthaudit.errors import ConfigError
from healthaudit.library import load_library
from healthaudit.model import Family, Severity
from healthaudit.rulefiles import bundled_rules
from healthaudit.rules.selection import Names, Selection, selection
from healthaudit.settings import Ignore

RULES = [compiled.rule for compiled in load_library(bundled_rules()).pack.rules.rules]
ALL = frozenset(rule.id for rule in RULES)
#: Names of cure-claim, the wider first; none but the last two stand for as many rules as another.
NAMES = ("overclaim", "OC1", "OC10", "OC101")


def chosen(select: str = "", disable: str = "") -> frozenset[str]:
    return selection(RULES, select.split(), disable.split()).ids


def of(name: str) -> frozenset[str]:
    ids = Names(RULES).ids(name)
    assert ids is not None
    return ids


@pytest.mark.parametrize("family", Family)
def test_a_family_is_all_of_its_rules(family: Family) -> None:
    assert of(family.value) == {rule.id for rule in RULES if rule.family is family}


@pytest.mark.parametrize("name", ["OC", "OC1", "OC10", "HL", "OC101", "OL"])
def test_the_beginning_of_codes_is_those_that_begin_so(name: str) -> None:
    assert of(name) == of(name.lower()) == {rule.id for rule in RULES if rule.code.startswith(name)} != frozenset()


@pytest.mark.parametrize("name", ["cure-claim", "CURE-CLAIM", "OC101", "oc101"])
def test_id_and_code_are_one_rule(name: str) -> None:
    assert of(name) == {"cure-claim"}


@pytest.mark.parametrize(
    "name", ["", "O", "OC9999", "OC1010", "cure", "cure claim", " cure-claim", "OC*", "101", "overclaims"]
)
def test_nothing_else_is_a_name(name: str) -> None:
    assert Names(RULES).ids(name) is None


def test_without_names_all_are_applied() -> None:
    assert selection(RULES) == Selection(ALL, {})


@pytest.mark.parametrize("name", [*NAMES, "cure-claim"])
def test_select_alone_and_disable_alone(name: str) -> None:
    assert chosen(select=name) == of(name)
    assert chosen(disable=name) == ALL - of(name)


@pytest.mark.parametrize(("wide", "narrow"), [(a, b) for n, a in enumerate(NAMES) for b in NAMES[n + 1 :]])
def test_the_narrower_decides(wide: str, narrow: str) -> None:
    assert chosen(select=wide, disable=narrow) == of(wide) - of(narrow)
    assert chosen(select=narrow, disable=wide) == of(narrow)


def test_a_family_can_be_left_out_but_for_one_rule_and_that_again() -> None:
    assert chosen("transparency OC101", "overclaim transparency no-author") == {"cure-claim"}
    assert chosen("overclaim OC10", "OC1 OC101") == (of("overclaim") - of("OC1")) | (of("OC10") - {"cure-claim"})


def test_the_order_of_names_does_not_matter() -> None:
    names = ("overclaim", "OC10", "hotline", "no-author")
    assert {chosen(" ".join(order), "OC1 HL transparency") for order in permutations(names)} == {
        chosen("overclaim OC10 hotline no-author", "OC1 HL transparency")
    }


def test_of_names_for_as_many_rules_disable_decides() -> None:
    assert of("OC") == of("overclaim")
    assert chosen("overclaim hotline", "OC") == of("hotline")
    assert chosen("cure-claim no-author", "OC101") == {"no-author"}


@pytest.mark.parametrize(
    ("select", "disable", "named"),
    [
        ("cure-claim", "OC101", "--select and healthaudit.toml:3: rules.disable"),
        ("OC1", "overclaim OC1", "--select and healthaudit.toml:3: rules.disable"),
        ("", "overclaim off-label hotline citation safety transparency", "healthaudit.toml:3: rules.disable"),
    ],
)
def test_that_no_rule_is_left_is_an_error(select: str, disable: str, named: str) -> None:
    origins = {"select": "--select", "disable": "healthaudit.toml:3: rules.disable"}
    with pytest.raises(ConfigError) as caught:
        selection(RULES, select.split(), disable.split(), origins=origins)
    assert str(caught.value) == f"{named}: no rule is left"
    assert "exclude" in caught.value.hint


@pytest.mark.parametrize(
    "said",
    list(permutations([("overclaim", Severity.LOW), ("OC1", Severity.MEDIUM), ("cure-claim", Severity.CRITICAL)])),
)
def test_of_severities_the_narrower_decides(said: tuple[tuple[str, Severity], ...]) -> None:
    severity = selection(RULES, severity=said).severity
    assert severity["cure-claim"] is Severity.CRITICAL
    assert {severity[rule] for rule in of("OC1") - {"cure-claim"}} == {Severity.MEDIUM}
    assert {severity[rule] for rule in of("overclaim") - of("OC1")} == {Severity.LOW}
    assert set(severity) == of("overclaim")


def test_of_severities_for_as_many_rules_the_last_decides() -> None:
    said = [("OC101", Severity.LOW), ("cure-claim", Severity.CRITICAL), ("oc101", Severity.MEDIUM)]
    assert selection(RULES, severity=said).severity == {"cure-claim": Severity.MEDIUM}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("cure-clam", "did you mean 'cure-claim'?"),
        ("overclaims", "did you mean 'overclaim'?"),
        ("OC999", "did you mean 'oc"),
        ("zzz", "healthaudit rules list shows all rules"),
        ("x" * 100_000, "healthaudit rules list shows all rules"),
    ],
)
@pytest.mark.parametrize("key", ["select", "disable", "severity"])
def test_a_name_that_no_rule_has(key: str, wrong: str, hint: str) -> None:
    names = [(wrong, Severity.LOW)] if key == "severity" else ["cure-claim", wrong]
    with pytest.raises(ConfigError) as caught:
        selection(RULES, **{key: names}, origins={key: f"healthaudit.toml:3: {key}"})
    assert str(caught.value).startswith(f"healthaudit.toml:3: {key} names '{wrong[:20]}")
    assert len(str(caught.value)) < 200
    assert hint in caught.value.hint


def test_a_name_that_no_rule_has_under_ignore() -> None:
    entries = [Ignore(("cure-claim",), "so"), Ignore(("OC", "cure-clam"), "so", source="healthaudit.toml", line=7)]
    with pytest.raises(ConfigError, match=r"^healthaudit\.toml:7: ignore names 'cure-clam'") as caught:
        selection(RULES, ignored=entries)
    assert caught.value.hint == "did you mean 'cure-claim'?"
