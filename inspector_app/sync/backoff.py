"""When to try again: doubling waits with jitter, kept over restarts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from inspector_app.services.ports import RetryState

FIRST: Final = timedelta(seconds=5)
LONGEST: Final = timedelta(minutes=15)
LONGEST_TOLD: Final = timedelta(days=1)
"""A central system may ask for more patience than we have of our own, up to this."""
_IMPLAUSIBLE: Final = timedelta(hours=1)
_SET_BACK: Final = timedelta(minutes=1)


def delay(attempts: int, jitter: float, at_least: timedelta = timedelta(0)) -> timedelta:
    """The wait after ``attempts`` failures in a row (from 1); ``jitter`` is 0…1.

    Between half of the doubled time and all of it, so that many stations that lost one server
    do not come back in the same second. Never below ``at_least`` (``Retry-After``), which is
    believed up to ``LONGEST_TOLD``; stations that were told the same time are spread behind it.
    """
    doublings: int = 2 ** min(max(attempts, 1) - 1, 20)
    half = min(LONGEST, FIRST * doublings) / 2
    spread = half * min(max(jitter, 0.0), 1.0)
    return max(half, min(at_least, LONGEST_TOLD)) + spread


def idle(interval: timedelta, jitter: float) -> timedelta:
    """The wait after an attempt that ended well; ``jitter`` is 0…1.

    A tenth around ``interval``: stations that were switched on together drift apart.
    """
    return interval * (0.9 + 0.2 * min(max(jitter, 0.0), 1.0))


def is_due(state: RetryState, now: datetime) -> bool:
    """Whether an attempt may be made.

    A clock that was set back since the wait was decided must not make it longer: then it is due.
    Of a wait that does not tell when it was decided (an early version's) only a plausible length
    counts.
    """
    if state.not_before is None or state.not_before <= now:
        return True
    if state.since is not None:
        return now < state.since - _SET_BACK
    return state.not_before - now > _IMPLAUSIBLE
