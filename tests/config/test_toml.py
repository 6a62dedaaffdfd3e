"""Files as they come: not TOML, not UTF-8, of other systems, empty, huge."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import Configuration
from healthaudit.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("profile = ci", 1),
        ("\n\nprofile == 'ci'", 3),
        ("a = 1\n[rules\nselect = []", 2),
        ("profile = 'ci'\nprofile = 'ci'", 2),
        ("[rules]\nselect = []\n[rules]\n", 3),
        ("rules.select = []\n[rules]\n", 2),
        ("[[ignore]]\n[ignore]\n", 2),
        ("severity = { a = 'low', a = 'low' }", 1),
        ("a = 2027-02-30", 1),
        ("a = '\x01'", 1),
    ],
)
def test_what_is_not_toml_names_the_line(refused: Callable[[str], ConfigError], text: str, line: int) -> None:
    error = refused(text)
    assert str(error).startswith(f"healthaudit.toml:{line}: not TOML: ")
    assert "at line" not in str(error)
    assert "toml.io" in error.hint


@pytest.mark.parametrize("text", ["a = [", "a = '''", 'a = "\\u12"', "a = " + "[" * 5000, "a = " + "9" * 5000, "\0"])
def test_what_is_not_toml_and_has_no_line_is_told_as_well(refused: Callable[[str], ConfigError], text: str) -> None:
    assert str(refused(text)).startswith("healthaudit.toml")
    assert "not TOML: " in str(refused(text))


@pytest.mark.parametrize("data", [b"profile = 'ci\xff'", "profile = 'ci'".encode("utf-16"), b"\xed\xa0\x80"])
def test_what_is_not_utf_8(site: Path, data: bytes) -> None:
    (site / "healthaudit.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=r"^healthaudit\.toml: is not UTF-8 \(byte \d+\)$") as caught:
        Configuration({}).settings("a")
    assert caught.value.hint == "save it as UTF-8"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfprofile = 'ci'\n",
        b"\r\n# one\r\nprofile = 'ci'\r\n[rules]\r\nselect = [\r\n  'OC',\r\n]\r\n",
        b"\xef\xbb\xbf\r\nprofile = 'ci'",
    ],
)
def test_marks_and_line_ends_of_other_systems(site: Path, data: bytes) -> None:
    (site / "healthaudit.toml").write_bytes(data)
    held = Configuration({}).held("a")["profile"]
    line = data.decode("utf-8-sig").splitlines().index("profile = 'ci'") + 1
    assert held == ("ci", f"healthaudit.toml:{line}")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "[rules]\n", "overrides = []\nignore = []\n"])
def test_a_file_that_says_nothing_changes_nothing(write: Callable[..., Path], text: str) -> None:
    write("healthaudit.toml", text)
    assert {one.origin for one in Configuration({}).held("a").values()} == {"default"}


def test_it_hides_those_above_though(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", "profile = 'ci'")
    write("news/healthaudit.toml", "")
    assert Configuration({}).settings("news/a").profile == "auditor"


def test_one_that_is_missing_or_a_folder(site: Path) -> None:
    for name, reason in (("no.toml", "No such file"), (".", "Is a directory")):
        with pytest.raises(ConfigError, match=f"cannot be read: {reason}") as caught:
            Configuration({}, file=Path(name)).settings("a")
        assert caught.value.hint


def test_a_huge_file_is_read_in_one_go(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in it is looked for line by line once for each key: that would take minutes."""
    entries = "".join(
        f"[[ignore]]\nrules = ['cure-claim']\nreason = 'number {number}'\npaths = ['p{number}.txt']\n"
        for number in range(4_000)
    )
    allowed = ", ".join(f"'Clinic {number}'" for number in range(4_000))
    write("healthaudit.toml", f"allow = [{allowed}]\n{entries}")
    read = []
    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: read.append(len(text)) or loads(text))
    settings = Configuration({}).settings("p3999.txt")
    assert len(read) == 1
    assert len(settings.allow) == 4_000
    assert [(one.reason, one.line, one.named) for one in settings.ignore] == [("number 3999", 15_998, True)]
