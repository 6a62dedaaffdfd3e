"""Reads rule files and says of a mistake in which file, at which key and on which line it stands.

The quick way parses only what a run needs; the slow way, with line numbers, is taken when something is wrong, and
for a rule's examples, which a run does not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import yaml

from healthaudit.errors import RuleError
from healthaudit.expressions import problem_of
from healthaudit.language.mentions import SLOTS
from healthaudit.model import BlockKind, Family, Outcome, Region, Severity
from healthaudit.rules.atoms import atoms
from healthaudit.rules.rule import (
    DEFAULT_BLOCKS,
    DEFAULT_REGIONS,
    DEFAULT_SILENT,
    Context,
    Example,
    Match,
    MatchKind,
    Rule,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXAMPLES = re.compile(r"^examples:[ \t]*\r?$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
_SLOT_BOUNDARY = re.compile(r"\\b\{(?:condition|product)\}|\{(?:condition|product)\}\\b")
_CODE = re.compile(r"[A-Z]{2}\d{3}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)

_KEYS = {
    "id", "code", "title", "family", "severity", "confidence", "outcome", "match", "only_on", "silent_when",
    "review_when", "message", "why", "fix", "regulations", "examples",
}  # fmt: skip
_REQUIRED = ("id", "code", "title", "family", "severity", "confidence", "match", "message", "why", "fix")
_MATCH_KEYS = {
    MatchKind.PATTERN: {"kind", "any", "also", "never", "blocks", "regions"},
    MatchKind.ABSENCE: {"kind", "any", "also", "never", "blocks", "regions", "least", "lacks", "lacks_facts"},
    MatchKind.COUNT: {"kind", "any", "also", "never", "blocks", "regions", "least", "same"},
}
_FACTS = ("author", "reviewer", "published", "modified", "publisher")
CONFIDENCES = ("high", "medium", "low")
EXPECTATIONS = ("flag", "review", "allow")


class RuleSource(NamedTuple):
    """The text of one rule file."""

    path: Path
    text: str


class UnknownWord(Exception):
    """An expression uses a name that the vocabulary does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.known = known


class Vocabulary(NamedTuple):
    """Named expressions that rules put into theirs as ``{name}``."""

    expressions: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read vocabulary.yml: a mapping of names to an expression or a list of alternatives."""
        if not path.exists():
            return cls({})
        try:
            data = yaml.load(path.read_text("utf-8"), Loader=_Loader) or {}
        except (OSError, yaml.YAMLError) as problem:
            raise RuleError(f"{path}: {' '.join(str(problem).split())}", "mend the YAML of the vocabulary") from None
        expressions: dict[str, str] = {}
        for name, value in data.items():
            alternatives = [value] if isinstance(value, str) else value
            if not isinstance(alternatives, list) or not all(isinstance(item, str) for item in alternatives):
                raise RuleError(f"{path}: {name}: not an expression or a list of them", "write a list of strings")
            try:
                expressions[name] = cls(expressions).expand("(?:" + "|".join(alternatives) + ")")
            except UnknownWord as unknown:
                raise RuleError(
                    f"{path}: {name}: unknown vocabulary {{{unknown}}}", "a name may only use those above it"
                ) from None
        return cls(expressions)

    def expand(self, expression: str) -> str:
        """Put the vocabulary into an expression. Raises UnknownWord."""

        def put(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in SLOTS:
                return f"{SLOTS[name]}+"
            if name not in self.expressions:
                raise UnknownWord(name, (*self.expressions, *SLOTS))
            return self.expressions[name]

        return _PLACEHOLDER.sub(put, expression)


def rule_sources(folders: Iterable[Path]) -> Iterator[RuleSource]:
    """The rule files below folders, sorted; every .yml or .yaml in a folder named after a family."""
    families = {family.value for family in Family}
    for folder in folders:
        for path in sorted(folder.rglob("*.y*ml")):
            if families & set(path.relative_to(folder).parts[:-1]) or folder.name in families:
                try:
                    yield RuleSource(path, path.read_text("utf-8"))
                except (OSError, UnicodeDecodeError) as problem:
                    raise RuleError(f"{path}: cannot be read: {problem}", "rule files are UTF-8 text") from None


def read_rules(folder: Path, more: Sequence[Path] = ()) -> list[Rule]:
    """Every rule of the folders, checked. Raises RuleError naming file, key and line of the first mistake."""
    vocabulary = Vocabulary.load(folder / "vocabulary.yml")
    rules = [parse(source, vocabulary) for source in rule_sources([folder, *more])]
    if not rules:
        raise RuleError(f"{folder}: no rules here", "rules lie in folders named after their family")
    seen: dict[str, Rule] = {}
    for rule in rules:
        for name in (rule.id, rule.code):
            if name in seen:
                raise RuleError(f"{rule.path}: {name!r} is taken by {seen[name].path}", "give the rule another name")
            seen[name] = rule
    return rules


def read_weights(path: Path) -> dict[str, Any]:
    """pack.yml as plain data. Raises RuleError."""
    try:
        data: Any = yaml.load(path.read_text("utf-8"), Loader=_Loader)
        return {
            "severity": {severity.value: float(data["weights"][severity.value]) for severity in Severity},
            "repeat": tuple(float(factor) for factor in data["repeat"]),
            "critical_cap": int(data["critical_cap"]),
            "grades": tuple((int(least), str(name)) for least, name in data["grades"]),
            "confidence": {name: float(data["confidence"][name]) for name in CONFIDENCES},
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RuleError(
            f"{path}: not a file of weights: {' '.join(str(problem).split())}", "see docs/scoring.md"
        ) from problem


def parse(source: RuleSource, vocabulary: Vocabulary) -> Rule:
    """One rule, without its examples. Raises RuleError naming file, key and line."""
    head = _EXAMPLES.search(source.text)
    text = source.text[: head.start()] if head else source.text
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(problem, "problem", None) or "not YAML"
        raise RuleError(f"{source.path}:{line}: {reason}", "check indentation and quotes") from None
    return _Parser(source, data, vocabulary).rule()


_Member = TypeVar("_Member", bound=StrEnum)


class _Parser:
    """Checks one rule's data key by key."""

    def __init__(self, source: RuleSource, data: Any, vocabulary: Vocabulary) -> None:
        self._source = source
        self._data = data
        self._vocabulary = vocabulary

    def rule(self) -> Rule:
        data = self._data
        if not isinstance(data, dict):
            self._fail((), "a rule is a mapping of keys", "see docs/writing-rules.md")
        for key in data:
            if key not in _KEYS:
                self._fail((key,), f"unknown key {key!r}", _suggest(str(key), _KEYS))
        for key in _REQUIRED:
            if key not in data:
                self._fail((), f"key {key!r} is missing", "every rule says what, why and how to mend it")
        family = self._one("family", Family)
        rule_id = self._text("id")
        if not _ID.fullmatch(rule_id):
            self._fail(("id",), f"{rule_id!r} is not a slug", "lower-case words joined by hyphens")
        if self._source.path.stem != rule_id:
            self._fail(("id",), f"{rule_id!r} is not the name of its file", f"call the file {rule_id}.yml")
        code = self._text("code")
        if not _CODE.fullmatch(code):
            self._fail(("code",), f"{code!r} is not a code", "two capital letters and three digits, such as OC101")
        confidence = self._text("confidence")
        if confidence not in CONFIDENCES:
            self._fail(("confidence",), f"{confidence!r} is none of {', '.join(CONFIDENCES)}", "")
        only_on = self._list("only_on", ("only_on",))
        for value in only_on:
            if value != "sells":
                self._fail(("only_on",), f"{value!r} is not a kind of page", 'the only one is "sells"')
        return Rule(
            id=rule_id,
            code=code,
            title=self._text("title"),
            family=family,
            severity=self._one("severity", Severity),
            confidence=confidence,
            outcome=self._one("outcome", Outcome) if "outcome" in data else Outcome.FAIL,
            match=self._match(),
            only_on=frozenset(only_on),
            silent_when=self._contexts("silent_when", DEFAULT_SILENT),
            review_when=self._contexts("review_when", frozenset()),
            message=self._text("message"),
            why=self._text("why"),
            fix=self._text("fix"),
            regulations=tuple(self._list("regulations", ("regulations",))),
            path=self._source.path,
        )

    def _match(self) -> Match:
        data = self._data["match"]
        if not isinstance(data, dict) or "kind" not in data:
            self._fail(("match",), "match is a mapping with a kind", f"kinds are {', '.join(MatchKind)}")
        try:
            kind = MatchKind(data["kind"])
        except ValueError:
            self._fail(("match", "kind"), f"unknown kind {data['kind']!r}", _suggest(str(data["kind"]), MatchKind))
        for key in data:
            if key not in _MATCH_KEYS[kind]:
                self._fail(
                    ("match", key),
                    f"a matcher of kind {kind} has no key {key!r}",
                    _suggest(str(key), _MATCH_KEYS[kind]),
                )
        facts = tuple(self._list("lacks_facts", ("match", "lacks_facts"), data))
        for fact in facts:
            if fact not in _FACTS:
                self._fail(("match", "lacks_facts"), f"unknown fact {fact!r}", _suggest(fact, _FACTS))
        match = Match(
            kind=kind,
            any=self._expressions("any", data),
            also=self._expressions("also", data),
            never=self._expressions("never", data),
            blocks=self._members("blocks", data, BlockKind) or DEFAULT_BLOCKS,
            regions=self._members("regions", data, Region) or DEFAULT_REGIONS,
            least=self._count("least", data, default=2 if kind is MatchKind.COUNT else 1),
            same=bool(data.get("same", False)),
            lacks=self._expressions("lacks", data),
            lacks_facts=facts,
        )
        if match.any:
            match = match._replace(
                atoms=tuple(tuple(tuple(sorted(found)) for found in atoms(text)) for text in match.any)
            )
        if kind is not MatchKind.ABSENCE and not match.any:
            self._fail(("match",), f"a matcher of kind {kind} needs expressions under any", "")
        if kind is MatchKind.ABSENCE and not (match.lacks or match.lacks_facts):
            self._fail(("match",), "a matcher of kind absence needs lacks or lacks_facts", "")
        return match

    def _expressions(self, key: str, data: Mapping[str, Any]) -> tuple[str, ...]:
        expanded = []
        for expression in self._list(key, ("match", key), data):
            if _SLOT_BOUNDARY.search(expression):
                self._fail(
                    ("match", key),
                    "\\b beside a slot never matches",
                    "a slot is bounded already: leave \\b out",
                )
            try:
                full = self._vocabulary.expand(expression)
            except UnknownWord as unknown:
                self._fail(("match", key), f"unknown vocabulary {{{unknown}}}", _suggest(str(unknown), unknown.known))
            problem = problem_of(full)
            if problem:
                self._fail(
                    ("match", key),
                    f"not an RE2 expression: {expression}: {problem}",
                    "RE2 has no look-around and no back-references",
                )
            expanded.append(full)
        return tuple(expanded)

    def _count(self, key: str, data: Mapping[str, Any], default: int) -> int:
        value = data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._fail(("match", key), f"{value!r} is not a positive number", "")
        return int(value)

    def _contexts(self, key: str, default: frozenset[Context]) -> frozenset[Context]:
        if key not in self._data:
            return default
        return self._members(key, self._data, Context, (key,))

    def _members(
        self, key: str, data: Mapping[str, Any], kind: type[_Member], where: tuple[str, ...] = ()
    ) -> frozenset[_Member]:
        values = []
        for value in self._list(key, where or ("match", key), data):
            try:
                values.append(kind(value))
            except ValueError:
                self._fail(where or ("match", key), f"unknown value {value!r}", _suggest(value, list(kind)))
        return frozenset(values)

    def _list(self, key: str, where: tuple[str, ...], data: Mapping[str, Any] | None = None) -> list[str]:
        value = (self._data if data is None else data).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail(where, "not a list of strings", "write one item a line, each behind a hyphen, in quotes")
        return value

    def _text(self, key: str) -> str:
        value = self._data[key]
        if not isinstance(value, str) or not value.strip():
            self._fail((key,), "not a text", "write a string")
        return " ".join(value.split())

    def _one(self, key: str, kind: type[_Member]) -> _Member:
        value = self._data[key]
        try:
            return kind(value)
        except ValueError:
            self._fail((key,), f"{value!r} is none of {', '.join(kind)}", _suggest(str(value), list(kind)))

    def _line(self, where: tuple[str, ...]) -> int:
        return line_of(self._source.text, where)

    def _fail(self, where: tuple[str, ...], reason: str, hint: str) -> NoReturn:
        key = f" {'.'.join(map(str, where))}:" if where else ""
        raise RuleError(f"{self._source.path}:{self._line(where)}:{key} {reason}", hint)


def line_of(text: str, where: Sequence[Any]) -> int:
    """1-based line of a key in a YAML text; the line of the last part that exists."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return 1
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
    return line


def examples(source: RuleSource) -> Iterator[Example]:
    """The examples of a rule file, in order, with their lines. Raises RuleError when they are malformed."""
    root = yaml.compose(source.text, Loader=_Loader)
    sections = {key.value: value for key, value in root.value}.get("examples") if root else None
    if sections is None:
        return
    if not isinstance(sections, yaml.MappingNode):
        raise RuleError(f"{source.path}: examples: not a mapping", f"keys are {', '.join(EXPECTATIONS)}")
    for key, value in sections.value:
        line = key.start_mark.line + 1
        if key.value not in EXPECTATIONS:
            raise RuleError(
                f"{source.path}:{line}: examples: unknown key {key.value!r}",
                _suggest(key.value, EXPECTATIONS),
            )
        if not isinstance(value, yaml.SequenceNode):
            raise RuleError(f"{source.path}:{line}: examples.{key.value}: not a list", "one example behind each hyphen")
        for item in value.value:
            yield _example(source, key.value, item)


def _example(source: RuleSource, expect: str, node: yaml.Node) -> Example:
    line = node.start_mark.line + 1
    media = "text"
    if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        media, node = node.value[0][0].value, node.value[0][1]
    if not isinstance(node, yaml.ScalarNode) or media not in ("text", "html", "markdown"):
        raise RuleError(
            f"{source.path}:{line}: examples.{expect}: not an example",
            "a string, or html: / markdown: with a string",
        )
    spans, parts, at = [], [], 0
    for mark in _MARK.finditer(node.value):
        parts.append(node.value[at : mark.start()])
        start = sum(map(len, parts))
        parts.append(mark.group(1))
        spans.append((start, start + len(mark.group(1))))
        at = mark.end()
    parts.append(node.value[at:])
    if expect == "allow" and spans:
        raise RuleError(f"{source.path}:{line}: examples.allow: has [[brackets]]", "nothing is flagged in an allow")
    return Example(expect, "".join(parts), tuple(spans), media, line)


def _suggest(wrong: str, known: Iterable[str]) -> str:
    names = [str(name) for name in known]
    close = get_close_matches(wrong, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(names))}"
