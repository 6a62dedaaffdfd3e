"""Numbers with what they count, studies as they are described, persons and organisations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.language.people import organisations, people
from healthaudit.language.quantities import number, quantities
from healthaudit.language.studies import study_in


@pytest.mark.parametrize(
    ("text", "measure", "value", "unit", "of"),
    [
        ("94% of our patients", "share", 0.94, "%", "patients"),
        ("94 per cent of women", "share", 0.94, "%", "women"),
        ("20-30 % of women", "share", 0.2, "%", "women"),
        ("9 out of 10 guests", "share", 0.9, "of", "guests"),
        ("eight in ten", "share", 0.8, "of", ""),
        ("two thirds of nurses", "share", 2 / 3, "of", "nurses"),
        ("half of them", "share", 0.5, "of", "them"),
        ("a trial of 240 adults", "people", 240, "adults", ""),
        ("some 2,500 adult women", "people", 2500, "women", ""),
        ("three times more", "factor", 3, "times", ""),
        ("in 14 days", "time", 14, "days", ""),
        ("a 12-week course", "time", 12, "week", ""),
        ("0.5 mg/kg", "dose", 0.5, "mg/kg", ""),
        ("lost 20 pounds", "weight", 20, "pounds", ""),
        ("$1,299 per session", "money", 1299, "$", ""),
        ("1200 euros", "money", 1200, "", ""),
        ("12,000+ lives", "other", 12000, "", ""),
    ],
)
def test_quantities(text: str, measure: str, value: float, unit: str, of: str) -> None:
    found = next(iter(quantities(text)))
    assert (found.measure.value, found.value, found.unit, found.of) == (measure, pytest.approx(value), unit, of)


@pytest.mark.parametrize("text", ["vitamin B12", "COVID-19", "H1N1", "a1c", "no figures here"])
def test_a_number_inside_a_word_is_none(text: str) -> None:
    assert list(quantities(text)) == []


@given(st.text(max_size=60))
def test_quantities_are_stretches_in_order(text: str) -> None:
    end = 0
    for found in quantities(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12,400", 12400),
        ("2.5 million", 2.5e6),
        ("twenty", 20),
        ("10k+", 1e4),
        ("three hundred", 300),
        ("1.5", 1.5),
        ("a dozen", 12),
    ],
)
def test_numbers(printed: str, value: float) -> None:
    assert number(printed) == pytest.approx(value)


@pytest.mark.parametrize(
    ("sentence", "design", "n", "duration", "dose", "population", "species"),
    [
        ("In a double-blind trial of 18 people, it worked.", "randomised", 18, "", "", "", ""),
        ("A pilot study (n = 12) ran for 6 weeks at 0.5 mg/kg.", "uncontrolled", 12, "6 weeks", "0.5 mg/kg", "", ""),
        ("A meta-analysis of 27 studies with 10,565 people", "meta-analysis", 10565, "", "", "", ""),
        ("A cohort of 400 women was followed for 10 years.", "cohort", 400, "10 years", "", "women", ""),
        ("Mice that were fed it lost weight in a study.", "", None, "", "", "", "animal"),
        ("Laboratory studies show that it kills cells.", "", None, "", "", "", "laboratory"),
        ("A survey among veterans found relief.", "survey", None, "", "", "veterans", ""),
    ],
)
def test_studies(
    sentence: str, design: str, n: int | None, duration: str, dose: str, population: str, species: str
) -> None:
    study = study_in(sentence)
    assert study is not None
    assert (study.design, study.n, study.duration, study.dose) == (design, n, duration, dose)
    assert (study.population, study.species) == (population, species)
    assert 0 <= study.start < study.end <= len(sentence)


@pytest.mark.parametrize("sentence", ["Our patients love it.", "We treat 40 people a week.", ""])
def test_no_study(sentence: str) -> None:
    assert study_in(sentence) is None


@pytest.mark.parametrize(
    ("text", "name", "title", "credentials", "clinician"),
    [
        ("Reviewed by Dr. Anna Reyes, MD, PhD on Monday", "Anna Reyes", "Dr", ("MD", "PhD"), True),
        ("Paul Novak, RN, said so", "Paul Novak", "", ("RN",), True),
        ("Lena Marsh, ND, recommends it", "Lena Marsh", "", ("ND",), False),
        ("Prof Ilse van der Berg of Norhaven", "Ilse van der Berg", "Prof", (), False),
    ],
)
def test_people(text: str, name: str, title: str, credentials: tuple[str, ...], clinician: bool) -> None:
    (person,) = people(text)
    assert (person.name, person.title, person.credentials) == (name, title, credentials)
    assert person.is_clinician is clinician


@pytest.mark.parametrize("text", ["Doctors say so.", "Written by Anna Reyes", "the drugs work", "May, June and July"])
def test_nobody_with_a_title(text: str) -> None:
    assert list(people(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("according to the World Health Organization", ["World Health Organization"]),
        ("the Royal College of Psychiatrists says", ["Royal College of Psychiatrists"]),
        ("at Larkmoor Regenerative Institute, where", ["Larkmoor Regenerative Institute"]),
        ("a team at Norhaven University found", ["Norhaven University"]),
        ("our clinic and its centre", []),
    ],
)
def test_organisations(text: str, names: list[str]) -> None:
    assert [organisation.name for organisation in organisations(text)] == names


@pytest.mark.parametrize("printed", ["\u017fix weeks", "s\u0131x wee\u212as", "s\u0130x weeks", "SIX WEEKS"])
def test_letters_that_count_as_others_where_case_does_not(printed: str) -> None:
    (found,) = quantities(printed)
    assert (found.measure.value, found.value) == ("time", 6)


@pytest.mark.parametrize("printed", ["two f\u0131fth\u017f of us", "Two-fifths of us"])
def test_fractions_in_such_letters(printed: str) -> None:
    (found,) = quantities(printed)
    assert (found.measure.value, found.value) == ("share", 0.4)
