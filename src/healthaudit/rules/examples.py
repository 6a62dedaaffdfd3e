"""The examples in rule files."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from healthaudit.errors import RuleError
from healthaudit.patterns import compiled
from healthaudit.rules.rule import Example
from healthaudit.rules.text import Loader, RuleSource, suggestion

EXPECTATIONS = ("flag", "review", "allow")
_MARK = compiled(r"\[\[(.+?)\]\]", re.DOTALL)


def examples(source: RuleSource) -> Iterator[Example]:
    """The examples of a rule file, in order, with their lines. Raises RuleError when they are malformed."""
    try:
        root = yaml.compose(source.text, Loader=Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RuleError(f"{source.path}:{line}: examples: not YAML", "put an example with : or [ in quotes") from None
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
                suggestion(key.value, EXPECTATIONS),
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
