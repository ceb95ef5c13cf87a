"""Measured values: one or several readings of an item, judged by its limits.

The value of an answer keeps all readings in one text, ``12.1 12.3 11.9``, in the order taken.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from inspector_app.domain.checklist.standard import Item, Limits
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import Outcome

MEASURED = frozenset({"number", "count"})
"""Kinds of items whose value is measured."""

_SEPARATORS = re.compile(r"[\s,，;；、/]+")
_READING = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,30})?")


def readings_of(item: Item, value: str) -> tuple[Decimal, ...]:
    """The readings a value holds.

    Full-width digits and any usual separator are understood. Raises WalkError
    ``value_unreadable``, or ``readings_wanted`` when their number is not the item's.
    """
    texts = [text for text in _SEPARATORS.split(value.translate(_HALF_WIDTH)) if text]
    wanted = item.readings.count if item.readings else 1
    if not texts or any(not _READING.fullmatch(text) for text in texts):
        raise WalkError("value_unreadable", item=item.id, value=value)
    if len(texts) != wanted:
        raise WalkError("readings_wanted", item=item.id, wanted=wanted, given=len(texts))
    readings = tuple(Decimal(text) for text in texts)
    if item.kind == "count" and any(each != each.to_integral_value() for each in readings):
        raise WalkError("value_unreadable", item=item.id, value=value)
    return readings


def judge_measured(item: Item, value: str) -> Outcome:
    """Pass when every bound the item sets holds; WalkError as ``readings_of``.

    The mean is compared exactly, as the sum against the bound times the number of readings.
    """
    readings = readings_of(item, value)
    rule = item.readings
    of_mean = rule.mean if rule else None
    if rule is not None and rule.judge == "mean":
        of_mean = item.limits
    elif not all(_within(Fraction(each), 1, item.limits) for each in readings):
        return "fail"
    total = sum((Fraction(each) for each in readings), Fraction(0))
    return "pass" if _within(total, len(readings), of_mean) else "fail"


def mean_text(item: Item, value: str) -> str:
    """The mean of several readings, one decimal finer than they are; ``""`` for a single one or
    a value that was not measured."""
    if item.readings is None or not value:
        return ""
    try:
        readings = readings_of(item, value)
    except WalkError:
        return ""
    finest = min(int(each.as_tuple().exponent) for each in readings)
    step = Decimal(1).scaleb(finest - 1)
    mean = sum(readings, Decimal(0)) / len(readings)
    return f"{mean.quantize(step, ROUND_HALF_EVEN):f}"


def _within(total: Fraction, count: int, limits: Limits | None) -> bool:
    if limits is None:
        return True
    too_low = limits.low is not None and total < Fraction(limits.low) * count
    too_high = limits.high is not None and total > Fraction(limits.high) * count
    return not (too_low or too_high)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
