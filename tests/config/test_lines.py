"""On which line a key stands, in all forms that TOML has for it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthaudit.config.lines import line_of, lines_of

TEXT = '''\
# rules.select = 1
extends = "[rules]"  # profile = "ci"
"quoted key" = 1
'literal.key' = 1
a . "b" . c = 1

exclude = [
  "drafts/",  # a = [
  "profile = 1",
  [ "nested" ],
]
text = """
[rules]
select = []
""\\""" """
other = \'\'\'
profile = "ci"\'\'\'\'  # \' [
severity = { OC101 = "low", 'a b' = "low", deep = { x = 1 } }
list = [ { one = 1 }, { one = 2,
  # comment ] }
  }, { one = [
    3 ] },
]
"\\u0061bc" = 1

[rules]
select = [
]
folders = 1
[ tool . "healthaudit" . rules ]
select = 2027-03-01 10:00:00
[[ignore]]
reason = 1.5
[[ignore]]
  reason = 1
  [ignore.more]
  reason = 1
  [[ignore.inner]]
  x = 1
  [[ignore.inner]]
  x = 1
[[ignore]]
[[ignore.inner]]
x = 1
[last]'''
TEXT = TEXT.replace("{ one = 2,\n  # comment ] }\n  }", "{ one = 2 }\n  # comment ] }\n  ")


@pytest.mark.parametrize(
    ("path", "start"),
    [
        (("extends",), "extends ="),
        (("quoted key",), '"quoted key"'),
        (("literal.key",), "'literal.key'"),
        (("a",), "a . "),
        (("a", "b", "c"), "a . "),
        (("exclude",), "exclude ="),
        (("exclude", 0), '"drafts/"'),
        (("exclude", 1), '"profile = 1"'),
        (("exclude", 2, 0), '[ "nested"'),
        (("text",), "text ="),
        (("other",), "other ="),
        (("severity", "a b"), "severity ="),
        (("severity", "deep", "x"), "severity ="),
        (("list", 1, "one"), "list ="),
        (("list", 2, "one"), ", { one = ["),
        (("list", 2, "one", 0), "3 ]"),
        (("abc",), '"\\u0061bc"'),
        (("rules",), "[rules]\nselect = [\n"),
        (("rules", "select"), "select = [\n]"),
        (("rules", "folders"), "folders"),
        (("tool",), "[ tool"),
        (("tool", "healthaudit", "rules", "select"), "select = 2027"),
        (("ignore", 0, "reason"), "reason = 1.5"),
        (("ignore", 1), "[[ignore]]\n  reason"),
        (("ignore", 1, "reason"), "reason = 1\n  [ignore"),
        (("ignore", 1, "more", "reason"), "reason = 1\n  [["),
        (("ignore", 1, "inner", 0, "x"), "x = 1\n  [["),
        (("ignore", 1, "inner", 1, "x"), "x = 1\n[["),
        (("ignore", 2, "inner", 0, "x"), "x = 1\n[last"),
        (("last",), "[last]"),
        (("last", "unknown", 3), "[last]"),
        (("rules", "select", "no", "such"), "select = [\n]"),
    ],
)
def test_forms(path: tuple[str | int, ...], start: str) -> None:
    tomllib.loads(TEXT)
    assert line_of(lines_of(TEXT), path) == TEXT[: TEXT.index(start)].count("\n") + 1


def test_what_stands_nowhere_has_no_line() -> None:
    assert line_of(lines_of(TEXT), ("profile",)) is None
    assert line_of({}, ()) is None


@pytest.mark.parametrize("odd", ["\u2028", "\x85", "\x0c", "\x0b", "\x1c"])
def test_only_line_feeds_end_lines(odd: str) -> None:
    assert lines_of(f'a = "x{odd}y" # {odd}\nb = 1\n')[("b",)] == 2


NAMES = st.text(st.sampled_from("ab-_1 .\"'é#=[\\\n"), min_size=1, max_size=4)
LEAVES = st.one_of(
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(st.sampled_from("ab\"'\\\n#=[]{},é\u2028\t "), max_size=12),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=5)


class Writer:
    """Writes a document in forms that a chooser picks, and remembers where it has put each key."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.text = ""
        self.lines: dict[tuple[str | int, ...], int] = {}

    def pick(self, *options: Any) -> Any:
        return self.data.draw(st.sampled_from(options))

    def here(self, path: tuple[str | int, ...]) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def gap(self) -> str:
        return self.pick("", "", "\n", "# [x] y = '''\n", "\n\n")

    def name(self, name: str) -> str:
        bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        literal = [] if "'" in name or "\n" in name else [f"'{name}'"]
        return self.pick(json.dumps(name, ensure_ascii=self.pick(True, False)), *literal, *([name] if bare else []))

    def value(self, path: tuple[str | int, ...], value: Any) -> None:
        if isinstance(value, list):
            self.text += "["
            for number, one in enumerate(value):
                self.text += self.gap()
                self.here((*path, number))
                self.value((*path, number), one)
                self.text += self.gap() + (", " if number < len(value) - 1 else self.pick("", ","))
            self.text += self.gap() + "]"
        elif isinstance(value, dict):
            self.text += "{ "
            for number, (name, one) in enumerate(value.items()):
                self.here((*path, name))
                self.text += f"{', ' if number else ''}{self.name(name)} = "
                self.value((*path, name), one)
            self.text += " }"
        elif isinstance(value, str):
            self.text += self.string(value)
        elif isinstance(value, bool):
            self.text += "true" if value else "false"
        else:
            self.text += str(value)

    def string(self, value: str) -> str:
        forms = [json.dumps(value, ensure_ascii=self.pick(True, False))]
        forms.append('"""\n' + value.replace("\\", "\\\\").replace('"""', '""\\"') + '\\n"""')
        if "'" not in value:
            forms.append(f"'''{value}'''")
            if "\n" not in value:
                forms.append(f"'{value}'")
        return self.pick(*forms)

    def table(self, path: tuple[str | int, ...], names: str, table: dict[str, Any]) -> None:
        later = []
        for name, value in table.items():
            if isinstance(value, dict) and self.pick(True, False):
                later.append((name, value, False))
            elif (
                isinstance(value, list)
                and value
                and all(isinstance(one, dict) for one in value)
                and self.pick(True, False)
            ):
                later.append((name, value, True))
            else:
                self.text += self.gap() + self.pick("", "  ")
                self.here((*path, name))
                self.text += f"{self.name(name)} = "
                self.value((*path, name), value)
                self.text += self.pick("\n", " # a = [\n")
        for name, value, several in later:
            for number, one in enumerate(value if several else [value]):
                self.text += self.gap()
                inner = (*path, name, number) if several else (*path, name)
                self.here((*path, name))
                self.here(inner)
                full = f"{names}{self.name(name)}"
                self.text += f"[[{full}]]\n" if several else self.pick(f"[{full}]\n", f"[ {full} ] # ]\n")
                self.table(inner, f"{full}.", one)


def paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Of everything in a document that was read."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield (*at, name)
        yield from paths(one, (*at, name))


@settings(max_examples=300, deadline=None)
@given(st.data(), DOCUMENTS)
def test_every_key_is_found_where_it_was_written(data: st.DataObject, document: dict[str, Any]) -> None:
    writer = Writer(data)
    writer.table((), "", document)
    found = lines_of(writer.text)
    assert found == writer.lines
    assert set(paths(tomllib.loads(writer.text))) == set(found)
