"""Corrections, dispositions and voidings of a bundle: about this record, and as sealed of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

import msgspec

from inspector_app.domain.badge_numbers import overlap
from inspector_app.domain.errors import EvidenceError, InspectorError
from inspector_app.domain.rights import RIGHTS, Right
from inspector_app.services.evidence.chain import Read
from inspector_app.services.evidence.lines import CheckLine, bad, good
from inspector_app.services.evidence.rivals import base_of, longest_way
from inspector_app.wire.acts import from_line
from inspector_app.wire.bundle import Bundle, ChainPart
from inspector_app.wire.elsewhere import decode_badge
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.inspection import DispositionRecord, InspectionRecord, VoidRecord
from inspector_app.wire.plain_json import is_ambiguous

_Payload = TypeVar("_Payload", DispositionRecord, VoidRecord)
_URGENT: Final = "urgent_release"
DISPOSITIONS: Final = frozenset(
    {"accept", "concession", "sort", "rework", "return", "scrap", _URGENT}
)


def check_decisions(bundle: Bundle, reads: tuple[Read, ...]) -> Iterator[CheckLine]:
    """Each names this record and the sealed revision it was made on, by somebody who may."""
    wrong = [line for each in reads if (line := _amends(each, reads)) is not None]
    based = [(base, each) for each in reads if (base := base_of(each, reads)) is not None]
    wrong += [line for pair in based if (line := _continues(*pair)) is not None]
    dispositions: list[DispositionRecord] = []
    for chain in bundle.chains:
        for event in chain.events:
            problem = _problem(bundle.record_id, chain, event, reads, dispositions)
            if problem:
                wrong.append(bad("decisions", problem, seq=event.seq))
    decided, size = _standing(dispositions, reads), _size(reads)
    if decided > size and not wrong:
        wrong.append(bad("decisions", "decided_too_much", quantity=decided, size=size))
    yield from wrong
    if not wrong:
        events = [event for chain in bundle.chains for event in chain.events]
        yield good("decisions", _stand(events), quantity=decided, revisions=len(reads))


def _size(reads: Sequence[Read]) -> int:
    return max((read.record.lot.size for read in reads), default=0)


def _standing(dispositions: Sequence[DispositionRecord], reads: Sequence[Read]) -> int:
    """Units decided about under the verdict that stands: a correction that changes the verdict
    sends the lot back to the desk, and what was decided before counts no more."""
    since = 0
    for earlier, later in pairwise(longest_way(reads)):
        before, after = earlier.record.verdict, later.record.verdict
        if (before.overall, before.incomplete) != (after.overall, after.incomplete):
            since = later.event.seq
    return sum(
        made.quantity for made in dispositions if made.target_seq and made.target_seq >= since
    )


def _problem(
    record_id: str,
    chain: ChainPart,
    event: EventLine,
    reads: Sequence[Read],
    dispositions: list[DispositionRecord],
) -> str:
    """What is wrong with a disposition or a voiding; sound dispositions are collected."""
    if event.kind == "disposed":
        made = _decoded(event, DispositionRecord)
        if made is None:
            return "decision_unreadable"
        dispositions.append(made)
        right: Right = "release_urgently" if made.disposition == _URGENT else "dispose"
        return _foreign(record_id, chain, made, reads, _targets(made, event, reads)) or _unsound(
            made, right, reads
        )
    if event.kind == "badge":
        return _badges(record_id, chain, event, reads)
    if event.kind == "voided":
        void = _decoded(event, VoidRecord)
        if void is None:
            return "decision_unreadable"
        return _foreign(record_id, chain, void, reads, _voids(void, event, reads)) or (
            "" if void.person.role in RIGHTS["void"] else "decision_not_allowed"
        )
    return ""


def _badges(record_id: str, chain: ChainPart, event: EventLine, reads: Sequence[Read]) -> str:
    """Badge numbers spent on a sealed revision of this record, once each, by its own station."""
    try:
        made = decode_badge(event.payload)
    except EvidenceError:
        return ""  # said where the events are read
    on_target = any(made.target_seq == read.event.seq and _is_before(read, event) for read in reads)
    if (made.record_id, made.station_id) != (record_id, chain.station) or not on_target:
        return "decision_of_another"
    apart = all(
        not overlap(one, other) for place, one in enumerate(made.ranges)
        for other in made.ranges[:place]
    )  # fmt: skip
    within = sum(each.count for each in made.ranges) <= _size(reads)
    return "" if apart and within else "decision_unsound"


def _foreign(
    record_id: str,
    chain: ChainPart,
    made: DispositionRecord | VoidRecord,
    reads: Sequence[Read],
    on_target: bool,
) -> str:
    """Of another record, station or lot, or on nothing that was sealed of this one."""
    lots = {read.record.lot.number for read in reads}
    fits = (made.record_id, made.station_id) == (record_id, chain.station)
    return "" if fits and on_target and made.lot_number in lots else "decision_of_another"


def _targets(made: DispositionRecord, event: EventLine, reads: Sequence[Read]) -> bool:
    """A sealed revision of the past; only an urgent release comes before there is one."""
    if made.target_seq == 0:
        return made.disposition == _URGENT
    return any(made.target_seq == read.event.seq and _is_before(read, event) for read in reads)


def _is_before(read: Read, event: EventLine) -> bool:
    """Places of different stations say nothing about order."""
    return read.event.seq < event.seq or event not in read.chain.events


def _voids(void: VoidRecord, event: EventLine, reads: Sequence[Read]) -> bool:
    target = (void.target_seq, void.target_link, void.revision)
    return any(
        target == (read.event.seq, read.event.link, read.record.record.revision)
        and _is_before(read, event)
        for read in reads
    )


def _unsound(made: DispositionRecord, right: Right, reads: Sequence[Read]) -> str:
    """A word, a number or a person no station lets through."""
    if made.disposition not in DISPOSITIONS or not 0 < made.quantity <= _size(reads):
        return "decision_unsound"
    signers = {read.record.signer.person_id for read in reads if read.event.seq <= made.target_seq}
    if made.person.role not in RIGHTS[right] or made.person.person_id in signers:
        return "decision_not_allowed"
    return ""


def _amends(read: Read, reads: Sequence[Read]) -> CheckLine | None:
    """A correction names the revision before it by number, place and link."""
    named, wrong = read.record.amends, bad("decisions", "amends_wrong", seq=read.event.seq)
    if read.event.kind == "created":
        return None if named is None else wrong
    if named is None or named.revision != read.record.record.revision - 1:
        return wrong
    base = (named.revision, named.seq, named.link)
    fits = any(
        base == (each.record.record.revision, each.event.seq, each.event.link)
        and _is_before(each, read.event)
        for each in reads
    )
    return None if fits else wrong


def _continues(earlier: Read, later: Read) -> CheckLine | None:
    """A correction goes on from the sealed acts and leaves every one of them as it was."""
    try:
        before, after = _acts(earlier.record), _acts(later.record)
    except InspectorError:
        return None  # said where the record is folded
    if after[: len(before)] != before:
        return bad("decisions", "history_rewritten", seq=later.event.seq)
    return None


def _acts(record: InspectionRecord) -> list[object]:
    return [from_line(line) for line in record.entries]


def _stand(events: Sequence[EventLine]) -> str:
    """Whether the record still counts, and in which form."""
    kinds = {event.kind for event in events}
    if "voided" in kinds:
        return "voided"
    return "amended" if "amended" in kinds else "decisions_hold"


def _decoded(event: EventLine, kind: type[_Payload]) -> _Payload | None:
    try:
        made = msgspec.json.decode(event.payload, type=kind)
        return None if is_ambiguous(event.payload) else made
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
