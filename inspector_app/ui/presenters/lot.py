"""From a chosen order line to an opened lot with its drawn sample. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import InspectorError, IntakeError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.acts import Batch, EarlierFound
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person, Product
from inspector_app.services import inspections, intake, returns, shelf_life
from inspector_app.services.intake import LineChoice, LotRequest
from inspector_app.services.ports import TaskRunner
from inspector_app.services.summaries import that_count
from inspector_app.ui.presenters.batch_draft import BatchCheck, BatchDraft, check_batch
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.lot_others import NO_OTHERS, Others, look_around
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools
from inspector_app.wire.elsewhere import OpenLot


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """Sale units, cartons and units per carton as the inspector confirms them."""

    size: int = 0
    cartons: int = 0
    units_per_carton: int = 0

    @property
    def tail(self) -> int | None:
        """Units in the last carton; None where the three figures disagree."""
        rest = self.size - self.units_per_carton * (self.cartons - 1)
        return rest if 0 < rest <= self.units_per_carton and self.cartons > 0 else None

    def with_cartons(self, cartons: int) -> Quantities:
        """Another number of cartons; the last one lacks as many units as before."""
        size = self.units_per_carton * cartons - self._lacking
        return replace(self, cartons=cartons, size=max(0, size))

    def with_units_per_carton(self, units: int) -> Quantities:
        """Another content; the last carton lacks as many units as before where it can."""
        lacking = self._lacking if self._lacking < units else 0
        size = units * self.cartons - lacking
        return replace(self, units_per_carton=units, size=max(0, size))

    @property
    def _lacking(self) -> int:
        return self.units_per_carton - self.tail if self.tail is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LotState:
    """What the page shows.

    ``choice`` is None until it was read; ``inspection`` is there once the lot is open, with its
    plan once that is drawn. ``problem`` is why opening was refused. ``repeats`` is the earlier
    inspection this lot inspects again.
    """

    choice: LineChoice | None = None
    scans: tuple[ScanResult, ...] = ()
    quantities: Quantities = Quantities()
    batches: tuple[BatchDraft, ...] = ()
    current: int = 0
    earlier: tuple[EarlierFound, ...] = ()
    repeats: str = ""
    opening: bool = False
    inspection: Inspection | None = None
    standard: Standard | None = None
    problem: Exception | None = None
    others: Others = NO_OTHERS
    outside_reason: str = ""

    @property
    def planned(self) -> bool:
        return self.inspection is not None and self.inspection.state.plan is not None

    def batch(self, key: int) -> BatchDraft:
        """The draft of that key; KeyError when it is gone."""
        for draft in self.batches:
            if draft.key == key:
                return draft
        raise KeyError(key)


def first_quantities(choice: LineChoice) -> Quantities:
    """Figures to begin with: what the dock received and no lot has yet, else the order's."""
    line = choice.line
    content = choice.product.units_per_carton
    if not content * (line.cartons - 1) < line.units <= content * line.cartons:
        content = -(-line.units // line.cartons) if line.cartons else content
    taken = sum(lot.cartons for lot in that_count(choice.lots))
    cartons = max(0, choice.received_cartons - taken) or line.cartons
    size = line.units if cartons == line.cartons else content * cartons
    return Quantities(size=size, cartons=cartons, units_per_carton=content)


class LotPresenter:
    """``on_change(state)``; ``on_other_goods(product, scan)`` when goods of another kind were
    scanned; ``on_other_batch(number)`` when a code named a batch not yet there."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner, finder: Finder) -> None:
        self.tools = tools
        self._session = session
        self._tasks = tasks
        self.finder = finder
        self._state = LotState()
        self._place = ("", "")
        self._keys = 0
        self._partial: Inspection | None = None
        self.on_change: Callable[[LotState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_other_goods: Callable[[Product | None, ScanResult], None] = lambda _p, _s: None
        self.on_other_batch: Callable[[str], None] = lambda number: None
        self.on_open_elsewhere: Callable[[Sequence[OpenLot]], None] = lambda lots: None

    @property
    def state(self) -> LotState:
        return self._state

    def begin(
        self,
        order_id: str,
        line_id: str,
        scan: ScanResult | None = None,
        choice: LineChoice | None = None,
    ) -> None:
        """Prepare a lot of this line; ``choice`` is the line if it was read just now. A return to
        the same line keeps what was typed, unless its lot was opened meanwhile."""
        again = (order_id, line_id) == self._place and self._state.inspection is None
        if not again:
            self._place = (order_id, line_id)
            self._partial = None
            self._change(LotState())
        if choice is not None:
            self._show_choice((order_id, line_id), choice, scan)
            return
        station = self.tools.station
        self._tasks.read(
            lambda: intake.line_choice(station, order_id, line_id),
            lambda choice: self._show_choice((order_id, line_id), choice, scan),
            lambda problem: self.on_refused(problem),
        )

    def _show_choice(
        self, place: tuple[str, str], choice: LineChoice, scan: ScanResult | None
    ) -> None:
        if place != self._place:
            return
        fresh = self._state.choice is None
        state = replace(self._state, choice=choice)
        if fresh:
            draft = self._new_draft(choice)
            state = replace(
                state, quantities=first_quantities(choice), batches=(draft,), current=draft.key
            )
        self._change(state)
        self._look_elsewhere()
        if scan is not None:
            self._merge(scan)

    def _look_elsewhere(self) -> None:
        """What other stations do with this line, and whether this lot is within the share."""
        choice, size = self._state.choice, self._state.quantities.size
        station, content = self.tools.station, self._state.quantities.units_per_carton
        if choice is None:
            return

        def show(found: Others) -> None:
            state = self._state
            if state.choice is not None and state.choice.line.id == choice.line.id:
                self._change(replace(state, others=found))

        self._tasks.read(lambda: look_around(station, choice, size, content), show)

    def give_reason(self, reason: str) -> None:
        """Why this lot is opened though the line is another station's."""
        self._change(replace(self._state, outside_reason=reason, problem=None))

    def _new_draft(self, choice: LineChoice) -> BatchDraft:
        self._keys += 1
        life = choice.product.shelf_life or ""
        return BatchDraft(key=self._keys, life=life, life_from_master=bool(life))

    # -- figures and batches

    def set_quantities(self, quantities: Quantities) -> None:
        """Figures typed by hand."""
        self._change(replace(self._state, quantities=quantities, problem=None))
        self._look_elsewhere()

    def quantity_problem(self) -> InspectorError | None:
        """Why the figures cannot be, or None."""
        try:
            intake.check_lot(self._request())
        except InspectorError as problem:
            return problem
        return None

    def edit_batch(self, draft: BatchDraft) -> None:
        """A field of one batch changed."""
        before = self._state.batch(draft.key)
        batches = tuple(draft if each.key == draft.key else each for each in self._state.batches)
        self._change(replace(self._state, batches=batches, current=draft.key, problem=None))
        if draft.number != before.number:
            self._look_back()

    def add_batch(self, number: str = "", *, scan: ScanResult | None = None) -> None:
        """Another batch was found."""
        choice = self._state.choice
        if choice is None or self._state.inspection is not None:
            return
        draft = replace(self._new_draft(choice), number=number)
        if scan is not None:
            draft = draft.with_scan(scan)
        self._change(replace(self._state, batches=(*self._state.batches, draft), current=draft.key))
        self._look_back()

    def drop_batch(self, key: int) -> None:
        """Take a batch away again; the last one stays."""
        rest = tuple(draft for draft in self._state.batches if draft.key != key)
        if rest:
            self._change(replace(self._state, batches=rest, current=rest[-1].key))
            self._look_back()

    def select_batch(self, key: int) -> None:
        """Work on this batch."""
        if key != self._state.current:
            self._change(replace(self._state, current=key))
            self._look_back()

    def check(self, draft: BatchDraft) -> BatchCheck:
        """How the batch's dates agree and stand today."""
        choice, station = self._state.choice, self.tools.station
        assert choice is not None
        return check_batch(
            draft, choice.product, choice.line, choice.order.channel, station.shelf_life,
            station.clock.today(),
        )  # fmt: skip

    def _look_back(self) -> None:
        """Earlier verdicts of the same product and the batch in hand."""
        choice = self._state.choice
        if choice is None or not self._state.batches:
            return
        number, product_id = self._state.batch(self._state.current).number, choice.product.id
        station, pallets = self.tools.station, choice.line.sscc

        def show(found: Sequence[EarlierFound]) -> None:
            drafts = [each for each in self._state.batches if each.key == self._state.current]
            if drafts and drafts[0].number == number:
                self._change(replace(self._state, earlier=tuple(found)))

        numbers = [number] if number else []
        self._tasks.read(
            lambda: returns.known_again(station, product_id, "", numbers, pallets), show
        )

    def repeat(self, inspection_id: str) -> None:
        """Open the lot as the re-inspection of an earlier one; once more: as an original."""
        again = "" if self._state.repeats == inspection_id else inspection_id
        self._change(replace(self._state, repeats=again))

    # -- scans

    def scan(self, scan: ScanResult) -> bool:
        """Take a scan while the lot is prepared; False leaves it to the window."""
        choice = self._state.choice
        own = scan.station_code is not None and scan.station_code.kind != "warehouse_label"
        if choice is None or self._state.inspection is not None or own:
            return False
        readable = scan.usable or scan.candidates or scan.kind == "alias_candidate"
        if not readable and scan.by_number() is None:
            return False
        station, order_id = self.tools.station, choice.order.id
        self._tasks.read(
            lambda: intake.find_read(station, scan, order_id=order_id),
            lambda found: self._judge_scan(found, scan),
            lambda problem: self.on_refused(problem),
        )
        return True

    def _judge_scan(self, found: intake.Found, scan: ScanResult) -> None:
        choice = self._state.choice
        if choice is None:
            return
        products = [each.product for each in found.choices] or list(found.products)
        if any(product.id == choice.product.id for product in products):
            self._merge(found.scan)
        elif products:
            self.on_other_goods(products[0], scan)
        elif found.kind == "unknown" and scan.kind == "text":
            self._merge_number(scan.text)
        else:
            self.finder.find(scan)

    def _merge_number(self, number: str) -> None:
        """A plain code on the carton: its batch number, where that is still to be read."""
        draft = self._state.batch(self._state.current)
        if not draft.number:
            self.edit_batch(replace(draft, number=number))
        elif draft.number != number:
            self.on_other_batch(number)

    def _merge(self, scan: ScanResult) -> None:
        state = self._state
        known = [each for each in state.scans if each.text != scan.text]
        self._change(replace(state, scans=(*known, scan)))
        draft = self._state.batch(self._state.current)
        number = scan.lot or ""
        if number and draft.number and number != draft.number:
            same = [each for each in self._state.batches if each.number == number]
            if same:
                self.edit_batch(same[0].with_scan(scan))
            else:
                self.add_batch(number, scan=scan)
                self.on_other_batch("")
            return
        self.edit_batch(draft.with_scan(scan))

    # -- opening

    def open(self) -> None:
        """Open the lot, record its batches and draw the sample; once more goes on where a
        refusal stopped it."""
        state = self._state
        if state.opening or state.planned or state.choice is None:
            return
        try:
            request = self._request()
            intake.check_lot(request)
            batches = self._checked_batches()
            person = self._session.person
        except InspectorError as problem:
            self._change(replace(state, problem=problem))
            return
        self._change(replace(state, opening=True, problem=None))
        self._tasks.write(
            lambda: self._open(person, request, batches), self._opened, self._not_opened
        )

    def _open(
        self, person: Person, request: LotRequest, batches: Sequence[Batch]
    ) -> tuple[Inspection, Standard]:
        station = self.tools.station
        inspection = self._partial or intake.open_lot(station, person, request)
        self._partial = inspection
        for batch in batches[len(inspection.state.batches) :]:
            inspection = self._partial = inspections.record_batch(
                station, person, inspection, batch
            )
        if inspection.state.plan is None:
            inspection = self._partial = inspections.draw_plan(station, person, inspection)
        return inspection, inspections.standard_of(station, inspection)

    def _opened(self, opened: tuple[Inspection, Standard]) -> None:
        inspection, standard = opened
        self._change(replace(self._state, opening=False, inspection=inspection, standard=standard))
        self._tasks.read(
            self.tools.claim_open_lots,
            lambda lots: self.on_open_elsewhere(lots) if lots else None,
        )

    def _not_opened(self, problem: Exception) -> None:
        self._change(replace(self._state, opening=False, problem=problem))

    def _request(self) -> LotRequest:
        choice, figures = self._state.choice, self._state.quantities
        assert choice is not None
        return LotRequest(
            order_id=choice.order.id, line_id=choice.line.id, size=figures.size,
            cartons=figures.cartons, units_per_carton=figures.units_per_carton,
            delivery_id=choice.delivery_id, reinspection_of=self._state.repeats,
            outside_reason=self._state.outside_reason,
        )  # fmt: skip

    def _checked_batches(self) -> tuple[Batch, ...]:
        """All drafts as batches.

        Raises DateError for dates that cannot be, IntakeError ``batch_number_twice``,
        ``batch_cartons_outside`` or ``batch_cartons_overlap``.
        """
        drafts, figures = self._state.batches, self._state.quantities
        today = self.tools.station.clock.today()
        _check_apart(drafts, figures.cartons)
        alone = len(drafts) == 1
        batches = tuple(
            draft.batch(figures.cartons, figures.units_per_carton, figures.size, alone=alone)
            for draft in drafts
        )
        for batch in batches:
            shelf_life.check_dates(batch, today)
        return batches

    def _change(self, state: LotState) -> None:
        self._state = state
        self.on_change(state)


def _check_apart(drafts: Sequence[BatchDraft], cartons: int) -> None:
    numbers: set[str] = set()
    taken: dict[int, str] = {}
    for draft in drafts:
        if draft.number and draft.number in numbers:
            raise IntakeError("batch_number_twice", number=draft.number)
        numbers.add(draft.number)
        if len(drafts) == 1 or not (draft.first_carton or draft.last_carton):
            continue
        if not 1 <= draft.first_carton <= draft.last_carton <= cartons:
            raise IntakeError(
                "batch_cartons_outside", first=draft.first_carton, last=draft.last_carton,
                cartons=cartons,
            )  # fmt: skip
        for carton in range(draft.first_carton, draft.last_carton + 1):
            if carton in taken:
                raise IntakeError("batch_cartons_overlap", carton=carton)
            taken[carton] = draft.number
