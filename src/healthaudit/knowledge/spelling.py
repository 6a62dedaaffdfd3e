"""Other spellings of a name: British, plural, without hyphen or apostrophe.

The files of facts are written in American spelling and in the singular. The rules are narrow on purpose: a
form that nobody writes costs a little time, but a form that means something else costs a false finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.patterns import compiled

__all__ = ["variants"]

_BRITISH = {
    "aging": "ageing",
    "anesthe": "anaesthe",
    "behavior": "behaviour",
    "celiac": "coeliac",
    "cesarean": "caesarean",
    "cesium": "caesium",
    "edema": "oedema",
    "emia": "aemia",
    "esophag": "oesophag",
    "estr": "oestr",
    "fecal": "faecal",
    "fiber": "fibre",
    "gynec": "gynaec",
    "hemat": "haemat",
    "hemophil": "haemophil",
    "hemorrh": "haemorrh",
    "homeopath": "homoeopath",
    "ischem": "ischaem",
    "iz": "is",
    "mold": "mould",
    "odor": "odour",
    "orthoped": "orthopaed",
    "pediatr": "paediatr",
    "pnea": "pnoea",
    "program": "programme",
    "rrhea": "rrhoea",
    "sulf": "sulph",
    "tumor": "tumour",
}
_AMERICAN = compiled(
    r"\baging|anesthe|behavior|\bceliac|\bcesarean|\bcesium|(?<!o)edema|(?<=[a-z])emia\b|(?<!o)esophag"
    r"|(?<!o)estr(?=ogen|adiol|iol|one)|\bfecal|\bfiber|gynec|\bhemat|\bhemophil|\bhemorrh|\bhomeopath|ischem"
    r"|(?<=[a-z]{3})iz(?=(?:e[drs]?|ers|ing|ations?)\b)|\bmold|\bodor|\borthoped|\bpediatr|(?<=[a-z])pnea\b"
    r"|\bprogram\b|rrhea|\bsulf|tumor"
)

# Nouns that are counted, as the last word of a name; others ("arthritis", "ketamine") have no plural in use.
# fmt: off
_COUNTED = frozenset({
    "addiction", "adjustment", "agonist", "allergy", "antibiotic", "antibody", "antidepressant",
    "antihistamine", "antipsychotic", "attack", "benzo", "benzodiazepine", "blocker", "booster", "burn",
    "cancer", "candle", "capsule", "carcinoma", "cataract", "cell", "chamber", "clinic", "clot",
    "complication", "concern", "concussion", "condition", "cramp", "cream", "cyst", "deficiency", "device",
    "diet", "disease", "disorder", "drip", "drug", "enema", "episode", "exosome", "facial", "filler",
    "flash", "flush", "gummy", "hangover", "headache", "hemorrhoid", "hormone", "infection", "infusion",
    "inhibitor", "injection", "injury", "intolerance", "jab", "kernel", "killer", "line", "lozenge",
    "machine", "malignancy", "medication", "metastasis", "migraine", "mole", "mushroom", "needle",
    "nightmare", "nootropic", "nsaid", "nutrient", "opiate", "opioid", "pack", "pad", "painkiller",
    "parasite", "patch", "pellet", "peptide", "phobia", "pill", "pimple", "probiotic", "problem",
    "procedure", "product", "program", "psychedelic", "reaction", "remedy", "scar", "secretagogue",
    "seizure", "senolytic", "sensitivity", "shot", "snri", "sore", "spasm", "spot", "spray", "ssri",
    "stabilizer", "statin", "steroid", "stimulator", "stone", "stroke", "suicide", "supplement",
    "suppository", "symptom", "tea", "test", "therapeutic", "therapy", "thinner", "thought",
    "tic", "toxin", "transplant", "treatment", "troche", "tumor", "ulcer", "unit", "uti", "vaccination",
    "vaccine", "vein", "wart", "worm", "wound", "wrinkle",
})
# fmt: on
_HYPHEN = compiled(r"-(?=[a-z0-9])")
_LONG_FIRST_PART = compiled(r"[^-]*[a-z]{3}-[a-z0-9]")


def variants(name: str) -> Iterator[str]:
    """A name in lower case and its other spellings, each once, the name itself first.

    Hyphens become spaces only behind three letters: "glp-1" is also written "glp 1"; "7 oh" is no drug.
    Diseases named after somebody stay in the singular.
    """
    plain = name.lower()
    forms = {plain: None}
    head, _, last = plain.rpartition(" ")
    if last in _COUNTED and "'" not in plain:
        forms[f"{head} {_plural(last)}" if head else _plural(last)] = None
    for form in tuple(forms):
        forms[_british(form)] = None
    if "-" in plain and _LONG_FIRST_PART.match(plain):
        forms.update((_HYPHEN.sub(" ", form), None) for form in tuple(forms))
    if "'" in plain:
        forms.update((form.replace("'", ""), None) for form in tuple(forms))
    return iter(forms)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith("sis"):
        return noun[:-2] + "es"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def _british(form: str) -> str:
    # Few names hold any of these, and looking for plain strings is ten times as quick as the expression.
    for fragment in _BRITISH:
        if fragment in form:
            return _AMERICAN.sub(lambda match: _BRITISH[match[0]], form)
    return form
