"""Every key takes what it is for, and nothing else: a mistake names file and line, and says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from healthaudit.config import KEYS, Configuration
from healthaudit.config.keys import ENTRY_KEYS, OVERRIDE, Key, Kind
from healthaudit.errors import ConfigError

#: TOML that no key of the kind takes.
WRONG: dict[Kind, tuple[str, ...]] = {
    Kind.WORD: ("1", "true", '["ci"]', '"nonsense"', '""', "{}", "2027-03-01"),
    Kind.WORDS: ("1", '"US"', '["Mars"]', "[1]", '[""]', "[[]]", "{}"),
    Kind.TEXT: ("1", "true", "[]", '""', '" "', "{ a = 1 }"),
    Kind.TEXTS: ("1", '"one"', "[1]", '[""]', '["a", "  "]', "[{}]", "{}"),
    Kind.PATH: ("1", "true", '""', "[]", '["a"]', "{}"),
    Kind.PATHS: ("1", '"a"', "[1]", '[""]', "{}", "false"),
    Kind.SOURCES: ("1", '"a"', "[1]", '[""]', "{}", "false"),
    Kind.PATTERNS: ("1", '"a"', "[1]", '[""]', '["../a"]', '["./a"]', '["!"]', '["#a"]', '["[z-a]"]', '["/"]', "{}"),
    Kind.NUMBER: ('"80"', "80.0", "-1", "101", "true", "inf", "nan", "[80]"),
    Kind.YES_NO: ('"true"', "1", "[]", '"no"'),
    Kind.LEVELS: ('"high"', "[]", '{ cure-claim = "worst" }', "{ cure-claim = 1 }", '{ OC = ["low"] }', "true"),
    Kind.MODEL: ("true", "1", '""', '"no-such.model"', "[]"),
    Kind.DAY: ('"2027-02-30"', '"tomorrow"', "20270301", "2027-03-01T10:00:00Z", "10:00:00", '""', "[]"),
}
#: Two lines above, so that the mistake stands on the third.
ABOVE = "# a comment\n\n"


def places(key: Key) -> Iterator[tuple[str, str, int]]:
    """(text with {} for the value, how the message names the key, the line) wherever a key may stand."""
    table, _, bare = key.name.rpartition(".")
    if key is OVERRIDE:
        yield f"{ABOVE}[[overrides]]\n{bare} = {{}}\n", f"overrides 1: {bare}", 4
        return
    if key in ENTRY_KEYS.values():
        others = [f"{one.name} = {one.example}" for one in ENTRY_KEYS.values() if one is not key]
        yield ABOVE + "\n".join(["[[ignore]]", *others, f"{bare} = {{}}", ""]), f"ignore 1: {bare}", 8
        return
    yield f"{ABOVE}{key.name} = {{}}\n", key.name, 3
    if table:
        yield f"{ABOVE}[{table}]\n{bare} = {{}}\n", key.name, 4
        yield f"{ABOVE}{table} = {{{{ {bare} = {{}} }}}}\n", key.name, 3
    if key.of_page:
        yield f'{ABOVE}[[overrides]]\npaths = ["a"]\n{key.name} = {{}}\n', f"overrides 1: {key.name}", 5
        if table:
            yield (
                f'{ABOVE}[[overrides]]\npaths = ["a"]\n[overrides.{table}]\n{bare} = {{}}\n',
                f"overrides 1: {key.name}",
                6,
            )


ALL = (*KEYS.values(), *ENTRY_KEYS.values(), OVERRIDE)


@pytest.mark.parametrize("kind", list(Kind))
def test_of_every_kind_it_is_known_what_is_wrong(kind: Kind) -> None:
    assert len(WRONG[kind]) > 3
    assert any(key.kind is kind for key in ALL)


@pytest.mark.parametrize("key", ALL, ids=lambda key: key.name)
def test_a_wrong_value_is_refused_wherever_the_key_stands(key: Key, refused: Callable[[str], ConfigError]) -> None:
    values = WRONG[key.kind] + (("[]",) if key.needs_one else ())
    for text, named, line in places(key):
        for value in values:
            error = refused(text.format(value))
            assert str(error).startswith(f"healthaudit.toml:{line}: {named}"), (str(error), text, value)
            if value not in ('""', "[]", '" "', '[""]') and "/" not in value:
                assert re.search(
                    re.escape(key.example) + "|one of|paths count|gitignore|between|bundled", error.hint
                ), (
                    value,
                    error.hint,
                )


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_the_example_of_every_key_is_taken(key: Key, write: Callable[..., Path]) -> None:
    for name in ("facts/our-products.yml", "house-rules/keep", "../healthaudit.toml"):
        write(name, "")
    for text, _, _ in places(key):
        write("healthaudit.toml", text.format(key.example))
        held = Configuration({}).held("a")
        assert held[key.name].origin.startswith("healthaudit.toml:")
        assert held[key.name].value != key.default


@pytest.mark.parametrize("key", [key for key in KEYS.values() if not key.of_page], ids=lambda key: key.name)
def test_what_is_of_the_run_cannot_differ_from_page_to_page(key: Key, refused: Callable[[str], ConfigError]) -> None:
    error = refused(f'[[overrides]]\npaths = ["a"]\n{key.name} = {key.example}\n')
    assert str(error) == f"healthaudit.toml:3: overrides 1: {key.name} cannot differ from page to page"
    assert "above the first [[overrides]]" in error.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("profil = 1", "1: unknown key 'profil'", "did you mean profile?"),
        ("fail_on = 1", "1: unknown key 'fail_on'", "did you mean fail-on?"),
        ("FAIL-ON = 1", "1: unknown key 'FAIL-ON'", "did you mean fail-on?"),
        ("min_score=1", "1: unknown key 'min_score'", "did you mean min-score?"),
        ("select = []", "1: unknown key 'select'", "did you mean rules.select?"),
        ("disabled = []", "1: unknown key 'disabled'", "did you mean rules.disable?"),
        ("override = []", "1: unknown key 'override'", "did you mean overrides?"),
        ("[[ignores]]\n", "1: unknown key 'ignores'", "did you mean ignore?"),
        ("paths = []", "1: unknown key 'paths'", "paths belongs under [[overrides]] or [[ignore]]"),
        ("reason = ''", "1: unknown key 'reason'", "reason belongs under [[ignore]]"),
        ("x = 1", "1: unknown key 'x'", "known are extends, sources, exclude,"),
        ("\n[rules]\nselected = []", "3: unknown key 'rules.selected'", "did you mean rules.select?"),
        ("[rules]\nprofile = 'ci'", "2: unknown key 'rules.profile'", "profile does not belong to [rules]: write"),
        ("[rules]\nfail_on = 'low'", "2: unknown key 'rules.fail_on'", "fail-on does not belong to [rules]"),
        ("[severity]\nx = 'low'\n[rules]\nseverity = {}", "4: unknown key 'rules.severity'", "severity does not"),
        ("'rules.select' = []", "1: unknown key 'rules.select'", "write rules.select without quotes, or select under"),
        ("[rules]\n'a.b' = []", "2: unknown key 'rules.a.b'", "rules."),
        ("rules = ['OC']", "1: rules is a table", "write [rules] above its keys"),
        ("overrides = 1", "1: overrides is a list of tables", "write [[overrides]] above its keys"),
        ("[overrides]\npaths = []", "1: overrides is a list of tables", "write [[overrides]]"),
        ("[ignore]\nreason = ''", "1: ignore is a list of tables", "write [[ignore]]"),
        ("ignore = [1]", "1: ignore is a list of tables", "write [[ignore]]"),
        ("[[overrides]]\nprofile = 'ci'", "1: overrides 1 has no paths", "paths ="),
        ("[[overrides]]\npath = ['a']", "2: unknown key 'path'", "did you mean paths?"),
        ("[rule]\nselect = ['a']", "1: unknown key 'rule'", "did you mean [rules]?"),
        ("fail-on = high", "1: not TOML", "words stand in quotes"),
        ("<<<<<<< ours\nmin-score = 1", "1: not TOML", "merge conflict"),
        (
            "[[ignore]]\nrules=['a']\nreason='b'\nuntil=2027-03-01T10:00:00",
            "4: ignore 1: until is '2027-03-01T10:00:00'",
            "2027-03-01",
        ),
        ("[[overrides]]\npaths=['a']\nfailon='low'", "3: unknown key 'failon'", "did you mean fail-on?"),
        ("[[overrides]]\npaths=['a']\n[overrides.rules]\nsel=[]", "4: unknown key 'rules.sel'", "rules.select?"),
        ("[[ignore]]\nrules=['a']\nreason='b'\nuntill='c'", "4: unknown key 'untill'", "did you mean until?"),
        ("[[ignore]]\nrules=['a']\nreason='b'\nprofile='c'", "4: unknown key 'profile'", "above the first table"),
        ("[[ignore]]\nrules=['a']", "1: ignore 1 has no reason", "add reason ="),
        ("\n[[ignore]]\nrules=['a']\nreason='b'\n[[ignore]]\nreason='b'", "5: ignore 2 has no rules", "add rules ="),
        ("[[ignore]]\nrules=['a']\nreason='!?'", "3: ignore 1: reason gives no reason", "say why"),
        ("[[ignore]]\nrules=['a']\nreason='b'\npaths=[]", "4: ignore 1: paths is empty", "leave out"),
        ("exclude = [\n 'a',\n 'b',\n 3,\n]", "4: exclude, item 3 is not text", "between quotes"),
        ("severity = { 'a b' = 'hihg' }", "1: severity.'a b' cannot be 'hihg'", "did you mean 'high'?"),
        ("[severity]\nOC='low'\ncure-claim='hgih'", "3: severity.cure-claim cannot be 'hgih'", "did you mean 'high'?"),
        ("[tool.healthaudit]\nprofile='ci'", "1: unknown key 'tool'", "[tool.healthaudit] is for pyproject.toml"),
        ("[tool.ruff]", "1: unknown key 'tool'", "known are"),
    ],
)  # fmt: skip
def test_what_is_unknown_or_in_the_wrong_place(
    refused: Callable[[str], ConfigError], text: str, message: str, hint: str
) -> None:
    error = refused(text)
    assert str(error).startswith(f"healthaudit.toml:{message}"), str(error)
    assert hint in error.hint, error.hint


def test_words_are_taken_whatever_their_case(write: Callable[..., Path]) -> None:
    write(
        "healthaudit.toml", 'profile = "CI"\nfail-on = "Never"\njurisdictions = ["us", "Eu"]\nseverity = {OC = "LOW"}'
    )
    settings = Configuration({}).settings("a")
    assert (settings.profile, settings.gate.fail_on, settings.jurisdictions) == ("ci", None, ("US", "EU"))
    assert settings.severity == (("OC", "low"),)


def test_in_a_pyproject_lines_and_tables_are_those_of_the_file(write: Callable[..., Path]) -> None:
    write(
        "pyproject.toml",
        "[project]\nname = 'x'\n\n[tool.healthaudit]\nprofile = 'ci'\n[tool.healthaudit.rules]\nselct=[]",
    )
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:7: unknown key 'rules\.selct'"):
        Configuration({}).settings("a")
    write("pyproject.toml", "[tool.healthaudit]\nignore = 1\n")
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:2: ignore is a list of tables") as caught:
        Configuration({}).settings("a")
    assert "[[tool.healthaudit.ignore]]" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        '"\\u001b[31m" = 1',
        'profile = "\\u001b[31m"',
        '"a\\u0000\\nb" = 1',
        '[severity]\n"\\u007f\\u202e" = 1',
        'until = "\\u001b"',
    ],
)
def test_messages_hold_no_control_characters(refused: Callable[[str], ConfigError], text: str) -> None:
    error = refused(text)
    assert str(error).isprintable()
    assert error.hint.isprintable()


def test_a_value_of_a_megabyte_is_not_repeated(refused: Callable[[str], ConfigError]) -> None:
    assert len(str(refused(f"profile = '{'x' * 1_000_000}'"))) < 200
    assert len(str(refused(f"{'x' * 1_000_000} = 1"))) < 200
    assert len(str(refused(f"severity = {{ {'x' * 1_000_000} = 1 }}"))) < 300
