"""Works out of OpenAlex's and ClinicalTrials.gov's JSON, and nonsense in the shape of any."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services_loopback import article, article_set, crossref_work, trial

from healthaudit.citations import Work
from healthaudit.records import crossref, openalex, pubmed, trials
from healthaudit.records.polite import NoAnswer

OPEN = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.5555/tea.1",
    "title": "A study of tea",
    "type": "article",
    "publication_year": 2021,
    "is_retracted": False,
    "authorships": [{"author": {"display_name": "Ada B. Lindell"}}, {"author": {"display_name": "Group"}}],
    "primary_location": {"source": {"display_name": "Journal of Invented Tea"}},
    "abstract_inverted_index": {"Tea": [0, 3], "is": [1], "hot.": [2], "helps.": [4]},
}


def test_openalex() -> None:
    assert openalex.work_of(OPEN) == Work(
        title="A study of tea",
        abstract="Tea is hot. Tea helps.",
        authors=("Lindell", "Group"),
        year=2021,
        journal="Journal of Invented Tea",
        kind="journal-article",
        source="OpenAlex",
        url="https://doi.org/10.5555/tea.1",
    )
    assert openalex.work_of({**OPEN, "is_retracted": True}).notices == ("retracted",)
    assert openalex.work_of({**OPEN, "type": "preprint"}).kind == "preprint"


@pytest.mark.parametrize("value", [None, 5, "yes", [], {"a": 1}])
def test_openalex_knows_no_retraction_but_true(value: object) -> None:
    assert openalex.work_of({**OPEN, "is_retracted": value}).notices == ()


@pytest.mark.parametrize(
    "index", [None, [], "Tea", 5, {"Tea": None}, {"Tea": 0}, {"Tea": ["0"]}, {"Tea": [None, True]}, {"Tea": {}}]
)
def test_openalex_abstracts_that_are_none(index: object) -> None:
    assert openalex.work_of({**OPEN, "abstract_inverted_index": index}).abstract == ""


def test_a_trial() -> None:
    work = trials.work_of(
        trial(
            "NCT09900001",
            hasResults=True,
            statusModule={"studyFirstSubmitDate": "2019-05-01", "startDateStruct": {"date": "2018-01"}},
            sponsorCollaboratorsModule={"leadSponsor": {"name": "University of Tea", "class": "OTHER"}},
            descriptionModule={"briefSummary": "We give tea.\n\nThen we ask."},
            designModule={
                "enrollmentInfo": {"count": 120, "type": "ACTUAL"},
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "QUADRUPLE"}},
            },
        )
    )
    assert work == Work(
        title="Tea for tiredness",
        abstract="We give tea. Then we ask. 120 participants. Randomised. Quadruple-blind.",
        authors=("University of Tea",),
        year=2019,
        journal="ClinicalTrials.gov",
        kind="",
        source="ClinicalTrials.gov",
        url="https://clinicaltrials.gov/study/NCT09900001",
    )


@pytest.mark.parametrize(
    ("more", "kind"), [({"hasResults": False}, "registration"), ({"hasResults": True}, ""), ({}, "registration")]
)
def test_a_trial_without_results_is_only_registered(more: dict[str, Any], kind: str) -> None:
    assert trials.work_of(trial("NCT09900001", **more)).kind == kind


@pytest.mark.parametrize(
    ("design", "abstract"),
    [
        ({"enrollmentInfo": {"count": 1}}, "1 participants."),
        ({"enrollmentInfo": {"count": 0}}, ""),
        ({"enrollmentInfo": {"count": "40"}}, ""),
        ({"enrollmentInfo": {"count": True}}, ""),
        ({"enrollmentInfo": 40}, ""),
        ({"designInfo": {"allocation": "NA"}}, "Single-arm, without a control group."),
        ({"designInfo": {"allocation": "NON_RANDOMIZED"}}, ""),
        ({"designInfo": {"allocation": ["RANDOMIZED"]}}, ""),
        ({"designInfo": {"maskingInfo": {"masking": "NONE"}}}, "Open-label."),
        ({"designInfo": {"maskingInfo": {"masking": "DOUBLE"}}}, "Double-blind."),
        ({"designInfo": {"maskingInfo": "DOUBLE"}}, ""),
    ],
)
def test_designs_of_trials(design: dict[str, Any], abstract: str) -> None:
    assert trials.work_of(trial("NCT09900001", designModule=design)).abstract == abstract


def test_a_trial_with_only_a_brief_title_and_a_start() -> None:
    study = trial("NCT09900001", statusModule={"startDateStruct": {"date": "2018-01"}})
    study["protocolSection"]["identificationModule"] = {"nctId": "NCT09900001", "briefTitle": "Tea"}
    assert trials.work_of(study)[:4] == ("Tea", "", (), 2018)


# Nonsense

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoilt(draw: st.DrawFn, whole: dict[str, Any]) -> Any:
    """A record with nonsense in some place of it."""
    record = json.loads(json.dumps(whole))
    place, steps = record, draw(st.integers(0, 5))
    for _ in range(steps):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        place = place[key]
    for key in list(place) if isinstance(place, dict) else range(len(place)):
        if draw(st.booleans()):
            place[key] = draw(JSON)
    return record


TRIAL = trial(
    "NCT09900001",
    hasResults=False,
    statusModule={"startDateStruct": {"date": "2018"}},
    designModule={"enrollmentInfo": {"count": 4}, "designInfo": {"allocation": "NA", "maskingInfo": {"masking": "X"}}},
    sponsorCollaboratorsModule={"leadSponsor": {"name": "Tea"}},
)
WORK = crossref_work(
    "10.5555/tea.1",
    abstract="<p>Tea</p>",
    subtitle=["x"],
    institution=[{"name": "y"}],
    **{"updated-by": [{"type": "retraction"}]},
)


def sound(work: Work) -> None:
    """Every field is of its type, and the whole can be written."""
    assert all(isinstance(value, str) for value in (work.title, work.abstract, work.journal, work.kind, work.url))
    assert all(isinstance(name, str) and name for name in work.authors + work.notices)
    assert work.year is None or type(work.year) is int
    "\n".join((work.text, *work.authors, work.journal, work.kind, work.url, work.named)).encode("utf-8")


@settings(deadline=None, max_examples=80)
@given(spoilt(WORK), spoilt(OPEN), spoilt(TRIAL))
def test_nonsense_never_raises(work: Any, open_work: Any, study: Any) -> None:
    for parse, record in ((crossref.work_of, work), (openalex.work_of, open_work), (trials.work_of, study)):
        if isinstance(record, dict):
            sound(parse(record))


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_broken_xml_is_a_record_or_no_answer(data: st.DataObject) -> None:
    whole = article_set(article("90000001", doi="10.5555/tea.1", abstract="<AbstractText>Tea</AbstractText>"))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 80)))
    broken = whole[:start] + data.draw(st.text("<>/&;abPMID \n\"'=!-[]", max_size=6)) + whole[end:]
    try:
        found = list(pubmed.works_in(broken.encode("utf-8", "replace")))
    except NoAnswer:
        return
    for _, _, work in found:
        sound(work)
