"""Write docs/rules: one page a rule, with what reports/accuracy.json says of how often it was right, and an index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from healthaudit.auditor import Auditor
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


def main() -> None:
    made = pages(Auditor.load(Settings(classify=False)))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
    print(f"wrote docs/rules: {len(made) - 1} rules")


if __name__ == "__main__":
    main()
