"""Which remaining life a lot must have on arrival, and when goods are near their end.

All shipped values are practice (惯例), editable by the customer, and never presented as law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.master import Names

State: TypeAlias = Literal["fresh", "warning", "near_expiry", "sales_lock", "expired", "exempt"]
Action: TypeAlias = Literal["accept", "warn", "approval", "reject"]
Basis: TypeAlias = Literal["practice", "customer", "law"]
ACTIONS: tuple[Action, ...] = ("accept", "warn", "approval", "reject")
CATEGORIES: tuple[str, ...] = ("cosmetics", "personal_care", "food", "household")
ORIGINS: tuple[str, ...] = ("domestic", "imported", "cross_border")
ANY = "any"

Span: TypeAlias = tuple[int, int | None]
_RATIO = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRule:
    """One row: for which goods, and what they need.

    ``nominal_days`` includes its lower and excludes its upper bound (None: no end).
    ``min_remaining`` is an exact ratio such as ``2/3``. ``below`` is the action when a threshold
    is missed. ``basis`` says on what the row rests.
    """

    id: str
    names: Names
    category: str = ANY
    origin: str = ANY
    channel: str = ANY
    nominal_days: Span = (0, None)
    min_remaining: str | None = None
    min_remaining_days: int | None = None
    max_days_since_production: int | None = None
    below: Action = "reject"
    basis: Basis = "practice"
    editable: bool = True
    note: Names | None = None

    @property
    def ratio(self) -> Fraction | None:
        """``min_remaining`` as an exact fraction."""
        return None if self.min_remaining is None else parse_ratio(self.min_remaining)

    def applies(self, category: str, origin: str, channel: str, nominal_days: int) -> bool:
        wanted = (category, origin, channel)
        own = (self.category, self.origin, self.channel)
        if any(mine not in (ANY, theirs) for mine, theirs in zip(own, wanted, strict=True)):
            return False
        return within(self.nominal_days, nominal_days)

    @property
    def specificity(self) -> int:
        """How many of category, origin and channel the row names."""
        return sum(value != ANY for value in (self.category, self.origin, self.channel))

    def needed_days(self, nominal_days: int) -> Fraction:
        """Remaining days the row asks of goods of that nominal life: its strictness."""
        needs = [Fraction(self.min_remaining_days or 0), (self.ratio or Fraction(0)) * nominal_days]
        if self.max_days_since_production is not None:
            needs.append(Fraction(nominal_days - self.max_days_since_production))
        return max(needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBand:
    """Days before the last good day for goods of a nominal life.

    Either ``days``, or ``consumed``: the ratio of life used up, such as ``3/4``.
    """

    nominal_days: Span
    days: int | None = None
    consumed: str | None = None

    def threshold(self, total_days: int) -> int:
        """Remaining days at which the band's state begins."""
        if self.consumed is None:
            return self.days or 0
        return int(total_days * (1 - parse_ratio(self.consumed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearExpiryVariant:
    """One of the customs for calling goods near expiry (临期)."""

    id: str
    names: Names
    bands: tuple[DayBand, ...]
    note: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateActions:
    """What each state asks for at intake."""

    fresh: Action = "accept"
    warning: Action = "warn"
    near_expiry: Action = "approval"
    sales_lock: Action = "reject"
    expired: Action = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLifeRules:
    """A published set; an inspection keeps ``id`` and ``version`` of the one it was judged by."""

    id: str
    version: int
    names: Names
    note: Names
    acceptance: tuple[AcceptanceRule, ...]
    warning: tuple[DayBand, ...]
    sales_lock: tuple[DayBand, ...]
    near_expiry: str
    near_expiry_variants: tuple[NearExpiryVariant, ...]
    actions: StateActions = StateActions()

    def winner(
        self, category: str, origin: str, nominal_days: int, channel: str = ANY
    ) -> AcceptanceRule:
        """The one row that judges these goods.

        Most specific category, origin and channel first; at a tie the stricter for this nominal
        life; rows equal in that too are told apart by category, origin, and id, so that exactly
        one wins. Raises DateError ``unknown_category``, ``unknown_origin``, ``no_rule_applies``.
        """
        _check_goods(category, origin)
        rows = [
            row for row in self.acceptance if row.applies(category, origin, channel, nominal_days)
        ]
        if not rows:
            raise DateError(
                "no_rule_applies", category=category, origin=origin, nominal_days=nominal_days
            )
        return min(rows, key=lambda row: _precedence(row, nominal_days))

    @property
    def near_expiry_bands(self) -> tuple[DayBand, ...]:
        """The bands of the chosen variant."""
        for variant in self.near_expiry_variants:
            if variant.id == self.near_expiry:
                return variant.bands
        raise DateError("rules_unsound", rule=self.near_expiry, what="near_expiry")

    def check(self) -> ShelfLifeRules:
        """The set itself when it is sound; DateError ``rules_unsound`` naming the row.

        Sound: ids unique, ratios readable and at most 1, each row with a threshold, bands without
        gap or overlap from 0 to no end, and a winner for every category, origin and life.
        """
        ids = [row.id for row in self.acceptance]
        for row in self.acceptance:
            if ids.count(row.id) > 1:
                raise DateError("rules_unsound", rule=row.id, what="id")
            _check_row(row)
        for name, bands in (
            ("warning", self.warning),
            ("sales_lock", self.sales_lock),
            *((variant.id, variant.bands) for variant in self.near_expiry_variants),
        ):
            _check_bands(name, bands)
        assert self.near_expiry_bands
        starts = {row.nominal_days[0] for row in self.acceptance}
        ends = {row.nominal_days[1] for row in self.acceptance} - {None}
        for nominal in starts | {0} | {end for end in ends if end is not None}:
            for category in (ANY, *CATEGORIES):
                for origin in ORIGINS:
                    self.winner(category, origin, nominal)
        return self


def within(span: Span, days: int) -> bool:
    """Lower bound included, upper bound excluded."""
    low, high = span
    return low <= days and (high is None or days < high)


def band_of(bands: Iterable[DayBand], nominal_days: int) -> DayBand:
    """The band of that nominal life; DateError ``rules_unsound`` when the bands have a gap."""
    for band in bands:
        if within(band.nominal_days, nominal_days):
            return band
    raise DateError("rules_unsound", rule=str(nominal_days), what="band")


def parse_ratio(text: str) -> Fraction:
    """``2/3`` as an exact fraction; DateError ``ratio_unreadable``."""
    match = _RATIO.fullmatch(text)
    if match is None:
        raise DateError("ratio_unreadable", text=text)
    return Fraction(int(match[1]), int(match[2]))


def stricter(first: Action, second: Action) -> Action:
    """The one that asks for more."""
    return max(first, second, key=ACTIONS.index)


def _precedence(row: AcceptanceRule, nominal_days: int) -> tuple[object, ...]:
    return (
        -row.specificity,
        -row.needed_days(nominal_days),
        row.category == ANY,
        row.origin == ANY,
        row.id,
    )


def _check_goods(category: str, origin: str) -> None:
    if category not in (ANY, *CATEGORIES):
        raise DateError("unknown_category", category=category, known=", ".join(CATEGORIES))
    if origin not in ORIGINS:
        raise DateError("unknown_origin", origin=origin, known=", ".join(ORIGINS))


def _check_row(row: AcceptanceRule) -> None:
    low, high = row.nominal_days
    if low < 0 or (high is not None and high <= low):
        raise DateError("rules_unsound", rule=row.id, what="nominal_days")
    limits = (row.min_remaining, row.min_remaining_days, row.max_days_since_production)
    if all(limit is None for limit in limits):
        raise DateError("rules_unsound", rule=row.id, what="threshold")
    if row.ratio is not None and row.ratio > 1:
        raise DateError("rules_unsound", rule=row.id, what="min_remaining")
    known = ((row.category, CATEGORIES), (row.origin, ORIGINS))
    if any(value not in (ANY, *values) for value, values in known):
        raise DateError("rules_unsound", rule=row.id, what="category_or_origin")


def _check_bands(name: str, bands: Sequence[DayBand]) -> None:
    expected: int | None = 0
    for band in sorted(bands, key=lambda each: each.nominal_days[0]):
        if band.nominal_days[0] != expected:
            raise DateError("rules_unsound", rule=name, what="nominal_days")
        if (band.days is None) == (band.consumed is None):
            raise DateError("rules_unsound", rule=name, what="days")
        band.threshold(100)
        expected = band.nominal_days[1]
    if expected is not None:
        raise DateError("rules_unsound", rule=name, what="nominal_days")
