"""Checks one rule's data key by key, and says of a mistake at which key and on which line it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

import yaml

from healthaudit.approval import Disclosure
from healthaudit.atoms import pattern
from healthaudit.branches import branches
from healthaudit.citing import CitationFault
from healthaudit.errors import RuleError
from healthaudit.expressions import Pattern, problem_of
from healthaudit.model import BlockKind, Family, Outcome, Region, Severity
from healthaudit.patterns import compiled
from healthaudit.rules.rule import (
    DEFAULT_BLOCKS,
    DEFAULT_REGIONS,
    DEFAULT_SILENT,
    ClaimTest,
    Context,
    Match,
    MatchKind,
    Rule,
    StudyTest,
    UseTest,
)
from healthaudit.rules.text import Loader, RuleSource, line_of, suggestion
from healthaudit.rules.vocabulary import UnknownWord, Vocabulary
from healthaudit.uses import About

CONFIDENCES = ("high", "medium", "low")
_EXAMPLES = compiled(r"^examples:[ \t]*\r?$", re.MULTILINE)
_SLOT_BOUNDARY = compiled(r"\\b\{(?:condition|product)\}|\{(?:condition|product)\}\\b")
_CODE = compiled(r"[A-Z]{2}\d{3}")
_ID = compiled(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_KEYS = {
    "id", "code", "title", "family", "severity", "confidence", "outcome", "match", "only_on", "silent_when",
    "review_when", "message", "why", "fix", "regulations", "yields_to", "on_record", "examples",
}  # fmt: skip
_REQUIRED = ("id", "code", "title", "family", "severity", "confidence", "match", "message", "why", "fix")
_CLAIM_KEYS = {"by", "does", "to", "products", "but_not", "said"}
_USE_KEYS = {"disclosure", "products", "but_not"}
_STUDY_KEYS = {"fewer_than", "designs", "species"}
_MATCH_KEYS = {
    MatchKind.PATTERN: {"kind", "any", "also", "never", "blocks", "regions"},
    MatchKind.ABSENCE: {"kind", "any", "also", "never", "blocks", "regions", "least", "lacks", "lacks_facts"},
    MatchKind.CLAIM: {"kind", "also", "never", "blocks", "regions", *_CLAIM_KEYS},
    MatchKind.STUDY: {"kind", "also", "never", "blocks", "regions", *_STUDY_KEYS},
    MatchKind.MISPRINT: {"kind", "blocks", "regions"},
    MatchKind.USE: {"kind", *_USE_KEYS},
    MatchKind.WARNING: {"kind", "products", "but_not"},
    MatchKind.APPROVAL: {"kind", "about", "never", "blocks", "regions"},
    MatchKind.CITATION: {"kind", "about"},
    MatchKind.CLASSIFIER: {"kind", "about", "never", "blocks", "regions"},
    MatchKind.COUNT: {"kind", "any", "also", "never", "blocks", "regions", "least", "same"},
}
_NEEDS_ABOUT = {MatchKind.CITATION: "broken-marker", MatchKind.CLASSIFIER: "overclaim/efficacy"}
_FACTS = ("author", "reviewer", "published", "modified", "publisher", "references")


def parse(source: RuleSource, vocabulary: Vocabulary) -> Rule:
    """One rule, without its examples. Raises RuleError naming file, key and line."""
    head = _EXAMPLES.search(source.text)
    text = source.text[: head.start()] if head else source.text
    try:
        data = yaml.load(text, Loader=Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(problem, "problem", None) or "not YAML"
        raise RuleError(f"{source.path}:{line}: {reason}", "check indentation and quotes") from None
    except RecursionError:
        raise RuleError(
            f"{source.path}:1: brackets within brackets without end", "a rule needs three at most"
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        # An impossible date, a number of a thousand digits, "!!bool perhaps".
        reason = " ".join(str(problem).split()) if isinstance(problem, ValueError) else "it is not what its tag says"
        raise RuleError(f"{source.path}:1: a value cannot be read: {reason}", "put such a value in quotes") from None
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
                self._fail((key,), f"unknown key {key!r}", suggestion(str(key), _KEYS))
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
            self._fail(
                ("confidence",),
                f"{confidence!r} is none of {', '.join(CONFIDENCES)}",
                suggestion(confidence, CONFIDENCES),
            )
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
            yields_to=tuple(self._list("yields_to", ("yields_to",))),
            on_record=tuple(self._list("on_record", ("on_record",))),
            file=str(self._source.path),
        )

    def _match(self) -> Match:
        data = self._data["match"]
        if not isinstance(data, dict) or "kind" not in data:
            self._fail(("match",), "match is a mapping with a kind", f"kinds are {', '.join(MatchKind)}")
        try:
            kind = MatchKind(data["kind"])
        except ValueError:
            self._fail(("match", "kind"), f"unknown kind {data['kind']!r}", suggestion(str(data["kind"]), MatchKind))
        for key in data:
            if key not in _MATCH_KEYS[kind]:
                self._fail(
                    ("match", key),
                    f"a matcher of kind {kind} has no key {key!r}",
                    suggestion(str(key), _MATCH_KEYS[kind]),
                )
        facts = tuple(self._list("lacks_facts", ("match", "lacks_facts"), data))
        for fact in facts:
            if fact not in _FACTS:
                self._fail(("match", "lacks_facts"), f"unknown fact {fact!r}", suggestion(fact, _FACTS))
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
            about=tuple(self._list("about", ("match", "about"), data)),
            use=UseTest(
                **{key: tuple(self._list(key, ("match", key), data)) for key in _USE_KEYS}
                if kind in (MatchKind.USE, MatchKind.WARNING)
                else {}
            ),
            claim=ClaimTest(**{key: tuple(self._list(key, ("match", key), data)) for key in _CLAIM_KEYS}),
            study=StudyTest(
                fewer_than=self._count("fewer_than", data, default=0) if "fewer_than" in data else 0,
                designs=tuple(self._list("designs", ("match", "designs"), data)),
                species=tuple(self._list("species", ("match", "species"), data)),
            ),
        )
        self._check_about(match)
        if unknown := set(match.use.disclosure) - set(Disclosure):
            self._fail(("match", "disclosure"), f"unknown value {min(unknown)!r}", suggestion(min(unknown), Disclosure))
        if kind is MatchKind.CLAIM and not (match.claim.by and match.claim.does):
            self._fail(("match",), "a matcher of kind claim needs by and does", "who is said to act, and how")
        if kind in (MatchKind.PATTERN, MatchKind.COUNT) and not match.any:
            self._fail(("match",), f"a matcher of kind {kind} needs expressions under any", "say what it looks for")
        if kind is MatchKind.ABSENCE and not (match.lacks or match.lacks_facts):
            self._fail(("match",), "a matcher of kind absence needs lacks or lacks_facts", "say what is missing")
        return match

    def _check_about(self, match: Match) -> None:
        """What ``about`` may hold depends on the kind; a model may know any label."""
        where = ("match", "about")
        if match.kind is MatchKind.CLASSIFIER:
            family = f"{self._data['family']}/"
            if strange := [label for label in match.about if not label.startswith(family)]:
                self._fail(where, f"{strange[0]!r} is no label of the rule's family", f"labels begin with {family}")
        else:
            known: type[StrEnum] = CitationFault if match.kind is MatchKind.CITATION else About
            if unknown := set(match.about) - set(known):
                self._fail(where, f"unknown value {min(unknown)!r}", suggestion(min(unknown), known))
        if (example := _NEEDS_ABOUT.get(match.kind)) and not match.about:
            self._fail(("match",), f"a matcher of kind {match.kind} needs about", f"such as {example}")

    def _expressions(self, key: str, data: Mapping[str, Any]) -> tuple[Pattern, ...]:
        expanded: list[Pattern] = []
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
                self._fail(("match", key), f"unknown vocabulary {{{unknown}}}", suggestion(str(unknown), unknown.known))
            problem = problem_of(full)
            if problem:
                self._fail(
                    ("match", key),
                    f"not an RE2 expression: {' '.join(expression.split())}: {' '.join(problem.split())}",
                    "RE2 has no look-around and no back-references",
                )
            # One alternative is enough everywhere but under ``also``, where each expression has to match.
            expanded.extend(map(pattern, [full] if key == "also" else branches(full)))
        return tuple(expanded)

    def _count(self, key: str, data: Mapping[str, Any], default: int) -> int:
        value = data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._fail(("match", key), f"{value!r} is not a positive number", "write a whole number from 1 on")
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
                self._fail(where or ("match", key), f"unknown value {value!r}", suggestion(value, list(kind)))
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
            self._fail((key,), f"{value!r} is none of {', '.join(kind)}", suggestion(str(value), list(kind)))

    def _line(self, where: tuple[str, ...]) -> int:
        return line_of(self._source.text, where)

    def _fail(self, where: tuple[str, ...], reason: str, hint: str) -> NoReturn:
        key = f" {'.'.join(map(str, where))}:" if where else ""
        raise RuleError(f"{self._source.path}:{self._line(where)}:{key} {reason}", hint)
