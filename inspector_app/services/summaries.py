"""The row that stands for an inspection in every list, kept true with each act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.progress import current_stage
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.services.records import Summary, WorkState


def first_summary(standard: Standard, inspection: Inspection, *, urgent: bool) -> Summary:
    """The row of a lot just opened."""
    lot, opened = inspection.state.lot, inspection.entries[0]
    names, suppliers = lot.product.names, lot.supplier_names
    zh, supplier_zh = names.get("zh", lot.product.sku), suppliers.get("zh", "")
    return Summary(
        id=inspection.id, lot_id=lot.lot_id, lot_number=lot.lot_number, order_id=lot.order_id,
        order_number=lot.order_number, line_id=lot.line_id, delivery_id=lot.delivery_id,
        product_id=lot.product.id, product_zh=zh, product_en=names.get("en", zh),
        sku=lot.product.sku, supplier_zh=supplier_zh,
        supplier_en=suppliers.get("en", supplier_zh), size=lot.size, cartons=lot.cartons,
        reinspection_of=lot.reinspection_of,
        state="open", stage_id=standard.stages[0].id, opened_at=opened.at,
        opened_by=opened.person_id, updated_at=opened.at, urgent=urgent,
    )  # fmt: skip


def work_state(state: State) -> WorkState:
    """Open, parked, held or closed."""
    if state.closed is not None:
        return "closed"
    if state.parked is not None:
        return "parked"
    return "held" if state.held is not None else "open"


def refreshed(before: Summary, standard: Standard, inspection: Inspection) -> Summary:
    """The row after the newest act; equal to ``before`` but for ``updated_at`` when nothing a
    list shows has changed."""
    state = inspection.state
    current = current_stage(standard, state)
    numbers = "、".join(batch.number for batch in state.batches if batch.number)
    return replace(
        before,
        state=work_state(state),
        stage_id=current.id if current else "",
        park_reason=state.parked or "",
        parked_at=state.parked_at,
        batch_numbers=numbers,
        findings=len(state.findings),
        updated_at=inspection.entries[-1].at,
    )


def that_count(lots: Sequence[Summary]) -> tuple[Summary, ...]:
    """Lots whose goods are inspected by them: not voided ones, and a re-inspection only where the
    lot it repeats is not among them."""
    known = {lot.id for lot in lots if not lot.voided}
    return tuple(lot for lot in lots if not lot.voided and lot.reinspection_of not in known)


def differs(before: Summary, after: Summary) -> bool:
    """Whether a list would show something else; the time alone is no reason to write."""
    return replace(after, updated_at=before.updated_at) != before
