"""The one place that knows turbohtml: its WHATWG tokenizer.

turbohtml's package imports a good deal that a tokenizer does not need, ten times what the tokenizer itself takes to
load, and a command that audits one small page would spend a tenth of its time on that. So its extension module is
loaded by itself where that works, and the package where it does not.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


@cache
def tokenizer() -> Any:
    """The module that has ``tokenize`` and ``TokenType``."""
    return (None if "turbohtml" in sys.modules else _extension()) or _package()


def _extension() -> Any:
    for folder in sys.path:
        for suffix in EXTENSION_SUFFIXES:
            path = Path(folder, "turbohtml", f"_html{suffix}")
            if path.is_file():
                return _loaded(path)
    return None


def _loaded(path: Path) -> Any:
    try:
        loader = ExtensionFileLoader("turbohtml._html", str(path))
        spec = spec_from_file_location("turbohtml._html", path, loader=loader)
        assert spec is not None
        module = module_from_spec(spec)
        loader.exec_module(module)
        next(iter(module.tokenize("<p>", resolve_references=False, capture_source=True)))
    except Exception:  # another release may be built in another way; the package always works
        return None
    return module


def _package() -> Any:
    import turbohtml

    return turbohtml
