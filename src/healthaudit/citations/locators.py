"""Where in its journal a work stands, as entries print it: year, volume, issue and pages."""

from __future__ import annotations

import re
from typing import NamedTuple

from healthaudit.patterns import Lazy

__all__ = ["Locator", "locator", "pages_problem"]


class Locator(NamedTuple):
    """Year, volume, issue and pages; ``start`` is where they begin in the text, and ``end`` where they end."""

    year: int | None
    volume: str
    issue: str
    pages: str
    start: int
    end: int


_YEAR = r"(?P<year>(?:19|20)\d\d)[a-z]?"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?|Spring|Summer|Autumn|Fall|Winter)"
_DATE = rf"(?:[ ,]*{_MONTH}(?:[-/–]{_MONTH})?(?:[ -]?\d{{1,2}}(?![\d:(]))?)?"
_PAGE = r"[A-Za-z]{0,3}\d[\w.]*?"
_PAGES = rf"(?P<pages>{_PAGE}(?:\s?[-‐‑–—−]\s?{_PAGE})?(?:,\s?\d+\s?[-–]\s?\d+)?)(?=[.,;:)\]\s]|$)"
_VOLUME = r"(?P<volume>[A-Z]{0,3}\d{1,4}[A-Z]?)"
_ISSUE = r"(?:\s?\((?P<issue>[^()]{1,24})\))?"
_NO = r"(?:,?\s*(?:no|nr|issue|iss)\.?\s*(?P<issue>[\w./-]*\w))?"
_PP = r"(?:pp?\.?\s*|pages?\s*|Article(?: no\.?| number)?:?\s*|Art\.?\s*)?"
_FORMS = (
    # 2019;76(9):893-903   2019 Sep 1;76(9):893   2018;27:e12655   2017;17 Suppl 1:61
    rf"\(?{_YEAR}{_DATE}\)?\.?\s*(?:\[cited[^\]]*\]\s*)?;\s*(?:vol\.?\s*)?"
    rf"{_VOLUME}?{_ISSUE}(?:\s*(?P<suppl>(?:Suppl|Pt)\.?(?:\s*\d+)?))?\s*(?:[:,]\s*{_PP}{_PAGES})?",
    # 2020, 68, 9912-9919
    rf"\b{_YEAR},\s*{_VOLUME}{_ISSUE},\s*{_PP}{_PAGES}",
    # vol. 42, no. 4, 2017, pp. 222-29
    rf"\bvol\.?\s*(?P<volume>\w+){_NO},\s*(?:\d{{1,2}}\s)?(?:{_MONTH}\s?)?{_YEAR}(?:,\s*{_PP}{_PAGES})?",
    # 24.6 (2011): 655-61   74, suppl. 2 (2019): A14
    rf"\b(?P<volume>\d{{1,4}})(?:\.|,? suppl\.? )(?P<issue>\d{{1,3}})\s*\((?:{_MONTH}\s)?{_YEAR}\)\s*:\s*{_PP}{_PAGES}",
    # 2023 Aug 9:101823
    rf"\b{_YEAR}(?:[ ,]*{_MONTH}\s\d{{1,2}}(?=:\s*e?\d{{5}})|{_DATE})\s*:\s*{_PAGES}",
    # Volume 108, Issue 11, November 2015, Pages 861-868   44, no. 3 (September): 251-58
    rf",\s*volume (?P<volume>\d+)(?:, issue (?P<issue>\d+))?,\s*(?:{_MONTH}\s)?{_YEAR},\s*{_PP}{_PAGES}",
    rf"\b{_VOLUME}{_NO}\s*\({_MONTH}(?:\s\d{{1,2}})?\):\s*{_PAGES}",
    # Vol. 11 No. 5 pg. 388 - 391   1993 51(4) 303-5
    rf"\bvol\.?\s*(?P<volume>\d+),?\s*no\.?\s*(?P<issue>\d+),?\s*(?:pgs?|pp?)\.?\s*{_PAGES}",
    rf"\b{_YEAR}\s{_VOLUME}\s?{_ISSUE}\s{_PAGES}",
    # 42, no. 4 (2017): 222-229   42 (2017): 222   42(4) (2017), 222
    rf"\b{_VOLUME}{_NO}\s*\((?:{_MONTH}\s?(?:\d{{1,2}},\s?)?)?{_YEAR}\)\s*[:,]\s*{_PP}{_PAGES}",
    # 12, 345-350 (2019)   12(3), 345 (2019)
    rf"\b{_VOLUME}{_ISSUE},\s*{_PP}{_PAGES}\s*\({_YEAR}\)",
    # 42(4), 222-229   42(4): 222   42, 222-229   vol. 42, no. 4, pp. 222-229   42, Article 710338
    rf"(?:,\s*|\s)(?:vol(?:ume)?\.?\s*)?{_VOLUME}\s?\((?P<issue>[^()]{{1,24}})\)\s*[,:;]?\s*{_PP}{_PAGES}",
    rf"\bvol(?:ume)?\.?\s*(?P<volume>\d+){_NO}\s*[,:]\s*{_PP}{_PAGES}",
    rf"(?:,|(?<=\.)|(?<=[a-z]))\s*{_VOLUME}{_NO}\s*(?:,\s|:\s*){_PP}(?!(?:19|20)\d\d\b(?![-–])){_PAGES}",
    # 42(4)   vol. 12
    rf"(?:,\s*|\s)(?:vol(?:ume)?\.?\s*)?{_VOLUME}\s?\((?P<issue>[^()]{{1,24}})\)(?=\s*[.,;]|\s*$)",
    # pp. 12-19
    rf"(?:,\s*|\()(?:pp?\.)\s*{_PAGES}",
    # 76(9), 893-893 with no journal before it
    rf"^\s*{_VOLUME}\s?\((?P<issue>[^()]{{1,24}})\),\s*{_PP}{_PAGES}",
)
_COMPILED = tuple(Lazy(form, re.IGNORECASE) for form in _FORMS)
#: What follows a month is a day.
_MONTH_BEFORE = Lazy(rf"\b{_MONTH} $")
_LONE_YEAR = Lazy(r"(?<![\d/.-])(?:19|20)\d\d(?=[a-z]?\b(?![/\d]|-\d))")
_BRACKETED = Lazy(rf"\(\s*(?:{_MONTH}\s)?((?:19|20)\d\d)[a-z]?(?:,[^()]*)?\)")
_RANGE = Lazy(r"([A-Za-z]{0,3})(\d+)\s?[-‐‑–—−]\s?([A-Za-z]{0,3})(\d+)$")


def locator(text: str) -> Locator | None:
    """Where volume and pages stand in the text of an entry from which identifiers were taken out."""
    for form in _COMPILED:
        for match in form.finditer(text):
            group = match.groupdict()
            volume, issue, pages = (group.get(name) or "" for name in ("volume", "issue", "pages"))
            if re.fullmatch(r"(?:19|20)\d\d", volume) and not issue:
                continue
            if _MONTH_BEFORE.search(text, 0, match.start("volume") if volume else 0):
                continue
            if re.fullmatch(r"(?:19|20)\d\d[a-z]?(?:,.*)?", issue):
                issue = ""
            issue = issue or group.get("suppl") or ""
            year = int(group["year"]) if group.get("year") else None
            return Locator(year, volume, issue.strip(), re.sub(r"\s", "", pages), match.start(), match.end())
    return None


def year_in(text: str) -> tuple[int, int, int] | None:
    """(year, start, end) of the likeliest year of publication: in brackets, or the last that stands alone."""
    if match := _BRACKETED.search(text):
        return int(match[1]), *match.span()
    alone = list(_LONE_YEAR.finditer(text))
    return (int(alone[-1].group()), *alone[-1].span()) if alone else None


def pages_problem(pages: str) -> str:
    """Why a range of pages cannot be one; empty when it can. Ends may be shortened: 1161-9 is 1161 to 1169.

    >>> pages_problem("893-893"), pages_problem("1161-9"), pages_problem("120-115")
    ('it begins and ends on one page', '', 'it ends before it begins')
    """
    match = _RANGE.match(pages)
    if not match or match[1].lower() != (match[3] or match[1]).lower():
        return ""
    first, last = match[2], match[4]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if int(last) == int(first):
        return "it begins and ends on one page"
    return "it ends before it begins" if int(last) < int(first) else ""
