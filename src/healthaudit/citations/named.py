"""Works that a text calls by their authors, or by journal and year: (Glue et al., 2017), a 2019 study in The Lancet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.patterns import Lazy

__all__ = ["Called", "Naming", "namings"]


class Called(NamedTuple):
    """A work as a text calls it."""

    family: str
    """Of the first author; an organisation's name; empty for a work called by its journal."""
    second: str = ""
    year: int | None = None
    letter: str = ""
    """Of two works of one year: a, b."""


class Naming(NamedTuple):
    """A place that calls works by name; offsets into the text."""

    called: tuple[Called, ...]
    journal: str
    start: int
    end: int
    sure: bool = True
    """False for two names that count only when the reference list has them."""


_UP = "A-ZÀ-ÖØ-ÞŁŚŞŠŽĆČĐİ"
_PARTICLE = (
    r"(?:(?:de|del|della|di|da|dos|van|von|der|den|la|le|ter|el|al|bin|ibn|Van|Von|De|Del|Di|Da|La|Le|El|Al|St\.|Ó|"
    r"Mac)[ -])"
)
_FAMILY = (
    rf"(?:{_PARTICLE}{{0,2}}(?:[dDO]['’])?[{_UP}][\w’'-]{{0,40}}?[^\W\d_])"
    rf"(?=['’]s\b|[^\w’'-]|['’](?!\w)|$)"
)
_YEAR = r"(?:19|20)\d\d"
_YEARS = rf"{_YEAR}[a-z]?(?:(?:,|;| and| &) ?(?:{_YEAR}[a-z]?|[a-z]\b(?!\.? ?\d)))*"
_ET_AL = (
    r"(?:,? et\.? ?al\b\.?|,? (?:and|&) (?:colleagues|co-?workers|coworkers|associates|collaborators|others|her team|"
    r"his team|(?:his|her|their) colleagues))"
)
_SECOND = rf"(?:,? (?:and|&) (?P<second>{_FAMILY}))"
_THIRD = rf"(?:(?:, {_FAMILY}){{1,4}},? (?:and|&) {_FAMILY})"
_NAMES = rf"(?P<family>{_FAMILY})(?:(?P<etal>{_ET_AL})|(?P<third>{_THIRD})|{_SECOND})?"
_BODY = rf"(?:[A-Z]{{2,8}}|(?:[{_UP}][\w’'&-]+ (?:(?:of|for|on|and|the|&) )*){{1,7}}[{_UP}][\w’'&-]+)"
#: In brackets: names, a year, and more of the same behind semicolons.
_ROUND = Lazy(
    rf"\((?P<inside>[^()]{{0,300}}?\b{_YEAR}[a-z]?\b[^()]{{0,120}})\)|\[(?P<square>[^()\[\]]{{0,200}}?\b{_YEAR}[a-z]?\b[^()\[\]]{{0,80}})\]"
)
_PART = Lazy(
    rf"\s*(?:(?:see|cf\.?|e\.g\.,?|i\.e\.,?|reviewed in|for example|from|in|data from|adapted from|source:?|also)\s+"
    rf"(?:also\s+)?)*"
    rf"(?:{_NAMES}|(?P<body>{_BODY})(?:\s\[[A-Z]+\])?),?\s+(?P<years>{_YEARS})\b"
)
#: In the sentence: Glue et al. (2017), Glue and Novak (2017), Glue et al 2017, Glue's 2017 trial.
_NARRATIVE = Lazy(rf"\b(?P<names>{_NAMES})(?:['’]s?)?,?\s*(?:[(\[](?P<round>{_YEARS})[)\]]|(?P<bare>{_YEAR}[a-z]?)\b)")
_POSSESSIVE = Lazy(
    rf"\b(?P<names>{_NAMES})['’]s?\s+(?P<year>{_YEAR}[a-z]?)\s+(?:[\w-]+\s){{0,3}}?"
    rf"(?:stud(?:y|ies)|trials?|papers?|reviews?|cohort|survey|"
    r"meta-analysis|report|experiment|work|team|article|follow-up|analysis|findings)"
)
_YEARLESS = Lazy(rf"(?P<names>(?P<family>{_FAMILY})(?:(?P<etal>{_ET_AL})))")
_PAIR = Lazy(rf"(?P<names>(?P<family>{_FAMILY}),? (?:and|&) (?P<second>{_FAMILY}))")
_STUDY = (
    r"(?:stud(?:y|ies)|trials?|reviews?|meta-anal\w+|papers?|surveys?|articles?|reports?|analys[ie]s|experiments?|"
    r"cohort|work|research|investigation)"
)
_JOURNAL_WORD = rf"(?:[{_UP}][\w&'’.-]{{0,40}}|[{_UP}]{{2,40}})"
_JOURNAL = (
    rf"(?P<journal>(?:[Tt]he )?(?:[Jj]ournal )?{_JOURNAL_WORD}(?:,? (?:(?:of|and|the|in|for|&|on) )*"
    rf"{_JOURNAL_WORD}){{0,7}})"
)
_DESCRIBED = (
    # a 2019 study in JAMA Psychiatry
    Lazy(
        rf"\b(?P<year>{_YEAR}) (?:[a-zA-Z-]+ ){{0,5}}?{_STUDY}\b(?:[^.;()]{{0,60}}?)"
        rf"(?:,? (?:published|printed|that appeared|which appeared|reported))?,? in {_JOURNAL}"
    ),
    # a trial published in The Lancet in 2016
    Lazy(
        rf"\b{_STUDY}\b[^.;()]{{0,40}}?,? (?:published|printed|reported|appeared|appearing|out) in (?:the )?"
        rf"(?:(?P<year>{_YEAR}) in )?(?:the )?"
        rf"{_JOURNAL}(?:,? (?:in |of |\()?(?:\w+ )?(?P<later>{_YEAR})\)?)?"
    ),
    Lazy(rf"\b{_STUDY}\b (?:from|of) (?P<year>{_YEAR})(?:,? (?:published|printed|reported))?,? in {_JOURNAL}"),
    Lazy(rf"\bin (?P<year>{_YEAR}),? (?:the )?{_JOURNAL} (?:published|printed|ran|carried|reported)"),
    Lazy(
        rf"\b{_JOURNAL} (?:published|printed|ran|carried) (?:an? |the )?(?:[\w-]+ ){{0,3}}{_STUDY}\b"
        rf"(?:[^.;]{{0,40}}?\bin (?P<year>{_YEAR}))?"
    ),
)
#: "A 2019 study in Denmark" names no journal; "in Sleep" and "in JAMA Psychiatry" do. What is said to be published
#: there needs no such word.
_LIKE_A_JOURNAL = Lazy(
    r"\b(?:journal|j|annals|archives|acta|lancet|jama|nejm|bmj|pnas|plos|n engl|proceedings|bulletin|letters|reviews?|"
    r"reports|advances|frontiers|trends|transactions|quarterly|cochrane|nature|science|cell|elife|gut|chest|thorax|brain|"
    r"heart|blood|bone|pain|sleep|stroke|spine|headache|cephalalgia|addiction|appetite|nutrients?|nutrition|circulation|"
    r"hypertension|menopause|cancers?|allergy|diabetes|diabetologia|epilepsia|neuron|obesity|medicine|medical|medica|health|"
    r"psychiatry|psychiatric|psycho\w+|neuro\w+|pharmac\w+|cardio\w+|gastro\w+|dermat\w+|oncolog\w+|rheumat\w+|"
    r"p(?:a?e)diatrics?|epidemi\w+|immun\w+|endocrin\w+|metabolism|metabolic|surgery|anesth\w+|anaesth\w+|obstetrics|"
    r"gyn(?:a?e)col\w+|urolog\w+|\w{3,}ology|\w{3,}iatry|\w{3,}iatrics|therap(?:y|ies|eutics)|clinical|clinics|research|"
    r"sciences?|disorders|drugs?|toxicology|vaccines?|infection|infectious|geriatr\w+|g(?:a?e)rontol\w+|ageing|aging|"
    r"behaviou?r\w*|cognition|memory|hair|skin|eye|sports?|exercise|physiology|genetics|biology|biological|chemistry|today)\b",
    re.IGNORECASE,
)
_PUBLISHED = Lazy(r"\b(?:published|printed|appear\w*|reported|ran|carried)\b")
#: What "Dahl and colleagues" did, where it is a work that is meant and not who is in today.
_STUDIED = Lazy(
    r"\b(?:found|finds?|show\w*|reported|stud(?:y|ies|ied)|trials?|tested|publish\w*|compared|observed|conclu\w+|measured|"
    r"analy[sz]\w+|followed|random\w+|examin\w+|investigat\w+|pooled|gave|paper|results?|review\w*|experiment\w*|"
    r"writ\w+|wrote|data|survey\w*|recruited|enrolled|described|demonstrated|estimated|asked|saw|treated|noted)\b",
    re.IGNORECASE,
)
_NEAR = 90
#: Words in capitals before a year, or at the beginning of a sentence, that are no one's name.
_NO_NAME = frozenset(
    """
    January February March April May June July August September October November December Jan Feb Mar Apr Jun
    Jul Aug Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Spring Summer Autumn
    Fall Winter Easter Christmas Table Figure Fig Box Chapter Section Part Page Appendix Since Until Before
    After In By From During Between Around Circa About The This That These Those A An Our My Your His Her Their
    It Its We You They He She I One Two Three Four Five Six Seven Eight Nine Ten Last Next Updated Published
    Posted Reviewed Revised Copyright Founded Established Est Opened Version Edition Volume Vol Issue No Day
    Week Month Year Late Early Mid Approved Launched Class Season Act Directive Regulation Covid COVID Born Died
    Phase Study Trial Also And Or But When While If As At On Of For To With Patients People Women Men Doctors
    Researchers Scientists Adults Children Study Both Some Many Most All Only Even Now Then There Here What How
    Why Who Which Where Is Are Was Were Not Yes See Source Sources Photo Credit Credits Image Video Tel Call
    Sold Dated Seen Checked Census Olympics Conference Congress Award Awards Winner Best Data Figures Accessed
    Retrieved Effective Valid Expires Started Rated Voted Monograph Friends Facts Figures Center Centre University
    Hospital Institute School College Department DNA RNA Professor Prof Doctor Dr Nurse Sister Mr Mrs Ms
    """.split()  # noqa: SIM905
)


def namings(text: str, has_list: bool) -> Iterator[Naming]:
    """The places of a text that call works by name or journal, in order of certainty; they may overlap.

    ``has_list`` says whether the page has a reference list: without one a bare name and year may be anything.
    """
    if "19" in text or "20" in text:
        for match in _ROUND.finditer(text):
            if called := tuple(_parts(match["inside"] or match["square"], has_list)):
                yield Naming(called, "", *match.span())
        for pattern in (_NARRATIVE, _POSSESSIVE):
            for match in pattern.finditer(text):
                if not _names_somebody(match):
                    continue
                group = match.groupdict()
                years = group.get("round") or group.get("bare") or group.get("year") or ""
                telling = group["etal"] or group["second"] or group["third"]
                if group.get("bare") and not telling:  # "Harvard 2019" may be anything
                    continue
                if not telling and not has_list and "year" not in group:
                    continue
                # "Bergen (1974)" may be a place or an event: it counts when the list has such an entry.
                sure = bool(telling) or "year" in group
                yield Naming(tuple(_called(match, years)), "", match.start("names"), match.end(), sure)
        for pattern in _DESCRIBED:
            yield from filter(None, map(_described, pattern.finditer(text)))
    elif " in " in text or "ublished" in text:
        yield from filter(None, map(_described, _DESCRIBED[1].finditer(text)))
    if " al" in text or "colleagues" in text or "workers" in text or "associates" in text or " team" in text:
        for match in _YEARLESS.finditer(text):
            family = match["family"].split()[-1]
            # "Novak AS, et al": initials, in an entry; "Jo Novak of Yale, and colleagues": a place.
            affiliated = match["etal"].startswith(",") and "al" not in match["etal"].split()[-1]
            if "al" not in match["etal"].lower().split()[-1] and not _STUDIED.search(
                text, max(0, match.start() - _NEAR), match.end() + _NEAR
            ):
                continue  # "Meet Dr Dahl and her team"
            if family not in _NO_NAME and not (family.isupper() and len(family) < 4) and not affiliated:
                yield Naming((Called(match["family"]),), "", *match.span())
    if has_list:
        for match in _PAIR.finditer(text):
            if not {match["family"], match["second"]} & _NO_NAME:
                yield Naming((Called(match["family"], match["second"]),), "", *match.span(), sure=False)


def _described(match: re.Match[str]) -> Naming | None:
    group = match.groupdict()
    year = group.get("year") or group.get("later")
    journal = group["journal"].strip(" .,")
    if journal.split()[-1].rstrip(".") in _NO_NAME:  # "published in the November issue"
        return None
    if not _LIKE_A_JOURNAL.search(journal) and not _PUBLISHED.search(match.group()):
        return None
    end = max(
        match.start("journal") + len(group["journal"].rstrip(" .,")), match.end("later") if group.get("later") else 0
    )
    if match.re in (_DESCRIBED[3].compiled, _DESCRIBED[4].compiled):
        end = match.end()
    return Naming((Called("", year=int(year)),) if year else (), journal, match.start(), end)


def _parts(inside: str, has_list: bool) -> Iterator[Called]:
    """The works called within one pair of brackets."""
    for part in inside.split(";"):
        match = _PART.match(part)
        if not match:
            continue
        group = match.groupdict()
        if not group["body"] and not _names_somebody(match):
            continue
        telling = group["etal"] or group["second"] or group["third"]
        rest = part[match.end() :]
        if not telling and not has_list and "," not in part[: match.start("years")]:
            continue
        if re.match(r"\s*[-–/]\s*\d", rest):  # (January 2019 - May 2020)
            continue
        yield from _called(match, group["years"])


def _called(match: re.Match[str], years: str) -> Iterator[Called]:
    group = match.groupdict()
    family = group.get("body") or group["family"]
    second = group.get("second") or ""
    year: int | None = None
    for printed in re.findall(rf"{_YEAR}[a-z]?|\b[a-z]\b", years):
        year = int(printed[:4]) if printed[0].isdigit() else year
        letter = printed[4:] if printed[0].isdigit() else printed
        yield Called(family, second, year, letter)


def _names_somebody(match: re.Match[str]) -> bool:
    family = match.groupdict().get("family") or ""
    return bool(family) and family.split()[-1] not in _NO_NAME and not (family.isupper() and len(family) < 2)
