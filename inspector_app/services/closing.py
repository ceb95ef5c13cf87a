"""Summary, signature and sealing: verdict, chain link, journal and outbox in one commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID

from inspector_app.domain.errors import AccessError, IntakeError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import Act, Closed
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.verdict import Verdict
from inspector_app.services import returns
from inspector_app.services.calendar_doubt import remember, require_believed
from inspector_app.services.dock_photos import parts_of
from inspector_app.services.inspections import record_in, standard_of
from inspector_app.services.judging import EDITION, Judged, judge, verdict_part
from inspector_app.services.key_history import require_present_key
from inspector_app.services.people import sign_in_badge, sign_in_pin
from inspector_app.services.photo_flags import acts_for
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import Work
from inspector_app.services.shelf_life import rules_of
from inspector_app.services.station import Station
from inspector_app.wire import inspection as message
from inspector_app.wire.acts import to_line
from inspector_app.wire.canonical import canonical, digest
from inspector_app.wire.link import link

SignedBy: TypeAlias = Literal["pin", "badge"]


def verdict_of(station: Station, inspection: Inspection) -> Verdict:
    """The verdict as the lot stands now; nothing is stored."""
    return judged_on(station, inspection, station.clock.today()).verdict


def judged_on(station: Station, inspection: Inspection, on: date) -> Judged:
    """The lot judged by its own standard and rules on the business date ``on``."""
    standard = standard_of(station, inspection)
    return judge(standard, inspection.state, rules_of(station, inspection.state), on)


def close(
    station: Station,
    who: Person,
    inspection: Inspection,
    *,
    pin: str = "",
    badge: str = "",
) -> Inspection:
    """Sign and seal. The signature is the signer's own PIN or badge, given now.

    Raises AccessError ``wrong_pin``, ``unknown_badge``, ``signature_of_another`` (the badge is
    not the signed-in person's), ``signature_missing_pin``; WalkError when closed or parked;
    EvidenceError ``payload_too_large``.
    """
    require(who, "close")
    rules.check_open(inspection.state)
    signed_by = check_signature(station, who, pin, badge)
    with station.records.writing() as work:
        late: list[Act] = [*acts_for(work, inspection), *returns.acts_for(work, inspection)]
        inspection = record_in(station, work, who, inspection, *late)
        judged = judged_on(station, inspection, station.clock.today())
        inspection = seal_inspection(station, work, who, signed_by, inspection, judged)
    station.wake()
    return inspection


def seal_inspection(
    station: Station,
    work: Work,
    who: Person,
    signed_by: SignedBy,
    inspection: Inspection,
    judged: Judged,
    amends: message.AmendsPart | None = None,
) -> Inspection:
    """Seal the record as it stands, first or (``amends``) corrected, inside ``work``."""
    payload = message.encode_record(
        _record(station, work, who, signed_by, inspection, judged, amends)
    )
    taken = [photo.sha256 for photo in inspection.state.photos]
    dock = [part.sha256 for part in _dock_photos(work, inspection)]
    photos = tuple(dict.fromkeys((*taken, *dock)))
    kind = "amended" if amends else "created"
    event = seal(station, work, kind, payload, inspection.id, photos)
    act = Closed(
        overall=judged.verdict.overall, incomplete=judged.verdict.incomplete, signed_by=signed_by,
        sealed_seq=event.seq, link=event.link.hex(),
    )  # fmt: skip
    inspection = record_in(station, work, who, inspection, act)
    _finish_summary(work, who, inspection, judged.verdict, event.place)
    return inspection


def check_signature(station: Station, who: Person, pin: str, badge: str) -> SignedBy:
    """The signature given now, by PIN or badge; AccessError as ``close``."""
    if badge:
        if sign_in_badge(station, badge).id != who.id:
            raise AccessError("signature_of_another")
        return "badge"
    if not pin:
        raise AccessError("signature_missing_pin")
    sign_in_pin(station, who.id, pin)
    return "pin"


def seal(
    station: Station, work: Work, kind: str, payload: bytes, record_id: str, photos: tuple[str, ...]
) -> SealedEvent:
    """Append the next link of the chain, signed, with its outbox row, inside ``work``.

    Raises AccessError ``clock_doubtful``: no event is sealed under a date nobody believes.
    """
    require_believed(station, work)
    require_present_key(work, station.station_id, station.keys.public_key())
    head = work.journal.head()
    seq = head.seq + 1
    digest = link(UUID(station.station_id).bytes, seq, head.link, payload)
    event = SealedEvent(
        seq=seq, kind=kind, previous=head.link, link=digest,
        signature=station.keys.sign(digest), payload=payload, base=head.base,
        station=station.station_id,
    )  # fmt: skip
    work.journal.append(event, record_id, photos)
    remember(work, station.clock.now())
    return event


def _finish_summary(
    work: Work, who: Person, inspection: Inspection, verdict: Verdict, place: int
) -> None:
    summary = work.inspections.summary(inspection.id)
    entry = inspection.entries[-1]
    assert summary is not None
    work.inspections.save_summary(
        replace(
            summary,
            closed_at=entry.at,
            closed_by=who.id,
            overall=verdict.overall,
            incomplete=verdict.incomplete,
            tag=verdict.tag,
            seq=place,
        )
    )


def _record(
    station: Station,
    work: Work,
    who: Person,
    signed_by: SignedBy,
    inspection: Inspection,
    judged: Judged,
    amends: message.AmendsPart | None,
) -> message.InspectionRecord:
    state, lot = inspection.state, inspection.state.lot
    standard = standard_of(station, inspection)
    order = work.master.order(lot.order_id)
    if order is None:
        raise IntakeError("order_unknown", order=lot.order_number)
    return message.InspectionRecord(
        record=_record_part(station, work, inspection, judged.on),
        lot=message.LotPart(
            id=lot.lot_id, number=lot.lot_number, size=lot.size, cartons=lot.cartons,
            units_per_carton=lot.units_per_carton, reinspection_of=lot.reinspection_of,
            batch_numbers=tuple(batch.number for batch in state.batches),
            outside_reason=lot.outside_reason,
        ),
        product=lot.product,
        order=message.OrderPart(
            id=lot.order_id, number=lot.order_number, line_id=lot.line_id, channel=lot.channel
        ),
        supplier=message.SupplierPart(id=order.supplier_id, names=dict(lot.supplier_names)),
        delivery=work.deliveries.get(lot.delivery_id) if lot.delivery_id else None,
        standard=message.StandardPart(
            id=standard.id, version=standard.version, digest=standard.digest
        ),
        rules=_rules(station, inspection),
        shelf_life=tuple(
            message.ShelfLifePart(batch_id=batch_id, assessment=found)
            for batch_id, found in judged.shelf_life.items()
        ),
        entries=tuple(to_line(entry) for entry in inspection.entries),
        photos=_photos(work, inspection),
        verdict=verdict_part(judged.verdict),
        people=tuple(person_part(work, person_id) for person_id in _everybody(inspection)),
        signer=person_part(work, who.id),
        signed_by=signed_by,
        amends=amends,
        dock_photos=_dock_photos(work, inspection),
    )  # fmt: skip


def _dock_photos(work: Work, inspection: Inspection) -> tuple[message.DockPhotoPart, ...]:
    delivery_id = inspection.state.lot.delivery_id
    return parts_of(work, delivery_id) if delivery_id else ()


def _record_part(
    station: Station, work: Work, inspection: Inspection, on: date
) -> message.RecordPart:
    doubted, confirmed_by = require_believed(station, work)
    return message.RecordPart(
        id=inspection.id, revision=inspection.state.revision,
        kind="amended" if inspection.state.amended else "created", sealed_at=station.clock.now(),
        business_date=on, monotonic_ns=station.clock.monotonic_ns(),
        station_id=station.station_id, station_mark=station.mark,
        app_version=station.app_version, doubted_against=doubted,
        date_confirmed_by=confirmed_by, station_key=station.keys.public_key().hex(),
        edition=EDITION,
    )  # fmt: skip


def _rules(station: Station, inspection: Inspection) -> tuple[message.RulesPart, ...]:
    life = rules_of(station, inspection.state)
    rules_used = [
        message.RulesPart(
            kind="shelf_life", id=life.id, version=str(life.version), digest=digest(canonical(life))
        )
    ]
    if inspection.state.plan is not None:
        rules_used.append(
            message.RulesPart(
                kind="sampling", id="single", version=inspection.state.plan.edition,
                digest=digest(station.sampling_text),
            )
        )  # fmt: skip
    return tuple(rules_used)


def _photos(work: Work, inspection: Inspection) -> tuple[message.PhotoPart, ...]:
    rows = {row.photo: row for row in work.photos.of_record(inspection.id)}
    parts = []
    for photo in inspection.state.photos:
        row = rows[photo]
        parts.append(
            message.PhotoPart(
                sha256=photo.sha256,
                size=photo.size,
                suffix=photo.suffix,
                media_type=photo.media_type,
                width=photo.width,
                height=photo.height,
                taken_at=row.taken_at,
                person_id=row.person_id,
                shot=photo.shot,
                item_id=photo.item_id,
                subject=photo.subject,
                finding_id=photo.finding_id,
                carton=photo.carton,
            )
        )
    return tuple(parts)


def _everybody(inspection: Inspection) -> tuple[str, ...]:
    """All who are named: who inspected, and who acted beside them."""
    acted = (entry.person_id for entry in inspection.entries)
    return tuple(dict.fromkeys((*inspection.state.people, *acted)))


def person_part(work: Work, person_id: str) -> message.PersonPart:
    """Somebody as a payload names them; the id alone where nobody knows it any more."""
    person = work.master.person(person_id)
    if person is None:
        return message.PersonPart(person_id=person_id, names={"zh": person_id}, role="inspector")
    return message.PersonPart(person_id=person.id, names=dict(person.names), role=person.role)
