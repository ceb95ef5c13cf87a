"""Editing a draft of a standard: what is chosen, wrong, changed and saved. Free of Qt.

Every change is judged and saved by itself, off the GUI thread, so that a draft survives whatever
happens to the window; only publishing asks for anything more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.defects import Defect
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import Person
from inspector_app.services import standards
from inspector_app.services.ports import TaskRunner
from inspector_app.services.station import Station
from inspector_app.ui.presenters import standards_document as doc
from inspector_app.ui.presenters.standards_changes import Change, ChangeKind, compare, touched
from inspector_app.ui.presenters.standards_document import WHOLE, Document, Row
from inspector_app.ui.presenters.standards_faults import (
    Judged,
    all_defects,
    defects_of,
    groups_of,
    judge,
)
from inspector_app.ui.presenters.standards_form import Field, kept_value
from inspector_app.ui.presenters.standards_model import EditorState, Master, OutlineLine
from inspector_app.ui.presenters.standards_tidy import consistent, usual_scope
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

UNDO_STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    document: Document
    before: Document | None
    based_on: str
    catalogue: Mapping[str, Any]
    next_version: int


class EditorPresenter:
    """``on_change(state)``; ``on_published(Standard)``; ``on_refused(error)``;
    ``on_reveal(member)`` when a field is to be brought into view; ``on_gone()`` when what was to
    be shown is not there."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self.session = session
        self._tasks = tasks
        self._state = EditorState()
        self._catalogue: Mapping[str, Any] = {}
        self._undo: list[tuple[Document, Row]] = []
        self._redo: list[tuple[Document, Row]] = []
        self._opening = 0
        self._judging = 0
        self._unsaved = False
        self.on_change: Callable[[EditorState], None] = lambda state: None
        self.on_published: Callable[[Standard], None] = lambda standard: None
        self.on_refused: Callable[[Exception], None] = lambda error: None
        self.on_reveal: Callable[[str], None] = lambda member: None
        self.on_gone: Callable[[], None] = lambda: None

    @property
    def state(self) -> EditorState:
        return self._state

    @property
    def station(self) -> Station:
        return self.tools.station

    # -- opening

    def open_draft(self, draft_id: str) -> None:
        """Go on with a draft; the one that is open stays as it is shown."""
        if self._state.loaded and self._state.draft_id == draft_id and not self._state.readonly:
            self._change()
            return
        self._begin(replace(EditorState(), draft_id=draft_id), lambda: self._read_draft(draft_id))

    def open_version(self, standard_id: str, version: int) -> None:
        """Look at a published version."""
        if self._state.loaded and self._state.readonly and not version:
            self._change()  # back from its rehearsal
            return
        self._begin(
            replace(EditorState(), readonly=True, based_on=f"{standard_id}@{version}"),
            lambda: self._read_version(standard_id, version),
        )

    def _begin(self, state: EditorState, read: Callable[[], _Opened]) -> None:
        self._opening += 1
        turn = self._opening
        self._undo, self._redo, self._unsaved = [], [], False
        self._state = state
        self._change()

        def arrived(opened: _Opened) -> None:
            if turn == self._opening:
                self._arrived(opened)

        def failed(problem: Exception) -> None:
            if turn == self._opening:
                self.on_refused(problem)
                self.on_gone()

        self._tasks.read(read, arrived, failed)

    def _arrived(self, opened: _Opened) -> None:
        self._catalogue = opened.catalogue
        self._change(
            loaded=True, document=opened.document, before=opened.before,
            based_on=opened.based_on, next_version=opened.next_version,
        )  # fmt: skip
        self._judge()

    def _read_draft(self, draft_id: str) -> _Opened:
        station = self.station
        draft = next((each for each in standards.drafts(station) if each.id == draft_id), None)
        if draft is None:
            raise StandardError("draft_missing")
        based_on = draft.based_on
        document = standards.check_document(station, draft.text).document or {}
        before = None
        if "@" in based_on:
            name, _, number = based_on.rpartition("@")
            before = standards.source(station, name, int(number)).document
        return _Opened(
            document=document, before=before, based_on=based_on,
            catalogue=_catalogue(station),
            next_version=standards.next_version(station, str(document.get("id", ""))),
        )  # fmt: skip

    def _read_version(self, standard_id: str, version: int) -> _Opened:
        checked = standards.source(self.station, standard_id, version)
        if checked.document is None:
            raise checked.problems[0].error
        return _Opened(
            document=checked.document, before=None, based_on=f"{standard_id}@{version}",
            catalogue=_catalogue(self.station), next_version=version,
        )  # fmt: skip

    # -- looking

    def select(self, row: Row) -> None:
        """Show the form of a line."""
        self._change(row=row, asking=None)

    def step(self, by: int) -> None:
        """The next or previous line of the outline as it is shown."""
        known = [line.row for line in self.outline()]
        if self._state.row in known:
            at = known.index(self._state.row) + by
            if 0 <= at < len(known):
                self.select(known[at])

    def search(self, text: str) -> None:
        """Show only the lines with these words."""
        self._change(query=text, master="outline")

    def show(self, master: Master) -> None:
        """The outline, the faults or the changes at the left."""
        self._change(master=master)

    def go_to(self, row: Row, member: str = "") -> None:
        """Show a line, and a field of it."""
        self._change(row=row, asking=None)
        if member:
            self.on_reveal(member)

    def outline(self) -> tuple[OutlineLine, ...]:
        """The lines to show."""
        state = self._state
        found = (
            doc.search(state.document, state.query, self._meanings())
            if state.query
            else list(doc.rows(state.document))
        )
        marks = touched(state.changes)
        return tuple(self._line(row, marks.get(row)) for row in found)

    def defects(self) -> Mapping[str, Defect]:
        """What items may name."""
        return defects_of(self._state.document, self._catalogue)

    def all_defects(self) -> Mapping[str, Defect]:
        """What the standard's groups hold."""
        return all_defects(self._state.document, self._catalogue)

    def groups(self) -> Mapping[str, Sequence[Defect]]:
        """The groups of the catalogue."""
        return groups_of(self._catalogue)

    def _meanings(self) -> dict[str, str]:
        return {
            code: " ".join(defect.names.values()) for code, defect in self.all_defects().items()
        }

    def _line(self, row: Row, change: ChangeKind | None) -> OutlineLine:
        held = doc.read(self._state.document, row.path, {})
        held = held if isinstance(held, Mapping) else {}
        names = held.get("names")
        return OutlineLine(
            row=row, id=str(held.get("id", "")),
            names=names if isinstance(names, Mapping) else {},
            kind=str(held.get("kind", "pass_fail" if row.kind == "item" else "")),
            gate=held.get("gate") is True, conditional=bool(held.get("when")),
            faults=len(self._state.judged.of(row)), change=change,
        )  # fmt: skip

    # -- editing

    def edit(self, row: Row, form_field: Field, value: Any) -> None:
        """A field was given a value."""
        before = self._state.document
        kept = kept_value(form_field, value)
        if form_field.key == "id":
            after = doc.rename(before, row, str(kept or ""))
        else:
            after = doc.put(before, (*row.path, *form_field.path), kept)
        self._take(consistent(after, row, form_field.key), row)

    def take_away(self, path: doc.Path) -> None:
        """Without the member at ``path``, such as one the form does not know."""
        self._take(doc.put(self._state.document, path, None), self._state.row)

    def add_stage(self) -> None:
        """A new stage behind the chosen one; it has a fault until it is named and has items."""
        document = self._state.document
        stage = {"id": doc.fresh_id(document, "stage_1"), "kind": "checklist", "items": []}
        self._take(*doc.add_stage(document, self._last_stage(), stage))
        self.on_reveal("names")

    def add_item(self) -> None:
        """A new item behind the chosen line; in a standard without stages, a stage first."""
        if not doc.entries(self._state.document, ("stages",)):
            self.add_stage()
        document, row = self._state.document, self._state.row
        after = row if row.stage >= 0 else Row(self._last_stage())
        item = {"id": doc.fresh_id(document, "item_1"), **usual_scope(document, after.stage)}
        self._take(*doc.add_item(document, after, item))
        self.on_reveal("names")

    def _last_stage(self) -> int:
        row = self._state.row
        count = len(doc.entries(self._state.document, ("stages",)))
        return row.stage if row.stage >= 0 else count - 1

    def copy(self) -> None:
        """The chosen line once more, behind it."""
        if self._may_change_line():
            self._take(*doc.copy_row(self._state.document, self._state.row))

    def move(self, by: int) -> None:
        """The chosen line up (-1) or down (+1)."""
        if self._may_change_line():
            self._take(*doc.move_row(self._state.document, self._state.row, by))

    def delete(self, *, confirmed: bool = False) -> None:
        """Away with the chosen line; asks first when others rest on it or a stage is not empty."""
        row = self._state.row
        if not self._may_change_line():
            return
        full = row.kind == "stage" and doc.entries(self._state.document, (*row.path, "items"))
        if not confirmed and (full or doc.dependents(self._state.document, row)):
            self._change(asking=row)
            return
        self._take(*doc.delete_row(self._state.document, row))

    def keep_line(self) -> None:
        """Do not delete after all."""
        self._change(asking=None)

    def dependents(self) -> int:
        """How many items rest on the chosen line."""
        return len(doc.dependents(self._state.document, self._state.row))

    def undo(self) -> None:
        """Back one step."""
        self._turn(self._undo, self._redo)

    def redo(self) -> None:
        """Forward again."""
        self._turn(self._redo, self._undo)

    def _may_change_line(self) -> bool:
        return not self._state.readonly and self._state.row != WHOLE

    def _turn(self, source: list[tuple[Document, Row]], target: list[tuple[Document, Row]]) -> None:
        if source and not self._state.readonly:
            document, row = source.pop()
            target.append((self._state.document, self._state.row))
            self._show_document(document, row)

    def _take(self, document: Document, row: Row) -> None:
        if self._state.readonly:
            return
        if document == self._state.document:
            self._change(row=row)
            return
        self._undo.append((self._state.document, self._state.row))
        del self._undo[:-UNDO_STEPS]
        self._redo.clear()
        self._show_document(document, row)

    def _show_document(self, document: Document, row: Row) -> None:
        known = row == WHOLE or doc.read(document, row.path) is not None
        self._unsaved = True
        self._change(document=document, row=row if known else WHOLE, asking=None)
        self._judge()
        self._save()

    # -- judging and saving

    def _judge(self) -> None:
        self._judging += 1
        turn, document, before = self._judging, self._state.document, self._state.before
        catalogue = self._catalogue

        def work() -> tuple[Judged, tuple[Change, ...]]:
            changes = compare(before, document) if before is not None else ()
            return judge(document, catalogue), changes

        def done(found: tuple[Judged, tuple[Change, ...]]) -> None:
            if turn == self._judging:
                self._change(judged=found[0], changes=found[1])

        self._tasks.read(work, done, self.on_refused)

    def _save(self) -> None:
        if self._state.saving or self._state.readonly or not self._unsaved:
            return
        state, station, who = self._state, self.station, self.session.person
        self._unsaved = False
        self._change(saving=True)

        def work() -> object:
            text = standards.to_text(station, state.document)
            return standards.save_draft(
                station, who, text, draft_id=state.draft_id, based_on=state.based_on
            )

        def done(_: object) -> None:
            self._change(saving=False)
            self._save()

        def failed(problem: Exception) -> None:
            self._unsaved = True
            self._change(saving=False)
            self.on_refused(problem)

        self._tasks.write(work, done, failed)

    def text(self) -> bytes:
        """The document as YAML; for a worker thread."""
        return standards.to_text(self.station, self._state.document).encode()

    # -- publishing

    def begin_publish(self) -> None:
        """Show what publishing means; only a sound draft comes so far."""
        if self._state.judged.faults:
            self._change(master="faults")
            return
        station, name = self.station, str(self._state.document.get("id", ""))

        def done(number: int) -> None:
            self._change(next_version=number, publishing=True, problem=None)

        self._tasks.read(lambda: standards.next_version(station, name), done, self.on_refused)

    def end_publish(self) -> None:
        """Back to the form."""
        self._change(publishing=False, problem=None)

    def publish(self, *, pin: str = "", badge: str = "") -> None:
        """Make the draft the next version, signed by PIN or badge."""
        state, station = self._state, self.station
        who: Person = self.session.person
        if state.busy or not state.publishing:
            return

        def work() -> Standard:
            number = standards.next_version(station, str(state.document.get("id", "")))
            text = standards.to_text(station, {**state.document, "version": number})
            return standards.publish(
                station, who, text, pin=pin, badge=badge, draft_id=state.draft_id
            )

        def done(standard: Standard) -> None:
            self._opening += 1
            self._state = EditorState()
            self.on_published(standard)

        def failed(problem: Exception) -> None:
            self._change(busy=False, problem=problem)

        self._change(busy=True, problem=None)
        self._tasks.write(work, done, failed)

    def _change(self, **changes: Any) -> None:
        self._state = replace(
            self._state, **changes, can_undo=bool(self._undo), can_redo=bool(self._redo)
        )
        self.on_change(self._state)


def _catalogue(station: Station) -> Mapping[str, Any]:
    """The defect catalogue new versions are published with."""
    text = station.standard_files.catalogue()
    return station.standard_files.read(text.encode(), text).document or {}
