"""A station at work behind a window: opened, sending in the background, with its tools."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from inspector_app.bootstrap.decoding import decoder, photo_guard
from inspector_app.bootstrap.demo import DEMO_LOADED, load_warehouse, master_of
from inspector_app.bootstrap.demo_data import load_demo
from inspector_app.bootstrap.documents import Documents
from inspector_app.bootstrap.folders import refusal_of
from inspector_app.bootstrap.journal_log import route_structlog
from inspector_app.bootstrap.reporting import product_picture, station_report
from inspector_app.bootstrap.resources import resource_root
from inspector_app.bootstrap.sending import Sender, enrol_station
from inspector_app.bootstrap.server import EmbeddedCentral, start_embedded
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.domain.scan import RawScan
from inspector_app.i18n import Language
from inspector_app.imaging.quality import measure
from inspector_app.services.history import by_number
from inspector_app.services.ports import Enrolment, FrameSource, PhotoQuality
from inspector_app.services.station import Station
from inspector_app.settings import DataFolder, Settings, load, save
from inspector_app.ui.tools import Tools

_log = logging.getLogger(__name__)


@dataclass
class RunningStation:
    """``tools`` for the pages; ``close`` when the window is gone."""

    opened: OpenStation
    sender: Sender
    tools: Tools = field(init=False)
    central: EmbeddedCentral | None = None
    camera: FrameSource | None = None

    def __post_init__(self) -> None:
        self.tools = _tools(self)

    @property
    def station(self) -> Station:
        """What doors take."""
        return self.opened.station

    def load_demo(self) -> None:
        """Put the demo warehouse into an empty station, with a central system of its own."""
        load_warehouse(self.opened)
        self._start_demo_central()

    def resume_demo(self) -> None:
        """Start the demo's central system again in a folder that holds the demo.

        A station works without a central system: when it cannot start, that is in the log.
        """
        with self.opened.station.records.reading() as work:
            loaded = work.notes.get(DEMO_LOADED)
        if not loaded and not self.demo_folder.exists():
            return
        try:
            self._start_demo_central()
        except InspectorError as problem:
            _log.warning("demo_central_not_started code=%s", problem.code)

    @property
    def demo_folder(self) -> Path:
        """Where the demo keeps its central system."""
        return self.opened.folder.root / "demo-central"

    def _start_demo_central(self) -> None:
        """The demo's central system, known to the station: enrolled unless it is, whatever an
        interrupted start left, and under its new address when its old port is taken."""
        queue = self.opened.database.send_queue()
        enrolment = queue.enrolment()
        central = self.central = _start_near(self.demo_folder, enrolment)
        if enrolment is None:
            clock, pins = self.opened.station.clock, self.opened.station.pins
            central.load_master(master_of(load_demo(clock.now(), pins.hash)))
            enrol_station(self.opened, central.url, central.enrolment_code("demo"))
        elif enrolment.server_key != central.server_key:
            _log.info("demo_left enrolled_at=%s", enrolment.url)
            central.stop()
            self.central = None
        elif enrolment.url != central.url:
            _log.info("demo_moved to=%s", central.url)
            queue.save_enrolment(replace(enrolment, url=central.url))
        self.sender.send_now()

    def close(self) -> None:
        """Let the sender end, stop the demo's central system, give the database back."""
        self.sender.stop()
        if self.central is not None:
            self.central.stop()
        self.opened.close()


def start_running(folder: DataFolder, *, demo: bool) -> RunningStation:
    """Open the station and begin to send.

    Only the holder of the window lock may call it: leftovers of a crash are taken away. ``demo``
    loads the demo warehouse into an empty folder. Raises StorageError as ``open_station``.
    """
    route_structlog()
    opened = open_station(folder)
    running = None
    try:
        if swept := opened.files.sweep():
            _log.info("unfinished_photos_removed count=%s", swept)
        sender = Sender(opened, lambda: None)
        running = RunningStation(opened.waking(sender.wake), sender)
        if demo and is_empty(opened):
            running.load_demo()
        else:
            running.resume_demo()
        sender.start()
    except BaseException:
        if running is None:
            opened.close()
        else:
            running.close()
        raise
    return running


def _start_near(folder: Path, enrolment: Enrolment | None) -> EmbeddedCentral:
    """On the port the station knows, or on another one when a program took it meanwhile."""
    port = urlsplit(enrolment.url).port or 0 if enrolment is not None else 0
    try:
        return start_embedded(folder, port=port)
    except StorageError as problem:
        if problem.code != "port_taken" or not port:
            raise
        return start_embedded(folder)


def is_empty(opened: OpenStation) -> bool:
    """Whether the station has no people yet: nobody could sign in."""
    with opened.station.records.reading() as work:
        return not work.master.people()


def _tools(running: RunningStation) -> Tools:
    opened = running.opened
    documents = Documents(opened)

    def report(inspection_id: str, language: Language) -> Path:
        lot = by_number(opened.station, inspection_id).lot_number
        out = documents.report_path(lot, language)
        url = running.sender.status().url
        station_report(opened, inspection_id, out, language=language, central_url=url)
        return out

    def quality(data: bytes) -> PhotoQuality:
        photo_guard().inspect(data)
        return measure(data)

    def decode(data: bytes) -> Sequence[RawScan]:
        photo_guard().inspect(data)
        return decoder().decode(data, find_all=True)

    def settings() -> Settings:
        return load(opened.folder.root)

    def save_settings(wanted: Settings) -> None:
        try:
            save(opened.folder.root, wanted)
        except OSError as problem:
            raise refusal_of(problem, opened.folder.root) from problem

    def camera() -> FrameSource | None:
        from inspector_app.ui.devices.camera import CameraSource

        if running.camera is None and CameraSource.names():
            running.camera = CameraSource(settings().text("camera"))
        return running.camera

    return Tools(
        station=opened.station, views=opened.views, sync=running.sender,
        product_picture=lambda product: product_picture(opened, product.id),
        resource_picture=_resource_picture, decode_picture=decode,
        photo_quality=quality, report_pdf=report, goods_tag=documents.goods_tag,
        exception_note=documents.exception_note, command_sheet=documents.command_sheet,
        badge_cards=documents.badge_cards, load_demo=running.load_demo,
        demo_offered=lambda: is_empty(opened), settings=settings,
        save_settings=save_settings, camera=camera,
    )  # fmt: skip


def _resource_picture(name: str) -> Path | None:
    path = resource_root() / name
    return path if path.is_file() else None
