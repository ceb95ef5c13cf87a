"""Three dates must agree: barcode, printed label, order. Each pair that differs is a finding."""

from __future__ import annotations

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import State
from inspector_app.domain.shelf_life import Claim, Disagreement, Source, compare_claims


def batch_disagreements(batch: Batch, state: State) -> tuple[Disagreement, ...]:
    """What barcode, pack and order say differently of one batch.

    The order's claim counts for the batch it names; an order that names none speaks of every
    batch of the lot.
    """
    lot = state.lot
    claims: dict[Source, Claim] = {
        "printed": Claim(produced=batch.produced, expires=batch.expires, lot_number=batch.number),
        "barcode": Claim(
            produced=batch.barcode_produced, expires=batch.barcode_expires,
            lot_number=batch.barcode_number,
        ),
    }  # fmt: skip
    several = len(state.batches) > 1
    named = lot.order_lot_number
    if not (several and named and batch.number and named != batch.number):
        claims["order"] = Claim(
            produced=lot.order_produced, expires=lot.order_expires, lot_number=named
        )
    return compare_claims(claims)
