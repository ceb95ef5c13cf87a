"""Application identifiers outside our tables, so that one of them never hides the rest.

The one place that knows biip, whose data covers every identifier GS1 has assigned: coupons,
transport addresses and others that no check at intake depends on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAi:
    """An identifier the station reads over: its title and the pattern of AI and value."""

    ai: str
    title: str
    pattern: re.Pattern[str]


def other_ai_at(text: str) -> OtherAi | None:
    """The assigned identifier ``text`` begins with, or None."""
    # Late: biip reads its tables when it is imported, and few scans ever need it.
    from biip import ParseError
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    if not text[:2].isascii() or not text[:2].isdigit():
        return None
    try:
        found = GS1ApplicationIdentifier.extract(text)
    except ParseError:
        return None
    return OtherAi(ai=found.ai, title=found.data_title, pattern=re.compile(found.pattern))
