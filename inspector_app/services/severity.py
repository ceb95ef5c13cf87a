"""Under which severity a supplier's product is inspected, as this station knows it.

A history begins with what the central system derived of all stations' records, and goes on with
this station's own later ones. What is kept for it is read from the journal, once, and can be
read again at any time.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.inspection.acts import LotOpened
from inspector_app.domain.master import Names, Person
from inspector_app.domain.rights import require
from inspector_app.domain.sampling import Plan
from inspector_app.domain.sampling.severity_history import (
    History,
    HistoryLot,
    HistoryStep,
    SeverityBasis,
    Standing,
    derive,
    plan_severity,
)
from inspector_app.services.records import Work
from inspector_app.services.severity_events import KINDS, after_news, read_sealed
from inspector_app.services.station import Station

CLASSES = ("major", "minor")
READ = "severity_read"
"""Name of the note that says up to which journal entry results were read."""
PART = 200
STEPS_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsSeverity:
    """Where one supplier's product stands, and by which steps (the latest, oldest first).

    ``stale`` counts plans that were made from a state that was not the one due.
    """

    supplier_id: str
    product_id: str
    supplier: Names
    product: Names
    sku: str
    standings: tuple[Standing, ...]
    steps: tuple[HistoryStep, ...]
    stale: int = 0
    shared: bool = False

    @property
    def waiting(self) -> int:
        """Classes that wait for a supervisor: reduction due, or discontinued."""
        return sum(each.reduction_due or _stopped(each) for each in self.standings)

    @property
    def stopped(self) -> bool:
        """Whether any class is discontinued."""
        return any(_stopped(each) for each in self.standings)

    @property
    def off_normal(self) -> bool:
        return any(each.severity != "normal" for each in self.standings)


def _stopped(standing: Standing) -> bool:
    return standing.severity == "discontinued"


def catch_up(station: Station, work: Work, most: int = 0) -> bool:
    """Read what was sealed since the last time, at most ``most`` entries; True when all is read.

    Without a limit everything is read. ``work`` must be a writing unit.
    """
    done = 0
    while True:
        after = int(work.notes.get(READ) or 0)
        entries = work.severities.unread(after, KINDS, PART)
        for entry in entries:
            news = read_sealed(
                station.sampling,
                entry.station or station.station_id,
                entry.kind,
                entry.seq,
                entry.payload,
            )
            if news is None:
                continue
            event = after_news(news, work.severities.event(news.record_id))
            if event is None:
                work.severities.remove(news.record_id)
            else:
                work.severities.put(news.supplier_id, news.product_id, news.record_id, event)
        if entries:
            work.notes.put(READ, str(entries[-1].place))
        done += len(entries)
        if len(entries) < PART:
            return True
        if most and done >= most:
            return False


def read_all(station: Station) -> None:
    """Read the journal of before severity was kept, in short commits; nothing to do later."""
    while True:
        with station.records.writing() as work:
            if catch_up(station, work, most=PART):
                return


def history(station: Station, work: Work, supplier_id: str, product_id: str) -> History:
    """The history as known here; steps of the central system's state come first."""
    central = work.severities.central(supplier_id, product_id)
    own = work.severities.events(supplier_id, product_id)
    if central is None:
        return derive(own)
    unseen = (each for each in own if each.seq > central.seen.get(each.station_id, 0))
    later = derive(unseen, central.standings, central.steps)
    return History(steps=(*central.steps, *later.steps), standings=later.standings)


def basis_of(station: Station, work: Work, lot: LotOpened, plan: Plan) -> tuple[SeverityBasis, ...]:
    """Under which severity each class of the lot is to be planned, and why.

    ``plan`` is the plan at normal severity: classes that are not planned by the tables know no
    severity. Raises PlanError ``inspection_discontinued``.
    """
    classes = [each.cls for each in plan.classes if each.letter]
    if not classes:
        return ()
    catch_up(station, work)
    order = work.master.order(lot.order_id)
    supplier_id = order.supplier_id if order is not None else lot.product.supplier_id
    found = history(station, work, supplier_id, lot.product.id)
    original = not lot.reinspection_of
    last = next((step.lot_number for step in reversed(found.steps) if step.lot_number), "")
    return tuple(_basis(found.standing(cls), original=original, last_lot=last) for cls in classes)


def _basis(standing: Standing, *, original: bool, last_lot: str) -> SeverityBasis:
    severity = plan_severity(standing, original=original)
    return SeverityBasis(
        cls=standing.cls, severity=severity, cause=standing.cause,
        score=standing.state.score if severity == "normal" else None,
        made_by=standing.made_by, last_lot=last_lot,
    )  # fmt: skip


def overview(station: Station, who: Person) -> tuple[GoodsSeverity, ...]:
    """All goods with a history: discontinued ones first, then those that wait for a ruling, then
    those off normal.

    What was sealed since is read first, in short commits of their own: thousands of histories
    are then derived without keeping a writer waiting. AccessError ``not_allowed``.
    """
    require(who, "see_holds")
    read_all(station)
    with station.records.reading() as work:
        found = [_goods(station, work, *goods) for goods in work.severities.goods()]
    return tuple(sorted(found, key=_pressing))


def _pressing(goods: GoodsSeverity) -> tuple[bool, int, bool, str]:
    return not goods.stopped, -goods.waiting, not goods.off_normal, goods.sku


def waiting_count(station: Station) -> int:
    """How many classes wait for a supervisor's ruling."""
    with station.records.reading() as work:
        goods = work.severities.goods()
        return sum(_goods(station, work, *each).waiting for each in goods)


def _goods(station: Station, work: Work, supplier_id: str, product_id: str) -> GoodsSeverity:
    product, supplier = work.master.product(product_id), work.master.supplier(supplier_id)
    central = work.severities.central(supplier_id, product_id)
    found = history(station, work, supplier_id, product_id)
    own_stale = {step.inspection_id for step in found.steps if step.stale}
    return GoodsSeverity(
        supplier_id=supplier_id, product_id=product_id,
        supplier=supplier.names if supplier else {"zh": supplier_id},
        product=product.names if product else {"zh": product_id},
        sku=product.sku if product else product_id,
        standings=found.standings, steps=found.steps[-STEPS_SHOWN:],
        stale=max(len(own_stale), central.stale if central else 0), shared=central is not None,
    )  # fmt: skip


def lot_of(station: Station, inspection_id: str) -> HistoryLot | None:
    """What a sealed lot told the switching; None where it does not count."""
    with station.records.reading() as work:
        event = work.severities.event(inspection_id)
    return event if isinstance(event, HistoryLot) else None
