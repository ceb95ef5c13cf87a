"""One batch while it is typed or scanned, and how its dates agree. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.batch_code import code_expires, code_produced
from inspector_app.domain.master import OrderLine, Product
from inspector_app.domain.shelf_life import (
    Assessment,
    Claim,
    Disagreement,
    ShelfLifeRules,
    Source,
    Stated,
    assess,
    compare_claims,
    latest_day,
)
from inspector_app.domain.shelf_life.last_day import Wording
from inspector_app.services.shelf_life import assess_goods

Agreement: TypeAlias = Literal["unknown", "computed", "agrees", "differs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDraft:
    """A batch as far as it is known. ``first_carton`` … ``last_carton`` are 0 while unknown."""

    key: int
    number: str = ""
    produced: Stated | None = None
    expires: Stated | None = None
    wording: Wording = "until"
    life: str = ""
    life_from_master: bool = False
    first_carton: int = 0
    last_carton: int = 0
    barcode_expires: Stated | None = None
    barcode_produced: Stated | None = None
    barcode_number: str = ""

    def with_scan(self, scan: ScanResult) -> BatchDraft:
        """Filled from a code, where nothing was read from the pack yet.

        The code's last good day is kept apart: the printed one is for a person to read.
        """
        return replace(
            self,
            number=self.number or scan.lot or "",
            produced=self.produced or code_produced(scan),
            barcode_expires=code_expires(scan) or self.barcode_expires,
            barcode_produced=code_produced(scan) or self.barcode_produced,
            barcode_number=scan.lot or self.barcode_number,
        )

    def batch(self, cartons: int, units_per_carton: int, size: int, *, alone: bool) -> Batch:
        """The batch to record; the only one of a lot has all its cartons."""
        first, last = (1, cartons) if alone else (self.first_carton, self.last_carton)
        numbers = tuple(range(first, last + 1)) if first else ()
        quantity: int | None = None
        if numbers:
            quantity = units_per_carton * len(numbers)
            if last == cartons:  # the last carton may hold less
                quantity -= units_per_carton * cartons - size
        return Batch(
            id="", number=self.number, produced=self.produced, expires=self.expires,
            life=self.life, life_from_master=self.life_from_master, quantity=quantity,
            cartons=numbers, barcode_expires=self.barcode_expires,
            wording=self.wording if self.expires is not None else "until",
            barcode_produced=self.barcode_produced, barcode_number=self.barcode_number,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCheck:
    """How a draft's dates stand. ``computed`` is the last good day from production and life.

    ``disagreements`` are between label, barcode and order.
    """

    agreement: Agreement = "unknown"
    computed: date | None = None
    days_apart: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    assessment: Assessment | None = None
    problem: DateError | None = None


def check_batch(
    draft: BatchDraft,
    product: Product,
    line: OrderLine,
    channel: str,
    rules: ShelfLifeRules,
    today: date,
) -> BatchCheck:
    """Agreement of the dates and the state of the batch today; never raises for typed data."""
    try:
        differing = _compared(draft, line)
        computed = _computed(draft, product, rules, today)
        judged = _judged(draft, product, channel, rules, today)
    except DateError as problem:
        return BatchCheck(problem=problem)
    agreement: Agreement = "unknown"
    if computed is not None:
        agreement = "computed"
    apart = 0
    if draft.expires is not None and computed is not None:
        apart = abs((latest_day(draft.expires) - computed).days)
    if draft.expires is not None and computed is not None and judged is not None:
        agreement = "differs" if judged.findings else "agrees"
    return BatchCheck(
        agreement=agreement, computed=computed, days_apart=apart,
        disagreements=differing, assessment=judged,
    )  # fmt: skip


def _compared(draft: BatchDraft, line: OrderLine) -> tuple[Disagreement, ...]:
    """Label and order, label and barcode; the order's dates serve only its own batch."""
    printed = Claim(produced=draft.produced, expires=draft.expires, lot_number=draft.number)
    claims: dict[Source, Claim] = {
        "printed": printed,
        "barcode": Claim(
            produced=draft.barcode_produced,
            expires=draft.barcode_expires,
            lot_number=draft.barcode_number,
        ),
        "order": Claim(produced=line.produced, expires=line.expires, lot_number=line.lot_number),
    }
    return compare_claims(claims)


def _computed(
    draft: BatchDraft, product: Product, rules: ShelfLifeRules, today: date
) -> date | None:
    if draft.produced is None or not draft.life:
        return None
    found = assess(draft.produced, draft.life, None, today, product.category, product.origin, rules)
    return found.last_good_day_a


def _judged(
    draft: BatchDraft, product: Product, channel: str, rules: ShelfLifeRules, today: date
) -> Assessment | None:
    batch = draft.batch(0, 0, 0, alone=False)
    return assess_goods(batch, product, channel, rules, today)
