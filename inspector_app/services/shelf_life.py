"""Shelf life of an inspection's batches, judged by the rules in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspector_app.domain.errors import DateError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.progress import has_dates
from inspector_app.domain.inspection.state import State
from inspector_app.domain.shelf_life import (
    Assessment,
    ShelfLifeRules,
    assess,
    parse_life,
)
from inspector_app.domain.shelf_life.dates import label_date


def check_dates(batch: Batch, today: date) -> None:
    """Refuse dates that cannot be.

    Raises DateError ``date_out_of_range``, ``produced_in_future``, ``expires_before_produced``,
    ``life_unreadable``.
    """
    for stated in (batch.produced, batch.expires, batch.barcode_expires):
        if stated is not None:
            label_date(stated)
    if batch.produced is not None and batch.produced > today:
        raise DateError(
            "produced_in_future", produced=batch.produced.isoformat(), on=today.isoformat()
        )
    if batch.produced and batch.expires and batch.expires < batch.produced:
        raise DateError(
            "expires_before_produced", produced=batch.produced.isoformat(),
            expires=batch.expires.isoformat(),
        )  # fmt: skip
    if batch.life:
        parse_life(batch.life)


def assess_batch(batch: Batch, state: State, rules: ShelfLifeRules, on: date) -> Assessment | None:
    """The batch on the day ``on``; None while its dates are not known."""
    if not has_dates(batch, state):
        return None
    product = state.lot.product
    return assess(
        batch.produced, batch.life or product.shelf_life, batch.expires, on, product.category,
        product.origin, rules, channel=state.lot.channel or "any",
        exempt=product.shelf_life is None and not batch.life,
    )  # fmt: skip


def assess_batches(state: State, rules: ShelfLifeRules, on: date) -> Mapping[str, Assessment]:
    """Every batch that can be judged, by id, in the order found.

    A batch whose dates contradict today's (a clock set back since they were read) is left out:
    the verdict then holds the lot for it, and the lot can still be closed.
    """
    found = {}
    for batch in state.batches:
        try:
            judged = assess_batch(batch, state, rules, on)
        except DateError:
            continue
        if judged is not None:
            found[batch.id] = judged
    return found
