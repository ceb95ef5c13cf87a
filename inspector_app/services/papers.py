"""The documents gate: papers that must come with the goods, seen, taken from file or waited for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspector_app.domain.documents import DocumentRule, expired
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import Act, Answered, DocumentRecorded, Parked, Resumed
from inspector_app.domain.inspection.amending import check_document
from inspector_app.domain.inspection.papers import PaperNeed
from inspector_app.domain.inspection.progress import papers
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services.calendar_doubt import require_believed
from inspector_app.services.inspections import record_in, standard_of
from inspector_app.services.records import PaperOnFile, Work
from inspector_app.services.station import Station

DELIVERY_NOTE = "delivery_note"
"""The paper that a driver's signature on the delivery's record stands for."""
MAX_TEXT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper a lot needs, and what is on file for it."""

    need: PaperNeed
    on_file: PaperOnFile | None = None


def needed(station: Station, inspection: Inspection) -> Sequence[Paper]:
    """Every paper of the lot in the rules' order."""
    needs = papers(standard_of(station, inspection), inspection.state)
    with station.records.reading() as work:
        filed = _on_file(station, work, inspection, needs)
    return tuple(Paper(need=need, on_file=filed.get(_key(need))) for need in needs)


def missing(station: Station, inspection: Inspection) -> Sequence[PaperNeed]:
    """The papers that still are to come."""
    needs = papers(standard_of(station, inspection), inspection.state)
    return tuple(need for need in needs if need.status == "missing")


def record(
    station: Station,
    who: Person,
    inspection: Inspection,
    document: str,
    *,
    subject: str = "",
    number: str = "",
    batch_number: str = "",
    valid_until: date | None = None,
) -> Inspection:
    """A paper was seen. The question that asks for it is answered once all its papers stand, and a
    lot that waits for papers is taken up again once none is missing.

    Raises AccessError, such as ``clock_doubtful`` for a paper with a last day; WalkError
    ``document_not_needed``, ``unknown_subject``,
    ``paper_batch_needed``, ``paper_date_needed``, ``paper_text_too_long``, and as any act of a
    closed lot or one parked for another reason.
    """
    require(who, "record_document")
    rule = _rule(inspection.state, document)
    number, batch_number = _text(number), _text(batch_number)
    if rule.carries_batch and not batch_number:
        raise WalkError("paper_batch_needed", document=document)
    if rule.expires and valid_until is None:
        raise WalkError("paper_date_needed", document=document)
    act = DocumentRecorded(
        document=document, checked_on=station.clock.today(), subject=subject, number=number,
        batch_number=batch_number, valid_until=valid_until,
    )  # fmt: skip
    return _record(station, who, inspection, act)


def adopt(
    station: Station, who: Person, inspection: Inspection, document: str, subject: str = ""
) -> Inspection:
    """Take a paper that is on file; WalkError ``paper_not_on_file``."""
    require(who, "record_document")
    _rule(inspection.state, document)
    for paper in needed(station, inspection):
        filed = paper.on_file
        if paper.need.rule.id == document and paper.need.subject == subject and filed is not None:
            act = DocumentRecorded(
                document=document, checked_on=station.clock.today(), subject=subject,
                number=filed.number, batch_number=filed.batch_number,
                valid_until=filed.valid_until, on_file=True,
            )  # fmt: skip
            return _record(station, who, inspection, act)
    raise WalkError("paper_not_on_file", document=document)


def wait(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """Park the lot as 待资料; its clock runs from now. WalkError ``no_paper_missing``."""
    require(who, "park")
    rules.check_open(inspection.state)
    if not missing(station, inspection):
        raise WalkError("no_paper_missing")
    with station.records.writing() as work:
        return record_in(station, work, who, inspection, Parked(reason="documents"))


def _record(
    station: Station, who: Person, inspection: Inspection, act: DocumentRecorded
) -> Inspection:
    state, standard = inspection.state, standard_of(station, inspection)
    if state.parked != "documents":
        rules.check_open(state)
    check_document(state, act)
    with station.records.writing() as work:
        if act.valid_until is not None:
            require_believed(station, work)  # a wrong calendar would renew a paper that ran out
        inspection = record_in(station, work, who, inspection, act)
        needs = papers(standard, inspection.state)
        more: list[Act] = [
            Answered(item_id=item, outcome="pass", paper=act.document)
            for item in _settled(needs, act.document)
            if (item, "") not in inspection.state.answers
        ]
        if state.parked is not None and all(need.status != "missing" for need in needs):
            more.append(Resumed())
        inspection = record_in(station, work, who, inspection, *more)
        if not act.on_file:
            _file(station, work, who, inspection, needs, act)
    return inspection


def _settled(needs: Sequence[PaperNeed], document: str) -> tuple[str, ...]:
    """The question of a paper all of whose needs stand."""
    own = [need for need in needs if need.rule.id == document and need.item_id]
    items = dict.fromkeys(need.item_id for need in own)
    return tuple(
        item for item in items if all(need.standing for need in needs if need.item_id == item)
    )


def _rule(state: State, document: str) -> DocumentRule:
    for rule in state.lot.documents:
        if rule.id == document:
            return rule
    raise WalkError("document_not_needed", document=document)


def _text(value: str) -> str:
    value = unicodedata.normalize("NFC", value).strip()
    if len(value) > MAX_TEXT or any(unicodedata.category(sign)[0] == "C" for sign in value):
        raise WalkError("paper_text_too_long", limit=MAX_TEXT)
    return value


def _owner(state: State, need: PaperNeed) -> str:
    """What the paper belongs to; ``""`` where that is not known yet."""
    lot, per = state.lot, need.rule.per
    if per == "batch":
        number = need.batch.number if need.batch is not None else ""
        return f"batch:{lot.product.id}|{number}" if number else ""
    if per == "delivery":
        return f"delivery:{lot.delivery_id}" if lot.delivery_id else ""
    if per == "product":
        return f"product:{lot.product.id}"
    return f"producer:{lot.product.maker or lot.product.supplier_id}"


def _file(
    station: Station,
    work: Work,
    who: Person,
    inspection: Inspection,
    needs: Sequence[PaperNeed],
    act: DocumentRecorded,
) -> None:
    for need in needs:
        owner = _owner(inspection.state, need)
        same = need.rule.id == act.document and need.subject == act.subject
        if same and owner and need.status == "present":
            work.papers.add(
                PaperOnFile(
                    document=act.document, owner=owner, number=act.number,
                    at=station.clock.now(), person_id=who.id, inspection_id=inspection.id,
                    batch_number=act.batch_number, valid_until=act.valid_until,
                )
            )  # fmt: skip


def _key(need: PaperNeed) -> tuple[str, str]:
    return need.rule.id, need.subject


def _on_file(
    station: Station, work: Work, inspection: Inspection, needs: Sequence[PaperNeed]
) -> Mapping[tuple[str, str], PaperOnFile]:
    """What may be taken from file for papers that are not there yet, unless it has run out."""
    open_ones = [need for need in needs if need.status in ("missing", "expired")]
    owners = {_key(need): _owner(inspection.state, need) for need in open_ones}
    known = {
        (paper.document, paper.owner): paper
        for paper in work.papers.of_owners(tuple(dict.fromkeys(filter(None, owners.values()))))
    }
    found = {}
    for key, owner in owners.items():
        paper = known.get((key[0], owner))
        if paper is None and key[0] == DELIVERY_NOTE:
            paper = _signed(work, inspection)
        if paper is not None and not expired(paper.valid_until, station.clock.today()):
            found[key] = paper
    return found


def _signed(work: Work, inspection: Inspection) -> PaperOnFile | None:
    """The delivery's own record, where the driver signed it."""
    delivery_id = inspection.state.lot.delivery_id
    delivery = work.deliveries.get(delivery_id) if delivery_id else None
    if delivery is None or not delivery.signature:
        return None
    return PaperOnFile(
        document=DELIVERY_NOTE, owner=f"delivery:{delivery.id}", number=delivery.number,
        at=delivery.received_at, person_id=delivery.received_by, inspection_id=inspection.id,
    )  # fmt: skip
