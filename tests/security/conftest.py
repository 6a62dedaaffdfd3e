"""What strangers may write, and commands run under limits and on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

# Test folders are no packages, so that what several files share can be imported only from the path.
sys.path.insert(0, str(Path(__file__).parent))
