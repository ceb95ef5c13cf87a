"""How sending stands, what waits, and what stops it. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from inspector_app.domain.errors import SyncError
from inspector_app.domain.rights import may
from inspector_app.services import outgoing
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Summary
from inspector_app.ui.presenters.wording import Word
from inspector_app.ui.session import Session
from inspector_app.ui.tools import DiskFacts, SyncState, SyncStatus, Tools, WaitingItem

DISK_LOOKS = 40
"""The disk is asked at every so many looks at the queue."""
LOOKS: dict[SyncState, Word] = {
    "idle": Word(key="sync.state.idle", tone="good", icon="cloud"),
    "sending": Word(key="sync.state.sending", tone="accent", icon="sync"),
    "waiting": Word(key="sync.state.waiting", tone="accent", icon="pending"),
    "offline": Word(key="sync.state.offline", tone="warn", icon="offline"),
    "parked": Word(key="sync.state.parked", tone="bad", icon="attention"),
    "not_enrolled": Word(key="sync.state.not_enrolled", tone="neutral", icon="offline"),
}


HELD = Word(key="sync.state.held", tone="warn", icon="pending")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One thing that waits, with the inspection it belongs to where that is known."""

    item: WaitingItem
    lot: Summary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPageState:
    """``now`` is the station's time at which the rest was read; ``work_to`` the hour after which
    photos go, where working hours hold them."""

    status: SyncStatus = field(default_factory=lambda: SyncStatus(state="idle"))
    rows: tuple[WaitingRow, ...] = ()
    now: datetime | None = None
    may_enrol: bool = False
    asked: bool = False
    disk: DiskFacts | None = None
    work_to: int = 0

    @property
    def look(self) -> Word:
        """Word, tone and icon of the state; photos that are held are not being sent."""
        status = self.status
        only_held = status.photos_held and not status.waiting_events
        return HELD if only_held and status.state == "sending" else LOOKS[status.state]

    @property
    def problem(self) -> SyncError | None:
        """Why it does not go on, for the sentence that says what to do."""
        if not self.status.code:
            return None
        return SyncError(self.status.code, **(self.status.params or {}))

    @property
    def seconds_to_try(self) -> int:
        """Until the next try; 0 when none is due."""
        if self.status.next_try is None or self.now is None:
            return 0
        return max(0, int((self.status.next_try - self.now).total_seconds()))


class SyncPresenter:
    """``on_change(state)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = SyncPageState()
        self._reading = False
        self._looks = 0
        self._disk: DiskFacts | None = None
        self.on_change: Callable[[SyncPageState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> SyncPageState:
        return self._state

    def refresh(self) -> None:
        """Look again; a look that is still under way is enough."""
        if not self._reading:
            self._reading = True
            self._tasks.read(self._read, self._show, self._fail)

    def send_now(self) -> None:
        """Do not wait for the next turn."""
        self._act(self._tools.sync.send_now)

    def resume(self) -> None:
        """The reason of a stop was dealt with."""
        self._act(self._tools.sync.resume)

    def photos_now(self) -> None:
        """Let the photos that wait go once, whatever holds them."""
        self._act(self._tools.sync.photos_now)

    def _act(self, work: Callable[[], None]) -> None:
        self._change(replace(self._state, asked=True))
        self._tasks.write(work, lambda _: self.refresh(), self._fail)

    def _read(self) -> SyncPageState:
        desk, station = self._tools.sync, self._tools.station
        status, items = desk.status(), desk.waiting()
        events = [int(item.name) for item in items if item.what == "event"]
        photos = [item.name for item in items if item.what == "photo"]
        by_event = outgoing.lots_of_events(station, events)
        by_photo = outgoing.lots_of_photos(station, photos)
        rows = tuple(
            WaitingRow(
                item=item,
                lot=by_event.get(int(item.name)) if item.what == "event"
                else by_photo.get(item.name),
            )
            for item in items
        )  # fmt: skip
        session = self._session
        if self._looks % DISK_LOOKS == 0:  # it counts all photos: not at each look
            self._disk = self._tools.disk()
        self._looks += 1
        return SyncPageState(
            status=status, rows=rows, now=station.clock.now(), disk=self._disk,
            work_to=self._tools.settings().number("work_to"),
            may_enrol=session.signed_in and may(session.person, "enrol"),
        )  # fmt: skip

    def _show(self, state: SyncPageState) -> None:
        self._reading = False
        self._change(state)

    def _fail(self, problem: Exception) -> None:
        self._reading = False
        self._change(replace(self._state, asked=False))
        self.on_refused(problem)

    def _change(self, state: SyncPageState) -> None:
        self._state = state
        self.on_change(state)
