"""Telephone numbers as pages print them: national and international, in words (1-800-QUIT-NOW), short public ones, and
those that stand only behind a "tel:" link.

Formats are those of the countries that the file of helplines covers; the tests hold them against the numbering plans
of Google's libphonenumber. What looks like a number and is none (a DOI, a date, a dose, a price, a trial's number) is
told by its company.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from healthaudit.language.reading import Telephone
from healthaudit.model import Link
from healthaudit.patterns import compiled

_DIGIT = compiled(rb"\d")
_NUMBER = compiled(
    rb"(?<![\w/.,:=#$\xa3\xa4-])(?:"
    rb"(?:\+|\b00|\b011[ -])(?:[2-9]\d{0,2}|1)[ .-]?(?:\(0\)[ .-]?)?\(?\d{1,5}\)?(?:[ .-]?\d{2,6}){1,4}"
    rb"|(?:1[ .-]?)?(?:\([2-9]\d\d\)|[2-9]\d\d)[ .-]?[2-9]\d\d[ .-]?\d{4}"  # North America
    rb"|1?[ .-]?8(?:00|33|44|55|66|77|88)[ .-](?=[\dA-Z-]*[A-Z]{2})(?:[A-Z\d]-?){6,12}[A-Z\d]"  # ... in words
    rb"|\(?0\d{1,5}\)?(?:[ .-]?\d{2,10}){1,4}"  # the rest of the world at home
    rb"|1[389]00[ .-]?(?:\d{2,3}[ .-]?\d{3,4}|(?=[A-Z]{2})(?:[A-Z\d]-?){5,9})|13[ .-]?\d\d[ .-]?\d\d"  # Australia
    rb"|[6-9]\d{4}[ -]?\d{5}|116[ ]?\d{3}"  # India's mobiles, Europe's social lines
    rb"|(?:988|999|911|112|111|000|101|119|811|211)(?=\b)"
    rb")(?![\w%]|[./-]\w|,\d)"
)
#: Before it: a name for another kind of number. Behind it: a unit.
_OTHER = compiled(
    rb"(?:\b(?:doi|isbn|issn|pmid|pmcid|nct|isrctn|orcid|article|page|pp?|vol|no|number of|ref|id|batch|lot|sku|zip|"
    rb"registered|charity|company|vat|abn|acn|licen[cs]e|npi|policy|grant|about|only|over|under|than|of|between|from|"
    rb"aged?|save|until|since|by|in)\.?:?(?: (?:no|number|nr)\.?:?)?\s*|\d[ -])$",
    re.IGNORECASE,
)
_UNIT = compiled(
    rb"\s?(?:mg|mcg|ml|kg|g|iu|mmol|units?|people|patients|adults|women|men|children|participants|days|weeks|years|times|"
    rb"steps|calories|kcal|cells|members|reviews|deaths|cases|euros?|dollars|pounds)\b",
    re.IGNORECASE,
)
_CLOCK = compiled(rb"\d\d[.:]\d\d ?- ?\d\d[.:]\d\d")
_LABEL = compiled(
    rb"\b(?:tel|phone|telephone|fax|mobile|call|ring|text|whatsapp)\b\W{0,3}(?:us )?(?:no|number|on|at)?\W*$",
    re.IGNORECASE,
)
_SHORT = 3
_FEWEST, _MOST = 6, 15
_BEFORE, _COMPANY = 24, 40


def telephones(folded: bytes, links: Iterable[Link]) -> Iterator[Telephone]:
    """Numbers in the order of the page. ``folded`` is the page's folded text, ``links`` its links."""
    found = {number.start: number for number in _printed(folded)}
    starts = sorted(found)
    for link in links:
        if link.href[:4].lower() == "tel:":
            at = bisect_left(starts, link.start)
            if at == len(starts) or starts[at] >= link.end:
                if link.start not in found:
                    insort(starts, link.start)
                found[link.start] = Telephone(link.start, link.end, link.href[4:].split(";")[0].split("?")[0])
    yield from (found[start] for start in starts)


def _printed(folded: bytes) -> Iterator[Telephone]:
    if _DIGIT.search(folded) is None:
        return
    for match in _NUMBER.finditer(folded):
        start, end = match.span()
        short = end - start <= _SHORT
        if _UNIT.match(folded, end) or _CLOCK.fullmatch(match.group()):
            continue
        before = folded[max(0, start - _BEFORE) : start]
        if (
            not short
            and not _FEWEST <= len(_DIGIT.findall(match.group())) <= _MOST
            and not match.group()[-1:].isalpha()
        ):
            continue
        if _OTHER.search(before) and not _LABEL.search(before):
            continue
        if short and not _DIALLED.search(folded[max(0, start - _COMPANY) : end + _COMPANY]):
            continue
        yield Telephone(start, end, match.group().decode("latin-1").strip())


#: Three digits are a telephone number only in the company of a telephone.
_DIALLED = compiled(
    rb"\b(?:call|dial|ring|phone|text|telephone|contact|lifeline|emergenc\w+|helpline|line|nhs|samaritans|crisis|tel)\b",
    re.IGNORECASE,
)
