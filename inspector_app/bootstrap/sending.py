"""The sender of a station: engine, background thread and what pages see of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from inspector_app.bootstrap import key_change
from inspector_app.bootstrap.earlier_chains import EarlierChains
from inspector_app.bootstrap.identities import enrol_anew, way_back
from inspector_app.bootstrap.line_sharing import line_sharing
from inspector_app.bootstrap.photo_life import clearing, photo_gate
from inspector_app.bootstrap.pin_keeping import PinKeeping, people_sink
from inspector_app.bootstrap.station import OpenStation
from inspector_app.services.calendar_doubt import note_offset
from inspector_app.services.central_acts import take_acts
from inspector_app.services.disputes import settle
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.ports import IdSource, RetryState, SendQueue, StopReason
from inspector_app.services.refusals import SeenRefusals
from inspector_app.sync.engine import SyncEngine, SyncReport
from inspector_app.sync.enrol import enrol
from inspector_app.sync.fetching import ReferencePictures
from inspector_app.sync.request_keys import RequestKeys
from inspector_app.sync.worker import SyncWorker
from inspector_app.ui.tools import SyncState, SyncStatus, WaitingItem

SUCCESS = "sync_success"
_log = logging.getLogger(__name__)


def sync_engine(opened: OpenStation, owner: str, gate: PhotoGate | None = None) -> SyncEngine:
    """The engine of a station; ``owner`` names it in the lease, ``gate`` holds photos back (as the
    settings say by default)."""
    ids, queue = opened.station.ids, opened.database.send_queue()
    gate = gate or photo_gate(opened)
    pictures = ReferencePictures(opened.database.reference_shelf(), opened.files, gate)
    return SyncEngine(
        queue=queue,
        sink=people_sink(opened),
        files=opened.files,
        keys=RequestKeys(opened.station.keys, lambda: key_change.earlier(opened.folder)),
        clock=opened.station.clock,
        jitter=_jitter(ids),
        owner=owner,
        afterwards=(
            EarlierChains(opened).turn,
            line_sharing(opened).turn,
            pictures.turn,
            clearing(opened, queue).turn,
            PinKeeping(opened).turn,
        ),
        gate=gate,
    )


def _jitter(ids: IdSource) -> Callable[[], float]:
    """Numbers in 0…1 that differ from station to station."""
    return lambda: int.from_bytes(ids.seed()[:4], "big") / 2**32


def enrol_station(opened: OpenStation, url: str, code: str, *, plain: bool = False) -> None:
    """Make the station known to the central system at ``url`` with a one-time code; without TLS
    to another machine only when ``plain`` says so."""
    name = opened.settings.text("station_name") or opened.station.mark
    enrol(
        opened.database.send_queue(),
        opened.station.keys,
        url=url,
        code=code,
        station_id=opened.station.station_id,
        name=name,
        plain=plain,
    )


def send_once(opened: OpenStation, owner: str) -> SyncReport:
    """One attempt now, whatever the kept time of the next one, with all it leaves behind."""
    report = sync_engine(opened, owner).run_once(force=True)
    note_attempt(opened, report)
    return report


def note_attempt(opened: OpenStation, report: SyncReport) -> None:
    """What an attempt leaves behind: new standards in force, the clock's offset and the time of
    the last success."""
    if any(report.pulled.values()):
        opened.standards.refresh()
        opened.station.life_rules.refresh()
    key_change.forget_earlier(opened.folder, opened.database, opened.station.station_id)
    settle(opened.station)
    take_acts(opened.station)
    offset = opened.database.send_queue().retry().offset_seconds
    with opened.station.records.writing() as work:
        note_offset(work, offset)
        if report.outcome == "done":
            work.notes.put(SUCCESS, opened.station.clock.now().isoformat())


class Sender:
    """Implements ``SyncDesk`` over the background worker; ``start`` and ``stop`` once each.

    ``on_change`` is called from the worker's thread after every attempt.
    """

    def __init__(self, opened: OpenStation, on_change: Callable[[], None]) -> None:
        self._opened = opened
        self._queue: SendQueue = opened.database.send_queue()
        self._overview = opened.database.send_overview()
        self._on_change = on_change
        self._refusals = SeenRefusals(_log)
        self._gate = photo_gate(opened)
        self._engine = sync_engine(opened, f"window {opened.station.ids.new()}", self._gate)
        self._worker = SyncWorker(
            self._engine,
            opened.station.clock,
            self._reported,
            timedelta(seconds=opened.settings.number("sync_seconds")),
            _jitter(opened.station.ids),
        )
        self._thread = threading.Thread(target=self._worker.run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin sending in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Let the present attempt end."""
        self._worker.end()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def attempt(self) -> SyncReport:
        """One attempt now, on the caller's thread, as the background makes them."""
        report = self._engine.run_once(force=True)
        note_attempt(self._opened, report)
        return report

    def wake(self) -> None:
        """Something was sealed."""
        self._worker.poke()

    def send_now(self) -> None:
        """A person does not want to wait."""
        self._worker.poke(force=True)

    def resume(self) -> None:
        """A person has dealt with the reason of a stop."""
        self._queue.resume()
        self._worker.poke(force=True)

    def photos_now(self) -> None:
        """Photos that wait go once, whatever holds them."""
        self._gate.let_go()
        self._worker.poke(force=True)

    def set_metered(self, *, metered: bool) -> None:
        """The network became metered, or is no more."""
        self._gate.set_metered(metered=metered)
        if not metered:
            self._worker.poke()

    def enrol(self, url: str, code: str) -> None:
        """Make the station known; then fetch at once."""
        enrol_station(self._opened, url, code)
        self._worker.poke(force=True)

    def enrol_anew(self, url: str, code: str) -> int:
        """Go on as a new station; how many records were carried over."""
        done = enrol_anew(self._opened, url, code)
        self._worker.poke(force=True)
        return done.carried

    def status(self) -> SyncStatus:
        """How sending stands now."""
        queue = self._queue
        enrolment, stopped, retry = queue.enrolment(), queue.stopped(), queue.retry()
        events = queue.head().seq - queue.delivered().seq
        photos = self._overview.photo_counts()
        state: SyncState = "idle"
        if enrolment is None:
            state = "not_enrolled"
        elif stopped is not None:
            state = "parked"
        elif retry.code or retry.unread:
            state = "offline" if retry.code == "offline" else "waiting"
        elif events or photos.get("pending", 0):
            state = "sending"
        code, params = _told(stopped, retry)
        return SyncStatus(
            state=state,
            url=enrolment.url if enrolment else "",
            waiting_events=events,
            waiting_photos=photos.get("pending", 0),
            last_success=self._last_success(),
            next_try=retry.not_before,
            code=code,
            params=params,
            quarantined=len(self._overview.quarantined()),
            way_back=way_back(self._opened),
            photos_held=self._gate.held() if photos.get("pending", 0) else "",
        )

    def waiting(self, limit: int = 200) -> Sequence[WaitingItem]:
        """What stands still first, then events and photos in sending order."""
        items = [
            WaitingItem(
                what="event", name=str(event.place), detail=event.kind, state="quarantined",
                reason=why,
            )
            for event, why in self._overview.quarantined()
        ]  # fmt: skip
        items += [
            WaitingItem(what="event", name=str(event.place), detail=event.kind, state="pending")
            for event in self._queue.unsent_events(limit)
        ]
        items += [
            WaitingItem(
                what="photo", name=photo.sha256, detail="", state=photo.state, reason=photo.reason
            )
            for photo in self._overview.photos(limit)
        ]
        return items[:limit]

    def _last_success(self) -> datetime | None:
        with self._opened.station.records.reading() as work:
            found = work.notes.get(SUCCESS)
        return datetime.fromisoformat(found) if found else None

    def _reported(self, report: SyncReport) -> None:
        note_attempt(self._opened, report)
        self._log(report)
        self._on_change()

    def _log(self, report: SyncReport) -> None:
        """A refusal's code once, not at every repetition."""
        if report.problem is not None:
            self._refusals.note(report.problem)
        elif report.outcome == "done":
            self._refusals = SeenRefusals(_log)


def _told(
    stopped: StopReason | None, retry: RetryState
) -> tuple[str, dict[str, str | int | float] | None]:
    """Code and parameters of what a person is to know."""
    if stopped is not None:
        return stopped.code, dict(stopped.params)
    if retry.code or not retry.unread:
        return retry.code, None
    return "bad_feed_item", {"feed": retry.unread}
