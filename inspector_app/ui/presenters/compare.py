"""Goods beside their reference picture: which two, what to look at, what came of it. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.comparison import Comparison, PlaceKind, ReadLine
from inspector_app.domain.defects import Defect
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.acts import Compared, PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Names
from inspector_app.domain.reference import Claims, Reference, ReferencePicture
from inspector_app.domain.rights import may
from inspector_app.services import inspections, references
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.compare_choice import (
    best_photo,
    best_picture,
    defects_here,
    read_lines,
    readable,
    suggested,
)
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

Looking: TypeAlias = Literal["idle", "looking", "done", "refused"]
Fate: TypeAlias = Literal["open", "dismissed", "recorded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareState:
    """What the page shows.

    ``fates`` go with the comparison's places; ``at`` is the place in hand, -1 for none. ``defect``
    is what a press records. ``may_record``: the walk is open and this person may inspect;
    ``may_make``: this person may make references. ``booked``: places and the defects recorded
    there; the same one is not recorded twice.
    """

    loaded: bool = False
    names: Names | None = None
    lot_number: str = ""
    photos: tuple[PhotoTaken, ...] = ()
    photo: PhotoTaken | None = None
    versions: tuple[Reference, ...] = ()
    reference: Reference | None = None
    picture: ReferencePicture | None = None
    looking: Looking = "idle"
    comparison: Comparison | None = None
    problem: Exception | None = None
    fates: tuple[Fate, ...] = ()
    at: int = -1
    defects: tuple[Defect, ...] = ()
    defect: str = ""
    may_record: bool = False
    may_make: bool = False
    saving: bool = False
    booked: frozenset[tuple[int, str]] = frozenset()

    @property
    def is_booked(self) -> bool:
        """Whether this defect is on record for the place in hand."""
        return (self.at, self.defect) in self.booked

    @property
    def claims(self) -> Claims | None:
        """What the chosen version promises."""
        return self.reference.claims if self.reference is not None else None

    @property
    def left(self) -> int:
        """Places nobody has looked at yet."""
        return self.fates.count("open")


class ComparePresenter:
    """``on_change(state)``; ``on_pair(goods sha256, reference sha256)`` when another pair is to be
    shown; ``on_recorded(defect)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._session = session
        self._tasks = tasks
        self._inspection: Inspection | None = None
        self._wanted = ""
        self._compared_with: tuple[tuple[ReadLine, ...], tuple[ReadLine, ...]] = ((), ())
        self._state = CompareState()
        self.on_change: Callable[[CompareState], None] = lambda state: None
        self.on_pair: Callable[[str, str], None] = lambda goods, reference: None
        self.on_recorded: Callable[[Defect], None] = lambda defect: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    @property
    def state(self) -> CompareState:
        return self._state

    @property
    def inspection_id(self) -> str:
        """Of the lot shown."""
        return self._wanted

    # -- coming and going

    def open(self, inspection_id: str, sha256: str = "") -> None:
        """Show the lot's photos beside its product's reference; ``sha256`` names a photo."""
        self._wanted = inspection_id
        self._inspection = None
        self._change(CompareState())
        station = self.tools.station

        def read() -> tuple[Inspection, tuple[Reference, ...], tuple[Defect, ...]]:
            inspection = inspections.load(station, inspection_id)
            found = references.versions(station, inspection.state.lot.product.id)
            usable = tuple(each.reference for each in found if each.retired is None)
            standard = inspections.standard_of(station, inspection)
            return inspection, usable, defects_here(standard)

        self._tasks.read(
            read, lambda found: self._arrived(inspection_id, sha256, *found), self._failed
        )

    def leave(self) -> None:
        """What was looked at goes on record."""
        self._keep()

    def _arrived(
        self,
        inspection_id: str,
        sha256: str,
        inspection: Inspection,
        versions: tuple[Reference, ...],
        defects: tuple[Defect, ...],
    ) -> None:
        if inspection_id != self._wanted:
            return
        self._inspection = inspection
        state, who = inspection.state, self._session.person
        photos = tuple({photo.sha256: photo for photo in state.photos}.values())
        photo = best_photo(photos, sha256)
        reference = versions[0] if versions else None
        is_open = state.closed is None and state.parked is None
        self._change(
            CompareState(
                loaded=True, names=state.lot.product.names, lot_number=state.lot.lot_number,
                photos=photos, photo=photo, versions=versions, reference=reference,
                picture=best_picture(reference, photo), defects=defects,
                may_record=is_open and may(who, "inspect"), may_make=may(who, "reference"),
            )
        )  # fmt: skip
        self._look()

    # -- which pair

    def choose_photo(self, sha256: str) -> None:
        """Another photo of the goods."""
        photo = next((each for each in self._state.photos if each.sha256 == sha256), None)
        if photo is not None and photo != self._state.photo:
            self._keep()
            self._change(replace(self._state, photo=photo))
            self._look()

    def choose_picture(self, version: int, sha256: str) -> None:
        """Another picture of the reference, perhaps of another version."""
        for reference in self._state.versions:
            for picture in reference.pictures:
                same = (reference.version, picture.sha256) == (version, sha256)
                if same and picture != self._state.picture:
                    self._keep()
                    self._change(replace(self._state, reference=reference, picture=picture))
                    self._look()
                    return

    def turn_photo(self) -> None:
        """The next photo of the goods."""
        digests = [photo.sha256 for photo in self._state.photos]
        if self._state.photo is not None and len(digests) > 1:
            at = digests.index(self._state.photo.sha256)
            self.choose_photo(digests[(at + 1) % len(digests)])

    def turn_picture(self) -> None:
        """The next picture of all versions in force."""
        pairs = [
            (reference.version, picture.sha256)
            for reference in self._state.versions
            for picture in reference.pictures
        ]
        reference, picture = self._state.reference, self._state.picture
        if reference is not None and picture is not None and len(pairs) > 1:
            at = pairs.index((reference.version, picture.sha256))
            self.choose_picture(*pairs[(at + 1) % len(pairs)])

    # -- looking for places

    def _look(self) -> None:
        photo, picture = self._state.photo, self._state.picture
        if photo is None or picture is None:
            return
        self._change(
            replace(
                self._state, looking="looking", comparison=None, problem=None, fates=(), at=-1,
                booked=frozenset(), defect=suggested(self._state.defects, None),
            )
        )  # fmt: skip
        self.on_pair(photo.sha256, picture.sha256)
        pair = photo.sha256, picture.sha256
        self._compared_with = self._lines(pair[0]), self._lines(pair[1])
        self._tasks.read(
            lambda: self._compare(*pair),
            lambda found: self._found(pair, found),
            lambda problem: self._not_found(pair, problem),
        )
        self.tools.label_hints.want([readable(photo), readable(picture)])

    def _compare(self, goods: str, reference: str) -> Comparison:
        views = self.tools.views
        return self.tools.compare.compare(
            views.view(goods), views.view(reference), goods_lines=self._lines(goods),
            reference_lines=self._lines(reference),
        )  # fmt: skip

    def _lines(self, sha256: str) -> tuple[ReadLine, ...]:
        """What was read so far: an unread picture only means fewer places."""
        return read_lines(self.tools.label_hints.reading(sha256))

    def read_again(self) -> None:
        """Text was read meanwhile: look once more, unless somebody has begun to go through."""
        state = self._state
        pair = self._pair()
        if pair is None or state.looking != "done" or state.left != len(state.fates):
            return
        lines = self._lines(pair[0]), self._lines(pair[1])
        if not all(lines) or lines == self._compared_with:
            return
        self._compared_with = lines
        self._tasks.read(
            lambda: self._compare(*pair),
            lambda found: self._found_again(pair, found),
            lambda problem: None,
        )

    def _found_again(self, pair: tuple[str, str], found: Comparison) -> None:
        """Nothing a person decided meanwhile is undone."""
        state = self._state
        if state.looking == "done" and state.left == len(state.fates):
            self._found(pair, found)

    def _pair(self) -> tuple[str, str] | None:
        photo, picture = self._state.photo, self._state.picture
        return None if photo is None or picture is None else (photo.sha256, picture.sha256)

    def _found(self, pair: tuple[str, str], found: Comparison) -> None:
        if pair != self._pair():
            return
        fates: tuple[Fate, ...] = tuple("open" for _ in found.places)
        state = replace(
            self._state, looking="done", comparison=found, fates=fates,
            at=0 if found.places else -1,
        )  # fmt: skip
        self._change(self._with_defect(state))

    def _not_found(self, pair: tuple[str, str], problem: Exception) -> None:
        if pair == self._pair():
            self._change(replace(self._state, looking="refused", problem=problem))

    # -- going through them

    def choose_place(self, at: int) -> None:
        """Take a place in hand."""
        if 0 <= at < len(self._state.fates):
            self._change(self._with_defect(replace(self._state, at=at)))

    def move(self, by: int) -> None:
        """The next place or the one before."""
        if self._state.fates:
            self.choose_place((self._state.at + by) % len(self._state.fates))

    def dismiss(self) -> None:
        """ "Nothing there": the place in hand, and on to the next one."""
        if self._settle("dismissed"):
            self._onward()

    def choose_defect(self, code: str) -> None:
        """What a press of "finding" records."""
        self._change(replace(self._state, defect=code))

    def turn_defect(self) -> None:
        """The next defect of the stage."""
        codes = [each.code for each in self._state.defects]
        if codes:
            at = codes.index(self._state.defect) if self._state.defect in codes else -1
            self.choose_defect(codes[(at + 1) % len(codes)])

    def record(self) -> None:
        """The place in hand becomes a finding of the chosen defect."""
        state, inspection = self._state, self._inspection
        defect = next((each for each in state.defects if each.code == state.defect), None)
        if defect is None or inspection is None or state.saving or not state.may_record:
            return
        if state.is_booked:
            return
        station, who, item = self.tools.station, self._session.person, self._item_of(defect)

        def work() -> Inspection:
            return inspections.record_finding(
                station, who, inspection, defect.code, count=1, item_id=item, reason=""
            )

        def done(after: Inspection) -> None:
            self._inspection = after
            booked = self._state.booked | {(state.at, defect.code)}
            self._change(replace(self._state, saving=False, booked=booked))
            self._settle("recorded")
            self.on_recorded(defect)
            self._onward()

        self._change(replace(state, saving=True))
        self._tasks.write(work, done, self._failed)

    def _item_of(self, defect: Defect) -> str:
        """The question the finding belongs to: the first of the stage that offers it."""
        assert self._inspection is not None
        standard = inspections.standard_of(self.tools.station, self._inspection)
        for stage in standard.stages:
            if stage.kind == "consistency":
                for item in stage.items:
                    if defect.code in item.defects:
                        return item.id
        return ""

    def _settle(self, fate: Fate) -> bool:
        state = self._state
        if not 0 <= state.at < len(state.fates):
            return False
        fates: tuple[Fate, ...] = (*state.fates[: state.at], fate, *state.fates[state.at + 1 :])
        self._change(replace(state, fates=fates))
        return True

    def _onward(self) -> None:
        """The next open place after the one in hand, if any."""
        state = self._state
        count = len(state.fates)
        following = [(state.at + step) % count for step in range(1, count)] if count else []
        wanted = next((at for at in following if state.fates[at] == "open"), state.at)
        self.choose_place(wanted)

    def _with_defect(self, state: CompareState) -> CompareState:
        kind: PlaceKind | None = None
        if state.comparison is not None and 0 <= state.at < len(state.comparison.places):
            kind = state.comparison.places[state.at].kind
        return replace(state, defect=suggested(state.defects, kind))

    # -- on record

    def _keep(self) -> None:
        """One act for the pair that was looked at; nothing when there is no open walk."""
        state, inspection = self._state, self._inspection
        photo, picture, reference = state.photo, state.picture, state.reference
        if inspection is None or photo is None or picture is None or reference is None:
            return
        if not state.may_record or state.looking not in ("done", "refused"):
            return
        refused = state.problem.code if isinstance(state.problem, InspectorError) else ""
        found = state.comparison
        act = Compared(
            sha256=photo.sha256, version=reference.own_version,
            reference_seq=reference.seq, reference_station=reference.station,
            reference_sha256=picture.sha256, offered=len(state.fates),
            dismissed=state.fates.count("dismissed"), recorded=state.fates.count("recorded"),
            share=round(found.compared * 100) if found is not None else 0, refused=refused,
        )  # fmt: skip
        if any(done == act for done in inspection.state.compared):
            return
        station, who = self.tools.station, self._session.person

        def work() -> Inspection:
            fresh = inspections.load(station, inspection.id)
            return references.record_comparison(station, who, fresh, act)

        def done(after: Inspection) -> None:
            if after.id == self._wanted:
                self._inspection = after

        self._tasks.write(work, done, self._failed)
        self._change(replace(state, looking="idle"))

    def _failed(self, problem: Exception) -> None:
        self._change(replace(self._state, saving=False))
        self.on_refused(problem)

    def _change(self, state: CompareState) -> None:
        self._state = state
        self.on_change(state)
