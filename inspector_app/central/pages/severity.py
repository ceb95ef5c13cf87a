"""Pages of severity: where each supplier's product stands, and by which steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from inspector_app.central.db import severity, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.severity import Goods
from inspector_app.domain.errors import SyncError
from inspector_app.domain.sampling.severity_history import HistoryStep, Standing, derive
from inspector_app.i18n import Translator
from inspector_app.services.sentences import class_words
from inspector_app.services.severity_words import cause_words, progress_words, step_remark
from inspector_app.wire.severity import SamplingState, state_id

MOST_GOODS: Final = 500
MOST_STEPS: Final = 400
_STATE: Final = msgspec.json.Decoder(SamplingState)


async def goods_values(tx: Transaction, tenant: str) -> dict[str, Any]:
    """What the list shows."""
    found = await severity.goods(tx, tenant, MOST_GOODS)
    return {
        "rows": [(one, _STATE.decode(one.body)) for one in found],
        "state_id": lambda one: state_id(one.supplier, one.product),
    }


async def steps_values(tx: Transaction, tenant: str, wanted: str) -> dict[str, Any]:
    """What the page of one supplier's product shows; SyncError ``not_found``."""
    row = await _one(tx, tenant, wanted)
    goods = (row.supplier, row.product)
    kept = (await severity.of_goods(tx, tenant, [goods])).get(goods, [])
    history = derive(each.event for each in kept if each.event is not None)
    known = await stations.everyone(tx, tenant)
    return {
        "row": row,
        "standings": history.standings,
        "steps": tuple(reversed(history.steps))[:MOST_STEPS],
        "names": {one.station: one.name for one in known},
    }


async def _one(tx: Transaction, tenant: str, wanted: str) -> Goods:
    for row in await severity.goods(tx, tenant, MOST_GOODS):
        if state_id(row.supplier, row.product) == wanted:
            return row
    raise SyncError("not_found")


def words(speak: Translator) -> dict[str, Any]:
    """Functions that put severity into the reader's language."""

    def cause(code: str, lots: Sequence[str]) -> str:
        return cause_words(speak, code, lots)

    def progress(standing: Standing) -> str:
        return progress_words(speak, standing)

    def remark(step: HistoryStep) -> str:
        return step_remark(speak, step)

    return {
        "class_words": lambda cls: class_words(speak, cls),
        "cause_words": cause,
        "progress_words": progress,
        "step_remark": remark,
    }


def stale_sentences(speak: Translator, flagged: str) -> list[str]:
    """Sentences for a record's flag: ``cls:used:due`` of each class, with spaces between."""
    told = []
    for part in flagged.split():
        cls, used, due = part.split(":")
        told.append(
            speak(
                "severity.central.stale",
                cls=class_words(speak, cls),
                used=speak(f"plan.severity.{used}"),
                due=speak(f"plan.severity.{due}"),
            )
        )
    return told
