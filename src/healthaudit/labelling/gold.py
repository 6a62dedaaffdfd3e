"""Gold as lines of a file: one JSON object a line, in the format of the corpus."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, NamedTuple

from healthaudit.errors import UsageError
from healthaudit.labelling.labels import LABELS
from healthaudit.patterns import compiled

__all__ = ["Gold", "Register", "Row", "read_gold"]

#: In the order in which a row is written; every row has them.
_KEYS = ("id", "text", "labels", "topic", "register", "unit")
_MORE_KEYS = frozenset(["pair", "unsure"])
_NAMES = frozenset(label.name for label in LABELS)
UNITS = frozenset(["sentence", "heading", "button", "list-item", "table-cell", "quote"])
#: What every row begins with: by this the beginning of one is told from another file altogether.
_BEGINNING = b'{"id"'
#: Characters that JSON lets stand, but that steer a terminal, turn words round, or cannot be written out.
_STEERING = compiled("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HINT = 'name a file made by "healthaudit label" or a new one (-o FILE), or mend the line'


class Register(StrEnum):
    """What sort of page a sentence comes from."""

    SLICK_MARKETING = "slick-marketing"
    CLUMSY_MARKETING = "clumsy-marketing"
    WELLNESS_WARM = "wellness-warm"
    BRO_SCIENCE = "bro-science"
    DOCTOR_BLOG = "doctor-blog"
    STARTUP = "startup"
    LEAFLET = "leaflet"
    HOSPITAL = "hospital"
    NEWS = "news"
    JOURNAL = "journal"
    FORUM = "forum"
    DEBUNKING = "debunking"
    CHARITY = "charity"
    REGULATOR = "regulator"


_REGISTERS = frozenset(register.value for register in Register)


class Row(NamedTuple):
    """A labelled sentence."""

    id: str
    text: str
    """White space folded."""
    labels: tuple[str, ...]
    """Family and kind; none for a clean sentence."""
    topic: str
    register: str
    unit: str
    unsure: bool = False
    """True where a person could not decide: it counts neither for nor against, and who reads gold leaves it out."""

    @property
    def line(self) -> bytes:
        """The row as a line of the file, with its end."""
        data: dict[str, Any] = self._asdict()
        if not data.pop("unsure"):
            text = json.dumps(data, ensure_ascii=False)
        else:
            text = json.dumps({**data, "unsure": True}, ensure_ascii=False)
        return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode() + b"\n"


class Gold(NamedTuple):
    """The content of a file of gold."""

    lines: tuple[bytes, ...]
    """Whole ones, each with its end, as they stand in the file."""
    texts: frozenset[str]
    """Of all rows, unsure ones, too."""
    highest: int
    """The highest number that an id of the file's own has; 0 for none."""
    cut: bytes = b""
    """The beginning of a last line that was never written out."""


def read_gold(content: bytes, name: str, stem: str) -> Gold:
    """The rows of a file. ``name`` is for messages, ids are ``<stem>-NNN``.

    Raises UsageError, with the number of the line, for what is no gold. A last line without an end that is the
    beginning of a row was cut; one that is whole, as some editors leave it, is given its end.
    """
    *lines, last = content.split(b"\n")
    cut = b""
    if last:
        if _is_cut(last):
            cut = last
        else:
            lines.append(last)
    texts, highest = set(), 0
    own = re.compile(rf"{re.escape(stem)}-(\d+)")
    for number, line in enumerate(lines, 1):
        row = _row(line, f"{name}:{number}")
        texts.add(row.text)
        if matched := own.fullmatch(row.id):
            highest = max(highest, int(matched[1]))
    return Gold(tuple(line + b"\n" for line in lines), frozenset(texts), highest, cut)


def _is_cut(last: bytes) -> bool:
    """Whether it is a row that ends too early; something else is left as it is."""
    if not (last.startswith(_BEGINNING) or _BEGINNING.startswith(last)):
        return False
    try:
        json.loads(last)
    except ValueError:
        return True
    return False


def _row(line: bytes, place: str) -> Row:
    try:
        data = json.loads(line)
    except ValueError as problem:
        what = "is not UTF-8" if isinstance(problem, UnicodeDecodeError) else "is no JSON object"
        raise UsageError(f"{place}: not a labelled sentence: the line {what}", _HINT) from None
    if wrong := _wrong(data):
        raise UsageError(f"{place}: not a labelled sentence: {wrong}", _HINT)
    labels, unsure = tuple(data["labels"]), data.get("unsure", False)
    return Row(data["id"], data["text"], labels, data["topic"], data["register"], data["unit"], unsure)


def _wrong(data: Any) -> str:
    """What keeps the value of a line from being a row; empty for nothing."""
    if not isinstance(data, dict):
        return "the line is no JSON object"
    if missing := [key for key in _KEYS if key not in data]:
        return f"it has no {missing[0]!r}"
    if unknown := sorted(data.keys() - {*_KEYS} - _MORE_KEYS):
        return f"{unknown[0]!r} is no key of the corpus"
    if empty := [key for key in _KEYS if key != "labels" and not (isinstance(data[key], str) and data[key].strip())]:
        return f"{empty[0]!r} is not a text"
    if not isinstance(data["labels"], list):
        return "'labels' is not a list"
    for key, values, known in (
        ("label", data["labels"], _NAMES),
        ("register", [data["register"]], _REGISTERS),
        ("unit", [data["unit"]], UNITS),
    ):
        for value in values:
            if not isinstance(value, str) or value not in known:
                return f"{value!r} is no {key} of the corpus"
    return "" if isinstance(data.get("unsure", False), bool) else "'unsure' is neither true nor false"
