"""Rules, facts and settings of a repository that a stranger wrote: refused in one line, in little time and memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from strangers import PAGE, PROSE, RULE, healthaudit, pack, refused

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, problem_of
from healthaudit.rulefiles import RuleFiles, bundled_rules, content_of

_NINE = ", ".join(["*a{0}"] * 9)
#: Each list holds the one before nine times: 9 to the power of eleven values.
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{_NINE.format(n - 1)}]\n" for n in range(1, 12)
)
#: The same by merging, which fills the memory while the file is read.
MERGED = "a0: &a0 {a: 1, b: 2}\n" + "".join(f"a{n}: &a{n} {{<<: [{_NINE.format(n - 1)}]}}\n" for n in range(1, 10))

TRAPS = {
    "aliases of aliases": (LAUGHS + RULE, "more than 1,000,000 values"),
    "aliases of aliases as a title": (LAUGHS + RULE.replace("Says detox", "*a11", 1), "more than 1,000,000 values"),
    "merged again and again": (MERGED + RULE, "more than 1,000,000 values"),
    "a list in itself": (f"{RULE}on_record: &a [*a]\n", "the alias *a stands for itself"),
    "a key in itself": (f"{RULE}x: &a {{? *a : 1}}\n", "the alias *a stands for itself"),
    "a hundred thousand brackets": (f"{RULE}x: {'[' * 100_000}{']' * 100_000}\n", "nested more than 50 deep"),
    "a thousand braces": (f"{RULE}x: {'{a: ' * 1000}1{'}' * 1000}\n", "nested more than 50 deep"),
    "deep indents": (f"{RULE}x:\n" + "".join(f"{' ' * n}-\n" for n in range(1, 400)), "nested more than 50 deep"),
    "an object of Python": (
        f"{RULE}x: !!python/object/apply:os.system ['touch owned']\n",
        "the tag tag:yaml.org,2002:py",
    ),
    "a name of Python": (f"{RULE}x: !!python/name:os.system\n", "the tag tag:yaml.org,2002:python/name"),
    "a number by a tag": (f"{RULE}x: !!int nine\n", "the tag tag:yaml.org,2002:int"),
    "a day by a tag": (f"{RULE}x: !!timestamp soon\n", "the tag tag:yaml.org,2002:timestamp"),
    "a tag of their own": (f"{RULE}x: !mine {{}}\n", "the tag !mine"),
    "a key twice": (f"{RULE}title: Another\n", "the key 'title' stands there twice"),
    "a key twice inside": (RULE.replace("  kind:", "  kind: count\n  kind:"), "the key 'kind' stands there twice"),
    "thousands of digits": (f"{RULE}x: {'9' * 10_000}\n", "a number of very many digits"),
    "thousands of digits where few are": (
        RULE.replace("severity: high", f"severity: 0x{'f' * 9_999}"),
        "very many digits",
    ),
    "thousands of sixties": (f"{RULE}x: 1{':30' * 3_000}\n", "a number of very many digits"),
    "a day that never is": (f"{RULE}x: 2001-99-99\n", "2001-99-99 is no day"),
    "a character that is none": (f'{RULE}x: "\0"\n', "not YAML"),
    "a list as a key": (f"{RULE}? [a]\n: 1\n", "unhashable key"),
    "two documents": (f"{RULE}---\n{RULE}", "another document"),
    "a pattern that is none": (RULE.replace("detox your liver", "(detox"), "not an RE2 expression"),
    "a pattern that looks behind": (RULE.replace("detox your liver", "(?<=a)detox"), "not an RE2 expression"),
    "repeats of repeats": (RULE.replace("detox your liver", "((a{100}){100}){100}"), "invalid repetition size"),
    "a long way round": (RULE.replace("detox your liver", "(?:[^x]{0,1000}y)" * 200), "it is too large"),
    "deep groups": (RULE.replace("detox your liver", "(" * 2_000 + "a" + ")" * 2_000), "nested more than 100 deep"),
    "classes of Unicode": (RULE.replace("detox your liver", "\\pL{0,900}" * 100), "more than 50 classes of Unicode"),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return tmp_path


@pytest.mark.parametrize("trap", TRAPS)
def test_rules(place: Path, trap: str) -> None:
    text, why = TRAPS[trap]
    pack(place / "theirs", text)
    error = refused(healthaudit("audit", "page.html", "--rules", "theirs", "--no-config", cwd=place))
    assert why in error
    assert "no-detox.yml" in error
    assert not (place / "owned").exists()


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", RULE.encode() + b"x: \xff\n", RULE.encode("utf-16")],
    ids=["marks", "latin-1", "utf-16"],
)
def test_rules_that_are_no_text(place: Path, content: bytes) -> None:
    pack(place / "theirs", content)
    refused(healthaudit("audit", "page.html", "--rules", "theirs", "--no-config", cwd=place))


@pytest.mark.parametrize("trap", ["aliases of aliases", "merged again and again", "a hundred thousand brackets"])
def test_facts(place: Path, trap: str) -> None:
    text, why = TRAPS[trap]
    (place / "facts.yml").write_text(f"as_of: 2026-01-01\nproducts:\n  rx_drug: []\n{text}", "utf-8")
    assert why in refused(healthaudit("audit", "page.html", "--facts", "facts.yml", "--no-config", cwd=place))
    assert why in refused(healthaudit("facts", "show", "ketamine", "--facts", "facts.yml", cwd=place))


@pytest.mark.parametrize("command", [["rules", "list"], ["rules", "test"], ["explain", "no-detox"]])
def test_every_command_that_reads_rules(place: Path, command: list[str]) -> None:
    pack(place / "theirs", TRAPS["merged again and again"][0])
    assert "values" in refused(healthaudit(*command, "--rules", "theirs", cwd=place))


FRONT_MATTER = {
    "merged again and again": f"{MERGED}title: *a9",
    "aliases of aliases": f"{LAUGHS}title: *a11\nauthor: *a11\nlang: *a11",
    "brackets": f"x: {'[' * 100_000}{']' * 100_000}",
    "an object of Python": "author: !!python/object/apply:os.system ['touch owned']",
    "digits": f"weight: {'9' * 10_000}",
    "a day that never is": "date: 2001-99-99",
    "a list in itself": "author: &a [*a]",
}


@pytest.mark.parametrize("trap", FRONT_MATTER)
def test_front_matter_of_a_page(place: Path, trap: str) -> None:
    """It is read as words or not at all; the page below it is audited, whatever stands there."""
    (place / "page.md").write_text(f"---\n{FRONT_MATTER[trap]}\n---\n\n{PROSE}\n\nOur drops cure anxiety.\n", "utf-8")
    ran = healthaudit("audit", "page.md", "--no-config", "--no-cache", "-f", "concise", cwd=place)
    assert ran.code in (0, 1), ran.err
    assert "cure-claim" in ran.out
    assert not (place / "owned").exists()


SETTINGS = {
    "brackets": (f"x = {'[' * 100_000}{']' * 100_000}", "nested too deeply"),
    "braces": (f"x = {'{a=' * 50_000}1{'}' * 50_000}", "nested too deeply"),
    "a table far down": (f"[{'.'.join('a' * 40_000)}]", "a key has too many parts"),
    "a key far down": (f"{'.'.join('a' * 40_000)} = 1", "a key has too many parts"),
    "a key in quotes": ('"a".' * 40_000 + "b = 1", "a key has too many parts"),
    "a key in braces": (f"x = {{{'.'.join('a' * 40_000)} = 1}}", "a key has too many parts"),
    "digits": (f"min-score = {'9' * 10_000}", "not TOML"),
    "a key twice": ('profile = "ci"\nprofile = "ci"', "Cannot overwrite a value"),
    "a million letters": (f"{'a' * 1_000_000} = 1", "unknown key"),
    "no character": ('sources = ["a\\u0000"]', "NUL"),
    "itself": ('extends = "healthaudit.toml"', "goes round in a circle"),
}


@pytest.mark.parametrize("trap", SETTINGS)
def test_settings(place: Path, trap: str) -> None:
    text, why = SETTINGS[trap]
    (place / "healthaudit.toml").write_text(f"{text}\n", "utf-8")
    assert why in refused(healthaudit("audit", "page.html", cwd=place))


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a device without an end")
@pytest.mark.parametrize(
    "setting",
    ['baseline = "{}"', 'facts = ["{}"]', 'model = "{}"', 'extends = "{}"'],
    ids=lambda one: one.split(" ")[0],
)
def test_settings_that_name_a_device(place: Path, setting: str) -> None:
    (place / "healthaudit.toml").write_text(setting.format("/dev/zero"), "utf-8")
    assert "no such file" in (error := refused(healthaudit("audit", "page.html", cwd=place))) or "no file" in error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes that nobody fills")
def test_settings_that_name_a_pipe(place: Path) -> None:
    os.mkfifo(place / "pipe")
    (place / "healthaudit.toml").write_text('baseline = "pipe"', "utf-8")
    assert "no file" in refused(healthaudit("audit", "page.html", cwd=place))


def test_keys_that_people_write_are_taken(place: Path) -> None:
    (place / "healthaudit.toml").write_text(
        f'exclude = ["{".".join(["a"] * 40)}", "{"..." * 40}"]\n[rules]\ndisable = ["transparency"]\n',
        "utf-8",
    )
    ran = healthaudit("config", "show", cwd=place)
    assert ran.code == 0, ran.err


def test_anchors_that_people_use_are_taken(tmp_path: Path) -> None:
    text = f"{RULE}regulations: &laws [ftc-act]\nyields_to: &none []\non_record: *none\n"
    assert content_of(str(pack(tmp_path, text) / "overclaim" / "no-detox.yml")) == text.encode()
    RuleFiles.of(tmp_path)


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    folder = pack(tmp_path, RULE)
    if sys.platform == "linux":
        (folder / os.fsdecode(b"a\xff.yml")).write_text("x: 1")
    assert RuleFiles.of(folder).content


def test_what_came_with_the_package_is_ours() -> None:
    """It may use what is refused elsewhere, and costs no second reading."""
    assert RuleFiles.of(bundled_rules()).content


@pytest.mark.parametrize(
    "line", ["a: &a [1]\nb: *a", "a: '2001-99-99'", f"a: '{'9' * 9999}'", "a: 2001-99", "a: 2026-02-28"]
)
def test_harmless_values(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.yml").write_text(line)
    assert content_of(str(tmp_path / "a.yml"))


def test_many_aliases_of_much(tmp_path: Path) -> None:
    """Two deep is enough, if both are wide."""
    (tmp_path / "a.yml").write_text(f"a: &a [{'x, ' * 2000}x]\nb: [{'*a, ' * 2000}*a]\n")
    with pytest.raises(RuleError, match="more than 1,000,000 values"):
        content_of(str(tmp_path / "a.yml"))


@pytest.mark.parametrize(
    "expression",
    [
        "(?:[^x]{0,900}y){1}" * 20,
        "|".join(f"y{letter}[^q]{{0,1000}}" for letter in "abcdefghijklmnopqrstuvwxyz"),
        "(?:(?:ab|c){30}d{33}){30}" * 20,
        "[a-z]{1000}" * 30,
    ],
)
def test_expressions_that_would_take_long_are_refused(expression: str) -> None:
    assert "too large" in problem_of(expression)


@pytest.mark.parametrize(
    "expression", ["detox", "(?:a|b){0,3}c{2,40}", "\\(" * 500, "[(((]" * 150, "\\pL+", "|".join(["word"] * 2000)]
)
def test_expressions_that_people_write_are_taken(expression: str) -> None:
    assert problem_of(expression) == ""
    assert Expression(Pattern.of(expression)).spans(b"1") == []


@pytest.mark.parametrize("expression", ["\\pL", "\\PL", "\\p{L}", "\\p{Ll}", "\\p{^L}", "[\\pL]"])
def test_classes_of_unicode_keep_their_case(expression: str) -> None:
    assert problem_of(expression) == ""
    assert Expression(Pattern.of(expression)).first(b"1 a") is not None
