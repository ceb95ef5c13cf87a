"""The state of one walk and the way of every act: queued, durable, then shown. Free of Qt.

Every act waits for the one before it (``ActQueue``), is resolved at its turn, and the page moves
on only when the door has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import inspections, people
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters import walk_place
from inspector_app.ui.presenters.act_queue import ActQueue, Intent, Step
from inspector_app.ui.presenters.walk_building import Loaded, build
from inspector_app.ui.presenters.walk_hint_values import WalkHints
from inspector_app.ui.presenters.walk_hints import hints_at, label_photos
from inspector_app.ui.presenters.walk_model import Panel, WalkView
from inspector_app.ui.presenters.walk_notices import Say
from inspector_app.ui.presenters.walk_place import Place
from inspector_app.ui.presenters.walk_undo import place_of_act
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Door: TypeAlias = Callable[[Person, Inspection], Inspection]
Move: TypeAlias = Literal["onward", "stay", "settle"]
Cue: TypeAlias = Literal["accepted", "attention", "wrong"]
RELOAD = frozenset({"changed_elsewhere", "inspection_closed", "inspection_parked"})
PLACE_MARK = "walk"


class WalkCore:
    """State of one walk and the way of every act. ``WalkPresenter`` adds what keys mean.

    ``on_change(view)`` after each change; ``on_hints(view)`` when only what photos suggest has
    changed; ``on_acted`` when an act is on the disk (what was told
    before is over); ``on_say``, ``on_refused``, ``on_cue``, ``on_leave``
    (page, arguments), ``on_picture_wanted(slot key)`` (no camera: choose a file) and
    ``on_editor_key("enter" or a number)`` (a command scanned over the batch editor) ask the page.
    """

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self.station = tools.station
        self.tasks = tasks
        self._session = session
        self._actor: tuple[str, Person] | None = None  # with whose session it began
        self.queue = ActQueue(tasks, self._refused)
        self.inspection_id = ""
        self.loaded: Loaded | None = None
        self.place = Place(stage_id="")
        self.panel: Panel | None = None
        self.scanned: dict[int, str] = {}
        self.dismissed: frozenset[str] = frozenset()
        self.pending_count: int | None = None
        self._opened_at: tuple[int | None, int] = (None, 0)
        self.view = WalkView(mode="loading")
        self.on_change: Callable[[WalkView], None] = lambda view: None
        self.on_hints: Callable[[WalkView], None] = lambda view: None
        self.on_acted: Callable[[], None] = lambda: None
        self.on_say: Callable[[Say], None] = lambda say: None
        self.on_refused: Callable[[Exception], None] = lambda error: None
        self.on_cue: Callable[[Cue], None] = lambda cue: None
        self.on_leave: Callable[[str, dict[str, object]], None] = lambda name, arguments: None
        self.on_picture_wanted: Callable[[str], None] = lambda key: None
        self.on_editor_key: Callable[[str], None] = lambda key: None

    # -- who and what

    @property
    def session(self) -> Session:
        """Whose window it is."""
        return self._session

    @property
    def actor(self) -> Person:
        """Whom the next act names: the signed-in person, or who scanned a badge last."""
        signed_in = self._session.person
        if self._actor is not None and self._actor[0] == signed_in.id:
            return self._actor[1]
        return signed_in

    def act_as(self, person: Person) -> None:
        """``person`` has shown a badge."""
        self._actor = (self._session.person.id, person)

    @property
    def here(self) -> Loaded:
        """What is loaded; WalkError ``inspection_unknown`` before anything is."""
        if self.loaded is None:
            raise WalkError("inspection_unknown")
        return self.loaded

    # -- coming and going

    def open(self, inspection_id: str, place: str = "") -> None:
        """Show an inspection, at ``place`` or where the person left it."""
        self._calm_reader(quiet=True)
        same = inspection_id == self.inspection_id
        self.inspection_id = inspection_id
        self._actor = None
        if not same:
            self.loaded, self.panel, self.scanned = None, None, {}
            self.dismissed, self.pending_count = frozenset(), None
            self._change(WalkView(mode="loading"))
        self.tasks.read(
            lambda: self._read(inspection_id),
            lambda found: self._arrived(found[0], found[1], place),
            self.on_refused,
        )  # fmt: skip

    def leave(self) -> None:
        """Remember the place; what is under way is finished by the writer."""
        self._calm_reader(quiet=False)
        if self.loaded is not None and self.loaded.state.closed is None:
            self._note_place()

    def _read(self, inspection_id: str) -> tuple[Loaded, str]:
        inspection = inspections.load(self.station, inspection_id)
        with self.station.records.reading() as work:
            names = {person.id: person.names for person in work.master.people()}
            place = people.place_of(work, self._session.person.id)
        loaded = Loaded(
            inspection=inspection,
            standard=inspections.standard_of(self.station, inspection),
            assessments=inspections.assessments(self.station, inspection),
            people=names,
        )
        return loaded, place

    def _arrived(self, loaded: Loaded, left_at: str, wanted: str) -> None:
        if loaded.inspection.id != self.inspection_id:
            return  # another walk was opened meanwhile
        first = self.loaded is None
        self.loaded = loaded
        if loaded.state.closed is not None:
            self.on_leave("summary", {"inspection_id": loaded.inspection.id})
            return
        place = self._wanted_place(loaded, left_at, wanted) if first or wanted else self.place
        if not walk_place.valid(loaded.standard, loaded.state, place):
            place = walk_place.first_place(loaded.standard, loaded.state)
        self._read_labels()
        self.go(place)
        self._note_place()

    def _wanted_place(self, loaded: Loaded, left_at: str, wanted: str) -> Place:
        mark, _, rest = left_at.partition(":")
        walk, _, text = rest.partition(":")
        mine = text if mark == PLACE_MARK and walk == loaded.inspection.id else ""
        for candidate in (wanted, mine):
            place = walk_place.parse_place(candidate)
            if place is not None:
                return place
        return walk_place.first_place(loaded.standard, loaded.state)

    def _note_place(self) -> None:
        who, station = self._session.person.id, self.station
        text = f"{PLACE_MARK}:{self.inspection_id}:{self.place.text}"
        self.tasks.write(lambda: people.leave_off(station, who, text))

    # -- showing

    def go(self, place: Place) -> None:
        """Show another place."""
        if place.carton != self._opened_at[0]:
            self._opened_at = (place.carton, self.station.clock.monotonic_ns())
        changed_stage = place.stage_id != self.place.stage_id
        self.place = place
        self.show()
        if changed_stage:
            self._note_place()

    def now(self) -> datetime:
        """The station's time."""
        return self.station.clock.now()

    def show(self) -> None:
        """Build the view again."""
        loaded = self.loaded
        if loaded is None:
            return
        view = build(
            loaded, self.place, actor_id=self.actor.id, scanned=self.scanned,
            dismissed=self.dismissed,
        )  # fmt: skip
        self._change(replace(view, panel=self.panel, hints=self._hints(loaded)))

    def show_panel(self, panel: Panel | None) -> None:
        """Open a panel in place of the facts, or close it."""
        self.panel = panel
        self.show()

    def _change(self, view: WalkView) -> None:
        self.view = view
        self.on_change(view)

    # -- what photos suggest

    def hints_arrived(self) -> None:
        """A photo was read: shown in its place, nothing else is touched."""
        loaded = self.loaded
        if loaded is None or self.view.mode == "loading":
            return
        hints = self._hints(loaded)
        if hints != self.view.hints:
            self.view = replace(self.view, hints=hints)
            self.on_hints(self.view)

    def _hints(self, loaded: Loaded) -> WalkHints:
        stage = loaded.standard.stage(self.place.stage_id)
        return hints_at(
            loaded.standard, loaded.state, stage, self.panel, loaded.assessments,
            self.tools.label_hints,
        )  # fmt: skip

    def _read_labels(self) -> None:
        """Have new label photos read; the walk does not wait for it."""
        desk, photos = self.tools.label_hints, label_photos(self.here.state)
        if any(desk.state(photo.sha256) == "unknown" for photo in photos):
            self.tasks.read(lambda: desk.want(photos), None, lambda error: None)

    def _calm_reader(self, *, quiet: bool) -> None:
        desk = self.tools.label_hints
        self.tasks.read(lambda: desk.calm(quiet=quiet), None, lambda error: None)

    def say(self, say: Say) -> None:
        self.on_say(say)

    @property
    def seconds_here(self) -> int:
        """Whole seconds since the carton in hand was opened on screen."""
        return int((self.station.clock.monotonic_ns() - self._opened_at[1]) / 1_000_000_000)

    # -- acts

    def submit(self, intent: Intent) -> None:
        """Resolve ``intent`` at its turn; ignored before anything is loaded."""
        if self.loaded is not None:
            self.queue.submit(intent)

    def step(
        self,
        door: Door,
        *,
        move: Move = "onward",
        after: Callable[[Loaded], None] | None = None,
    ) -> Step:
        """An act on the inspection in hand. ``onward`` moves on, ``settle`` only when nothing is
        left to do here, ``stay`` never."""
        who, before, station = self.actor, self.here, self.station

        def work() -> Loaded:
            inspection = door(who, before.inspection)
            found = inspections.assessments(station, inspection)
            return replace(before, inspection=inspection, assessments=found)

        def done(loaded: Loaded) -> None:
            if loaded.inspection.id != self.inspection_id:
                return  # another walk was opened meanwhile; the act itself is on record
            self.loaded = loaded
            self._read_labels()
            self.on_acted()
            if after is not None:
                after(loaded)
            self._move(move)

        return Step(work, done)

    def _move(self, move: Move) -> None:
        loaded = self.here
        place = self.place
        if not walk_place.valid(loaded.standard, loaded.state, place):
            place = walk_place.first_place(loaded.standard, loaded.state)
        elif move == "onward" or (move == "settle" and self._finished(loaded, place)):
            place = walk_place.onward(loaded.standard, loaded.state, place)
        self.go(place)

    def _finished(self, loaded: Loaded, place: Place) -> bool:
        if not place.item_id:
            return False
        view = build(loaded, place, actor_id=self.actor.id, scanned={})
        row = view.current
        waits = any(not slot.taken for slot in view.slots)
        return row is not None and row.answer is not None and not row.gaps and not waits

    def undo_step(self) -> Step:
        """Take the newest act back and return to where it was done."""
        station = self.station

        def after(loaded: Loaded) -> None:
            last = loaded.inspection.entries[-1].act
            assert isinstance(last, Undone)
            gone = loaded.inspection.entries[last.act - 1].act
            self.place = place_of_act(loaded.standard, gone, self.place)
            self.say(
                Say(tone="info", key="walk.told.undone", params={"what": f"walk.act.{gone.kind}"})
            )

        return self.step(
            lambda who, inspection: inspections.undo(station, who, inspection),
            move="stay",
            after=after,
        )

    def _refused(self, error: Exception, dropped: int) -> None:
        self.show()
        if isinstance(error, WalkError) and error.code in RELOAD:
            self.open(self.inspection_id, self.place.text)
            self.say(Say(tone="attention", key=f"walk.told.{error.code}"))
            return
        self.on_refused(error)
        if dropped:
            self.say(Say(tone="attention", key="walk.told.dropped", params={"count": dropped}))

    def names_of(self) -> Mapping[str, Mapping[str, str]]:
        """Names of everybody, by id."""
        return self.here.people
