"""Says in one line that Python is too old, before anything fails for obscure reasons."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one place where an older Python may look
    sys.exit(
        f"healthaudit needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 audit"
    )
