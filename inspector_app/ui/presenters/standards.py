"""The standards of a station: versions, drafts, import and export, retiring. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from inspector_app.domain.master import Names
from inspector_app.services import people, standards
from inspector_app.services.ports import TaskRunner
from inspector_app.services.standards import Checked, Draft, Problem, VersionLine
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

BLANK: Mapping[str, Any] = {
    "id": "new_standard", "version": 1, "names": {"zh": "新标准", "en": "New standard"},
    "categories": [], "origins": ["domestic", "imported", "cross_border"],
    "sampling": {"mode": "sampling"}, "defects": {"groups": ["packaging", "intake"]},
    "stages": [],
}  # fmt: skip
"""Where a new standard begins; its faults say what is to be filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLine:
    """One standard with its versions, the newest first; ``force`` is the one in force."""

    id: str
    names: Names
    versions: tuple[VersionLine, ...]
    force: VersionLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One draft; ``names`` is empty when its text cannot be read. ``faults`` are counted."""

    id: str
    names: Names
    based_on: str
    who: Names
    at: datetime
    faults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that could not even become a draft."""

    file: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardsState:
    """What the page shows. ``chosen`` is a standard's id or a draft's, ``retiring`` the version
    whose retirement is being signed."""

    loaded: bool = False
    lines: tuple[StandardLine, ...] = ()
    drafts: tuple[DraftLine, ...] = ()
    people: Mapping[str, Names] = field(default_factory=dict)
    chosen: str = ""
    refused: Refused | None = None
    retiring: VersionLine | None = None
    reason: str = ""
    signing: bool = False
    busy: bool = False
    problem: Exception | None = None

    @property
    def line(self) -> StandardLine | None:
        """The chosen standard."""
        return next((line for line in self.lines if line.id == self.chosen), None)

    @property
    def draft(self) -> DraftLine | None:
        """The chosen draft."""
        return next((draft for draft in self.drafts if draft.id == self.chosen), None)

    @property
    def after_retiring(self) -> VersionLine | None:
        """The version in force once the one being retired is gone."""
        line, gone = self.line, self.retiring
        if line is None or gone is None:
            return None
        left = [
            each
            for each in line.versions
            if each.state in ("in_force", "superseded") and each.version != gone.version
        ]
        return left[0] if left else None


class StandardsPresenter:
    """``on_change(state)``; ``on_open(draft id)`` when a draft is to be edited;
    ``on_imported(file, faults)``, ``on_retired(version)``, ``on_dropped()``, ``on_refused``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._session = session
        self._tasks = tasks
        self._state = StandardsState()
        self.on_change: Callable[[StandardsState], None] = lambda state: None
        self.on_open: Callable[[str], None] = lambda draft_id: None
        self.on_imported: Callable[[str, int], None] = lambda file, faults: None
        self.on_retired: Callable[[int], None] = lambda version: None
        self.on_dropped: Callable[[], None] = lambda: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    @property
    def state(self) -> StandardsState:
        return self._state

    # -- looking

    def load(self, chosen: str = "") -> None:
        """Read versions and drafts; ``chosen`` is shown."""
        station = self.tools.station

        def read() -> tuple[Sequence[VersionLine], list[DraftLine], dict[str, Names]]:
            known = {person.id: person.names for person in people.people(station)}
            drafts = [self._draft_line(draft, known) for draft in standards.drafts(station)]
            return standards.versions(station), drafts, known

        def arrived(
            found: tuple[Sequence[VersionLine], list[DraftLine], dict[str, Names]],
        ) -> None:
            versions, drafts, known = found
            lines = _grouped(versions)
            keys = [draft.id for draft in drafts] + [line.id for line in lines]
            wanted = chosen or self._state.chosen
            self._change(
                loaded=True, lines=lines, drafts=tuple(drafts), people=known,
                chosen=wanted if wanted in keys else (lines[0].id if lines else ""),
            )  # fmt: skip

        self._tasks.read(read, arrived, self.on_refused)

    def _draft_line(self, draft: Draft, known: Mapping[str, Names]) -> DraftLine:
        checked = standards.check_document(self.tools.station, draft.text)
        names = checked.document.get("names") if checked.document is not None else None
        return DraftLine(
            id=draft.id, names=names if isinstance(names, Mapping) else {},
            based_on=draft.based_on, who=known.get(draft.person_id, {}), at=draft.at,
            faults=len(checked.problems),
        )  # fmt: skip

    def choose(self, key: str) -> None:
        """Show a standard or a draft."""
        self._change(chosen=key, refused=None, retiring=None, signing=False, problem=None)

    # -- drafts

    def begin_new(self) -> None:
        """A new standard from a blank page."""
        self._make(lambda: standards.to_text(self.tools.station, BLANK), "")

    def begin_edit(self, standard_id: str, version: int) -> None:
        """A draft that grows from a published version."""
        station = self.tools.station
        self._make(
            lambda: standards.new_version(station, standard_id, version),
            f"{standard_id}@{version}",
        )

    def _make(self, text: Callable[[], str], based_on: str) -> None:
        station, who = self.tools.station, self._session.person

        def work() -> Draft:
            return standards.save_draft(station, who, text(), based_on=based_on)

        self._tasks.write(work, lambda draft: self.on_open(draft.id), self.on_refused)

    def drop(self, draft_id: str) -> None:
        """Delete a draft."""
        station, who = self.tools.station, self._session.person

        def done(_: object) -> None:
            self.on_dropped()
            self.load()

        self._tasks.write(
            lambda: standards.drop_draft(station, who, draft_id), done, self.on_refused
        )

    def take_file(self, name: str, data: bytes) -> None:
        """A file becomes a draft when its shape can be read; else its problems are shown."""
        station, who = self.tools.station, self._session.person

        def work() -> tuple[Checked, str]:
            checked = standards.check_document(station, data)
            if checked.document is None or not checked.text:
                return checked, ""
            known = {line.id for line in standards.versions(station)}
            standard_id = str(checked.document.get("id", ""))
            newest = standards.next_version(station, standard_id) - 1 if standard_id in known else 0
            based_on = f"{standard_id}@{newest}" if newest else ""
            document = {**checked.document, "version": newest + 1}
            text = standards.to_text(station, document)
            return checked, standards.save_draft(station, who, text, based_on=based_on).id

        def done(found: tuple[Checked, str]) -> None:
            checked, draft_id = found
            if not draft_id:
                self._change(refused=Refused(file=name, problems=checked.problems))
                return
            self.on_open(draft_id)
            self.on_imported(name, len(checked.problems))

        self._tasks.write(work, done, self.on_refused)

    def forget_refusal(self) -> None:
        """The problems of a file were read."""
        self._change(refused=None)

    def yaml_of(self, standard_id: str, version: int) -> bytes:
        """A version as it was written; for a worker thread."""
        return standards.source(self.tools.station, standard_id, version).text.encode()

    def workbook_of(self, standard_id: str, version: int) -> bytes:
        """A version as a workbook; for a worker thread."""
        return standards.to_workbook(self.tools.station, standard_id, version)

    # -- retiring

    def begin_retire(self, version: VersionLine) -> None:
        """Ask why, and for the signature."""
        self._change(retiring=version, reason="", signing=False, problem=None)

    def give_reason(self, reason: str) -> None:
        """Why the version goes out of use; then it is signed."""
        if reason.strip():
            self._change(reason=reason.strip(), signing=True, problem=None)

    def keep_version(self) -> None:
        """It stays in use after all."""
        self._change(retiring=None, reason="", signing=False, problem=None)

    def retire(self, *, pin: str = "", badge: str = "") -> None:
        """Take the version out of use, signed by PIN or badge."""
        state, station = self._state, self.tools.station
        gone, who = state.retiring, self._session.person
        if gone is None or state.busy or not state.signing:
            return

        def work() -> int:
            standards.retire(
                station, who, gone.id, gone.version, state.reason, pin=pin, badge=badge
            )
            return gone.version

        def done(version: int) -> None:
            self._change(busy=False, retiring=None, reason="", signing=False)
            self.on_retired(version)
            self.load()

        def failed(problem: Exception) -> None:
            self._change(busy=False, problem=problem)

        self._change(busy=True, problem=None)
        self._tasks.write(work, done, failed)

    def _change(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self.on_change(self._state)


def _grouped(versions: Sequence[VersionLine]) -> tuple[StandardLine, ...]:
    """Versions by standard, as ``services.standards.versions`` orders them."""
    by_id: dict[str, list[VersionLine]] = {}
    for version in versions:
        by_id.setdefault(version.id, []).append(version)
    return tuple(
        StandardLine(
            id=name,
            names=next((each.names for each in held if each.names), {"zh": name, "en": name}),
            versions=tuple(held),
            force=next((each for each in held if each.state == "in_force"), None),
        )
        for name, held in by_id.items()
    )
