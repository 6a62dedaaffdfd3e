"""Begins a rule of one's own: a name and a code that nobody has, a pattern made from plain words, and the YAML."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

import yaml

from healthaudit.errors import UsageError
from healthaudit.model import Family, Severity
from healthaudit.patterns import compiled
from healthaudit.rules.load import rule_sources
from healthaudit.rules.phrase import Phrase, shown
from healthaudit.rules.rule import DEFAULT_SILENT, Context

__all__ = ["PLACEHOLDER", "Draft", "free_code", "names_in", "placeholders", "slug_of"]

#: What a rule begun without phrases has where its own words belong; `rules test` names it until it is gone.
PLACEHOLDER = "REPLACE-ME"
#: Codes of one's own begin with an X, which none of ours ever will.
PREFIXES = {
    Family.OVERCLAIM: "XO",
    Family.OFF_LABEL: "XL",
    Family.HOTLINE: "XH",
    Family.CITATION: "XC",
    Family.SAFETY: "XS",
    Family.TRANSPARENCY: "XT",
}
_CODE = compiled(r"^code:\s*[\"']?([A-Z]{2}\d{3})\b", re.MULTILINE)
_SLUG = compiled(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: In comments and configurations these stand for codes and the beginnings of codes.
_LIKE_A_CODE = compiled(r"[a-z]{2}\d{0,3}")
_NAME_AT_MOST, _FIRST = 60, 60
#: Plain text that nothing but a sentence can be meant by: no bullet, no number of an item.
_SENTENCE = compiled(r"[\"“']?[^\W\d_]{2}")
#: A rule proves itself by so many examples of each sort.
_EXAMPLES = 3


def slug_of(name: str) -> str:
    """The name itself if a rule may be called so. Raises UsageError that says how to mend it."""
    if not _SLUG.fullmatch(name) or len(name) > _NAME_AT_MOST:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        mended = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:_NAME_AT_MOST].strip("-")
        usable = mended and not _taken_otherwise(mended)
        raise UsageError(
            f"{shown(name)} cannot be the name of a rule: it is lower-case words joined by hyphens, "
            f"{_NAME_AT_MOST} characters at most",
            f"call it {mended}" if usable else "call it such as miracle-drops",
        )
    if reason := _taken_otherwise(name):
        raise UsageError(f"{name!r} cannot be the name of a rule: {reason}", f"call it such as {name}-claims")
    return name


def _taken_otherwise(name: str) -> str:
    """What a name would be mistaken for."""
    if name in {family.value for family in Family}:
        return "it is that of a family of rules"
    return "it looks like the code of a rule" if _LIKE_A_CODE.fullmatch(name) else ""


def names_in(folder: Path, but: Path | None = None) -> dict[str, Path]:
    """Ids and codes of the rules of a folder, each with its file, also of rules that are still wrong."""
    found: dict[str, Path] = {}
    for source in rule_sources([folder]):
        if source.path != but:
            found.setdefault(source.path.stem, source.path)
            for code in _CODE.findall(source.text):
                found.setdefault(code, source.path)
    return found


def free_code(family: Family, taken: Iterable[str]) -> str:
    """The first code of the family, of those for rules of one's own, that is not taken. Raises UsageError."""
    prefix, used = PREFIXES[family], set(taken)
    for number in range(101, 1000):
        if f"{prefix}{number}" not in used:
            return f"{prefix}{number}"
    raise UsageError(f"all codes from {prefix}101 to {prefix}999 are taken", "put the rule into another folder")


class Flag(NamedTuple):
    """An example that a finding is expected in."""

    phrase: Phrase
    before: str
    behind: str


class Draft(NamedTuple):
    """A rule to be written. Without phrases it asks to be filled in."""

    name: str
    code: str
    family: Family
    severity: Severity
    phrases: tuple[Phrase, ...] = ()
    allow: tuple[str, ...] = ()
    title: str = ""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Examples that a finding may be expected in, those of each phrase together."""
        return tuple(
            Flag(phrase, before, "?" if phrase.asks else ".")
            for phrase in self._flagged
            for before in ("", "Read more: ", "On our page: ")
        )

    @property
    def look_alikes(self) -> tuple[str, ...]:
        """Sentences that the first phrase stands in and that are no finding, if the words let them be understood so."""
        text = self._flagged[0].text
        made = (
            f'Beware of pages that say "{text}".',
            f'Nobody should believe a page that says "{text}".',
            f'It is a myth that "{text}" means anything.',
        )
        return tuple(sentence for sentence in made if sentence not in self.allow)

    def chosen(self, problems: Sequence[str]) -> list[Flag]:
        """Of ``flags``, with what was wrong with each: those that hold, three or one for each phrase.

        Raises UsageError for a phrase that is not found anywhere.
        """
        each = -(-_EXAMPLES // len(self._flagged))  # rounded up
        found: list[Flag] = []
        tried = list(zip(self.flags, problems, strict=True))
        for phrase in self._flagged:
            holding = [flag for flag, problem in tried if flag.phrase == phrase and not problem]
            if not holding:
                raise UsageError(
                    f"--phrase {shown(phrase.text)}: no rule can be made of these words, for it would not find them",
                    "give fewer words, those that matter; or leave --phrase out and write the expression yourself",
                )
            found += holding[:each]
        return found

    def yaml(self, flags: Sequence[Flag], look_alikes: Sequence[str]) -> str:
        """The whole file; ``look_alikes`` stand among the examples behind those of ``allow``."""
        first = self._flagged[0].text
        told = f"{first[:_FIRST]}…" if len(first) > _FIRST else first
        begun = bool(self.phrases)
        asks = any(phrase.asks for phrase in self.phrases)
        left = dict.fromkeys([*self.allow, *look_alikes])
        return _FILE.substitute(
            begun="" if begun else f"\n# It finds nothing until your own words stand wherever it says {PLACEHOLDER}.",
            id=yaml.safe_dump(self.name).partition("\n")[0],
            code=self.code,
            title=_quoted(self.title or (f'Says "{told}"' if begun else f"{PLACEHOLDER}: what it finds, in one line")),
            family=self.family.value,
            severity=self.severity.value,
            severities=", ".join(Severity),
            any=_listed(_quoted(phrase.expression) for phrase in self._flagged),
            circumstances="\n".join(f"#   {name.value:<14} {meaning}" for name, meaning in CIRCUMSTANCES.items()),
            default=_names(DEFAULT_SILENT),
            asks="\n# Questions are flagged as well, since words of yours are one." if asks else "",
            silent=_names(DEFAULT_SILENT - {Context.QUESTION} if asks else DEFAULT_SILENT),
            why=_quoted(_WHY if begun else f"{PLACEHOLDER}: why a careful reviewer objects."),
            fix=_quoted(_FIX if begun else f"{PLACEHOLDER}: what to write instead."),
            flag=_listed(_example(before, phrase.text, behind) for phrase, before, behind in flags),
            allow=_listed(map(_example, left)) or " []",
        )

    @property
    def _flagged(self) -> tuple[Phrase, ...]:
        unlike = {phrase.expression: phrase for phrase in self.phrases}
        return tuple(unlike.values()) or (Phrase(PLACEHOLDER, rf"\b{PLACEHOLDER}\b"),)


_WHY = "It is on our own list of wordings that are not to stand on a page about health."
_FIX = "Leave it out, or say plainly what is known and from which source."

#: A rule file with notes for somebody who has never written one.
_FILE = Template(r"""# A rule of your own. What stands behind a # is a note for you; delete it when you like.
# After every change run `healthaudit rules test` on this file or its folder.${begun}
id: ${id}  # the name of the file
code: ${code}  # X: a rule of one's own; no rule that comes with healthaudit begins with it
title: ${title}
family: ${family}
severity: ${severity}  # how much harm a reader may come to: ${severities}
confidence: medium  # how often a reviewer would uphold a finding: high, medium, low
match:
  kind: pattern
  # One wording on each line, in small letters or capitals. These are RE2 expressions:
  #   \b  the edge of a word      drops?  drop or drops      (?:new|best) drops  new drops or best drops
  #   \.  a real full stop        \w+     any one word       [- ]                a hyphen or a blank
  # The line stands in single quotes; a quote inside it is doubled: 'don''t'.
  any:${any}
  # Sentences that match one of these are left alone:
  # never:
  #   - '\bwords that make it harmless\b'
# When a match is no finding (silent_when), and when a person has to decide (review_when):
${circumstances}
# Left out, silent_when is [${default}], and review_when is empty.${asks}
silent_when: [${silent}]
review_when: []
# What a report says of a finding, in one line; {quote} is what was found.
message: 'Wording that we avoid: "{quote}"'
# Why a careful reviewer objects, for a writer who is no lawyer.
why: ${why}
# What to write instead, or what to delete.
fix: ${fix}
# Laws and codes that it rests on, by their ids in rules/knowledge/regulations.yml, such as [ftc-act].
# A rule of your house needs none.
regulations: []
# How the rule proves itself. Put in sentences from your own pages: three or more of each.
examples:
  # These give a finding that touches what stands in [[double brackets]].
  flag:${flag}
  # These give none: look-alikes, or the same words denied, asked, quoted or warned of.
  allow:${allow}
""")

#: What each circumstance looks like, for somebody who has never seen the list.
CIRCUMSTANCES = {
    Context.NEGATED: 'it is denied: "does not", "there is no"',
    Context.HEDGED: '"may", "might", "some evidence suggests"',
    Context.ATTRIBUTED: '"according to", "patients say"',
    Context.DISPUTED: '"beware of", "it is a myth that"',
    Context.QUESTION: "the sentence asks",
    Context.QUOTED: "it stands inside quotation marks",
    Context.CONDITIONAL: '"if", "whether", "unless"',
    Context.COMPARATIVE: '"better than", "unlike"',
    Context.PAST: "it is told of the past",
    Context.PLANNED: "it is still to be studied or made",
    Context.CITED: "a source stands with it",
    Context.MEASURED: 'a study gives its size: "in 240 adults"',
    Context.NAMED: "a person with a title, or an organisation, is named",
    Context.PUBLIC_LINE: "every telephone number there is a public line",
    Context.CONTACT_BLOCK: "a telephone number stands as on a letterhead",
}


def _listed(items: Iterable[str]) -> str:
    return "".join(f"\n    - {item}" for item in items)


def _names(contexts: Collection[Context]) -> str:
    return ", ".join(context.value for context in Context if context in contexts)


def _quoted(text: str) -> str:
    """As YAML on one line: in single quotes, or in double ones where something has to be escaped."""
    return str(yaml.safe_dump(text, default_style="'", allow_unicode=True, width=sys.maxsize)).rstrip("\n")


def _example(before: str, flagged: str = "", behind: str = "") -> str:
    """As plain text, or as HTML where the words would be taken for brackets of ours or for an item of a list."""
    whole = f"{before}{flagged}{behind}"
    marks = ("[[", "]]") if flagged else ("", "")
    if _SENTENCE.match(whole) and not any(mark in whole for mark in ("[[", "]]")):
        return _quoted(f"{before}{marks[0]}{flagged}{marks[1]}{behind}")
    before, flagged, behind = map(_inert, (before, flagged, behind))
    return f"html: {_quoted(f'<p>{before}{marks[0]}{flagged}{marks[1]}{behind}</p>')}"


def _inert(text: str) -> str:
    return escape(text, quote=False).replace("[", "&#91;").replace("]", "&#93;")


def placeholders(text: str) -> list[int]:
    """1-based lines of a rule file that still ask to be replaced."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if PLACEHOLDER in line and not line.lstrip().startswith("#")]
