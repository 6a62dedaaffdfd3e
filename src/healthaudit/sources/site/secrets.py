"""What an address must not give away: values of parameters that open doors, wherever it is shown or kept.

A signed address or one with a token is fetched as it was given. Reports, messages, baselines and folders of saved pages
are passed on, and say ``?token=***`` instead. docs/security.md has the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

from healthaudit.patterns import compiled

__all__ = ["NAMES", "without_secrets"]

#: Names of parameters, in lower case and without hyphens, underscores and dots.
NAMES = frozenset(
    [
        "accesskey", "accesstoken", "apikey", "apitoken", "auth", "authkey", "authorization", "authtoken",
        "awsaccesskeyid", "bearer", "clientsecret", "credential", "credentials", "idtoken", "jwt", "passphrase",
        "passwd", "password", "privatekey", "pwd", "refreshtoken", "secret", "secretkey", "sessiontoken", "sig",
        "signature", "token", "xamzcredential", "xamzsecuritytoken", "xamzsignature", "xgoogcredential",
        "xgoogsignature",
    ]
)  # fmt: skip
MARK = "***"
#: A parameter of a query, a fragment or a path; the lengths keep a text without any quick to read.
_PARAMETER = compiled(r"([?&#;]|%3[fF]|%26|%23)([A-Za-z0-9_.%\[\]-]{1,80})(=|%3[dD])([^\s&#;\"'<>]+)")
_JOINTS = compiled(r"[-_.\[\]]")


def without_secrets(text: str) -> str:
    """An address, or a text with addresses in it, with such values masked; everything else as it is."""
    return _PARAMETER.sub(_masked, text) if "=" in text or "%3" in text else text


def _masked(found: re.Match[str]) -> str:
    name = _JOINTS.sub("", unquote_plus(found[2]).lower())
    return f"{found[1]}{found[2]}{found[3]}{MARK}" if name in NAMES else found[0]


def all_without_secrets(texts: Iterable[str]) -> tuple[str, ...]:
    """The same for several."""
    return tuple(map(without_secrets, texts))
