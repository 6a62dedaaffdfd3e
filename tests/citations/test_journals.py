"""Names of one journal, and of two."""

from __future__ import annotations

import pytest

from healthaudit.citations.journals import same_journal


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("N Engl J Med", "The New England Journal of Medicine", True),
        ("NEJM", "New England Journal of Medicine", True),
        ("JAMA", "Journal of the American Medical Association", True),
        ("PNAS", "Proceedings of the National Academy of Sciences of the United States of America", True),
        ("Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences", True),
        ("Cochrane Library", "Cochrane Database of Systematic Reviews", True),
        ("J. Sleep Res.", "Journal of Sleep Research", True),
        ("Sleep Med Rev", "Sleep Medicine Reviews", True),
        ("Am J Psychiatry", "American Journal of Psychiatry", True),
        ("AJP", "American Journal of Psychiatry", True),
        ("Acta Derm Venereol", "Acta Dermato-Venereologica", True),
        ("JAMA Neurol", "JAMA Neurology", True),
        ("BMJ", "BMJ (Clinical research ed.)", True),
        ("Obesity (Silver Spring)", "Obesity", True),
        ("Sleep & Breathing", "Sleep and Breathing", True),
        ("Lancet", "The Lancet", True),
        ("Lancet", "Lancet Neurology", False),
        ("BMJ", "BMJ Open", False),
        ("Sleep", "Sleep Medicine", False),
        ("JAMA Neurol", "JAMA Network Open", False),
        ("Nutrients", "Nutrition", False),
        ("Pain", "Spain Medical", False),
        ("", "Sleep", False),
        ("", "", False),
    ],
)
def test_same_journal(one: str, other: str, same: bool) -> None:
    assert same_journal(one, other) is same
    assert same_journal(other, one) is same
