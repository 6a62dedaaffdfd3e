"""The version of the installed package."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """As the package's metadata says; "0" when the source is used without being installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as metadata_version

    try:
        return metadata_version("healthaudit")
    except PackageNotFoundError:
        return "0"
