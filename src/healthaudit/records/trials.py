"""ClinicalTrials.gov, API version 2: registered trials by their NCT numbers, many at once.

Shape: https://clinicaltrials.gov/data-api/api. A registration says what was planned, not what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import fields
from healthaudit.records.polite import Allowed, NoAnswer, Polite

__all__ = ["ADDRESS", "by_number", "work_of"]

ADDRESS = "https://clinicaltrials.gov/api/v2"
NAME = "ClinicalTrials.gov"
_ALLOWED = Allowed(per_second=1.0, at_once=1)
_BATCH = 50


def by_number(client: Polite, address: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    """Trials by NCT number. Never raises."""
    for first in range(0, len(queries), _BATCH):
        part = {query.key.removeprefix("nct:").upper(): query.key for query in queries[first : first + _BATCH]}
        parameters = {"filter.ids": ",".join(part), "pageSize": str(_BATCH)}
        try:
            found = dict(_studies(client.get(NAME, f"{address}/studies", parameters, _ALLOWED).body))
        except NoAnswer as problem:
            yield from ((key, Absent(str(problem), unreachable=True)) for key in part.values())
            continue
        for number, key in part.items():
            yield key, found.get(number) or Absent("ClinicalTrials.gov knows no such trial", unreachable=False)


def _studies(body: bytes) -> Iterator[tuple[str, Work]]:
    """Each study by its number, and by those that it had before. Raises NoAnswer for nonsense."""
    studies = fields.at(fields.loaded(body), "studies")
    if not isinstance(studies, list):
        raise NoAnswer("ClinicalTrials.gov's answer makes no sense")
    for study in fields.dicts(studies):
        names = fields.at(study, "protocolSection", "identificationModule")
        former = fields.at(names, "nctIdAliases")
        for number in (fields.at(names, "nctId"), *(former if isinstance(former, list) else ())):
            yield fields.text(number).upper(), work_of(study)


def work_of(study: Mapping[str, Any]) -> Work:
    """A registered trial as a work; whatever is missing or of another shape stays empty."""
    protocol = study.get("protocolSection")
    names, design = fields.at(protocol, "identificationModule"), fields.at(protocol, "designModule")
    number = fields.text(fields.at(names, "nctId"))
    count = fields.integer(fields.at(design, "enrollmentInfo", "count"))
    allocation = fields.text(fields.at(design, "designInfo", "allocation"))
    masking = fields.text(fields.at(design, "designInfo", "maskingInfo", "masking"))
    facts = (
        fields.text(fields.at(protocol, "descriptionModule", "briefSummary")),
        f"{count} participants." if count and count > 0 else "",
        {"RANDOMIZED": "Randomised.", "NA": "Single-arm, without a control group."}.get(allocation, ""),
        "Open-label." if masking == "NONE" else f"{masking.capitalize()}-blind." if masking else "",
    )
    started = fields.text(fields.at(protocol, "statusModule", "studyFirstSubmitDate")) or fields.text(
        fields.at(protocol, "statusModule", "startDateStruct", "date")
    )
    year = re.match(r"(?:19|20)\d\d", started)
    sponsor = fields.text(fields.at(protocol, "sponsorCollaboratorsModule", "leadSponsor", "name"))
    return Work(
        title=fields.text(fields.at(names, "officialTitle")) or fields.text(fields.at(names, "briefTitle")),
        abstract=" ".join(fact for fact in facts if fact),
        authors=(sponsor,) if sponsor else (),
        year=int(year.group()) if year else None,
        journal=NAME,
        kind="" if study.get("hasResults") is True else "registration",
        source=NAME,
        url=f"https://clinicaltrials.gov/study/{number}" if number else "",
    )
