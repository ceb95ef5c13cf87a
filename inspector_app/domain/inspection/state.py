"""Where an inspection stands: a pure fold over its acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import singledispatch

from inspector_app.domain.inspection.acts import (
    Act,
    Amended,
    Answered,
    Batch,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Closed,
    Compared,
    DocumentRecorded,
    EarlierFound,
    Entry,
    FindingRecorded,
    GapWaived,
    Held,
    Joined,
    LotOpened,
    Outcome,
    PagePassed,
    Parked,
    ParkReason,
    PhotoFlagged,
    PhotoTaken,
    PlanDrawn,
    Released,
    Resumed,
    Undone,
    UnitsPassed,
    UrgentlyReleased,
    Voided,
)
from inspector_app.domain.inspection.sampling_acts import (
    SamplingStopped,
    UnitReplaced,
    UnitsTaken,
    UnitUse,
)
from inspector_app.domain.sampling import Draw, Plan, replace_carton, replace_unit

BESIDE = (
    GapWaived, Released, Resumed, DocumentRecorded, EarlierFound, UrgentlyReleased, Amended,
    Voided,
)  # fmt: skip
"""Acts that make nobody an inspector of the lot: four eyes still may be theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The standing answer of one item and subject. ``n`` is the act that gave it."""

    outcome: Outcome
    value: str
    reason: str
    person_id: str
    at: datetime
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Drawn units of one carton found good; every tally names its person."""

    carton: int
    count: int
    seconds: int
    person_id: str
    at: datetime
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The inspection as it stands after its counted acts.

    ``answers`` is keyed by (item id, subject), ``documents`` by (rule id, subject); ``tallies`` by
    carton number; ``batch_at`` is the act that first named a batch id, ``waived_by`` who waived.
    """

    lot: LotOpened
    opened_at: datetime
    batches: tuple[Batch, ...] = ()
    plan: Plan | None = None
    draw: Draw | None = None
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    cartons_seen: int | None = None
    cartons_passed: Mapping[int, str] = field(default_factory=dict)
    tallies: Mapping[int, Tally] = field(default_factory=dict)
    findings: tuple[FindingRecorded, ...] = ()
    photos: tuple[PhotoTaken, ...] = ()
    people: tuple[str, ...] = ()
    parked: ParkReason | None = None
    parked_at: datetime | None = None
    held: Held | None = None
    waivers: Mapping[str, str] = field(default_factory=dict)
    closed: Closed | None = None
    replaced: tuple[CartonReplaced, ...] = ()
    compared: tuple[Compared, ...] = ()
    flagged: tuple[PhotoFlagged, ...] = ()
    documents: Mapping[tuple[str, str], DocumentRecorded] = field(default_factory=dict)
    earlier: tuple[EarlierFound, ...] = ()
    released: tuple[UrgentlyReleased, ...] = ()
    amended: tuple[Amended, ...] = ()
    voided: Voided | None = None
    units_replaced: tuple[UnitReplaced, ...] = ()
    stopped: SamplingStopped | None = None
    units_taken: Mapping[UnitUse, UnitsTaken] = field(default_factory=dict)
    batch_at: Mapping[str, int] = field(default_factory=dict)
    waived_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """The record's revision: 1 as first sealed, one more with each amendment."""
        return self.amended[-1].revision if self.amended else 1

    @property
    def released_units(self) -> int:
        """Units that were let go before the inspection was complete."""
        return sum(each.quantity for each in self.released)

    @property
    def drawn(self) -> Mapping[int, int]:
        """Drawn cartons in drawing order → units to look at in each."""
        if self.draw is None:
            return {}
        return {carton.carton: carton.units for carton in self.draw.cartons}

    def batch(self, batch_id: str) -> Batch:
        """The batch of that id; KeyError when there is none."""
        for batch in self.batches:
            if batch.id == batch_id:
                return batch
        raise KeyError(batch_id)

    def carton_findings(self, carton: int) -> tuple[FindingRecorded, ...]:
        return tuple(finding for finding in self.findings if finding.carton == carton)

    def bad_units(self, carton: int) -> int:
        """Units of the carton that have at least one finding, by draw position."""
        return len(self.taken_positions(carton))

    def taken_positions(self, carton: int) -> frozenset[int]:
        """Draw positions of the carton that carry a finding of the unit sample."""
        return frozenset(
            position
            for finding in self.carton_findings(carton)
            if finding.on == "unit" and not finding.check
            for position in finding.positions
        )

    def examined(self, carton: int) -> int:
        """Drawn units of the carton that were looked at: good ones and those with findings."""
        tally = self.tallies.get(carton)
        return (tally.count if tally else 0) + self.bad_units(carton)

    def units_in(self, carton: int) -> int:
        """Sale units a carton should hold; the last one holds the rest."""
        lot = self.lot
        if carton < lot.cartons:
            return lot.units_per_carton
        return lot.size - lot.units_per_carton * (lot.cartons - 1)


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection with all its entries; ``revision`` counts entries and guards writers."""

    id: str
    entries: tuple[Entry, ...]
    state: State

    @property
    def revision(self) -> int:
        return len(self.entries)

    @classmethod
    def replay(cls, inspection_id: str, entries: Iterable[Entry]) -> Inspection:
        """Fold stored entries; ValueError when the first is not ``lot_opened``."""
        kept = tuple(entries)
        return cls(inspection_id, kept, fold(kept))

    def then(self, entry: Entry) -> Inspection:
        """The inspection after one more entry."""
        entries = (*self.entries, entry)
        if isinstance(entry.act, Undone):
            return Inspection(self.id, entries, fold(entries))
        return Inspection(self.id, entries, step(self.state, entry))

    def undone(self) -> frozenset[int]:
        """Numbers of the acts that no longer count."""
        return undone_acts(self.entries)


def undone_acts(entries: Iterable[Entry]) -> frozenset[int]:
    """Numbers of acts that an ``undone`` act names."""
    return frozenset(entry.act.act for entry in entries if isinstance(entry.act, Undone))


def fold(entries: tuple[Entry, ...]) -> State:
    """The state after all entries but the undone ones."""
    if not entries or not isinstance(entries[0].act, LotOpened):
        raise ValueError("an inspection begins with lot_opened")
    gone = undone_acts(entries)
    first = entries[0]
    state = State(lot=entries[0].act, opened_at=first.at, people=(first.person_id,))
    for entry in entries[1:]:
        if entry.n not in gone:
            state = step(state, entry)
    return _units_found_good(state, entries)


def _units_found_good(state: State, entries: tuple[Entry, ...]) -> State:
    """Units whose defect a correction withdrew after sealing were looked at, and are good."""
    known = {entry.n: entry for entry in entries}
    freed: dict[int, tuple[Entry, frozenset[int]]] = {}
    sealed = False
    for entry in entries:
        sealed = sealed or isinstance(entry.act, Amended)
        named = known.get(entry.act.act) if isinstance(entry.act, Undone) else None
        act = named.act if sealed and named is not None else None
        if named is None or not isinstance(act, FindingRecorded) or act.carton is None:
            continue
        if act.on == "unit" and not act.check and act.carton in state.drawn:
            before = freed[act.carton][1] if act.carton in freed else frozenset()
            freed[act.carton] = named, before | frozenset(act.positions)
    for carton, (entry, positions) in freed.items():
        state = _looked_at(state, carton, positions - state.taken_positions(carton), entry)
    return state


def _looked_at(state: State, carton: int, good: frozenset[int], entry: Entry) -> State:
    tally = state.tallies.get(carton) or Tally(
        carton=carton, count=0, seconds=0, person_id=entry.person_id, at=entry.at, n=entry.n
    )
    count = min(tally.count + len(good), state.drawn[carton] - state.bad_units(carton))
    return replace(state, tallies={**state.tallies, carton: replace(tally, count=count)})


def step(state: State, entry: Entry) -> State:
    """The state after one more counted entry.

    Whoever works on the lot takes part in it; a supervisor who only waives a gap or lifts a hold
    does not, and may still decide about the lot. Who waived and then takes part has waived in
    vain: the gap is open again.
    """
    if entry.person_id not in state.people and not _beside(state, entry.act):
        state = _taking_part(state, entry.person_id)
    return _apply(entry.act, state, entry)


def _taking_part(state: State, person_id: str) -> State:
    waivers = {
        gap: why for gap, why in state.waivers.items() if state.waived_by.get(gap) != person_id
    }
    return replace(state, people=(*state.people, person_id), waivers=waivers)


def _beside(state: State, act: Act) -> bool:
    """A correction after sealing makes nobody an inspector either, nor does an answer that a paper
    gave."""
    by_paper = isinstance(act, Answered) and bool(act.paper)
    return by_paper or bool(state.amended) or isinstance(act, BESIDE)


@singledispatch
def _apply(act: Act, state: State, entry: Entry) -> State:
    raise TypeError(f"no fold for {type(act).__name__}")


@_apply.register
def _(act: LotOpened, state: State, entry: Entry) -> State:
    raise ValueError("lot_opened can only come first")


@_apply.register
def _(act: BatchRecorded, state: State, entry: Entry) -> State:
    others = [batch for batch in state.batches if batch.id != act.batch.id]
    if len(others) == len(state.batches):
        return replace(
            state, batches=(*state.batches, act.batch),
            batch_at={**state.batch_at, act.batch.id: entry.n},
        )  # fmt: skip
    batches = tuple(act.batch if batch.id == act.batch.id else batch for batch in state.batches)
    return replace(state, batches=batches)


@_apply.register
def _(act: PlanDrawn, state: State, entry: Entry) -> State:
    return replace(state, plan=act.plan, draw=act.draw)


@_apply.register
def _(act: CartonReplaced, state: State, entry: Entry) -> State:
    assert state.draw is not None, "rules refuse a replacement before the draw"
    draw = replace_carton(state.draw, act.carton, act.by)
    return replace(state, draw=draw, replaced=(*state.replaced, act))


@_apply.register
def _(act: Answered, state: State, entry: Entry) -> State:
    answer = Answer(
        outcome=act.outcome, value=act.value, reason=act.reason,
        person_id=entry.person_id, at=entry.at, n=entry.n,
    )  # fmt: skip
    return replace(state, answers={**state.answers, (act.item_id, act.subject): answer})


@_apply.register
def _(act: PagePassed, state: State, entry: Entry) -> State:
    answer = Answer(
        outcome="pass", value="", reason="", person_id=entry.person_id, at=entry.at, n=entry.n
    )
    return replace(state, answers={**state.answers, **dict.fromkeys(act.answers, answer)})


@_apply.register
def _(act: CartonsSeen, state: State, entry: Entry) -> State:
    return replace(state, cartons_seen=act.count)


@_apply.register
def _(act: CartonPassed, state: State, entry: Entry) -> State:
    return replace(state, cartons_passed={**state.cartons_passed, act.carton: act.scanned})


@_apply.register
def _(act: UnitsPassed, state: State, entry: Entry) -> State:
    tally = Tally(
        carton=act.carton, count=act.count, seconds=act.seconds,
        person_id=entry.person_id, at=entry.at, n=entry.n,
    )  # fmt: skip
    return replace(state, tallies={**state.tallies, act.carton: tally})


@_apply.register
def _(act: FindingRecorded, state: State, entry: Entry) -> State:
    return _taken_from_tally(replace(state, findings=(*state.findings, act)), act)


def _taken_from_tally(state: State, act: FindingRecorded) -> State:
    """A unit that fails after its carton was passed, as by a measurement, was one of the good."""
    tally = state.tallies.get(act.carton) if act.carton is not None else None
    if tally is None or act.check or tally.carton not in state.drawn:
        return state
    good = min(tally.count, max(0, state.drawn[tally.carton] - state.bad_units(tally.carton)))
    return replace(state, tallies={**state.tallies, tally.carton: replace(tally, count=good)})


@_apply.register
def _(act: PhotoTaken, state: State, entry: Entry) -> State:
    return replace(state, photos=(*state.photos, act))


@_apply.register
def _(act: Compared, state: State, entry: Entry) -> State:
    return replace(state, compared=(*state.compared, act))


@_apply.register
def _(act: PhotoFlagged, state: State, entry: Entry) -> State:
    return replace(state, flagged=(*state.flagged, act))


@_apply.register
def _(act: Parked, state: State, entry: Entry) -> State:
    return replace(state, parked=act.reason, parked_at=entry.at)


@_apply.register
def _(act: Resumed, state: State, entry: Entry) -> State:
    return replace(state, parked=None, parked_at=None)


@_apply.register
def _(act: Held, state: State, entry: Entry) -> State:
    return replace(state, held=act)


@_apply.register
def _(act: Released, state: State, entry: Entry) -> State:
    return replace(state, held=None)


@_apply.register
def _(act: Joined, state: State, entry: Entry) -> State:
    return state if act.person_id in state.people else _taking_part(state, act.person_id)


@_apply.register
def _(act: GapWaived, state: State, entry: Entry) -> State:
    return replace(
        state, waivers={**state.waivers, act.gap: act.reason},
        waived_by={**state.waived_by, act.gap: entry.person_id},
    )  # fmt: skip


@_apply.register
def _(act: Undone, state: State, entry: Entry) -> State:
    return state


@_apply.register
def _(act: Closed, state: State, entry: Entry) -> State:
    return replace(state, closed=act)


@_apply.register
def _(act: DocumentRecorded, state: State, entry: Entry) -> State:
    return replace(state, documents={**state.documents, (act.document, act.subject): act})


@_apply.register
def _(act: EarlierFound, state: State, entry: Entry) -> State:
    others = tuple(each for each in state.earlier if each.inspection_id != act.inspection_id)
    return replace(state, earlier=(*others, act))


@_apply.register
def _(act: UrgentlyReleased, state: State, entry: Entry) -> State:
    return replace(state, released=(*state.released, act))


@_apply.register
def _(act: Amended, state: State, entry: Entry) -> State:
    return replace(state, amended=(*state.amended, act), closed=None)


@_apply.register
def _(act: Voided, state: State, entry: Entry) -> State:
    return replace(state, voided=act)


@_apply.register
def _(act: UnitReplaced, state: State, entry: Entry) -> State:
    assert state.draw is not None, "rules refuse a replacement before the draw"
    draw = replace_unit(state.draw, act.carton, act.place, act.by)
    return replace(state, draw=draw, units_replaced=(*state.units_replaced, act))


@_apply.register
def _(act: SamplingStopped, state: State, entry: Entry) -> State:
    return replace(state, stopped=act)


@_apply.register
def _(act: UnitsTaken, state: State, entry: Entry) -> State:
    return replace(state, units_taken={**state.units_taken, act.use: act})
