"""A supervisor's rulings on severity: reduced inspection, back to normal, resumption."""

from __future__ import annotations

from inspector_app.domain.errors import PlanError
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.sampling.severity_history import Standing
from inspector_app.domain.sampling.switching import RulingKind, ruled
from inspector_app.services.closing import seal
from inspector_app.services.records import Work
from inspector_app.services.severity import catch_up, history
from inspector_app.services.station import Station
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.severity import SeverityRecord, encode_severity

LONGEST_REASON = 400


def rule(
    station: Station,
    who: Person,
    supplier_id: str,
    product_id: str,
    cls: str,
    kind: RulingKind,
    reason: str,
) -> Standing:
    """Rule on one class of a supplier's product; sealed, and in force from the next plan on.

    Raises AccessError ``not_allowed`` or ``clock_doubtful``; PlanError ``severity_reason_needed``,
    ``severity_unknown_stream``, or why the ruling is not due (``reduction_not_due`` …).
    """
    require(who, "severity")
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise PlanError("severity_reason_needed")
    with station.records.writing() as work:
        catch_up(station, work)
        if (supplier_id, product_id) not in work.severities.goods():
            raise PlanError("severity_unknown_stream")
        standing = history(station, work, supplier_id, product_id).standing(cls)
        ruled(standing.state, kind)
        record = _record(station, work, who, standing, supplier_id, product_id, kind, reason)
        record_id = f"severity:{supplier_id}:{product_id}"
        seal(station, work, "severity_approved", encode_severity(record), record_id, ())
        catch_up(station, work)
        after = history(station, work, supplier_id, product_id).standing(cls)
    station.wake()
    return after


def _record(
    station: Station,
    work: Work,
    who: Person,
    standing: Standing,
    supplier_id: str,
    product_id: str,
    kind: RulingKind,
    reason: str,
) -> SeverityRecord:
    product, supplier = work.master.product(product_id), work.master.supplier(supplier_id)
    lots = standing.made_by if kind == "resume" else [each.lot_number for each in standing.counted]
    return SeverityRecord(
        supplier_id=supplier_id, product_id=product_id, cls=standing.cls, ruling=kind,
        reason=reason, state=standing.severity, score=standing.state.score, lots=tuple(lots),
        at=station.clock.now(), station_id=station.station_id,
        person=PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
        product_names=dict(product.names) if product else {},
        supplier_names=dict(supplier.names) if supplier else {},
        sku=product.sku if product else "",
    )  # fmt: skip
