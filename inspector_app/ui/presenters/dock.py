"""Receiving a delivery at the dock. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.domain.delivery import Delivery, LineCount
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.master import Person
from inspector_app.i18n import Language
from inspector_app.services import deliveries, photos
from inspector_app.services.deliveries import DockLine, DockSheet
from inspector_app.services.ports import TaskRunner
from inspector_app.services.station import Station
from inspector_app.ui.presenters.photo_retaking import first_fault
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

REASONS: tuple[str, ...] = (
    "crushed", "wet", "torn", "leaking", "not_loaded", "wrong_goods", "sent_too_many",
    "temperature", "seal_broken",
)  # fmt: skip
"""Why a line differs, as chips; words under ``dock.reason``, also on the exception note."""

SHOTS: tuple[str, ...] = ("plate", "seal", "open_door", "pallet")
"""Pictures a claim against the carrier needs; none of them is forced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DockRow:
    """One line while it is counted. ``here`` is False when this vehicle brought none of it."""

    line: DockLine
    received: int
    damaged: int = 0
    refused: int = 0
    reason: str = ""
    photos: tuple[str, ...] = ()
    here: bool = True

    @property
    def count(self) -> LineCount:
        """The count as the delivery records it."""
        return LineCount(
            line_id=self.line.line.id, product_id=self.line.product.id,
            expected=self.line.expected, received=self.received, damaged=self.damaged,
            refused=self.refused, reason=self.reason if self._differs else "",
            photos=self.photos,
        )  # fmt: skip

    @property
    def differs(self) -> bool:
        """Whether the exception note will list it."""
        return self.here and self._differs

    @property
    def _differs(self) -> bool:
        return bool(
            self.damaged or self.refused or self.received + self.refused != self.line.expected
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DockState:
    """What the page shows; ``delivery`` is there once it is received, ``note`` once it is made.

    ``photos`` are (shot, SHA-256); the shot is ``""`` for a free picture.
    """

    sheet: DockSheet | None = None
    rows: tuple[DockRow, ...] = ()
    vehicle: str = ""
    seal: str = ""
    temperature: str = ""
    driver: str = ""
    photos: tuple[tuple[str, str], ...] = ()
    receiving: bool = False
    delivery: Delivery | None = None
    note: Path | None = None
    problem: Exception | None = None

    @property
    def differs(self) -> bool:
        return any(row.differs for row in self.rows)

    @property
    def cartons(self) -> int:
        """Cartons that come in with this vehicle."""
        return sum(row.received for row in self.rows if row.here)


class DockPresenter:
    """``on_change(state)``; ``on_note(file)`` once the exception note was made.

    What was typed for an order stays while the program lives, until its delivery is received.
    """

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._session = session
        self._tasks = tasks
        self._order_id = ""
        self._state = DockState()
        self._drafts: dict[str, DockState] = {}
        self.on_change: Callable[[DockState], None] = lambda state: None
        self.on_note: Callable[[Path], None] = lambda file: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_poor_photo: Callable[[str], None] = lambda fault: None

    @property
    def state(self) -> DockState:
        return self._state

    @property
    def order_id(self) -> str:
        return self._order_id

    def begin(self, order_id: str) -> None:
        """Count a delivery of this order; a draft of it is taken up again."""
        if self._state.sheet is not None and self._state.delivery is None:
            self._drafts[self._order_id] = self._state
        self._order_id = order_id
        draft = self._drafts.pop(order_id, None)
        self._change(draft if draft is not None else DockState())
        station = self.tools.station
        self._tasks.read(
            lambda: deliveries.dock_sheet(station, order_id),
            lambda sheet: self._show_sheet(order_id, sheet),
            lambda problem: self.on_refused(problem),
        )

    def _show_sheet(self, order_id: str, sheet: DockSheet) -> None:
        if order_id != self._order_id or self._state.delivery is not None:
            return
        typed = {row.line.line.id: row for row in self._state.rows}
        rows = tuple(
            replace(typed[line.line.id], line=line)
            if line.line.id in typed
            else DockRow(line=line, received=line.expected, here=line.expected > 0)
            for line in sheet.lines
        )
        self._change(replace(self._state, sheet=sheet, rows=rows))

    # -- typing

    def set_facts(self, **facts: str) -> None:
        """``vehicle``, ``seal``, ``temperature``, ``driver`` as typed."""
        self._change(replace(self._state, problem=None, **facts))  # type: ignore[arg-type]  # fields

    def set_row(self, row: DockRow) -> None:
        """A line was counted."""
        line_id = row.line.line.id
        rows = tuple(row if each.line.line.id == line_id else each for each in self._state.rows)
        self._change(replace(self._state, rows=rows, problem=None))

    def as_announced(self) -> None:
        """Everything came as announced, in one act; photos stay."""
        rows = tuple(
            DockRow(
                line=row.line, received=row.line.expected, here=row.line.expected > 0,
                photos=row.photos,
            )
            for row in self._state.rows
        )  # fmt: skip
        self._change(replace(self._state, rows=rows, problem=None))

    def add_photos(
        self, read: Sequence[Callable[[], bytes]], *, shot: str = "", line_id: str = ""
    ) -> None:
        """Keep pictures, each durable before it is shown; a refused one stops none of the others.

        Refusals go to ``on_refused``.
        """
        station = self.tools.station
        try:
            person = self._session.person
        except InspectorError as problem:
            self.on_refused(problem)
            return
        for take in read:
            self._add_photo(station, person, take, shot=shot, line_id=line_id)

    def _add_photo(
        self,
        station: Station,
        person: Person,
        take: Callable[[], bytes],
        *,
        shot: str,
        line_id: str,
    ) -> None:
        order_id = self._order_id

        def kept(digest: str) -> None:
            if order_id == self._order_id:
                self._keep_photo(digest, shot, line_id)
                self._check_quality(digest)

        self._tasks.write(
            lambda: photos.keep(station, person, take()),
            kept,
            lambda problem: self.on_refused(problem),
        )

    def _check_quality(self, digest: str) -> None:
        """A warning, while the goods are still there; never a refusal."""
        tools = self.tools

        def told(fault: str) -> None:
            if fault:
                self.on_poor_photo(fault)

        self._tasks.read(
            lambda: first_fault(tools.photo_quality(tools.station.files.path(digest).read_bytes())),
            told,
            lambda problem: None,
        )

    def _keep_photo(self, digest: str, shot: str, line_id: str) -> None:
        state = self._state
        if not line_id:
            kept = [each for each in state.photos if not shot or each[0] != shot]
            self._change(replace(state, photos=(*kept, (shot, digest))))
            return
        for row in state.rows:
            if row.line.line.id == line_id and digest not in row.photos:
                self.set_row(replace(row, photos=(*row.photos, digest)))

    # -- receiving

    def receive(self, signature: bytes, language: Language) -> None:
        """Record the delivery, then make the exception note when anything differs."""
        state = self._state
        if state.receiving or state.delivery is not None or state.sheet is None:
            return
        try:
            person = self._session.person
        except InspectorError as problem:
            self._change(replace(state, problem=problem))
            return
        self._change(replace(state, receiving=True, problem=None))
        self._tasks.write(
            lambda: self._receive(person, state, signature),
            lambda delivery: self._received(delivery, language),
            self._not_received,
        )

    def _receive(self, person: Person, state: DockState, signature: bytes) -> Delivery:
        return deliveries.receive(
            self.tools.station, person, self._order_id, vehicle=state.vehicle,
            counts=[row.count for row in state.rows if row.here], seal=state.seal,
            temperature=state.temperature, driver=state.driver,
            signature=signature if state.differs else b"",
            photos=[digest for _, digest in state.photos],
        )  # fmt: skip

    def _received(self, delivery: Delivery, language: Language) -> None:
        self._drafts.pop(delivery.order_id, None)
        self._change(replace(self._state, receiving=False, delivery=delivery))
        if delivery.exceptions:
            self.make_note(language)

    def make_note(self, language: Language) -> None:
        """Make the exception note (again); a refusal leaves the delivery as it is."""
        delivery = self._state.delivery
        if delivery is None:
            return
        self._tasks.read(
            lambda: self.tools.exception_note(delivery, language),
            self._noted,
            lambda problem: self.on_refused(problem),
        )

    def _noted(self, file: Path) -> None:
        self._change(replace(self._state, note=file))
        self.on_note(file)

    def _not_received(self, problem: Exception) -> None:
        self._change(replace(self._state, receiving=False, problem=problem))

    def _change(self, state: DockState) -> None:
        self._state = state
        self.on_change(state)
