"""How far the tests of this folder look: FUZZ=20, as in ``make fuzz``, is twenty times as far, in other places."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

__all__ = ["FUZZ", "LONGER"]

LONGER = int(os.environ.get("FUZZ", "1"))

#: For hypothesis. Without FUZZ it says the same each time: nobody's change fails by chance.
FUZZ = settings(
    max_examples=60 * LONGER,
    deadline=None,
    derandomize=LONGER == 1,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
