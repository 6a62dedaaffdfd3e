"""Persons with what qualifies them, and organisations, by the way in which their names are written.

No list of names: a person is a title or letters behind a name in capitals, an organisation a name in capitals that ends
(or begins) with what such bodies are called. Read from text in its own case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.patterns import compiled

__all__ = ["Organisation", "Person", "organisations", "people"]


class Person(NamedTuple):
    """A person; offsets into the text."""

    name: str
    title: str
    """Dr, Prof ...; empty for none."""
    credentials: tuple[str, ...]
    """Letters behind the name: MD, PhD, RN ..."""
    start: int
    end: int

    @property
    def is_clinician(self) -> bool:
        """Whether letters behind the name say that the person may treat patients."""
        return not _CLINICAL.isdisjoint(letters.replace(".", "").upper() for letters in self.credentials)


class Organisation(NamedTuple):
    """A body by its name; offsets into the text."""

    name: str
    start: int
    end: int


#: Letters that stand for a licence to treat people in an English-speaking country.
_CLINICAL = frozenset(
    ["MD", "DO", "MBBS", "MBCHB", "MBBCH", "BMBS", "FRCP", "MRCP", "FRCPSYCH", "MRCPSYCH", "FRACP", "MRCGP", "FRCS"]
).union(["RN", "NP", "FNP", "PMHNP", "APRN", "CRNA", "PA-C", "RGN", "PHARMD", "DDS", "DMD", "PSYD", "LCSW", "LPC"])
_CREDENTIAL = (
    r"(?:M\.?D|D\.?O|Ph\.?D|D\.?Phil|M\.?B\.?B\.?S|MBChB|MBBCh|BMBS|FRCP(?:sych)?|MRCP(?:sych)?|FRACP|MRCGP|FRCS|"
    r"RN|NP|FNP(?:-BC)?|PMHNP(?:-BC)?|APRN|CRNA|PA-C|RGN|PharmD|DDS|DMD|PsyD|LCSW|LPC|LMFT|RD|RDN|MPH|MSc|BSc|"
    r"MS|MSN|DNP|ND|DC|LAc|DAOM|BAMS|CHt|CNS|MBA)\.?"
)
_NAME = r"(?:[A-Z][a-z]+(?:[-'][A-Z][a-z]+)?|[A-Z]\.|(?:de|van|von|der|al|bin)\b|Mc[A-Z][a-z]+|O'[A-Z][a-z]+)"
_PERSON = compiled(
    rf"\b(?P<title>Dr|Prof(?:essor)?|Sir|Dame|Nurse|Sister|Mr|Mrs|Ms|Miss)\.?\s(?P<titled>[A-Z][\w'-]+(?:\s{_NAME}){{0,3}})"
    rf"(?:,\s?(?P<letters>{_CREDENTIAL}(?:,?\s{_CREDENTIAL})*)(?![\w]))?"
    rf"|\b(?P<plain>[A-Z][a-z]+(?:\s{_NAME}){{1,3}}),\s(?P<letters2>{_CREDENTIAL}(?:,?\s{_CREDENTIAL})*)(?![\w])"
)
_KIND = (
    r"University|Hospitals?|Institutes?|College|Clinics?|Cent(?:er|re)s?|Foundation|Association|Society|Agency|Council|"
    r"Academy|Trust|Ministry|Department|Administration|Network|Laborator(?:y|ies)|Labs?|Pharma(?:ceuticals)?|Group|"
    r"Organi[sz]ation|Company|Ltd|LLC|Inc|GmbH|Pty|Federation|Commission|Authority|Service|School"
)
_PART = r"(?:[A-Z][\w&'-]+|of|for|of the|&|on|and(?=\s(?!the)[A-Z]))"
_ORGANISATION = compiled(
    rf"\b(?:[A-Z][\w&'-]+\s)(?:{_PART}\s){{0,5}}?(?:{_KIND})\b\.?(?:\s(?:of|for|on)\s(?:the\s)?[A-Z][\w-]+(?:\s(?:and\s)?[A-Z][\w-]+){{0,3}})?"
    rf"|\b(?:{_KIND})\s(?:of|for)\s(?:the\s)?[A-Z][\w-]+(?:\s(?:and\s)?[A-Z][\w-]+){{0,3}}"
)


def people(text: str) -> Iterator[Person]:
    """Persons with a title or with letters behind their names, from left to right."""
    for match in _PERSON.finditer(text):
        letters = match["letters"] or match["letters2"] or ""
        yield Person(
            name=match["titled"] or match["plain"],
            title=match["title"] or "",
            credentials=tuple(re.findall(_CREDENTIAL, letters)),
            start=match.start(),
            end=match.end(),
        )


def organisations(text: str) -> Iterator[Organisation]:
    """Organisations from left to right."""
    for match in _ORGANISATION.finditer(text):
        name = re.sub(r"^(?:The|At|In|Our|From|By|And|For|With)\s", "", match.group())
        yield Organisation(name, match.end() - len(name), match.end())
