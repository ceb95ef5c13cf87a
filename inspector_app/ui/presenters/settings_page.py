"""The station's settings: each change is kept at once. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from inspector_app.domain.rights import require
from inspector_app.services.ports import TaskRunner
from inspector_app.settings import Settings, defaults
from inspector_app.settings.schema import Value
from inspector_app.ui.session import Session
from inspector_app.ui.tools import DiskFacts, SyncStatus, Tools

MARK = re.compile(r"[A-Za-z0-9]{1,6}\Z")
"""The mark stands in lot numbers, and those in every symbology and file name."""

AT_NEXT_START = frozenset({"station_mark", "shutter_key", "sync_seconds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """``wrong`` names the setting whose last entry was not taken; ``pending`` those that count
    only from the next start."""

    settings: Settings = field(default_factory=defaults)
    loaded: bool = False
    wrong: str = ""
    pending: frozenset[str] = frozenset()
    status: SyncStatus = field(default_factory=lambda: SyncStatus(state="idle"))
    may_enrol: bool = False
    enrolling: bool = False
    scanned: str = ""
    scanned_kind: str = ""
    disk: DiskFacts | None = None

    @property
    def enrolled(self) -> bool:
        return self.status.state != "not_enrolled"


class SettingsPresenter:
    """``on_change(state)``; ``on_refused(error)``; ``on_kept(settings, name)`` after each save;
    ``on_enrolled()`` when the central system took the station."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = SettingsState()
        self.on_change: Callable[[SettingsState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_kept: Callable[[Settings, str], None] = lambda settings, name: None
        self.on_enrolled: Callable[[], None] = lambda: None

    @property
    def state(self) -> SettingsState:
        return self._state

    def load(self) -> None:
        """Read the file and how sending stands."""
        session, tools = self._session, self._tools
        may_enrol = session.signed_in and session.person.role == "administrator"

        def show(found: tuple[Settings, SyncStatus, DiskFacts]) -> None:
            settings, status, disk = found
            self._change(
                replace(
                    self._state, settings=settings, status=status, loaded=True, wrong="",
                    may_enrol=may_enrol, disk=disk,
                )
            )  # fmt: skip

        self._tasks.read(
            lambda: (tools.settings(), tools.sync.status(), tools.disk()),
            show,
            lambda problem: self.on_refused(problem),
        )

    def set(self, name: str, value: Value) -> None:
        """Keep one setting; what is out of bounds is marked and not kept."""
        if isinstance(value, str):
            value = value.strip() if name in ("station_name", "station_mark") else value
        if self._state.loaded and self._state.settings.values[name] == value:
            self._change(replace(self._state, wrong=""))
            return
        if name == "station_mark" and not MARK.match(str(value)):
            self._change(replace(self._state, wrong=name))
            return
        tools, person = self._tools, self._session.person

        def work() -> Settings:
            require(person, "settings")
            changed = tools.settings().having(**{name: value})
            tools.save_settings(changed)
            return changed

        self._tasks.write(work, lambda kept: self._kept(kept, name), lambda p: self._fail(p, name))

    def reject(self, name: str) -> None:
        """The view found the entry impossible, such as a key that no keyboard has."""
        self._change(replace(self._state, wrong=name))

    def enrol(self, url: str, code: str) -> None:
        """Make the station known with the administrator's one-time code.

        Asks over the network, so it is no act on the writer thread: nobody else's tap waits.
        """
        address = url.strip()
        brought = "#" in code  # a pasted ticket brings its address
        if not (address or brought) or not code.strip() or self._state.enrolling:
            missing = "code" if address or brought else "central_url"
            self._change(replace(self._state, wrong=missing))
            return
        if brought:
            address = ""
        elif "://" not in address:
            address = f"https://{address}"
        tools, person = self._tools, self._session.person

        def work() -> SyncStatus:
            require(person, "enrol")
            tools.sync.enrol(address, code)
            return tools.sync.status()

        def done(status: SyncStatus) -> None:
            self._change(replace(self._state, enrolling=False, status=status))
            self.on_enrolled()

        def failed(problem: Exception) -> None:
            self._change(replace(self._state, enrolling=False))
            self.on_refused(problem)

        self._change(replace(self._state, enrolling=True, wrong=""))
        self._tasks.read(work, done, failed)

    def show_scan(self, text: str, kind: str) -> None:
        """What the scanner just sent, control characters made visible."""
        visible = "".join(
            chr(0x2400 + ord(sign)) if ord(sign) < 0x20 else sign for sign in text[:120]
        )
        self._change(replace(self._state, scanned=visible, scanned_kind=kind))

    def _kept(self, settings: Settings, name: str) -> None:
        pending = self._state.pending | ({name} & AT_NEXT_START)
        self._change(replace(self._state, settings=settings, wrong="", pending=pending))
        self.on_kept(settings, name)

    def _fail(self, problem: Exception, name: str) -> None:
        if isinstance(problem, ValueError):
            self._change(replace(self._state, wrong=name))
        else:
            self.on_refused(problem)

    def _change(self, state: SettingsState) -> None:
        self._state = state
        self.on_change(state)
