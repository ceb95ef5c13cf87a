"""Pages of severity: where each supplier's product stands, and by which steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from inspector_app.central.db import feeds, severity, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.severity import Goods, Place
from inspector_app.central.pages.places import place_text, read_place
from inspector_app.central.severity import FEED
from inspector_app.domain.errors import SyncError
from inspector_app.domain.sampling.severity_history import HistoryStep, Standing, derive
from inspector_app.i18n import Translator
from inspector_app.services.sentences import class_words
from inspector_app.services.severity_words import cause_words, progress_words, step_remark
from inspector_app.wire.severity import SamplingState, state_id

MOST_STEPS: Final = 400
_STATE: Final = msgspec.json.Decoder(SamplingState)


async def goods_values(tx: Transaction, tenant: str, after: str, size: int) -> dict[str, Any]:
    """What a page of the list shows, from the place ``after`` that a page before has told."""
    place = await _place(tx, tenant, after)
    found = await severity.goods(tx, tenant, size + 1, place)
    shown = found[:size]
    more = _text(shown[-1]) if len(found) > size else ""
    return {
        "rows": [(one, _STATE.decode(one.body)) for one in shown],
        "state_id": lambda one: state_id(one.supplier, one.product),
        "after": after if place else "",
        "more": more,
    }


async def steps_values(tx: Transaction, tenant: str, wanted: str) -> dict[str, Any]:
    """What the page of one supplier's product shows; SyncError ``not_found``."""
    row = await _named(tx, tenant, wanted)
    if row is None:
        raise SyncError("not_found")
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


def _text(goods: Goods) -> str:
    waiting, strictness, changed_at, supplier, product = severity.place_of(goods)
    return place_text(waiting, strictness, changed_at, item=state_id(supplier, product))


async def _place(tx: Transaction, tenant: str, text: str) -> Place | None:
    given = read_place(text, 3)
    named = await _named(tx, tenant, given[1]) if given else None
    if given is None or named is None:
        return None
    waiting, strictness, changed_at = given[0]
    return waiting, strictness, changed_at, named.supplier, named.product


async def _named(tx: Transaction, tenant: str, wanted: str) -> Goods | None:
    """The goods the stations' feed names so."""
    if not wanted.isalnum():
        return None
    body = await feeds.body(tx, tenant, FEED, wanted)
    if body is None:
        return None
    state = _STATE.decode(body)
    return await severity.one_of_goods(tx, tenant, state.supplier_id, state.product_id)


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
