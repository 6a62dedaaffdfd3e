"""Write docs/rules and docs/commands.md.

A page a rule, with what reports/accuracy.json says of how often it was right, and an index; and what every command
says of itself when asked for help.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from healthaudit.auditor import Auditor
from healthaudit.cli import app
from healthaudit.model import Family
from healthaudit.rules.examples import examples
from healthaudit.rules.reference import page_of
from healthaudit.rules.text import RuleSource
from healthaudit.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "rules"
_HEAD = """\
# Rules

Written by `make reference`, one page a rule. `healthaudit explain RULE` prints the same. How often a rule was right was
measured on the [pages with gold](../../fixtures/README.md); a dash: it has no findings there.

"""
_COMMANDS = """\
# Commands

Written by `make reference` from what `--help` says. Exit codes of all: 0 done, or the gate was passed; 1 it failed, or
what was to hold does not; 2 the command or a file that it needs is wrong; 3 nothing could be audited; 130 interrupted.
"""
_CONTEXT = typer.Context(typer.main.get_command(app))


def pages(auditor: Auditor) -> Mapping[str, str]:
    """Name of the file to its text."""
    measured = json.loads((ROOT / "reports" / "accuracy.json").read_text("utf-8"))["rules"]
    rules = [compiled.rule for compiled in auditor.library.pack.rules.rules]
    knowledge = auditor.library.knowledge
    made = {}
    index = [_HEAD]
    for family in Family:
        index += [f"## {family.value}", "", "| code | rule | severity | right |", "|---|---|---|---:|"]
        for rule in sorted((one for one in rules if one.family is family), key=lambda one: one.code):
            its = list(examples(RuleSource(rule.path, rule.path.read_text("utf-8"))))
            counts = tuple(measured[rule.id]) if rule.id in measured else None
            made[f"{rule.id}.md"] = page_of(rule, its, knowledge.regulations, knowledge.on_record, counts)
            right = f"{counts[0]} of {sum(counts)}" if counts else "-"
            index.append(f"| {rule.code} | [{rule.title}]({rule.id}.md) | {rule.severity.value} | {right} |")
        index.append("")
    return {"README.md": "\n".join(index), **made}


def commands() -> str:
    """The text of docs/commands.md."""
    lines = [_COMMANDS]
    for name, command in _leaves("healthaudit", typer.main.get_command(app)):
        arguments = " ".join(one.make_metavar(_CONTEXT) for one in command.params if one.param_type_name == "argument")
        lines += [f"## {name}", "", f"`{' '.join(filter(None, (name, '[OPTIONS]', arguments)))}`", ""]
        lines += [" ".join(command.help.replace("\\[", "[").split()), ""]
        rows = [_row(one) for one in command.params if one.name != "help"]
        lines += ["| | |", "|---|---|", *rows, ""] if rows else []
    return "\n".join(lines)


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for one in sorted(inner):
        yield from _leaves(f"{name} {one}", inner[one])


def _row(one: Any) -> str:
    """A row of the table: how it is written, and what it is for."""
    if one.param_type_name == "argument":
        written = f"`{one.make_metavar(_CONTEXT)}`"
    else:
        choices = getattr(one.type, "choices", None)
        value = "" if one.is_flag else f" {one.metavar or ('VALUE' if not choices else '')}".rstrip()
        written = ", ".join(f"`{opt}`" for opt in one.opts) + (f" `{value.strip()}`" if value.strip() else "")
        if choices:
            written += ": " + ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices)
    default = getattr(one.default, "value", one.default)
    said = "" if default in (None, "", False) or callable(default) else f" Default: `{default}`."
    return f"| {written} | {(one.help or '').replace('|', ' or ')}{said} |"


def main() -> None:
    made = pages(Auditor.load(Settings(classify=False)))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
    (ROOT / "docs" / "commands.md").write_text(commands(), "utf-8", newline="\n")
    print(f"wrote docs/commands.md and docs/rules: {len(made) - 1} rules")


if __name__ == "__main__":
    main()
