"""An HTML document that asks for nothing: its style sheets and scripts are in it, and no others are admitted.

The content-security policy names them by hash, so that nothing which a page says can act, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from healthaudit.reports.marks import visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["document"]


def document(template: str, *, styles: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    """A template of ``templates/``, filled with values.

    The template gets ``style`` and ``script``, the files of these names one behind the other, and
    ``policy`` for its meta element. Every text is escaped, and characters that nobody sees are spelt out.
    """
    from markupsafe import Markup

    style, script = (Markup("\n").join(Markup(_slim(name)) for name in names) for names in (styles, scripts))
    return (
        _environment()
        .get_template(template)
        .render(style=style, script=script, policy=_policy(style, script), **values)
    )


def _read(name: str) -> str:
    from importlib.resources import files

    return (files("healthaudit.reports.html") / "templates" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _environment() -> Environment:
    """Once: templates are compiled at first use, which takes longer than to fill them for a page."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def spelt_out(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=spelt_out,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _slim(name: str) -> str:
    """A style sheet or script as it goes into a document."""
    lines = _told_to_machines(_read(name))
    if name.endswith(".css"):
        lines = (line.replace(" { ", "{").replace("; }", "}") for line in lines)
    return "\n".join(lines)


def _told_to_machines(text: str) -> Iterator[str]:
    """The lines of a style sheet or script without indentation, and without those that are comments."""
    for line in text.splitlines():
        code = line.strip()
        if code and not code.startswith(("//", "/*")):
            yield code


def _policy(style: Markup, script: Markup) -> str:
    """No font, image, frame or request at all; this style and this script, if there are any."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'" if script else "script-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
