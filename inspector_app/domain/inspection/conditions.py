"""Whether the conditions of an item hold, for the lot and for each of its batches."""

from __future__ import annotations

from inspector_app.domain.checklist.soundness import DATE_FACTS
from inspector_app.domain.checklist.standard import Condition, Item
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import State
from inspector_app.domain.shelf_life.dates import LabelDate


def applies(item: Item, state: State, batch: Batch | None = None) -> bool:
    """Whether all conditions of the item hold, for ``batch`` or else for the lot.

    What is asked of production dates holds for the lot when it holds for any of its batches.
    """
    return all(_holds(condition, state, batch) for condition in item.when)


def _holds(condition: Condition, state: State, batch: Batch | None) -> bool:
    if condition.item in DATE_FACTS:
        if batch is not None:
            return _made_then(condition, batch)
        batches = state.batches or (Batch(id=""),)
        return any(_made_then(condition, each) for each in batches)
    known = facts(state).get(condition.item)
    if known is None:
        answer = state.answers.get((condition.item, ""))
        known = (answer.value or answer.outcome) if answer is not None else None
    return known is not None and known in condition.values


def facts(state: State) -> dict[str, str]:
    """What a condition may ask of the goods: ``soundness.FACTS`` but the dates."""
    product = state.lot.product
    return {
        "product.origin": product.origin,
        "product.category": product.category,
        "product.children": "true" if product.children else "false",
        "lot.channel": state.lot.channel or product.channel,
    }


def _made_then(condition: Condition, batch: Batch) -> bool:
    """Whether the batch was made in the time; one of unknown date counts as made before it.

    A rule that begins on a day must not be held against goods that may be older.
    """
    if batch.produced is None:
        return condition.since is None
    made = batch.produced.first if isinstance(batch.produced, LabelDate) else batch.produced
    since, before = condition.since, condition.before
    return (since is None or made >= since) and (before is None or made < before)
