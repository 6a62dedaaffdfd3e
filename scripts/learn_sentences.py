"""Learn what src/healthaudit/language/sentences.json holds, from the project's own text.

    python scripts/learn_sentences.py            rewrite the data
    python scripts/learn_sentences.py --check    exit with 1 when the data is not what would be written

The part "kept" is kept by hand and only sorted here; the part "learnt" is made anew, by NLTK's trainer for
Punkt (Kiss and Strunk 2006). It learns abbreviations, sentence starters and collocations from bare text, so
that new fixtures teach it new words. The same text gives the same bytes.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "healthaudit" / "language" / "sentences.json"
ABOUT = (
    "Written by scripts/learn_sentences.py. 'kept' is edited by hand: change it and run the script. 'learnt' "
    "is what NLTK's PunktTrainer (Kiss and Strunk 2006) finds in the project's own fixtures and documents. "
    "Its numbers count occurrences: of abbreviations with their stop, of followers behind that stop, of "
    "starters and common words anywhere. An abbreviation in both parts is of the kind that is kept; one that "
    "is only learnt is a 'name'."
)

# How often a word must be seen, never with a capital inside a sentence, before its capital begins a new one.
COMMON_AT_LEAST = 2
# The most frequent ones suffice, and keep the time to load the data from growing with the fixtures.
COMMON_AT_MOST = 1500

# A lone letter is an initial, which its shape tells; to learn "d" would only turn "hepatitis D." into one.
_STEM = re.compile(r"[^\W\d_]{2,}|[^\W\d_]+(?:\.[^\W\d_]+)+")
_OPENING, _CLOSING = "“‘\"'([", "”’\"')],;:"

# Orthographic contexts of nltk.tokenize.punkt: capital inside a sentence; small letter anywhere.
_CAPITAL_INSIDE = 1 << 2
_LOWER = 1 << 4 | 1 << 5 | 1 << 6

_DROPPED = re.compile(r"<!--.*?-->|<(script|style|template|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|mark|q|small|span|strong|sub|sup|time|u)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_MARKER = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)


def corpus(root: Path) -> list[Path]:
    """The files to learn from, in an order that does not depend on the file system."""
    fixtures = (path for suffix in ("html", "md", "txt") for path in (root / "fixtures").rglob(f"*.{suffix}"))
    documents = [*(root / "docs").glob("*.md"), root / "README.md"]
    return sorted({*fixtures, *(path for path in documents if path.is_file())})


def prose(source: str, suffix: str) -> str:
    """Paragraphs of a file without its markup, a blank line between them. ``suffix``: .html, .md or .txt."""
    if suffix == ".html":
        source = html.unescape(_TAG.sub("\n\n", _INLINE.sub("", _DROPPED.sub("", source))))
    elif suffix == ".md":
        source = _ROW.sub("", _LINK.sub(r"\1", _FENCE.sub("", source)))
        source = _MARKER.sub("\n", source).replace("`", "").replace("**", "")
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", source))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def learn(texts: Iterable[str]) -> dict[str, Any]:
    """What Punkt learns from these texts: counts of abbreviations, followers, starters and common words.

    In so little text Punkt takes a short word that mostly stands alone ("Yes.") for an abbreviation.
    Therefore one is kept only if half of its stops are plainly inside a sentence: punctuation, a digit, a
    small letter or a word that never has a small letter follows.
    """
    from nltk.tokenize.punkt import PunktTrainer

    text = "\n\n".join(texts)
    trainer = PunktTrainer()
    trainer.INCLUDE_ABBREV_COLLOCS = True
    trainer.train(text)
    parameters = trainer.get_params()
    lower = {_bare(word) for word in text.split() if word[:1].islower()}
    count = Counter(_bare(word).lower() for word in text.split())
    stops: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for stem, word in _stops(text):
        stops[stem] += 1
        inside[stem] += not word[:1].isupper() or word.lower() not in lower
        if word[:1].isupper():
            pairs[stem, word.lower()] += 1
    stems = {
        stem: stops[stem]
        for stem in parameters.abbrev_types
        if _STEM.fullmatch(stem) and stops[stem] and inside[stem] * 2 >= stops[stem]
    }
    followers: dict[str, dict[str, int]] = {}
    for stem, word in parameters.collocations:
        if stem in stems and pairs[stem, word] > 1:
            followers.setdefault(stem, {})[word] = pairs[stem, word]
    common = {
        word: count[word]
        for word, contexts in parameters.ortho_context.items()
        if contexts & _LOWER and not contexts & _CAPITAL_INSIDE and word.isalpha() and count[word] >= COMMON_AT_LEAST
    }
    return {
        "corpus": {"characters": len(text), "words": len(text.split())},
        "abbreviations": stems,
        "followers": followers,
        "starters": {word: count[word] for word in parameters.sent_starters},
        "common": dict(sorted(common.items(), key=lambda item: (-item[1], item[0]))[:COMMON_AT_MOST]),
    }


def _stops(text: str) -> Iterator[tuple[str, str]]:
    """Every token with a stop, in lower case and without it, and the word behind it ("," for punctuation)."""
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        for token, word in pairwise(words):
            core = token.lstrip(_OPENING).rstrip(_CLOSING)
            if core.endswith("."):
                yield core[:-1].lower(), _bare(word) if token.endswith(".") else ","


def _bare(word: str) -> str:
    return word.strip(_OPENING + _CLOSING + ".!?…")


def render(kept: dict[str, Any], learnt: dict[str, Any]) -> str:
    """The data file: sorted, one entry a line, so that a change reads well in a diff."""
    data = {"about": ABOUT, "kept": _sorted(kept), "learnt": learnt}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items()}
    return sorted(set(value))


def main(arguments: list[str] | None = None) -> int:
    """0 when the data was written or is current, 1 when ``--check`` finds it stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when stale")
    check = parser.parse_args(arguments).check
    paths = corpus(ROOT)
    learnt = learn([prose(path.read_text("utf-8"), path.suffix) for path in paths])
    learnt["corpus"]["files"] = len(paths)
    before = DATA.read_text("utf-8")
    after = render(json.loads(before)["kept"], learnt)
    if after == before:
        print(f"{DATA.name} is current ({len(paths)} files).")
        return 0
    if check:
        print(f"{DATA.name} is stale: run python scripts/learn_sentences.py", file=sys.stderr)
        return 1
    DATA.write_text(after, "utf-8", newline="\n")
    print(f"{DATA.name} written ({len(paths)} files, {len(learnt['abbreviations'])} abbreviations learnt).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
