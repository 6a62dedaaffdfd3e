"""Every test run keeps its cache to itself."""

from __future__ import annotations

import os
import tempfile

# Before anything is imported that could read it; also inherited by the processes that tests start.
os.environ.setdefault("HEALTHAUDIT_CACHE", tempfile.mkdtemp(prefix="healthaudit-test-cache-"))
