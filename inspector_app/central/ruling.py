"""A person's decision on a dispute, with everything that follows from it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from inspector_app.central import acts, severity
from inspector_app.central.acts import Doer
from inspector_app.central.db import disputes, feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.elsewhere import Touched, refresh, tell
from inspector_app.central.line_book import LineBook
from inspector_app.central.parts import Parts
from inspector_app.central.readings import Readings
from inspector_app.central.record_facts import facts_about
from inspector_app.central.verdicts import FEED as VERDICTS
from inspector_app.central.verdicts import publish_verdicts
from inspector_app.domain.disputes import RULINGS, Ruling, stricter
from inspector_app.domain.errors import SyncError
from inspector_app.wire.elsewhere import Dispute

ACT = "dispute_decided"
SHORTEST_NOTE = 4
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided; ``choice`` is the party that counts, where one does."""

    dispute: str
    ruling: str
    choice: str
    note: str


async def decide(parts: Parts, tenant: str, decision: Decision, by: Doer) -> Dispute:
    """Decide a dispute once.

    SyncError ``not_found``, ``dispute_decided``, ``dispute_ruling_wrong``,
    ``dispute_note_needed``.
    """
    return await parts.db.run(tenant, lambda tx: _decide(tx, parts, tenant, decision, by))


async def _decide(
    tx: Transaction, parts: Parts, tenant: str, decision: Decision, by: Doer
) -> Dispute:
    # Conclusions are drawn by one at a time; a decision is one more conclusion.
    await feeds.hold(tx, tenant, VERDICTS, parts.ids.new())
    found = await disputes.one(tx, tenant, decision.dispute, lock=True)
    if found is None:
        raise SyncError("not_found")
    ruling = _checked(found, decision)
    now = parts.clock.now()
    desk = Desk(tx=tx, tenant=tenant, names={}, now=now)
    decided = structs.replace(
        found, ruling=ruling, choice=_choice(found, ruling, decision.choice),
        merged=_merged(found, ruling), note=decision.note.strip(),
        decided_by=(by.names or {}).get("zh", "") or by.user, decided_at=now,
    )  # fmt: skip
    await desk.put(decided)
    await _follow(desk, parts, decided)
    await acts.append(
        tx, parts.key, tenant, ACT, now, by=by, record=found.parties[0].inspection,
        params={
            "dispute": found.id, "kind": found.kind, "ruling": ruling, "choice": decided.choice,
            "note": decided.note,
        },
    )  # fmt: skip
    return decided


def _checked(found: Dispute, decision: Decision) -> Ruling:
    if found.ruling:
        raise SyncError("dispute_decided")
    fitting = [each for each in RULINGS[found.kind] if each == decision.ruling]
    if not fitting:
        raise SyncError("dispute_ruling_wrong")
    choices = {each.choice for each in found.parties}
    if fitting[0] == "keep" and decision.choice not in choices:
        raise SyncError("dispute_ruling_wrong")
    if not SHORTEST_NOTE <= len(decision.note.strip()) <= LONGEST_NOTE:
        raise SyncError("dispute_note_needed")
    return fitting[0]


def _choice(found: Dispute, ruling: Ruling, choice: str) -> str:
    """The party that counts; merged lots live on as the one that came first."""
    if ruling == "merge":
        return found.parties[0].choice
    return choice if ruling == "keep" else ""


def _merged(found: Dispute, ruling: Ruling) -> str:
    if ruling != "merge":
        return ""
    return stricter([each.overall for each in found.parties])


async def _follow(desk: Desk, parts: Parts, decided: Dispute) -> None:
    """Lots, their line and what stations know of them follow the decision."""
    touched = Touched(book=LineBook(desk))
    records = list(dict.fromkeys(each.inspection for each in decided.parties))
    facts = await facts_about(desk, records, Readings(), {})
    for lot in await refresh(desk, facts, touched):
        touched.book.put(lot)
    if decided.kind == "rival_revisions":
        await severity.chosen_again(desk.tx, parts, desk.tenant, records)
    epoch = parts.ids.new()
    await publish_verdicts(desk, facts, epoch)
    await tell(desk, touched, epoch)
