"""What keys, taps and panels of the walk mean, and which door each goes through. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import ParkReason
from inspector_app.domain.inspection.progress import Gap
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import inspections, sampling
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters import walk_defects, walk_place
from inspector_app.ui.presenters.act_queue import Step
from inspector_app.ui.presenters.walk_building import Loaded, stop_offers
from inspector_app.ui.presenters.walk_evidence import WalkEvidence
from inspector_app.ui.presenters.walk_model import (
    REASONS,
    BoardView,
    DefectPanel,
    QuestionView,
    ReasonKind,
    ReasonPanel,
)
from inspector_app.ui.presenters.walk_notices import Say
from inspector_app.ui.presenters.walk_place import Place
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Key: TypeAlias = Literal[
    "pass", "fail", "na", "next", "back", "forward", "undo", "photo", "park", "rest", "hold",
    "batch", "carton_good", "units_good", "resume", "sign", "primary", "go_on", "close", "hints",
    "difference", "retake",
]  # fmt: skip


class WalkActs(WalkEvidence):
    """Everything but scans; ``WalkPresenter`` adds them."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        super().__init__(tools, session, tasks)
        self._keys: dict[Key, Callable[[], Step | None]] = {
            "pass": self.pass_here, "fail": self._fail, "na": self._na, "next": self._next,
            "back": lambda: self._turn(-1), "forward": lambda: self._turn(1),
            "undo": self.undo_step, "photo": lambda: self.photo_step(""), "park": self._park,
            "rest": self._rest, "hold": self._hold, "batch": self.another_batch,
            "carton_good": self._carton_good, "units_good": self._units_good,
            "resume": self._resume, "sign": self._sign, "primary": self._primary,
            "go_on": self._go_on, "close": self._close, "hints": self.take_hints,
            "difference": self.difference_step, "retake": self.retake_step,
        }  # fmt: skip

    # -- from the page

    def press(self, key: Key) -> None:
        """A key, a button or a command of the sheet."""
        self.submit(self._keys[key])

    def go_stage(self, stage_id: str) -> None:
        """A stage of the rail."""

        def turn() -> None:
            loaded = self.here
            self.panel = None
            self.go(walk_place.in_stage(loaded.standard, loaded.state, stage_id))

        self.submit(turn)

    def go_item(self, item_id: str, subject: str) -> None:
        """A row of the page."""
        place = Place(stage_id=self.place.stage_id, item_id=item_id, subject=subject)
        self.submit(lambda: self.go(place))

    def go_carton(self, carton: int) -> None:
        """A cell of the grid."""
        place = Place(stage_id=self.place.stage_id, carton=carton)
        self.submit(lambda: self.go(place))

    def go_gap(self, gap: Gap) -> None:
        """A missing thing: to where it is supplied."""

        def turn() -> None:
            loaded = self.here
            self.panel = None
            self.go(walk_place.of_gap(loaded.standard, loaded.state, gap))

        self.submit(turn)

    def choose_value(self, value: str) -> None:
        """A chip, a measured value, a date or a text for the question in hand."""
        self.submit(lambda: self.answer_value(value))

    # -- pass, fail, not applicable

    def pass_here(self) -> Step | None:
        """ "1": the question passes, or the next act of the board."""
        board = self.view.board
        if board is not None:
            return self._board_pass(board)
        row = self.view.current
        if row is None or row.answer is not None:
            return self._go_on()
        if row.item.kind in ("choice", "number", "count", "date"):
            raise WalkError("value_needed", item=row.item.id)
        return self.answer(row, "pass")

    def answer(
        self, row: QuestionView, outcome: Literal["pass", "fail", "na"], **more: str
    ) -> Step:
        """Answer a question and move on."""
        station, item, subject = self.station, row.item, row.subject
        return self.step(
            lambda who, inspection: inspections.record_answer(
                station, who, inspection, item.id, outcome, subject=subject, **more
            )
        )

    def answer_value(self, value: str) -> Step | None:
        """A value for the question in hand; the item's limits judge it."""
        row = self.view.current
        if row is None:
            return None
        station, item, subject = self.station, row.item, row.subject

        def door(who: Person, inspection: Inspection) -> Inspection:
            return inspections.record_answer(
                station, who, inspection, item.id, value=value, subject=subject
            )

        def after(loaded: Loaded) -> None:
            answer = loaded.state.answers[item.id, subject]
            if answer.outcome == "fail" and item.defects:
                self.panel = walk_defects.open_panel(
                    loaded.standard, loaded.state, item=item, subject=subject
                )
                self.on_cue("attention")

        fails = item.kind == "choice" and any(
            choice.value == value and choice.fails for choice in item.choices
        )
        return self.step(door, move="settle" if fails or item.kind != "choice" else "onward",
                         after=after)  # fmt: skip

    def _fail(self) -> Step | None:
        row, board = self.view.current, self.view.board
        loaded = self.here
        if board is not None:
            self.show_panel(
                walk_defects.open_panel(
                    loaded.standard, loaded.state, step=board.step, carton=board.carton
                )
            )
            return None
        if row is None:
            return None
        if not row.item.defects:
            return self.answer(row, "fail")
        self.show_panel(
            walk_defects.open_panel(
                loaded.standard, loaded.state, item=row.item, subject=row.subject
            )
        )
        return None

    def _na(self) -> Step | None:
        row, board = self.view.current, self.view.board
        if board is not None:
            self._ask_replace(board)
            return None
        if row is None:
            return None
        if not row.item.required:
            return self.answer(row, "na")
        self._ask("na")
        return None

    # -- the board

    def _ask_replace(self, board: BoardView) -> None:
        """Another carton before this one is begun; later, another unit of it."""
        if board.carton is not None and board.may_replace_unit and not board.may_replace:
            places = tuple(str(place) for place in board.places)
            panel = ReasonPanel(kind="unit_place", reasons=places, carton=board.carton)
            self.show_panel(panel)
            return
        if board.carton is None or not board.may_replace:
            raise WalkError("carton_begun", carton=board.carton or 0)
        self._ask("replace", carton=board.carton)

    def _board_pass(self, board: BoardView) -> Step | None:
        station = self.station
        if self.here.state.held is not None:
            return self._go_on()
        if board.step == "plan":
            return self.step(
                lambda who, inspection: inspections.draw_plan(station, who, inspection)
            )
        if board.step == "outside":
            return self.step(
                lambda who, inspection: inspections.see_cartons(station, who, inspection)
            )
        if board.step == "carton":
            return self._carton_good()
        if board.step == "units":
            return self._units_good()
        return self._go_on()

    def _carton_in_hand(self) -> int:
        board = self.view.board
        if board is None or board.carton is None:
            raise WalkError("carton_needed", defect="")
        return board.carton

    def _carton_good(self) -> Step:
        station, carton = self.station, self._carton_in_hand()
        scanned = self.scanned.get(carton, "")
        return self.step(
            lambda who, inspection: inspections.pass_carton(
                station, who, inspection, carton, scanned=scanned
            )
        )

    def _units_good(self) -> Step:
        station, carton, seconds = self.station, self._carton_in_hand(), self.seconds_here
        return self.step(
            lambda who, inspection: inspections.record_tally(
                station, who, inspection, carton, seconds=seconds
            )
        )

    def _rest(self) -> Step:
        station, stage_id = self.station, self.place.stage_id
        if self.view.board is not None:
            if self.view.board.step != "outside":
                raise WalkError("nothing_left")
            return self.step(
                lambda who, inspection: inspections.see_cartons(station, who, inspection)
            )
        return self.step(
            lambda who, inspection: inspections.pass_page(station, who, inspection, stage_id)
        )

    # -- moving

    def _turn(self, by: int) -> None:
        loaded = self.here
        if self.panel is not None:
            self.show_panel(None)
            return
        self.go(walk_place.neighbour(loaded.standard, loaded.state, self.place, by))

    def _next(self) -> Step | None:
        if isinstance(self.panel, DefectPanel):
            return self.save_defect_step()
        return self._go_on()

    def _go_on(self) -> Step | None:
        """To the next thing missing; at the end, to the summary."""
        loaded = self.here
        target = walk_place.leading(loaded.standard, loaded.state, self.place)
        if target is None or self.view.actions.primary == "summary":
            self._sign()
        else:
            self.go(target)
        return None

    def _primary(self) -> Step | None:
        primary = self.view.actions.primary
        if primary in ("pass", "plan", "outside", "carton", "units"):
            return self.pass_here()
        if primary == "photo":
            return self.photo_step("")
        if primary == "resume":
            return self._resume()
        return None if primary == "none" else self._go_on()

    def _sign(self) -> None:
        self.on_leave("summary", {"inspection_id": self.inspection_id})

    def _close(self) -> None:
        if self.panel is not None:
            self.show_panel(None)

    # -- reasons

    def _ask(self, kind: ReasonKind, *, carton: int | None = None) -> None:
        self.show_panel(ReasonPanel(kind=kind, reasons=REASONS[kind], carton=carton))

    def _park(self) -> None:
        self._ask("park")

    def _hold(self) -> Step | None:
        offer = self.view.stop
        if offer is not None and offer.reason == "re_reached":
            return self._stop_step()
        if offer is not None:
            return self._hold_step(offer.reason)
        if self.here.state.held is not None:
            raise WalkError("already_held")
        self._ask("hold")
        return None

    def decline_stop(self) -> None:
        """ "Carry on": what speaks for stopping now is not brought up again."""
        if self.view.stop is not None:
            self.dismissed = self.dismissed | {offer.key for offer in stop_offers(self.here)}
            self.show()

    def _hold_step(self, reason: str) -> Step:
        station, stage_id = self.station, self.place.stage_id
        self.panel = None
        return self.step(
            lambda who, inspection: inspections.hold(
                station, who, inspection, reason=reason, stage_id=stage_id
            ),
            move="stay",
            after=lambda loaded: self._sign(),
        )

    def _stop_step(self) -> Step:
        """Leave the rest of the sample: the lot is decided."""
        station = self.station
        self.panel = None
        return self.step(
            lambda who, inspection: sampling.stop_at_rejection(station, who, inspection),
            move="stay",
            after=lambda loaded: self._sign(),
        )

    def pick_reason(self, reason: str) -> None:
        """A chip of the reason panel: acts at once."""
        self.submit(lambda: self.reason_step(reason))

    def reason_step(self, reason: str) -> Step | None:
        """The act the panel asked a reason for."""
        panel, station = self.panel, self.station
        if not isinstance(panel, ReasonPanel) or reason not in panel.reasons:
            return None
        self.panel = None
        if panel.kind == "unit_place":
            unit = int(reason)
            self.show_panel(
                ReasonPanel(kind="unit", reasons=REASONS["unit"], carton=panel.carton, unit=unit)
            )
            return None
        if panel.kind == "unit":
            return self._unit_step(panel, reason)
        if panel.kind == "hold":
            return self._hold_step(reason)
        if panel.kind == "park":
            return self._park_step(reason)
        if panel.kind == "replace" and panel.carton is not None:
            carton = panel.carton
            return self.step(
                lambda who, inspection: inspections.replace_carton(
                    station, who, inspection, carton, reason
                )
            )
        row = self.view.current
        return self.answer(row, "na", reason=reason) if row is not None else None

    def _unit_step(self, panel: ReasonPanel, reason: str) -> Step:
        station, carton, place = self.station, panel.carton or 0, panel.unit or 0

        def after(loaded: Loaded) -> None:
            by = loaded.state.units_replaced[-1].by
            self.say(
                Say(tone="accepted", key="walk.told.unit_replaced", params={"by": by,
                    "place": place, "carton": carton})
            )  # fmt: skip

        return self.step(
            lambda who, inspection: sampling.replace_unit(
                station, who, inspection, carton, place, reason
            ),
            move="stay",
            after=after,
        )

    def _park_step(self, reason: str) -> Step:
        station = self.station
        why: ParkReason = next(each for each in _PARK if each == reason)
        return self.step(
            lambda who, inspection: inspections.park(station, who, inspection, why),
            move="stay",
            after=lambda loaded: self.on_leave("today", {}),
        )

    def _resume(self) -> Step:
        station = self.station
        return self.step(
            lambda who, inspection: inspections.resume(station, who, inspection), move="stay"
        )


_PARK: tuple[ParkReason, ...] = ("documents", "supervisor", "supplier", "break")
