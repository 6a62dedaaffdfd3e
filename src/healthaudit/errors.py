"""One exception tree; every error says what happened and what to do about it.

HealthauditError
├── UsageError            the command or its options cannot be carried out (exit code 2)
│   ├── ConfigError       a configuration file, or what it or an option names, is wrong
│   ├── BaselineError     a file of known findings is wrong
│   ├── ReportError       a report that is to be read is none, or is damaged
│   ├── RuleError         a rule file or the rule pack is wrong
│   ├── KnowledgeError    a file of facts is wrong
│   ├── ModelError        a file of the classifier is none, or is damaged
│   └── GoldError         a file of labelled sentences or a page's gold is wrong
└── SourceError           one page cannot be audited; the others still are
    ├── SourceMissing     nothing is there
    ├── SourceUnreadable  something is there, but it is not text we can read
    ├── SourceTooLarge    more than the limit of bytes
    ├── FetchFailed       the web did not answer with a page
    │   └── NotAPage      it answered, but with something of another kind
    └── LeftOut           a page of a site that is left out on purpose
"""

from __future__ import annotations


class HealthauditError(Exception):
    """The root. ``str(error)`` is one line; ``hint`` is one line that says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(HealthauditError):
    """The command or its options cannot be carried out."""


class ConfigError(UsageError):
    """A configuration is wrong. The message names the file, and the line (1-based) where it can be told."""


class BaselineError(UsageError):
    """A baseline is wrong. The message names the file, and the line or entry."""


class ReportError(UsageError):
    """A JSON report is none, or is damaged. The message names the file, and the line or the way to the value."""


class RuleError(UsageError):
    """A rule file is wrong. The message names the file, the key and the line (1-based)."""


class KnowledgeError(UsageError):
    """A file of facts is wrong. The message names the file and the entry."""


class ModelError(UsageError):
    """A model file is not one, or is damaged. The message names the file and what is wrong."""


class GoldError(UsageError):
    """A file of gold is wrong. The message names the file, and the line (1-based) if it has any."""


class SourceError(HealthauditError):
    """One page cannot be audited; a run goes on with the others."""


class SourceMissing(SourceError):
    """Nothing is there: no such file, or a folder without pages."""


class SourceUnreadable(SourceError):
    """Something is there, but it is not text we can read: binary, PDF, unreadable, empty."""


class SourceTooLarge(SourceError):
    """More bytes than the limit, before or after decompression."""


class FetchFailed(SourceError):
    """The web did not answer with a page: no such host, timeout, 404, endless redirects, other content.

    ``status`` is what the server answered, 0 where it did not or where that is not the trouble; ``passing`` whether
    another try may do better; ``wait`` the seconds for which the server asks to be left alone, 0 for none.
    """

    def __init__(
        self, message: str, hint: str = "", *, status: int = 0, passing: bool = False, wait: float = 0.0
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.passing = passing
        self.wait = wait


class NotAPage(FetchFailed):
    """The server answered with something of another kind, such as a PDF file or an image."""


class LeftOut(SourceError):
    """A page of a site is left out on purpose. The message says why in a few words, the same for all such pages."""
