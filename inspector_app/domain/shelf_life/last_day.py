"""Which day is the last good one: the printed day, else production plus life.

A printed last day wins over any computation; with a production date and a life too, both are
checked against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.shelf_life.dates import LabelDate, add_days
from inspector_app.domain.shelf_life.life import Life

Wording: TypeAlias = Literal["until", "use_by", "before"]
WORDINGS: tuple[Wording, ...] = ("until", "use_by", "before")
DAY = timedelta(days=1)
# Neither life nor production day known: the bands of long-lived goods warn the earliest.
UNKNOWN_NOMINAL = 365


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last good day by both conventions and what it rests on.

    ``total_from`` is the production day, or an estimate of it; ``fixed_total`` the nominal days
    of a life in days. ``nominal`` days choose the bands.
    """

    produced: date | None
    total_from: date | None
    last_a: date
    last_b: date
    nominal: int
    fixed_total: int | None
    reasons: tuple[Reason, ...]
    findings: tuple[Reason, ...]

    def total(self, last: date) -> int | None:
        """The whole life in days up to ``last``; None when its beginning is unknown or not before
        ``last``."""
        if self.fixed_total is not None:
            return self.fixed_total
        if self.total_from is None or last <= self.total_from:
            return None
        return (last - self.total_from).days


def check_order(made: LabelDate | None, printed: LabelDate | None, on: date) -> None:
    """Refuse goods from the future and goods that end before they were made.

    A month counts as possible while any of its days is. Raises DateError ``produced_in_future``,
    ``expires_before_produced``.
    """
    if made is not None and made.first > on:
        raise DateError("produced_in_future", produced=str(made), on=on.isoformat())
    if made is not None and printed is not None and printed.last < made.first:
        raise DateError("expires_before_produced", produced=str(made), expires=str(printed))


def settle(
    made: LabelDate | None, life: Life | None, printed: LabelDate | None, wording: Wording
) -> LastDay:
    """The last good day from what is known; DateError ``dates_missing`` when that is too little."""
    produced = None if made is None else made.first
    notes = [] if made is None or not made.month_only else [reason("production_month_only")]
    if printed is None:
        if life is None or produced is None:
            raise DateError("dates_missing")
        return _computed(produced, life, notes)
    last_a, last_b = _printed_days(printed, wording)
    notes.append(reason("last_day_printed", expires=str(printed)))
    if last_a != last_b:
        notes.append(reason(f"wording_{wording}", a=last_a.isoformat(), b=last_b.isoformat()))
    elif printed.month_only:
        notes.append(reason("expiry_month_only", last=last_b.isoformat()))
    findings: tuple[Reason, ...] = ()
    fixed = None
    total_from = produced
    if life is not None and made is not None:
        findings = _cross_check(made, life, printed)
        if not findings:
            fixed = life.amount if life.unit == "D" else None
            notes.append(reason("printed_agrees", life=str(life)))
    elif life is not None:
        total_from = life.before(last_b)
        fixed = life.amount if life.unit == "D" else None
        notes.append(reason("production_estimated", produced=total_from.isoformat()))
    else:
        notes.append(reason("life_unknown"))
    return LastDay(
        produced=produced,
        total_from=total_from,
        last_a=last_a,
        last_b=last_b,
        nominal=_nominal(life, total_from, last_b),
        fixed_total=fixed,
        reasons=tuple(notes),
        findings=findings,
    )


def _computed(produced: date, life: Life, notes: list[Reason]) -> LastDay:
    last_b = life.after(produced)
    last_a = last_b - DAY
    told = reason("last_day_computed", life=str(life), a=last_a.isoformat(), b=last_b.isoformat())
    return LastDay(
        produced=produced,
        total_from=produced,
        last_a=last_a,
        last_b=last_b,
        nominal=life.nominal_days,
        fixed_total=life.amount if life.unit == "D" else None,
        reasons=(*notes, told),
        findings=(),
    )


def _printed_days(printed: LabelDate, wording: Wording) -> tuple[date, date]:
    """For acceptance and for "expired"."""
    if printed.month_only:
        return (printed.last if wording == "until" else printed.first), printed.last
    if wording == "before":
        return printed.first - DAY, printed.first
    return printed.first, printed.first


def _cross_check(made: LabelDate, life: Life, printed: LabelDate) -> tuple[Reason, ...]:
    """More than one day from the computed day, or another month where only that is printed.

    Goods of which only the month of production is known may end on any day that one of its days
    leads to.
    """
    low, high = life.after(made.first), life.after(made.last)
    if printed.month_only:
        months = {(day.year, day.month) for day in (add_days(low, -1), low, high)}
        if (printed.year, printed.month) in months:
            return ()
    elif add_days(low, -1) <= printed.first <= add_days(high, 1):
        return ()
    days = max((low - printed.last).days, (printed.first - high).days)
    computed = LabelDate(year=low.year, month=low.month, day=None if made.month_only else low.day)
    return (
        reason(
            "printed_differs",
            expires=str(printed), computed=str(computed), life=str(life), days=days,
        ),
    )  # fmt: skip


def _nominal(life: Life | None, total_from: date | None, last: date) -> int:
    """Nominal life for the choice of bands: printed, else what the two dates span."""
    if life is not None:
        return life.nominal_days
    return UNKNOWN_NOMINAL if total_from is None else (last - total_from).days
