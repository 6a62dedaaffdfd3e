"""A configuration that adds to another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import Configuration
from healthaudit.errors import ConfigError


def held(page: str = "site/page.html") -> dict[str, tuple[object, str]]:
    return {name: (one.value, one.origin) for name, one in Configuration({}).held(page).items()}


def test_what_is_not_said_comes_from_the_other(write: Callable[..., Path]) -> None:
    write("base.toml", 'profile = "ci"\nmin-score = 70\n')
    write("healthaudit.toml", 'extends = "base.toml"\nmin-score = 80\n')
    assert held("page.html")["profile"] == ("ci", "base.toml:1")
    assert held("page.html")["min-score"] == (80, "healthaudit.toml:2")


def test_a_chain_has_the_last_word_where_it_begins(write: Callable[..., Path]) -> None:
    write("base/a.toml", 'profile = "ci"\nfail-on = "low"\nmin-score = 1\n')
    write("base/b.toml", 'extends = "a.toml"\nfail-on = "medium"\nmin-score = 2\n')
    write("healthaudit.toml", 'extends = "base/b.toml"\nmin-score = 3\n')
    settings = Configuration({}).settings("page.html")
    assert (settings.profile, settings.gate) == ("ci", ("medium", 3))


def test_paths_count_from_the_folder_of_the_file_that_has_them(site: Path, write: Callable[..., Path]) -> None:
    write("shared/facts/f.yml", "")
    write("shared/rules/keep", "")
    write("mine/f.yml", "")
    write("shared/base.toml", 'facts = ["facts/f.yml"]\nrules.folders = ["rules"]\nsources = ["content"]\n')
    write("mine/healthaudit.toml", 'extends = "../shared/base.toml"\n')
    settings = Configuration({}).settings("mine/page.html")
    assert settings.facts == (site / "shared/facts/f.yml",)
    assert settings.rules == (site / "shared/rules",)
    assert held("mine/page.html")["sources"][0] == ("shared/content",)


def test_a_list_takes_the_place_of_a_list_and_an_empty_one_too(write: Callable[..., Path]) -> None:
    write("base.toml", 'allow = ["Cure House"]\nrules.disable = ["overclaim"]\n')
    write("healthaudit.toml", 'extends = "base.toml"\nallow = ["Heal Well"]\nrules.disable = []\n')
    settings = Configuration({}).settings("page.html")
    assert settings.allow == ("Heal Well",)
    assert settings.disable == ()


def test_severities_are_laid_over_each_other_name_by_name(write: Callable[..., Path]) -> None:
    write("base.toml", 'severity = { cure-claim = "low", overclaim = "low" }\n')
    write("healthaudit.toml", 'extends = "base.toml"\nseverity = { cure-claim = "high" }\n')
    assert Configuration({}).settings("page.html").severity == (("overclaim", "low"), ("cure-claim", "high"))
    assert held("page.html")["severity"][1] == "base.toml:1, healthaudit.toml:2"


def test_the_closer_file_goes_before_overrides_of_the_other(write: Callable[..., Path]) -> None:
    write(
        "base.toml",
        'min-score = 1\n[[overrides]]\npaths = ["a.html"]\nmin-score = 2\nprofile = "ci"\n'
        '[[overrides]]\npaths = ["*.html"]\nfail-on = "low"\n',
    )
    write(
        "healthaudit.toml", 'extends = "base.toml"\nmin-score = 3\n[[overrides]]\npaths = ["a.html"]\nmin-score = 4\n'
    )
    configuration = Configuration({})
    assert configuration.settings("a.html").gate == ("low", 4)
    assert configuration.settings("a.html").profile == "ci"
    assert configuration.settings("b.html").gate == ("low", 3)


def test_patterns_count_from_the_folder_of_their_file(write: Callable[..., Path]) -> None:
    write("shared/base.toml", 'exclude = ["drafts/"]\n[[overrides]]\npaths = ["*.html"]\nprofile = "ci"\n')
    write("healthaudit.toml", 'extends = "shared/base.toml"\n')
    configuration = Configuration({})
    assert configuration.settings("shared/a.html").profile == "ci"
    assert configuration.settings("a.html").profile == "auditor"
    assert configuration.excludes("shared/drafts/a.html")
    assert not configuration.excludes("drafts/a.html")


def test_entries_of_ignore_add_up(write: Callable[..., Path]) -> None:
    write("base.toml", '[[ignore]]\nrules = ["cure-claim"]\nreason = "one"\n')
    write("healthaudit.toml", 'extends = "base.toml"\n[[ignore]]\nrules = ["OC2"]\nreason = "two"\n')
    entries = Configuration({}).settings("page.html").ignore
    assert [(one.reason, one.source, one.line) for one in entries] == [
        ("one", "base.toml", 1),
        ("two", "healthaudit.toml", 2),
    ]


def test_a_pyproject_can_be_extended_and_can_extend(write: Callable[..., Path]) -> None:
    write("pyproject.toml", '[tool.healthaudit]\nprofile = "ci"\nextends = "base.toml"\n')
    write("base.toml", "min-score = 7\n")
    write("news/healthaudit.toml", 'extends = "../pyproject.toml"\n')
    settings = Configuration({}).settings("news/page.html")
    assert (settings.profile, settings.gate.min_score) == ("ci", 7)
    assert held("news/page.html")["profile"][1] == "pyproject.toml:2"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"healthaudit.toml": "healthaudit.toml"}, "healthaudit.toml:1: extends goes round in a circle"),
        ({"healthaudit.toml": "b.toml", "b.toml": "healthaudit.toml"}, "b.toml:1: extends goes round in a circle"),
        ({"healthaudit.toml": "b.toml", "b.toml": "./x/../b.toml"}, "b.toml:1: extends goes round in a circle"),
        ({"healthaudit.toml": "no.toml"}, "healthaudit.toml:1: extends names 'no.toml', and there is no such file"),
        ({"healthaudit.toml": "b.toml", "b.toml": "c.toml"}, "b.toml:1: extends names 'c.toml', and there is no"),
        ({"healthaudit.toml": "."}, "healthaudit.toml:1: extends names '.', and there is no such file"),
        ({"healthaudit.toml": "a\\u0000b"}, "healthaudit.toml:1: extends holds a NUL character"),
    ],
)
def test_what_leads_nowhere(write: Callable[..., Path], files: dict[str, str], message: str) -> None:
    for name, other in files.items():
        write(name, f'extends = "{other}"\n')
    with pytest.raises(ConfigError) as caught:
        Configuration({}).settings("page.html")
    assert str(caught.value).startswith(message)
    assert caught.value.hint


def test_a_circle_over_a_link_is_seen(site: Path, write: Callable[..., Path]) -> None:
    write("healthaudit.toml", 'extends = "link.toml"\n')
    (site / "link.toml").symlink_to(site / "healthaudit.toml")
    with pytest.raises(ConfigError, match="circle"):
        Configuration({}).settings("page.html")


def test_a_chain_without_end_is_cut(write: Callable[..., Path]) -> None:
    for number in range(20):
        write(f"{number}.toml", f'extends = "{number + 1}.toml"\n')
    write("20.toml", "")
    with pytest.raises(ConfigError, match=r"^9\.toml:1: extends more than 10 files in a row"):
        Configuration({}, file=Path("0.toml")).settings("page.html")
    assert Configuration({}, file=Path("11.toml")).settings("page.html").profile == "auditor"


def test_a_mistake_in_the_other_names_the_other(write: Callable[..., Path]) -> None:
    write("base.toml", '\nprofile = "cii"\n')
    write("healthaudit.toml", 'extends = "base.toml"\n')
    with pytest.raises(ConfigError, match=r"^base\.toml:2: profile cannot be 'cii'") as caught:
        Configuration({}).settings("page.html")
    assert "did you mean 'ci'?" in caught.value.hint
