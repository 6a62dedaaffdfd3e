"""The authors at the beginning of an entry, in whichever way they are printed, by their family names."""

from __future__ import annotations

import re
from typing import NamedTuple

from healthaudit.patterns import Lazy

__all__ = ["Authors", "authors_at", "is_organisation"]


class Authors(NamedTuple):
    """Who wrote a work, as far as an entry says; ``end`` is where the names end in the text."""

    families: tuple[str, ...]
    """An organisation stands as one name."""
    et_al: bool
    end: int


_NOTHING = Authors((), False, 0)
_UPPER = r"A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
_PARTICLE = (
    r"(?:(?:de|del|della|di|da|dos|du|des|la|le|van|von|der|den|ter|ten|zu|al|el|bin|ibn|ben|af|av|Van|Von|De|Del|Di|"
    r"Da|La|Le|El|Al|St\.?|Mc|Ter|Ó|Ní|Mac|Ben)[ -])"
)
_CORE = rf"(?:[dDO]['’]|['’]t )?[{_UPPER}][\w’'-]*[^\W\d_](?:-[{_UPPER}][\w’']+)*"
_FAMILY = rf"(?:{_PARTICLE}){{0,3}}{_CORE}"
_DOUBLE = rf"{_FAMILY}(?: (?:(?:de|del|y|e)(?: la)? )?(?!(?:Jr|Sr|II|III|IV|[{_UPPER}]{{1,3}})\b){_CORE}){{0,2}}"
_INITIALS = rf"(?:[{_UPPER}]\.(?:[ -]?(?:[{_UPPER}]|[a-z]{{1,2}})\.)*|[{_UPPER}](?:-?[{_UPPER}]){{0,4}}(?![\w.]*[a-z]))"
_DOTTED = rf"(?:[{_UPPER}][a-z]?\.(?:[ -]?[{_UPPER}][a-z]?\.)*|[{_UPPER}](?: [{_UPPER}])*(?![\w’'-]))"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_GIVEN = rf"(?:[{_UPPER}]\.[ -]?)*[{_UPPER}][\w’'-]*(?:[ -][{_UPPER}][\w’'-]+)*(?:[ -][{_UPPER}]\b\.?)*"
_FORE = rf"(?:[{_UPPER}]\.[ -]?|[{_UPPER}][\w’'-]+ ){{1,4}}?"
#: Ways of printing one author; each has its family name in a group.
_FORMS = {
    "vancouver": rf"(?P<f>{_DOUBLE}) {_INITIALS}{_SUFFIX}",
    "inverted": rf"(?P<f>{_DOUBLE}){_SUFFIX},\s?{_DOTTED}{_SUFFIX}",
    "initials-first": rf"{_DOTTED}\s?(?P<f>{_FAMILY}){_SUFFIX}",
    "given-first": rf"{_FORE}(?P<f>{_FAMILY}){_SUFFIX}",
    "inverted-given": rf"(?P<f>{_DOUBLE}){_SUFFIX},\s?{_GIVEN}{_SUFFIX}",
    "family": rf"(?P<f>{_FAMILY})",
}
_COMPILED = {name: Lazy(form) for name, form in _FORMS.items()}
_STRAY = Lazy(_FORMS["given-first"] + "(?=, )")
#: The first author's form, and those that the others may have.
_LISTS = (
    ("vancouver", ("vancouver",)),
    ("inverted", ("inverted", "initials-first")),
    ("initials-first", ("initials-first",)),
    ("inverted-given", ("given-first", "inverted-given")),
    ("given-first", ("given-first",)),
    ("family", ("family",)),
)
_BETWEEN = Lazy(
    r"\s*(?:[,;]\s*(?:…|\.\s?\.\s?\.)\s*,?\s*(?:&|and)?\s*|[,;]?\s*(?:&|\band\b|\bund\b|\by\b|\bwith\b)\s+|[,;]\s*)",
    re.IGNORECASE,
)
_AND = Lazy(r"&|\band\b")
_ET_AL = Lazy(
    r"[,;]?\s*(?:(?:\bet|&|\band)\.?\s+(?:al|coll)\b\.?|\band (?:others|colleagues)\b\.?|\bet\.? ?al\b\.?)",
    re.IGNORECASE,
)
_GROUP = Lazy(
    rf"(?:[,;]\s*(?:(?:and|&|for|on behalf of)\s+)?|\s+(?:and|&|for|on behalf of)\s+)(?:the\s+)?"
    rf"((?:[{_UPPER}][\w’'-]*[ -]){{0,6}}"
    rf"(?i:Group|Investigators|Collaborat\w+|Consortium|Network|Team|Committee|Panel|Task Force|Workgroup|Trialists|"
    rf"Initiative)s?\b(?: (?:of|for|on) [^.,;(]+)?)"
)
_BEHIND_ET_AL = Lazy(rf"\.?;\s*(?:for )?(?:the )?([{_UPPER}][^.;]{{4,80}}?)(?=\.\s)")
_EDITORS = Lazy(r",?\s*\(?\b[Ee]ds?\.?\)?|,?\s*editors?\b|,?\s*\(?\bhrsg\.?\)?")
#: What ends a list of authors.
_END = Lazy(
    r"\s*(?:[.:]|\(\s*(?:[A-Z][a-z]{2,8}\.? (?:\d{1,2}, ?)?)?(?:19|20)\d\d|\((?:n\.d\.|in press)|,?\s*(?=[\"“‘'])|"
    r",?\s*(?=(?:19|20)\d\d\b)|$|[-–—]\s)"
)
_INITIALED = Lazy(
    rf"((?:[{_UPPER}]{{2,8}}|WebMD|Healthline|ClinicalTrials\.gov|MedlinePlus|Wikipedia|"
    rf"(?:The )?[{_UPPER}][\w’'& -]{{2,70}}?"
    r" (?:Group|Consortium|Collaborati(?:on|ve)|Investigators|Collaborators|Staff|Editors|Editorial Team|Team))"
    r"(?: \([A-Z]{2,8}\))?)(?=\.\s|,\s(?:[A-Z‘“\"])|:\s|,?\s\((?:19|20)\d\d|,?\s\(n\.d)"
)
_BODY = Lazy(
    r"\b(?:Organi[sz]ation|Institutes?|Association|Society|Administration|Agency|Department|Ministry|Cent(?:er|re)s?|"
    r"Council|College|Academy|Foundation|Clinic|Hospitals?|University|Committee|Commission|Office|Service|Services|"
    r"Library|Trust|Federation|Health|Network|Group|Collaboration|Alliance|Authority|Board|Bureau|Medicine|Survey|"
    r"Company|Inc|Ltd|LLC|Pharma\w*|Charity|Government|Program(?:me)?|Registry|Task Force|Press|News|Times|Wikipedia|"
    r"NHS|CDC|FDA|WHO|NICE|NIMH|NIH|SAMHSA|EMA|MHRA|WebMD|Healthline|Mind|Cochrane|Staff|Labs?|Unit|UK|Scotland|Wales|"
    r"England|Ireland|Infirmary|Charity|Royal|Officer|Institut|Campaign|Union|Consortium|Collaboration|Investigators|"
    r"Team|ClinicalTrials\.gov|MedlinePlus|Editors?)\b"
)  # fmt: skip
_MOST = 60


def authors_at(text: str) -> Authors:
    """The authors with whom a text begins; none when it begins with something else."""
    if body := _acronym(text):
        return body
    best = _NOTHING
    for first, others in _LISTS:
        found = _listed(text, first, others)
        if found and len(found.families) > len(best.families):  # of equals the form that stands first is the likelier
            best = found
    return best if best.end else _bodies(text) or _named_body(text) or _capitals(text)


def is_organisation(name: str) -> bool:
    """Whether a name is that of a body rather than of a person."""
    return _BODY.search(name) is not None


def _listed(text: str, first: str, others: tuple[str, ...]) -> Authors | None:
    """Authors in one way of printing them, if what follows them can follow authors."""
    match = _COMPILED[first].match(text)
    if not match:
        return None
    families = [match["f"]]
    if first == "vancouver" and match.group().split()[-1] in ("UK", "US", "USA", "EU"):
        return None
    at = match.end()
    good = at if _ends(text, at, len(families), first) else 0
    kept = 1
    et_al = False
    while len(families) < _MOST:
        if found := _ET_AL.match(text, at):
            at = found.end()
            if first == "family" and len(families) > 1:
                return None
            if group := _BEHIND_ET_AL.match(text, at):
                return Authors((*families, group[1]), True, group.end(1))
            return Authors(tuple(families), True, at)
        between = _BETWEEN.match(text, at)
        if not between or between.end() == at or (first == "family" and not _AND.search(between.group())):
            break
        if (group := _GROUP.match(text, at)) and group.end() > at:
            at = group.end()
            families.append(group[1].strip())
        else:
            following = next(
                (one for name in others if (one := _COMPILED[name].match(text, between.end())) and _not_a_body(one)),
                None,
            )
            if not following and first == "inverted":
                # One name of twenty in its natural order: "..., Fagiolini, A., Wiesław Jerzy Cubała, Bitter, I., ..."
                following = _STRAY.match(text, between.end())
            if not following:
                break
            families.append(following["f"])
            at = following.end()
        if _ends(text, at, len(families), first):
            good, kept = at, len(families)
    if not good:
        return None
    if group := _GROUP.match(text, good):
        good = group.end()
        return Authors((*families[:kept], group[1].strip()), et_al, good)
    if editors := _EDITORS.match(text, good):
        good = editors.end()
    if first in ("given-first", "inverted-given") and is_organisation(text[:good]):
        return None
    return Authors(tuple(families[:kept]), et_al, good)


def _not_a_body(match: re.Match[str]) -> bool:
    return not is_organisation(match.group())


def _ends(text: str, at: int, count: int, form: str) -> bool:
    """Whether a list of authors may end here."""
    rest = text[at : at + 40]
    if _ET_AL.match(rest) or _GROUP.match(rest) or _EDITORS.match(rest):
        return True
    # "Novak J. A." may go on; "Novak, J. A. (2019)" and "Novak JA. Title" end here.
    if (
        text[at - 1 : at] == "."
        and (rest[:1] in (" ", "") or rest[:1] == "(")
        and (re.match(r"\s+(?:[\"“‘(]|[A-Z0-9À-Þ]|$)", rest) or not rest.strip())
    ):
        return form != "given-first" or count > 0
    if form == "family":  # "Castellani & Moore, Cutis 1993"
        return re.match(r",\s|\s\(?(?:19|20)\d\d" if count == 2 else r"\s\(?(?:19|20)\d\d\b", rest) is not None
    if form == "initials-first" and count > 1 and rest[:2] == ", ":
        return True
    end = _END.match(rest)
    if not end:
        return False
    if form == "given-first" and count == 1 and rest[:1] == ".":
        # "Panic attacks. Mayo Clinic." begins with a title: only names that look like names end in a stop.
        return (
            re.match(
                rf"(?:[{_UPPER}]\.|[{_UPPER}][a-zà-ÿ]+)(?: [{_UPPER}]\.)? (?:{_PARTICLE})*[{_UPPER}][\w’'-]+$",
                text[:at],
            )
            is not None
        )
    return True


def _acronym(text: str) -> Authors | None:
    """A body by its initials, or called a group: "CDC. About shingles", "SMILE Study Group. Fluoride"."""
    match = _INITIALED.match(text)
    return Authors((match[1],), False, match.end(1)) if match else None


def _bodies(text: str) -> Authors | None:
    """Several bodies: "Stroke Association; Parkinson's UK. Joint position"."""
    names = re.match(r"([^.;]{3,80}(?:;\s[^.;]{3,80})+)\.\s", text)
    if not names:
        return None
    families = tuple(name.strip() for name in names[1].split(";"))
    return Authors(families, False, names.end(1)) if all(map(is_organisation, families)) else None


_PART = Lazy(
    rf"(?P<f>[{_UPPER}][\w.’'-]*(?: (?:[{_UPPER}][\w.’'-]*|de|la|van|von|der|ul-\w+))*?)"
    rf"(?: (?:[{_UPPER}]{{1,3}}|[{_UPPER}]\.))*$"
)


def _capitals(text: str) -> Authors:
    """Names in some order of their own: a first sentence of nothing but words in capitals, with commas."""
    match = re.match(r"((?:[^.]|(?<=\b[A-Z])\.|(?<=Sto)\.)+?)(?:,? (?:y cols?|u\. ?a|et al))?\.\s", text)
    if not match or not re.search(r"[,;&]| and ", match[1]):
        return _NOTHING
    parts = [part.strip() for part in re.split(r"[,;&]|\band\b", match[1]) if part.strip()]
    names = [found["f"] for part in parts if (found := _PART.match(part))]
    if len(names) < len(parts) or any(len(part.split()) > 5 for part in parts):
        return _NOTHING
    return Authors(tuple(names), "et al" in match.group() or " cols" in match.group(), match.end(1))


def _named_body(text: str) -> Authors | None:
    found = _organisation(text)
    return found if found.end else None


def _organisation(text: str) -> Authors:
    """A body as the author: the first sentence, when it is called as bodies are, or stands before a year."""
    match = re.match(
        rf"((?:the )?(?:U\.S\. )?[{_UPPER}](?:[^.\"“(:;|]|\((?:US|UK)\)){{2,120}}?)(?:\s*\(([A-Z]{{2,8}})\))?"
        rf"(?:\.\s|\s\|\s|,\s(?=[{_UPPER}][\w’'-]+ [a-z])|\s(?=(?:19|20)\d\d,)|,?\s*\((?=(?:19|20)\d\d|n\.d\.)|:\s)",
        text,
    )
    if not match:
        return _NOTHING
    name = match[1].strip(" ,")
    before_year = text[match.end() - 1 : match.end()] == "("
    words = name.split()
    capitals = sum(word[:1].isupper() for word in words if len(word) > 3)
    long_words = sum(len(word) > 3 for word in words) or 1
    if before_year and len(words) <= 10 and capitals >= long_words * 0.7:
        return Authors((name,), False, match.end() - 1)
    if is_organisation(name) and capitals == long_words and len(words) <= 10:
        return Authors((name,), False, match.end(1))
    return _NOTHING
