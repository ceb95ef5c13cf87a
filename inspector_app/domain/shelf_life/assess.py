"""Judging the remaining life of a batch on a day.

Two conventions are lawful in China for a printed duration: A counts the production day as day 1,
B starts the next day. B decides whether goods are expired, A the margins of acceptance; where
the two decide differently both are shown. A printed last day wins over any computation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.master import Names
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.shelf_life.dates import LabelDate, Stated, label_date
from inspector_app.domain.shelf_life.life import Life, parse_life
from inspector_app.domain.shelf_life.rules import (
    ANY,
    AcceptanceRule,
    Action,
    Basis,
    ShelfLifeRules,
    State,
    band_of,
    stricter,
)

Wording: TypeAlias = Literal["until", "use_by", "before"]
WORDINGS: tuple[Wording, ...] = ("until", "use_by", "before")
DAY = timedelta(days=1)
# Neither life nor production day known: the bands of long-lived goods warn the earliest.
UNKNOWN_NOMINAL = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUsed:
    """The row that judged, and the set it belongs to."""

    id: str
    names: Names
    basis: Basis
    set_id: str
    set_names: Names
    set_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The shelf life of one batch on the day ``on``.

    ``last_good_day_a`` serves acceptance, ``_b`` the statement "expired"; both are the printed
    day where one is printed. ``remaining_days`` (0 on the last good day, negative after it) and
    ``remaining_ratio`` (``"120/180"``, not reduced) are by A, ``remaining_days_b`` by B.
    ``needed_days`` is the remaining life the rule asks for; with ``warning_days``,
    ``near_expiry_days`` and ``sales_lock_days`` it marks the gauge. ``reasons`` have their texts
    under ``shelf_life.reason``; those in ``findings`` are nonconformities of the dates.
    All dates, days and the rule are None for exempt goods.
    """

    on: date
    produced: date | None
    life: str
    expires: str
    category: str
    origin: str
    channel: str
    nominal_days: int | None
    last_good_day_a: date | None
    last_good_day_b: date | None
    remaining_days: int | None
    remaining_days_b: int | None
    total_days: int | None
    remaining_ratio: str | None
    needed_days: int | None
    warning_days: int | None
    near_expiry_days: int | None
    sales_lock_days: int | None
    state: State
    action: Action
    reasons: tuple[Reason, ...]
    findings: tuple[Reason, ...]
    rule: RuleUsed | None

    def ratio(self) -> Fraction | None:
        """``remaining_ratio`` as an exact fraction."""
        return None if self.remaining_ratio is None else Fraction(self.remaining_ratio)


@dataclass(frozen=True, slots=True)
class _Dates:
    produced: date | None
    total_from: date | None
    last_a: date
    last_b: date
    nominal: int
    fixed_total: int | None
    reasons: tuple[Reason, ...]
    findings: tuple[Reason, ...]

    def total(self, last: date) -> int | None:
        if self.fixed_total is not None:
            return self.fixed_total
        return None if self.total_from is None else (last - self.total_from).days


@dataclass(frozen=True, slots=True)
class _Limits:
    warning: int
    near_expiry: int
    sales_lock: int


def assess(
    produced: Stated | None,
    life: Life | str | None,
    expires: Stated | None,
    on: date,
    category: str,
    origin: str,
    rules: ShelfLifeRules,
    *,
    wording: Wording = "until",
    channel: str = ANY,
    exempt: bool = False,
) -> Assessment:
    """Last good day, remaining life, state and action of goods on the day ``on``.

    ``wording`` is how the printed last day is introduced: ``until`` (保质期至, 有效期至, EXP; a
    month means its end), ``use_by`` (限期使用日期; a month means its first day for acceptance),
    ``before`` (…前使用; that day itself is no longer good for acceptance). A period after
    opening is never passed here. ``exempt`` goods without a printed day are not judged.
    Raises DateError ``dates_missing``, ``produced_in_future``, ``expires_before_produced``,
    ``unknown_wording``, and those of ``parse_life``, ``label_date`` and the rules.
    """
    if wording not in WORDINGS:
        raise DateError("unknown_wording", wording=wording, known=", ".join(WORDINGS))
    made = None if produced is None else label_date(produced)
    printed = None if expires is None else label_date(expires)
    if made is not None and made.first > on:
        raise DateError("produced_in_future", produced=str(made), on=on.isoformat())
    if made is not None and printed is not None and printed.last < made.first:
        raise DateError("expires_before_produced", produced=str(made), expires=str(printed))
    if exempt and printed is None:
        return _exempt(made, on, category, origin, channel)
    span = parse_life(life) if isinstance(life, str) else life
    dates = _settle(made, span, printed, wording)
    return _judge(dates, span, printed, on, category, origin, channel, rules)


def governing(parts: Iterable[Assessment]) -> Assessment:
    """The part of a kit that governs it: the one whose last good day comes first.

    Exempt parts govern only a kit of nothing else (化妆品标签管理办法 art. 14).
    Raises ValueError for no parts.
    """
    return min(parts, key=lambda part: part.last_good_day_a or date.max)


def _exempt(
    made: LabelDate | None, on: date, category: str, origin: str, channel: str
) -> Assessment:
    return Assessment(
        on=on, produced=None if made is None else made.first, life="", expires="",
        category=category, origin=origin, channel=channel, nominal_days=None,
        last_good_day_a=None, last_good_day_b=None, remaining_days=None, remaining_days_b=None,
        total_days=None, remaining_ratio=None, needed_days=None, warning_days=None,
        near_expiry_days=None, sales_lock_days=None, state="exempt", action="accept",
        reasons=(reason("exempt"),), findings=(), rule=None,
    )  # fmt: skip


def _settle(
    made: LabelDate | None, life: Life | None, printed: LabelDate | None, wording: Wording
) -> _Dates:
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
    if life is not None and produced is not None:
        findings = _cross_check(produced, life, printed)
        if not findings:
            fixed = life.amount if life.unit == "D" else None
            notes.append(reason("printed_agrees", life=str(life)))
    elif life is not None:
        total_from = life.before(last_b)
        fixed = life.amount if life.unit == "D" else None
        notes.append(reason("production_estimated", produced=total_from.isoformat()))
    else:
        notes.append(reason("life_unknown"))
    return _Dates(
        produced=produced,
        total_from=total_from,
        last_a=last_a,
        last_b=last_b,
        nominal=_nominal(life, total_from, last_b),
        fixed_total=fixed,
        reasons=tuple(notes),
        findings=findings,
    )


def _computed(produced: date, life: Life, notes: list[Reason]) -> _Dates:
    last_b = life.after(produced)
    last_a = last_b - DAY
    told = reason("last_day_computed", life=str(life), a=last_a.isoformat(), b=last_b.isoformat())
    return _Dates(
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


def _cross_check(produced: date, life: Life, printed: LabelDate) -> tuple[Reason, ...]:
    """More than one day from the computed day, or another month where only that is printed."""
    last_b = life.after(produced)
    computed = LabelDate(year=last_b.year, month=last_b.month, day=last_b.day)
    if printed.month_only:
        months = {(day.year, day.month) for day in (last_b, last_b - DAY)}
        differs = (printed.year, printed.month) not in months
        days = min(abs((edge - last_b).days) for edge in (printed.first, printed.last))
    else:
        days = abs((printed.first - last_b).days)
        differs = days > 1
    if not differs:
        return ()
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


def _judge(
    dates: _Dates,
    life: Life | None,
    printed: LabelDate | None,
    on: date,
    category: str,
    origin: str,
    channel: str,
    rules: ShelfLifeRules,
) -> Assessment:
    row = rules.winner(category, origin, dates.nominal, channel)
    remaining_a, remaining_b = (dates.last_a - on).days, (dates.last_b - on).days
    total_a, total_b = dates.total(dates.last_a), dates.total(dates.last_b)
    limits = _limits(rules, dates.nominal, total_a)
    age = None if dates.produced is None else (on - dates.produced).days
    missed_a = _missed(row, remaining_a, total_a, age)
    missed_b = _missed(row, remaining_b, total_b, age)
    expired = remaining_b < 0
    state_a = _state(remaining_a, limits, expired=expired)
    state_b = _state(remaining_b, limits, expired=expired)
    action_a = _action(rules, row, state_a, missed_a)
    action_b = _action(rules, row, state_b, missed_b)
    notes = [*dates.reasons, *dates.findings, _state_reason(state_a, remaining_a, limits)]
    notes += missed_a or [_met(row, remaining_a, total_a)]
    if (state_a, action_a) != (state_b, action_b):
        notes.append(
            reason(
                "conventions_differ",
                state_a=state_a, action_a=action_a, state_b=state_b, action_b=action_b,
            )
        )  # fmt: skip
    action = stricter(action_a, "approval") if dates.findings else action_a
    return Assessment(
        on=on,
        produced=dates.produced,
        life="" if life is None else str(life),
        expires="" if printed is None else str(printed),
        category=category,
        origin=origin,
        channel=channel,
        nominal_days=dates.nominal,
        last_good_day_a=dates.last_a,
        last_good_day_b=dates.last_b,
        remaining_days=remaining_a,
        remaining_days_b=remaining_b,
        total_days=total_a,
        remaining_ratio=f"{remaining_a}/{total_a}" if total_a else None,
        needed_days=_needed(row, total_a),
        warning_days=limits.warning,
        near_expiry_days=limits.near_expiry,
        sales_lock_days=limits.sales_lock,
        state=state_a,
        action=action,
        reasons=tuple(notes),
        findings=dates.findings,
        rule=RuleUsed(
            id=row.id,
            names=row.names,
            basis=row.basis,
            set_id=rules.id,
            set_names=rules.names,
            set_version=rules.version,
        ),
    )


def _limits(rules: ShelfLifeRules, nominal: int, total: int | None) -> _Limits:
    whole = nominal if total is None else total
    warning, near, lock = (
        band_of(bands, nominal).threshold(whole)
        for bands in (rules.warning, rules.near_expiry_bands, rules.sales_lock)
    )
    return _Limits(warning=warning, near_expiry=near, sales_lock=lock)


def _state(remaining: int, limits: _Limits, *, expired: bool) -> State:
    if expired:
        return "expired"
    if remaining <= limits.sales_lock:
        return "sales_lock"
    if remaining <= limits.near_expiry:
        return "near_expiry"
    return "warning" if remaining <= limits.warning else "fresh"


def _state_reason(state: State, remaining: int, limits: _Limits) -> Reason:
    if state == "expired":
        return reason("state_expired", days=-remaining)
    thresholds = {
        "fresh": limits.warning,
        "warning": limits.warning,
        "near_expiry": limits.near_expiry,
        "sales_lock": limits.sales_lock,
    }
    return reason(f"state_{state}", days=remaining, limit=thresholds[state])


def _missed(
    row: AcceptanceRule, remaining: int, total: int | None, age: int | None
) -> list[Reason]:
    """The row's thresholds that are not met, or cannot be judged."""
    missed = []
    if row.ratio is not None:
        if not total:
            missed.append(reason("ratio_unknown", needed=str(row.min_remaining)))
        elif remaining * row.ratio.denominator < row.ratio.numerator * total:
            missed.append(
                reason(
                    "ratio_below",
                    remaining=remaining, total=total, needed=str(row.min_remaining),
                )
            )  # fmt: skip
    if row.min_remaining_days is not None and remaining < row.min_remaining_days:
        missed.append(reason("days_below", remaining=remaining, needed=row.min_remaining_days))
    oldest = row.max_days_since_production
    if oldest is not None:
        if age is None:
            missed.append(reason("age_unknown", needed=oldest))
        elif age > oldest:
            missed.append(reason("too_old", age=age, needed=oldest))
    return missed


def _action(
    rules: ShelfLifeRules, row: AcceptanceRule, state: State, missed: list[Reason]
) -> Action:
    by_state: Action = getattr(rules.actions, state)
    if not missed:
        return by_state
    if all(entry.code in ("ratio_unknown", "age_unknown") for entry in missed):
        return stricter(by_state, "approval")
    return stricter(by_state, row.below)


def _met(row: AcceptanceRule, remaining: int, total: int | None) -> Reason:
    if row.min_remaining is not None and total:
        return reason("ratio_met", remaining=remaining, total=total, needed=row.min_remaining)
    return reason("rule_met", remaining=remaining)


def _needed(row: AcceptanceRule, total: int | None) -> int | None:
    """Whole remaining days that satisfy the row, for the gauge."""
    if total is None:
        return row.min_remaining_days
    return -int(-row.needed_days(total) // 1)
