"""Other spellings of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.knowledge.spelling import variants


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("migraine", {"migraines"}),
        ("food allergy", {"food allergies"}),
        ("panic attack", {"panic attacks"}),
        ("nicotine patch", {"nicotine patches"}),
        ("metastasis", {"metastases"}),
        ("SSRI", {"ssris"}),
        ("anemia", {"anaemia"}),
        ("leukemia", {"leukaemia"}),
        ("edema", {"oedema"}),
        ("sleep apnea", {"sleep apnoea"}),
        ("diarrhea", {"diarrhoea"}),
        ("estrogen", {"oestrogen"}),
        ("brain tumor", {"brain tumors", "brain tumour", "brain tumours"}),
        ("generalized anxiety", {"generalised anxiety"}),
        ("mood stabilizer", {"mood stabilizers", "mood stabiliser", "mood stabilisers"}),
        ("immunization", {"immunisation"}),
        ("general anesthesia", {"general anaesthesia"}),
        ("hemorrhoid", {"hemorrhoids", "haemorrhoid", "haemorrhoids"}),
        ("celiac disease", {"celiac diseases", "coeliac disease", "coeliac diseases"}),
        ("anti-aging", {"anti-ageing", "anti aging", "anti ageing"}),
        ("Alzheimer's disease", {"alzheimers disease"}),
        ("GLP-1", {"glp 1"}),
        ("difficult-to-treat depression", {"difficult to treat depression"}),
    ],
)
def test_other_spellings(name: str, also: set[str]) -> None:
    assert set(variants(name)) == {name.lower()} | also


@pytest.mark.parametrize(
    "name",
    [
        "ketamine",  # nothing to count
        "arthritis",
        "7-OH",  # "7 oh" would be read into anything
        "T-booster pack size",
        "bulimia",
        "exercise",
        "oestrogen",  # British already
        "imaging",  # not "aging"
        "programs for neuropathy care",
    ],
)
def test_no_other_spelling(name: str) -> None:
    assert list(variants(name)) == [name.lower()]


@given(st.text(alphabet="abeimorstyz' -", min_size=1, max_size=20))
def test_the_name_comes_first_and_none_comes_twice(name: str) -> None:
    forms = list(variants(name))
    assert forms[0] == name
    assert len(forms) == len(set(forms))
