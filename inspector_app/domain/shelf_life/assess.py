"""Judging the remaining life of a batch on a day.

Two conventions are lawful in China for a printed duration: A counts the production day as day 1,
B starts the next day. B decides whether goods are expired, A the margins of acceptance; where
the two decide differently both are shown. A printed last day wins over any computation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inspector_app.domain.errors import DateError
from inspector_app.domain.master import Names
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.shelf_life.dates import LabelDate, Stated, label_date
from inspector_app.domain.shelf_life.last_day import WORDINGS, LastDay, Wording, check_order, settle
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
class _Limits:
    warning: int
    near_expiry: int
    sales_lock: int


@dataclass(frozen=True, slots=True)
class _Side:
    """The outcome by one convention."""

    remaining: int
    total: int | None
    missed: list[Reason]
    state: State
    action: Action


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
    check_order(made, printed, on)
    if exempt and printed is None:
        return _exempt(made, on, category, origin, channel)
    span = parse_life(life) if isinstance(life, str) else life
    dates = settle(made, span, printed, wording)
    return _judge(dates, span, printed, on, category, origin, channel, rules)


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


def _judge(
    dates: LastDay,
    life: Life | None,
    printed: LabelDate | None,
    on: date,
    category: str,
    origin: str,
    channel: str,
    rules: ShelfLifeRules,
) -> Assessment:
    row = rules.winner(category, origin, dates.nominal, channel)
    limits = _limits(rules, dates.nominal, dates.total(dates.last_a))
    a = _side(dates, dates.last_a, on, rules, row, limits)
    b = _side(dates, dates.last_b, on, rules, row, limits)
    notes = [*dates.reasons, *dates.findings, _state_reason(a, b, limits)]
    notes += a.missed or [_met(row, a, on, dates.produced)]
    if (a.state, a.action) != (b.state, b.action):
        notes.append(_differ(a, b, computed=printed is None))
    action = stricter(a.action, "approval") if dates.findings else a.action
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
        remaining_days=a.remaining,
        remaining_days_b=b.remaining,
        total_days=a.total,
        remaining_ratio=f"{a.remaining}/{a.total}" if a.total else None,
        needed_days=_needed(row, a.total),
        warning_days=limits.warning,
        near_expiry_days=limits.near_expiry,
        sales_lock_days=limits.sales_lock,
        state=a.state,
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


def _differ(a: _Side, b: _Side, *, computed: bool) -> Reason:
    """Two ways of counting a duration, or two readings of what is printed."""
    sides = {
        "state_a": a.state, "action_a": a.action, "state_b": b.state, "action_b": b.action,
    }  # fmt: skip
    if computed:
        return reason("conventions_differ", **sides)
    return reason("readings_differ", **sides)


def _side(
    dates: LastDay,
    last: date,
    on: date,
    rules: ShelfLifeRules,
    row: AcceptanceRule,
    limits: _Limits,
) -> _Side:
    remaining, total = (last - on).days, dates.total(last)
    age = None if dates.produced is None else (on - dates.produced).days
    missed = _missed(row, remaining, total, age)
    state = _state(remaining, limits, expired=on > dates.last_b)
    action = _action(rules, row, state, missed)
    return _Side(remaining=remaining, total=total, missed=missed, state=state, action=action)


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


def _state_reason(a: _Side, b: _Side, limits: _Limits) -> Reason:
    """The state by A; how long goods are expired is counted by B, which says that they are."""
    state, remaining = a.state, a.remaining
    if state == "expired":
        return reason("state_expired", days=-b.remaining)
    if remaining < 0:
        return reason("state_past_acceptance", days=-remaining)
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
            missed.append(_no_ratio(str(row.min_remaining), dated=age is not None))
        elif remaining * row.ratio.denominator < row.ratio.numerator * total:
            missed.append(
                reason(
                    "ratio_below",
                    remaining=max(remaining, 0), total=total, needed=str(row.min_remaining),
                )
            )  # fmt: skip
    if row.min_remaining_days is not None and remaining < row.min_remaining_days:
        missed.append(
            reason("days_below", remaining=max(remaining, 0), needed=row.min_remaining_days)
        )
    oldest = row.max_days_since_production
    if oldest is not None:
        if age is None:
            missed.append(reason("age_unknown", needed=oldest))
        elif age > oldest:
            missed.append(reason("too_old", age=age, needed=oldest))
    return missed


def _no_ratio(needed: str, *, dated: bool) -> Reason:
    """No share of life: its beginning is unknown, or not before its end."""
    if dated:
        return reason("ratio_of_nothing", needed=needed)
    return reason("ratio_unknown", needed=needed)


def _action(
    rules: ShelfLifeRules, row: AcceptanceRule, state: State, missed: list[Reason]
) -> Action:
    by_state: Action = getattr(rules.actions, state)
    if not missed:
        return by_state
    if all(entry.code in ("ratio_unknown", "age_unknown") for entry in missed):
        return stricter(by_state, "approval")
    return stricter(by_state, row.below)


def _met(row: AcceptanceRule, side: _Side, on: date, produced: date | None) -> Reason:
    if row.min_remaining is not None and side.total:
        return reason(
            "ratio_met", remaining=side.remaining, total=side.total, needed=row.min_remaining
        )
    if row.max_days_since_production is not None and produced is not None:
        return reason("age_met", age=(on - produced).days, needed=row.max_days_since_production)
    return reason("rule_met", remaining=side.remaining)


def _needed(row: AcceptanceRule, total: int | None) -> int | None:
    """Whole remaining days that satisfy the row, for the gauge."""
    if total is None:
        return row.min_remaining_days
    return -int(-row.needed_days(total) // 1)
