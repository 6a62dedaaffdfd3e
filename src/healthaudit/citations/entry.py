"""An entry of a reference list, taken apart: authors, year, title, container, volume, pages, identifiers.

Styles are told by what they share (names with initials in front, a title up to a stop or in quotation marks, numbers of
volume and pages behind the journal) and not by their name, since web pages mix them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from healthaudit.citations.authors import Authors, authors_at, is_organisation
from healthaudit.citations.identifiers import Identifier, Scheme, identifiers
from healthaudit.citations.locators import Locator, locator, year_in
from healthaudit.patterns import Lazy

__all__ = ["Entry", "parse_entry"]


class Entry(NamedTuple):
    """What an entry says of a work; empty texts and None for what it does not say."""

    label: str = ""
    """The number or sign printed before it: "3", "*"."""
    authors: tuple[str, ...] = ()
    """Family names in order; an organisation as one name."""
    et_al: bool = False
    year: int | None = None
    letter: str = ""
    """Of two works of one year: a, b."""
    title: str = ""
    container: str = ""
    """Journal, book, site or publisher."""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    identifiers: tuple[Identifier, ...] = ()
    url: str = ""
    """The first address, as printed; empty when there is none but a DOI's."""
    plain: str = ""
    """The whole entry, without its label and identifiers."""
    accessed: bool = False
    """Whether it says when the page was looked at, as entries of web pages do."""

    def identifier(self, scheme: Scheme) -> str:
        """The value of its first well-formed identifier of a scheme; empty for none."""
        return next((one.value for one in self.identifiers if one.scheme is scheme and not one.problem), "")

    @property
    def is_article(self) -> bool:
        """Whether it is printed as an article of a journal is: with volume or pages, a DOI or a PMID."""
        return bool(self.volume or self.pages or self.identifier(Scheme.DOI) or self.identifier(Scheme.PMID))


_LABEL = Lazy(
    r"[\s\"]*(?:(?:Ref(?:erence)?|Source)\.? ?(?P<f>\d{1,3})[.:)]|[\[{](?P<a>\d{1,3}|[a-z]|\*+)[\]}]|"
    r"\((?P<b>\d{1,3})\)|(?P<c>\d{1,3})(?:[.):](?=\s|[A-Z])|\s(?=[A-Z])|\t)"
    r"|(?P<d>[*†‡§¶]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s?|(?P<e>\[\^[\w-]+\]:?)|[-–—•‣·^>▪●]\s*)\s*"
)
_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
#: Words that services and browsers put behind or into an entry.
_CHAFF = Lazy(
    r"\[(?:PubMed|Google Scholar|Cross ?Ref|PMC(?: free article)?|DOI|Free (?:full|PMC)[\w ]*|Ref(?:erence)? list|View|"
    r"Full text|Abstract|Link|Web|Internet|Online|Preprint|electronic resource|PDF)\]|↩\ufe0e?|\^(?=\s*$)|"
    r"\b(?:PubMed(?: Central)?(?= PMC?ID)|Google Scholar(?=\s*$)|CrossRef(?=\s*$)|Free PMC article)\b|"
    r"\b(?:E-?pub|Published online|Epub) (?:ahead of print|before print|(?:\d{4}|[A-Z][a-z]{2})[^.;]{0,20})[.;]?|"
    r"\b(?:Available (?:from|at|online(?: at)?|via)|Retrieved (?=from|at|http)|Weblink|Link|URL|Doi link)\s*"
    r"(?::|from:?|at:?|(?=\s*[(.]|\s*$))|"
    r"\b(?:Open Access|View Article|PubMed/NCBI|No authors listed)\b\.?|\[?\bNo (?:author|abstract)s? "
    r"(?:listed|available)\]?\.?",
    re.IGNORECASE,
)
_DAY = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:[A-Z][a-z]{2,8}\.?\s*)?"
    r"(?:\d{1,2}(?!\d)(?:st|nd|rd|th)?,?\s*)?(?:(?:19|20)\d\d)?)"
)
_ACCESSED = Lazy(
    rf"[\[(]?\b(?:(?:last )?(?:accessed|viewed|visited|cited|retrieved|consulted|checked)(?: (?:on|in))?)\b:?\s*{_DAY}"
    rf"(?:,? from)?[\])]?[.;,:]?",
    re.IGNORECASE,
)
_UPDATED = Lazy(
    rf"\b(?:Last )?(?:updated|reviewed|modified|published|posted)(?: on| online)?:?\s+{_DAY}[.;]?", re.IGNORECASE
)
_PRESS = Lazy(r"\(?\b(?:in press|forthcoming|ahead of print|n\.\s?d\.)\)?[.,;]?", re.IGNORECASE)
_QUOTED = Lazy(r"[“\"](?P<a>[^“”\"]{8,}?)[,.]?[”\"]|(?<!\w)[‘'](?P<b>(?:[^‘’']|[’'](?=\w)){12,}?)[,.]?[’'](?!\w)")
#: What ends a title or journal: a stop that is not part of an abbreviation or initial.
_STOP = Lazy(r"(?P<mark>[.?!])[”\"]?(?=\s+[\"“‘'(\[]?(?:[A-Z0-9À-Þ]|[a-z]{1,3} ?[A-Z])|\s*$)|(?P<in>\.\s+In:?\s)")
_ABBREVIATED = Lazy(
    r"(?:\b(?:vs|v|St|Sto|Ste|Dr|Mr|Mrs|Prof|Jr|Sr|No|Vol|cf|e\.g|i\.e|approx|spp?|var|ed|eds|Suppl|Fig|Inc|Ltd)|"
    r"(?:^|(?<![a-z])[\s.])[A-Z]|[A-Z]\.[A-Z])$"
)
_STARTS = Lazy(r"^[\s.,;:()\[\]–—-]+|[\s,;:(\[–—-]+$")
_SKETCH = Lazy(r"[,.]?\s*\(?((?:19|20)\d\d)\)?[,.]?\s+((?:[A-Z][\w&]+\.?\s?){1,5})")
#: ", Oil pulling and bleeding, J. Ethnopharmacol." between authors and volume.
_BY_COMMA = Lazy(r", (.+?),\s((?:[A-Z][\w.:&-]*\s?(?:(?:of|and|the|in|for|&)\s)*){1,8})[\s,(]*")
#: "Cracked heels - NHS", "Fibre first | British Dietetic Association".
_ON_SITE = Lazy(r"(.{5,}?)\s(?:-|–|—|\|)\s([A-Z][\w .'’&()]{1,60})\W*")
_FIELDS = Lazy(r"Authors?:\s*(.+?)\.?\s*Title:\s*(.+?)\.?\s*(?:Source|Journal):\s*(.+)", re.IGNORECASE)
#: "MedlinePlus. Bethesda (MD): National Library of Medicine (US). Earwax drops;"
_SITE = Lazy(
    r"([A-Z][\w.]+(?: [A-Z][\w.]+){0,3})\. [A-Z][\w ]+\([A-Z]{2}\): [^;.]+[;.](?:[^;.]*\][;.]?)? (?:Identifier,? )?"
    r"([A-Z][^;]{5,150});?\W"
)
#: Who published a book, and what a thesis was.
_PUBLISHED = Lazy(
    r".*\b(?:Press|Publish\w+|Books|Academic|Medical|thesis|dissertation|factsheet|press release)\b[^.]*", re.IGNORECASE
)
_ADDRESS = Lazy(r"(?!(?:https?://)?(?:dx\.|www\.)?doi\.org)(?:https?:|www\.|[\w-]+(?:\.[\w-]+)+/)", re.IGNORECASE)
_IN = Lazy(r"^In:?\s+(?:[^()]{3,120}(?:\(Eds?\.\)|, ?(?:eds?\.|editors?[.,:])),?\s*)?", re.IGNORECASE)
#: "London: Kestrel Press": who printed a book is not what it stands in.
_PRINTER = Lazy(r"(?:^|[.;]\s*)[A-Z](?:[\w ]|\.(?=\w))+(?:, [A-Z][\w.]+)?(?: \([A-Z]{2}\))?: [A-Z][^:]*$")
#: Titles and letters that stand with names.
_HONOURS = Lazy(
    r"(?:^|(?<=, )|(?<=and ))(?:(?:Dr|Prof|Professor)\.? )+|, (?:Ph\.?D|M\.?D|MPH|MSc|RN|DO|MBBS|FRCP|BSc|PharmD|"
    r"DPhil|RD|DNP|CDCES|FAAD|PA-C|FACP|DDS|DMD|DC|ND|LAc)\b\.?(?=[,.;:]|\s*$)"
)
#: Names stand within so many characters.
_HEAD = 300
#: No entry is longer; what is would keep the expressions busy, whose time grows with the square of it.
_LONGEST = 3000
_EDITION = Lazy(r"\(?\b\d+(?:st|nd|rd|th) ed(?:n|ition)?\b\.?\)?", re.IGNORECASE)


def parse_entry(text: str) -> Entry:
    """Take an entry apart. Pure, and never fails: what cannot be told stays empty."""
    text = unicodedata.normalize("NFC", " ".join(text[:_LONGEST].split()))
    found = tuple(identifiers(text))
    plain = _without(text, found)
    label, plain = _labelled(plain)
    accessed = bool(_ACCESSED.search(plain))
    posted = _UPDATED.search(plain)
    plain = _UPDATED.sub(" ", _ACCESSED.sub(" ", _CHAFF.sub(" ", plain)))
    plain = _PRESS.sub(" ", plain)
    plain = " ".join(re.sub(r"\s*\(\s*\)|\[\s*\]|\s+(?=[.,;](?:\s|$))", "", plain).split())
    plain = _HONOURS.sub("", plain[:_HEAD]) + plain[_HEAD:]
    if fields := _FIELDS.match(plain):
        plain = f"{fields[1]}. {fields[2]}. {fields[3]}"
    if site := _SITE.match(plain):
        plain = f"{site[2]}. {site[1]}. {plain[site.end() :]}"
    authors = authors_at(plain)
    if not authors.end and (turned := _turned(plain)) != plain:
        plain = turned
        authors = authors_at(plain)
    where = locator(plain)
    year, title, container = _named(plain, authors, where)
    if year is None and posted and (late := re.search(r"(?:19|20)\d\d", posted.group())):
        year = int(late.group())
    return Entry(
        label=label,
        authors=authors.families,
        et_al=authors.et_al,
        year=year,
        letter=found_letter[1] if year and (found_letter := re.search(rf"\b{year}([a-z])\b", plain)) else "",
        title=title,
        container=container,
        volume=where.volume if where else "",
        issue=where.issue if where else "",
        pages=where.pages if where else "",
        identifiers=found,
        url=next((one for one in (text[i.start : i.end] for i in found) if _ADDRESS.match(one)), ""),
        plain=plain,
        accessed=accessed,
    )


def _without(text: str, found: tuple[Identifier, ...]) -> str:
    """The text with its identifiers, and the words that announce them, taken out."""
    parts, at = [], 0
    for one in found:
        parts.append(
            re.sub(
                r"(?:\b(?:doi|https?|pmid|isbn|link|url)\b\s*[:=]?\s*|[<(\[]\s*)$",
                " ",
                text[at : one.start],
                flags=re.IGNORECASE,
            )
        )
        at = one.end
    parts.append(text[at:])
    return " ".join(parts)


def _labelled(text: str) -> tuple[str, str]:
    """The label before an entry, and the entry without it."""
    label = ""
    for _ in range(2):
        match = _LABEL.match(text)
        if not match or not match.end():
            break
        printed = next((group for group in match.groups() if group), "")
        label = label or printed.translate(_SUPERSCRIPTS).strip("[]^:")
        text = text[match.end() :]
    return label, text


def _named(plain: str, authors: Authors, where: Locator | None) -> tuple[int | None, str, str]:
    """(year, title, container)."""
    year = where.year if where else None
    rest = plain[authors.end :]
    if (sketch := _SKETCH.fullmatch(rest)) and authors.end:  # "Smith et al 2014 Lancet"
        return int(sketch[1]), "", sketch[2]
    limit = (where.start if where and where.start >= authors.end else len(plain)) - authors.end
    after = re.match(
        r"[\s.,:;]*(?:\(\s*([^()]*?\b((?:19|20)\d\d)[a-z]?\b[^()]*)\)|((?:19|20)\d\d)[a-z]?(?=[.,:]\s))[\s.,:;]*", rest
    )
    if after and authors.end:
        year = year or int(after[2] or after[3])
        rest, limit = rest[after.end() :], limit - after.end()
    quoted = _QUOTED.search(rest)
    if quoted and quoted.start() < max(limit, 1):
        title = quoted["a"] or quoted["b"]
        behind = rest[quoted.end() : max(limit, quoted.end())]
        if quoted.start() > 12 and not authors.end:  # "Lancet, 'Title'"
            behind = behind or rest[: quoted.start()]
    else:
        body = rest[: max(limit, 0)]
        title, behind = _parted(body)
        if where and body.startswith(", ") and (comma := _BY_COMMA.fullmatch(body)):
            title, behind = comma[1], comma[2]
        elif authors.et_al and where and not behind.strip(" .") and len(title.split()) <= 4:
            title, behind = "", title
    title, container = _tidied(title), _container(behind, in_volume=bool(where and where.volume))
    if (
        not where
        and not container
        and (parted := _ON_SITE.fullmatch(title))
        and (is_organisation(parted[2]) or not authors.end)
    ):
        title, container = parted[1], parted[2]
    if not title and not authors.end:
        title = _tidied(plain[: where.start if where else len(plain)])
    if year is None and (late := year_in(plain[authors.end :] if authors.end else plain)):
        year = late[0]
        printed = plain[authors.end :][late[1] : late[2]] if authors.end else plain[late[1] : late[2]]
        if container.endswith(printed) or f" {printed}" in container or container.startswith(printed):
            container = _STARTS.sub("", re.sub(rf"[,.\s(]*{re.escape(printed)}.*$", "", container))
        if title.endswith(printed):
            title = _tidied(title[: -len(printed)])
    return year, title, container


def _turned(plain: str) -> str:
    """An entry whose title stands before its authors, with the authors in front."""
    plain = re.sub(r"^\((?:19|20)\d\d\)\.?\s*", "", plain)
    title, behind = _parted(plain)
    if (quoted := _QUOTED.match(plain)) or (
        quoted := re.match(r"(?P<a>[^()]{10,}?)(?P<b>)\s\((?=[A-Z][\w-]+ et al)", plain)
    ):
        title, behind = (
            quoted["a"] or quoted["b"],
            re.sub(r"^[\s,.]*by\s|\)\s*$", "", plain[quoted.end() :].lstrip(" ,.")),
        )
        title = f"“{title}”"
    stop = re.match(r"([^.]{10,}?)\s[-–—]\s(?=[A-Z])", plain)
    if stop and stop.end() < len(title):
        title, behind = stop[1], plain[stop.end() :]
    behind = behind.strip(" .,")
    names = authors_at(behind)
    in_words = len(re.findall(r"\b[a-z]{4,}", title)) > 1 or title.isupper() or title.startswith("“")
    if not names.end or not in_words or is_organisation(behind[: names.end]):
        return plain
    rest = behind[names.end :].strip(" .,")
    return f"{behind[: names.end].rstrip('.')}. {title}. {rest}" if rest or names.et_al else plain


def _parted(body: str) -> tuple[str, str]:
    """The title, and what stands behind it."""
    for match in _STOP.finditer(body):
        before = body[: match.start()]
        if match["mark"] == "." and _ABBREVIATED.search(before):
            continue
        if not before.strip(" ([.,;:"):
            continue
        end = match.end() if match["in"] is None else match.start() + 1
        rest = body[end:]
        if match["mark"] in ("?", "!"):
            # "Iron every other day? A pragmatic trial. Am J Hematol." has its journal behind the next stop.
            further, behind = _parted(rest)
            if behind.strip(" .") and len(further.split()) > 2:
                return f"{before}{match['mark']}{further}", behind
            return before + match["mark"], rest
        return before, rest
    return body, ""


def _tidied(title: str) -> str:
    title = _EDITION.sub("", title).rstrip(" ,.;") if _EDITION.search(title) else title
    title = re.sub(
        r"\s*\((?:abstract|poster|PDF|letter|editorial|preprint)[^()]*\)$",
        "",
        _STARTS.sub("", title).rstrip(". "),
        flags=re.IGNORECASE,
    )
    return re.sub(r"\s*\[[^\[\]]{3,80}\]$", "", title).rstrip(". ")


def _container(text: str, *, in_volume: bool) -> str:
    """Journal, book or site out of what stands between title and volume."""
    text = _IN.sub("", _STARTS.sub("", text))
    text = _STARTS.sub("", _EDITION.sub("", text))
    if not in_volume:
        text = _PRINTER.sub(
            "", re.sub(r"\b(?:arXiv )?preprint(?: at)?\b:?", "", text, flags=re.IGNORECASE).strip() or text
        )
        text = "" if _PUBLISHED.fullmatch(text.strip(" .,")) and "ournal" not in text else text
    text = re.split(
        r"[,.;]\s*(?:vol(?:ume)?|no|pp?|edited|ed|eds|p|published|posted)\b\.?\s*(?=[\d A-Z])",
        text,
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    text = re.sub(
        r"[,.;:]?\s*\(?(?:(?:(?<!\d)\d{1,2} )?\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
        r"(?: \d{1,2})?,?\s*)?(?:(?:19|20)\d\d)?[\s.,;:(]*$",
        "",
        text,
    )
    stop = next(
        (
            m
            for m in _STOP.finditer(text)
            if m.end() < len(text) and len(text[: m.start()].split()[-1:][0] if text[: m.start()].split() else "") > 5
        ),
        None,
    )
    return _STARTS.sub("", text[: stop.start()] if stop else text).rstrip(" .")
