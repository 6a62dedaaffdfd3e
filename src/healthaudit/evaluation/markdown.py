"""An evaluation as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_WAYS = ("rules", "classifier", "both")


def render_markdown(data: Mapping[str, Any]) -> str:
    """The document, from what ``healthaudit.evaluation.data.as_data`` gives."""
    tool = data["tool"]
    model = f"classifier `{tool['model']}`" if tool["model"] else "no classifier"
    head = [
        "# Evaluation",
        "",
        f"healthaudit {tool['version']}, rules `{tool['rules_digest']}`, {model}.",
        "",
        "Precision is the share of what was flagged that gold upholds, recall the share of gold that was found.",
        "Intervals are 95 %, from resampling whole topics or pages.",
        "",
    ]
    return "\n".join([*head, *(line for part in data["parts"] for line in part_lines(part))])


def part_lines(part: Mapping[str, Any]) -> Iterator[str]:
    """One set of gold."""
    yield f"## {part['name']}: {part['size']:,} {part['unit']}"
    yield ""
    yield "| family | by | right | wrong | found | missed | precision | recall | F1 |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for family, ways in part["families"].items():
        for way, one in ways.items():
            measured = " | ".join(_with_interval(one[name]) for name in ("precision", "recall", "f1"))
            counted = " | ".join(str(one[name]) for name in ("right", "wrong", "found", "missed"))
            yield f"| {family} | {way} | {counted} | {measured} |"
    yield ""
    if part["gain"]:
        yield "Both against rules alone, F1: " + "; ".join(
            f"{family} {one['value']:+.3f} ({one['low']:+.3f} to {one['high']:+.3f})"
            for family, one in part["gain"].items()
        )
        yield ""
    if part["calibration"]:
        yield "| classifier | average precision | area under ROC | calibration error |"
        yield "|---|---:|---:|---:|"
        for family, one in part["calibration"].items():
            yield f"| {family} | {one['average_precision']:.3f} | {one['area_under_roc']:.3f} | {one['error']:.3f} |"
        yield ""
    yield from _by_kind(part["kinds"])
    yield from _sliced("register or kind of page", part["registers"])
    yield from _sliced("topic", part["topics"])
    yield from _examples(part["examples"])


def _with_interval(one: Mapping[str, float]) -> str:
    return f"{one['value']:.2f} ({one['low']:.2f} to {one['high']:.2f})"


def _by_kind(kinds: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    if not kinds:
        return
    ways = [way for way in _WAYS if any(way in one for one in kinds.values())]
    yield f"| kind | in gold | {' | '.join(f'found by {way}' for way in ways)} |"
    yield f"|---|---:|{'---:|' * len(ways)}"
    for label, one in kinds.items():
        yield f"| {label} | {one['wanted']} | {' | '.join(str(one.get(way, 0)) for way in ways)} |"
    yield ""


def _sliced(title: str, slices: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if len(slices) < 2:
        return
    yield f"| {title} | by | right | wrong | missed | precision | recall | F1 |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for name, ways in slices.items():
        for way in ("rules", "both"):
            if one := ways.get(way):
                yield (
                    f"| {name} | {way} | {one['right']} | {one['wrong']} | {one['missed']} | {one['precision']:.2f} "
                    f"| {one['recall']:.2f} | {_with_interval(one['f1'])} |"
                )
    yield ""


def _examples(examples: Mapping[str, Any]) -> Iterator[str]:
    for family, one in examples.items():
        if one["wrong"]:
            yield f"**{family}**, flagged and not in gold:"
            yield ""
            yield from (f"- {_said(it['text'])} ({it['rule']}, {it['confidence']:.2f})" for it in one["wrong"])
            yield ""
        if one["missed"]:
            yield f"**{family}**, in gold and missed:"
            yield ""
            yield from (f"- {_said(it['text'])} ({it['kind']})" for it in one["missed"])
            yield ""


def _said(text: str) -> str:
    """Somebody's words on one line, without what Markdown would make of them."""
    line = " ".join(text.split())
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#&!" else character for character in line)
