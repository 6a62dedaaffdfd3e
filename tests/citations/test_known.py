"""Well-known studies: which one an entry or a name means, and what a page says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations import evidence_of
from healthaudit.citations.entry import parse_entry
from healthaudit.citations.known import called_studies, entry_study, named_studies, work_of
from healthaudit.citations.named import Called
from healthaudit.knowledge import KnownStudy
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library


def study(**known: object) -> KnownStudy:
    fields = dict.fromkeys(KnownStudy._fields, "")
    fields |= dict.fromkeys(("authors", "also_n", "names", "products", "conditions", "figures"), ())
    return KnownStudy(**{**fields, "n": None, "studies": None, "blinded": False, **known})


DAHL = study(
    id="dahl2019",
    authors=("Dahl P", "Le Nord M"),
    year=2019,
    title="Moor air and sleep in older adults",
    journal="Sleep Sci",
    doi="10.5555/moor.7",
    pmid="31234567",
    names=("MOOR-1", "FOG"),
    products=("melatonin",),
    conditions=("insomnia",),
    population="adults over 65",
    n=120,
    also_n=(60,),
    design="randomised",
    blinded=True,
    result="no difference",
    effect="negative",
    notice="retracted",
    source="https://moor.example/7",
)
OKORO = study(
    id="okoro2018", authors=("Okoro T",), year=2018, title="Peat baths", journal="Moor Res", source="unsourced"
)
STUDIES = (DAHL, OKORO)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Dahl P, Le Nord M. Moor air and sleep in older adults. Sleep Sci. 2019;4:1-9.", DAHL),
        ("Dahl P. Moor air and sleep in older adults: a trial. Sleep Sci. 2018;4:1-9.", DAHL),
        ("Brandt L. Fog. Moor Res. 2001;1:1. doi:10.5555/MOOR.7", DAHL),
        ("Brandt L. Fog. Moor Res. 2001;1:1. PMID: 31234567", DAHL),
        ("Dahl P. Moor air and sleep in older adults. Sleep Sci. 2015;4:1-9.", None),
        ("Dahl P. Knee braces after skiing. Sleep Sci. 2019;4:1-9.", None),
        ("Brandt L. Moor air and sleep in older adults. Sleep Sci. 2019;4:1-9.", None),
        ("", None),
    ],
)
def test_entries(entry: str, expected: KnownStudy | None) -> None:
    assert entry_study(STUDIES, parse_entry(entry)) == expected


@pytest.mark.parametrize(
    ("called", "products", "conditions", "found"),
    [
        (Called("Dahl", year=2019), {"melatonin"}, set(), True),
        (Called("dahl"), {"melatonin"}, {"insomnia"}, True),
        (Called("Dahl", year=2020), {"melatonin"}, set(), True),
        (Called("Dahl", year=2022), {"melatonin"}, set(), False),
        (Called("Dahl", year=2019), {"ketamine"}, set(), False),
        (Called("Dahl", year=2019), {"melatonin"}, {"migraine"}, False),
        (Called("Dahl", year=2019), set(), set(), False),
        (Called("Nord", year=2019), {"melatonin"}, set(), False),
    ],
)
def test_names_of_authors(called: Called, products: set[str], conditions: set[str], found: bool) -> None:
    assert called_studies(STUDIES, called, frozenset(products), frozenset(conditions)) == [DAHL] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In MOOR-1 sleep came sooner.", True),
        ("In MOOR-12 sleep came sooner.", False),
        ("In moor-1 sleep came sooner.", False),
        ("FOG and rain.", False),
        ("", False),
    ],
)
def test_names_of_studies(text: str, found: bool) -> None:
    assert list(named_studies(STUDIES, text)) == [DAHL] * found


def test_a_known_study_as_a_work() -> None:
    work = work_of(DAHL)
    assert work.authors == ("Dahl", "Le Nord")
    assert work.named == "Dahl 2019, Sleep Sci"
    assert work.notices == ("retracted",)
    assert work.url == "https://moor.example/7"
    assert work.source == "known studies (Dahl 2019, Sleep Sci)"
    assert work_of(OKORO).url == ""
    assert work_of(OKORO).notices == ()


def faults(source: str) -> list[tuple[str, bool]]:
    """(kind, whether a person decides)."""
    page = read(Document("page", Media.HTML, source))
    reading = LIBRARY.language.read(page)
    evidence = evidence_of(reading, LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge)
    assert all(0 <= spot.start < spot.end <= len(page.text) for one in evidence.faults for spot in one.spots)
    return [(one.kind.value, one.review) for one in evidence.faults]


def of_known(id_: str, change: Callable[[str], str] = str) -> str:
    """A page that cites a known study in one sentence, its entry changed."""
    one = next(one for one in LIBRARY.knowledge.studies if one.id == id_)
    entry = f"{', '.join(one.authors)}. {one.title}. {one.journal}. {one.year};1:1-9. doi:{one.doi}"
    return f"<h2>References</h2><ol><li>{change(entry)}</ol>"


def test_a_page_that_cites_a_known_study() -> None:
    text = "<p>In a small open study ketamine eased anxiety for up to a week [1].</p>"
    assert faults(text + of_known("glue2017")) == []
    assert ("year", False) in faults(text + of_known("glue2017", lambda entry: entry.replace("2017;", "2011;")))
    assert ("author", False) in faults(text + of_known("glue2017", lambda entry: f"Okoro T. {entry.split('. ', 1)[1]}"))


def test_a_retracted_study() -> None:
    text = "<p>Hydroxychloroquine works against COVID-19 [1].</p>"
    assert ("retracted", False) in faults(text + of_known("gautret2020"))
    told = "<p>A paper on hydroxychloroquine against COVID-19, since retracted, was small [1].</p>"
    assert "retracted" not in [kind for kind, _ in faults(told + of_known("gautret2020"))]
