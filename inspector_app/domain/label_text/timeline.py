"""Do production, expiry and life fit each other? Spans that makers print, and those they don't."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life import LabelDate, Life
from inspector_app.domain.shelf_life.dates import add_months

DAY = timedelta(days=1)
MOST_MONTHS = 144
_SHORT = 60
_USUAL_MONTHS = frozenset({14, 16, 20})
_USUAL_DAYS = frozenset(
    {75, 80, 90, 100, 120, 150, 180, 200, 210, 240, 270, 300, 330, 360, 365, 400, 420, 450, 480,
     500, 540, 545, 548, 600, 630, 660, 720, 730, 731, 900, 1080, 1095, 1096, 1440, 1460, 1461,
     1800, 1825, 1826}
)  # fmt: skip


def life_fits(produced: LabelDate, expires: LabelDate, life: Life) -> bool:
    """Whether the last day is production plus life by either way of counting, a day to spare."""
    try:
        first, last = life.after(produced.first), life.after(produced.last)
    except DateError:
        return False
    return first - 2 * DAY <= expires.last and expires.first <= last + DAY


def usual_span(produced: LabelDate, expires: LabelDate) -> bool:
    """Whether two printed dates lie a time apart that makers print: whole months, or a usual
    number of days; a day more or less, as the production day counts or not."""
    days = (expires.first - produced.first).days
    return 0 < days <= _SHORT or round_span(produced, expires)


def round_span(produced: LabelDate, expires: LabelDate) -> bool:
    """As ``usual_span``, but lives below two months must be whole weeks, months or fives too."""
    if produced.month_only or expires.month_only:
        return produced.first < expires.last
    made, last = produced.first, expires.first
    days = (last - made).days
    if days <= 0:
        return False
    near = {days - 1, days, days + 1}
    if days <= _SHORT and any(each % 5 == 0 or each % 7 == 0 for each in (days, days + 1)):
        return True
    if near & _USUAL_DAYS:
        return True
    months = (last.year - made.year) * 12 + last.month - made.month
    return any(_months_apart(made, last, count) for count in (months - 1, months, months + 1))


def usual_life(life: Life) -> bool:
    """Whether makers print such a life: 86 months is 36 misread."""
    if life.unit == "Y":
        return life.amount <= MOST_MONTHS // 12
    if life.unit == "M":
        return (
            life.amount <= 12
            or (life.amount <= MOST_MONTHS and life.amount % 3 == 0)
            or (life.amount in _USUAL_MONTHS)
        )
    return life.amount <= _SHORT or life.amount % 5 == 0 or life.amount in _USUAL_DAYS


def _months_apart(made: date, last: date, months: int) -> bool:
    if not 0 < months <= MOST_MONTHS:
        return False
    # 31 August and 29 February: makers count to the end of the month, or by day number.
    whole = add_months(made, months)
    return whole - DAY <= last <= whole or whole - DAY == last
