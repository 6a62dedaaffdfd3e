"""What comes out: plain values that hash, compare and travel, each with where it comes from."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from healthaudit.cli.options import several
from healthaudit.config import KEYS, Configuration, Held
from healthaudit.settings import DEFAULTS, Gate, Settings

FULL = """
profile = "ci"
fail-on = "never"
min-score = 5
jurisdictions = ["EU", "US"]
allow = ["a term"]
facts = ["f.yml"]
suppressions = false
rules.folders = ["r"]
rules.select = ["OC"]
rules.disable = ["OC1"]
severity = { OC = "low", cure-claim = "high" }
[[ignore]]
rules = ["OC101"]
reason = "so"
until = 2027-03-01
paths = ["a.html"]
"""


@pytest.fixture
def full(write: Callable[..., Path]) -> Configuration:
    write("f.yml", "")
    write("r/keep", "")
    write("healthaudit.toml", FULL)
    return Configuration({})


def test_nothing_configured_is_the_default(write: Callable[..., Path]) -> None:
    plain = Configuration({}).settings("a.html")
    assert {field.name for field in fields(plain) if getattr(plain, field.name) != getattr(DEFAULTS, field.name)} == {
        "origins"
    }


def test_they_hash_compare_and_travel(full: Configuration) -> None:
    settings = full.settings("a.html")
    again = pickle.loads(pickle.dumps(settings))
    assert again == settings
    assert hash(again) == hash(settings)
    assert len({settings, again, Settings()}) == 2
    assert settings != full.settings("b.html")
    with pytest.raises(FrozenInstanceError):
        settings.profile = "editor"  # type: ignore[misc]


def test_the_same_for_all_pages_for_which_the_same_holds(full: Configuration) -> None:
    assert full.settings("b.html") is full.settings("deep/er/c.html")
    assert full.settings("a.html") is full.settings("./a.html")


def test_settings_of_two_runs_are_equal(full: Configuration) -> None:
    assert Configuration({}).settings("a.html") == full.settings("a.html")


def test_where_each_value_comes_from(full: Configuration) -> None:
    lines = FULL.splitlines()
    for name, one in full.held("a.html").items():
        if one.origin != "default":
            file, _, line = one.origin.partition(":")
            assert file == "healthaudit.toml"
            assert lines[int(line) - 1].startswith(name)
    assert sum(one.origin == "default" for one in full.held("a.html").values()) == len(KEYS) - 11


def test_messages_about_names_say_who_named_them(full: Configuration) -> None:
    options = {"rules.select": Held(("HL",), "--select")}
    assert dict(full.settings("a.html").origins)["disable"] == "healthaudit.toml:11: rules.disable"
    assert dict(Configuration(options).settings("a.html").origins)["select"] == "--select"


@pytest.mark.parametrize(
    ("model", "expected"), [("", (None, True)), ("model = false", (None, False)), ("model = 'm'", ("m", True))]
)
def test_the_model(site: Path, write: Callable[..., Path], model: str, expected: tuple[str | None, bool]) -> None:
    write("m", "")
    write("healthaudit.toml", model)
    settings = Configuration({}).settings("a")
    assert (settings.model, settings.classify) == (site / "m" if expected[0] else None, expected[1])


def test_an_option_goes_before_the_file(full: Configuration) -> None:
    options = {"min-score": Held(0, "--min-score"), "allow": Held((), "nobody")}
    settings = Configuration(options).settings("a.html")
    assert settings.gate == Gate(None, 0)
    assert settings.allow == ()
    assert settings.profile == "ci"


def test_severities_of_options_are_laid_over(full: Configuration) -> None:
    held = Configuration({"severity": Held({"OC": "high"}, "--severity")}).held("a.html")["severity"]
    assert held == ({"cure-claim": "high", "OC": "high"}, "healthaudit.toml:12, --severity")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, ()),
        ([], ()),
        (["a,b", "c"], ("a", "b", "c")),
        ([" a , b ,"], ("a", "b")),
        ([",", ""], ()),
    ],
)
def test_options_parted_by_commas(given: list[str] | None, expected: tuple[str, ...]) -> None:
    assert several(given) == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("['content/', 'a.html']", ("site/content", "site/a.html")),
        ("['../up']", ("up",)),
        ("['https://example.org/a?b', 'HTTP://x']", ("https://example.org/a?b", "HTTP://x")),
    ],
)
def test_sources_count_from_the_file(
    site: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, sources: str, expected: tuple[str, ...]
) -> None:
    write("healthaudit.toml", f"sources = {sources}")
    monkeypatch.chdir(site.parent)
    held = Configuration({}, file=site / "healthaudit.toml").run()["sources"].value
    assert held == expected
