"""ClinicalTrials.gov, API version 2: registered trials by their NCT numbers, many at once.

Shape: https://clinicaltrials.gov/data-api/api. A registration says what was planned, not what was found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthaudit.citations import Absent, Query, Work
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
    try:
        studies = json.loads(body)["studies"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoAnswer("ClinicalTrials.gov's answer makes no sense") from None
    for study in studies if isinstance(studies, list) else ():
        if isinstance(study, dict):
            number = str(_at(study, "protocolSection", "identificationModule", "nctId") or "").upper()
            yield number, work_of(study)


def work_of(study: Mapping[str, Any]) -> Work:
    """A registered trial as a work; whatever is missing or of another shape stays empty."""
    number = str(_at(study, "protocolSection", "identificationModule", "nctId") or "")
    names = _at(study, "protocolSection", "identificationModule")
    title = str(names.get("officialTitle") or names.get("briefTitle") or "") if isinstance(names, dict) else ""
    count = _at(study, "protocolSection", "designModule", "enrollmentInfo", "count")
    allocation = str(_at(study, "protocolSection", "designModule", "designInfo", "allocation") or "")
    masking = str(_at(study, "protocolSection", "designModule", "designInfo", "maskingInfo", "masking") or "")
    summary = str(_at(study, "protocolSection", "descriptionModule", "briefSummary") or "")
    facts = [summary, f"{count} participants." if isinstance(count, int) and count else ""]
    facts.append({"RANDOMIZED": "Randomised.", "NA": "Single-arm, without a control group."}.get(allocation, ""))
    facts.append("Open-label." if masking == "NONE" else f"{masking.capitalize()}-blind." if masking else "")
    started = str(
        _at(study, "protocolSection", "statusModule", "studyFirstSubmitDate")
        or _at(study, "protocolSection", "statusModule", "startDateStruct", "date")
        or ""
    )
    year = re.match(r"(?:19|20)\d\d", started)
    sponsor = str(_at(study, "protocolSection", "sponsorCollaboratorsModule", "leadSponsor", "name") or "")
    return Work(
        title=title,
        abstract=" ".join(fact for fact in facts if fact),
        authors=(sponsor,) if sponsor else (),
        year=int(year.group()) if year else None,
        journal=NAME,
        kind="" if study.get("hasResults") is True else "registration",
        source=NAME,
        url=f"https://clinicaltrials.gov/study/{number}" if number else "",
    )


def _at(value: Any, *keys: str) -> Any:
    """What stands at a path of keys; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
