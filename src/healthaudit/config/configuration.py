"""What holds for which page: the closest file, its overrides, the options of the command."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from healthaudit.config.files import Config, closest, look, read_config
from healthaudit.config.layers import Held, Layer, laid, settings_of
from healthaudit.config.paths import fits, is_url, names
from healthaudit.settings import Ignore, Settings

__all__ = ["Configuration"]

_STDIN = "-"


class Configuration:
    """Answers for any page what holds there. Files are read once, the first time that one of their pages is met."""

    def __init__(self, options: Layer, *, file: Path | None = None, search: bool = True) -> None:
        """``options`` are laid over everything. ``file`` counts for every page; else, with ``search``, the closest.

        For URLs and standard input that of the working folder counts.
        """
        self._options = options
        read, seen = cache(read_config), cache(look)

        @cache
        def found(folder: Path) -> Config | None:
            if file is not None:
                return read(Path(os.path.abspath(file)))
            path = closest(folder, seen) if search else None
            return read(path) if path else None

        self._found = found
        self._settings = cache(self._settled)

    def held(self, source: str) -> dict[str, Held]:
        """Every key with its value and where it comes from, for a page."""
        return laid(self._layers(source))

    def settings(self, source: str) -> Settings:
        """What holds for a page, as an audit takes it. The same object for pages for which the same holds."""
        config = self._config(source)
        return self._settings(config, self._matching(config, source), tuple(self._ignored(config, source)))

    def run(self) -> Mapping[str, Held]:
        """What holds where the command is run: for keys that cannot differ from page to page."""
        return self.held(_STDIN)

    def file(self, source: str = _STDIN) -> Path | None:
        """The configuration that counts for a page."""
        config = self._config(source)
        return config.path if config else None

    def excludes(self, source: str) -> bool:
        """Whether the configuration of a page leaves it out."""
        config = self._config(source)
        for folder, said in reversed(config.parts if config else ()):
            if "exclude" in said.layer:
                return fits(said.layer["exclude"].value, folder, source)
        return False

    def idle(self, pages: Iterable[str]) -> Iterator[str]:
        """What of the configuration where the command is run is about none of these pages, in words.

        A slip of the pen, most likely, if these are all there are. What is about pages on the web is left alone.
        """
        config = self._config(_STDIN)
        every = list(pages)
        for folder, said in config.parts if config else ():
            told = [(override.paths, override.place) for override in said.overrides]
            told += [(paths, f"{entry.source}:{entry.line}: an entry of ignore") for paths, entry in said.ignore]
            for paths, place in told:
                local = paths and not any(map(is_url, paths)) and _STDIN not in paths
                if local and not any(fits(paths, folder, page) for page in every):
                    yield f"{place} is about no page of this run: {', '.join(paths)}"

    def _config(self, source: str) -> Config | None:
        if source == _STDIN or is_url(source):
            return self._found(Path(os.path.abspath(os.curdir)))
        return self._found(Path(os.path.abspath(source)).parent)

    def _layers(self, source: str) -> Iterator[Layer]:
        config = self._config(source)
        yield from _of_file(config, self._matching(config, source))
        yield self._options

    def _settled(self, config: Config | None, matching: tuple[bool, ...], ignore: tuple[Ignore, ...]) -> Settings:
        return settings_of(laid([*_of_file(config, matching), self._options]), ignore)

    def _matching(self, config: Config | None, source: str) -> tuple[bool, ...]:
        """For each override of the file, and of those that it extends, whether it is about a page."""
        if config is None:
            return ()
        return tuple(
            fits(override.paths, folder, source) for folder, said in config.parts for override in said.overrides
        )

    def _ignored(self, config: Config | None, source: str) -> Iterator[Ignore]:
        for folder, said in config.parts if config else ():
            for paths, entry in said.ignore:
                if not paths or fits(paths, folder, source):
                    yield entry._replace(named=names(paths, folder, source))


def _of_file(config: Config | None, matching: tuple[bool, ...]) -> Iterator[Layer]:
    """Of each file what it says for all pages, then what for some: the closer file has the last word."""
    left = iter(matching)
    for _, said in config.parts if config else ():
        yield said.layer
        yield from (override.layer for override in said.overrides if next(left))
