"""The version of the project; pyproject.toml reads it from here.

Not from the installed metadata: importing importlib.metadata takes longer than auditing a page.
"""

VERSION = "0.1.0"
