"""Barcode, printed label and order must tell the same dates; each pair that differs is a finding.

Also here: which edition of the food labelling standard a production date falls under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, TypeAlias

from inspector_app.domain.shelf_life.dates import Stated, label_date

Source: TypeAlias = Literal["barcode", "printed", "order"]
Field: TypeAlias = Literal["produced", "expires", "lot_number"]
FoodLabelEdition: TypeAlias = Literal["gb7718_2011_or_2025", "gb7718_2025"]
SOURCES: tuple[Source, ...] = ("barcode", "printed", "order")
GB7718_2025_FROM = date(2027, 3, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says of a batch; None or ``""`` where it is silent."""

    produced: Stated | None = None
    expires: Stated | None = None
    lot_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two sources that differ; the text stands under ``shelf_life.disagreement.<field>``."""

    field: Field
    first: Source
    second: Source
    first_value: str
    second_value: str


def compare_claims(claims: Mapping[Source, Claim]) -> tuple[Disagreement, ...]:
    """Every pair of sources that says different things.

    A source that shows only a month agrees with any day of it. Lot numbers are compared without
    regard to case and spaces. DateError ``date_out_of_range`` for a date no goods can have.
    """
    found: list[Disagreement] = []
    present = [source for source in SOURCES if source in claims]
    for first, second in combinations(present, 2):
        one, other = claims[first], claims[second]
        pairs: tuple[tuple[Field, str, str, bool], ...] = (
            ("produced", *_dates(one.produced, other.produced)),
            ("expires", *_dates(one.expires, other.expires)),
            ("lot_number", one.lot_number, other.lot_number, _same_lot(one, other)),
        )
        found += [
            Disagreement(
                field=field, first=first, second=second, first_value=left, second_value=right
            )
            for field, left, right, same in pairs
            if not same
        ]
    return tuple(found)


def food_label_edition(produced: date) -> FoodLabelEdition:
    """GB 7718-2025 applies by production date from 2027-03-16; goods made earlier may carry
    either edition (verify before relying on it)."""
    return "gb7718_2025" if produced >= GB7718_2025_FROM else "gb7718_2011_or_2025"


def _dates(mine: Stated | None, theirs: Stated | None) -> tuple[str, str, bool]:
    if mine is None or theirs is None:
        return "", "", True
    left, right = label_date(mine), label_date(theirs)
    if left.month_only or right.month_only:
        return str(left), str(right), (left.year, left.month) == (right.year, right.month)
    return str(left), str(right), left == right


def _same_lot(one: Claim, other: Claim) -> bool:
    left, right = ("".join(claim.lot_number.split()).upper() for claim in (one, other))
    return not left or not right or left == right
