"""An evaluation as one HTML file, with its plots drawn in it; no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Side of a plot in its own units; the axes run from 0 to 1.
SIDE = 200


def render_html(data: Mapping[str, Any]) -> str:
    """The document, from what ``healthaudit.evaluation.data.as_data`` gives."""
    from base64 import b64encode
    from hashlib import sha256
    from importlib.resources import files

    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files("healthaudit.evaluation") / "templates"

    def read(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")

    style = read("evaluation.css")
    environment = Environment(
        loader=FunctionLoader(read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["line"] = _line
    environment.filters["x"] = lambda share: round(share * SIDE, 1)
    environment.filters["y"] = lambda share: round((1 - share) * SIDE, 1)
    return environment.get_template("evaluation.html.j2").render(
        data=data, side=SIDE, style=style, policy="sha256-" + b64encode(sha256(style.encode()).digest()).decode()
    )


def _line(points: Sequence[Sequence[float]]) -> str:
    """Points of a polyline in the plot's units."""
    return " ".join(f"{x * SIDE:.1f},{(1 - y) * SIDE:.1f}" for x, y in points)
