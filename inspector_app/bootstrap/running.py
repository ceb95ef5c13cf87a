"""A station at work behind a window: opened, sending in the background, with its tools.

What only some acts need — papers, pictures, codes, the demo and its central system — is imported
by those acts: together they take longer to import than the station takes to open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inspector_app.bootstrap.cameras import StationCamera
from inspector_app.bootstrap.folders import refusal_of
from inspector_app.bootstrap.journal_log import route_structlog
from inspector_app.bootstrap.line_sharing import claim_open_lots
from inspector_app.bootstrap.paper_press import PaperPress
from inspector_app.bootstrap.photo_life import disk_facts, originals
from inspector_app.bootstrap.photo_reuse import photo_reuse
from inspector_app.bootstrap.resources import resource_root
from inspector_app.bootstrap.sending import Sender, enrol_station
from inspector_app.bootstrap.station import DEMO_LOADED, OpenStation, open_station
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.domain.master import Person, Product
from inspector_app.domain.scan import RawScan, Region
from inspector_app.domain.scanner_check import TestCode
from inspector_app.domain.trust import InHand
from inspector_app.i18n import Language
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.ports import Enrolment, FrameSource, LabelReader, PhotoQuality
from inspector_app.services.station import Station
from inspector_app.settings import DataFolder, Settings, load, save
from inspector_app.store.label_readings import LabelReadings
from inspector_app.ui.tools import (
    EvidenceAnswer,
    LiveCodes,
    Rehearsal,
    RehearsalGoods,
    Stoppable,
    Tools,
)

if TYPE_CHECKING:
    from inspector_app.bootstrap.embedded_central import EmbeddedCentral

_log = logging.getLogger(__name__)


@dataclass
class RunningStation:
    """``tools`` for the pages; ``close`` when the window is gone."""

    opened: OpenStation
    sender: Sender
    tools: Tools = field(init=False)
    press: PaperPress = field(init=False)
    central: EmbeddedCentral | None = None

    def __post_init__(self) -> None:
        self.press = PaperPress(self.opened.folder)
        self.tools = _tools(self)

    @property
    def station(self) -> Station:
        """What doors take."""
        return self.opened.station

    def load_demo(self) -> None:
        """Put the demo warehouse into an empty station, with a central system of its own."""
        from inspector_app.bootstrap.demo import load_warehouse
        from inspector_app.bootstrap.demo_references import make_references

        load_warehouse(self.opened)
        make_references(self.opened.station)
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

    def demo_pictures(self) -> Path | None:
        """What stands in for a camera while the station runs the demo."""
        photos = resource_root() / "demo" / "photos"
        return photos if self.central is not None and photos.is_dir() else None

    def _start_demo_central(self) -> None:
        """The demo's central system, known to the station: enrolled unless it is, whatever an
        interrupted start left, and under its new address when its old port is taken."""
        queue = self.opened.database.send_queue()
        enrolment = queue.enrolment()
        central = self.central = _start_near(self.demo_folder, enrolment)
        if enrolment is None:
            clock, pins = self.opened.station.clock, self.opened.station.pins
            from inspector_app.bootstrap.demo import master_of
            from inspector_app.bootstrap.demo_data import load_demo

            central.load_master(master_of(load_demo(clock.now(), pins.hash)))
            enrol_station(self.opened, central.url, central.enrolment_code(""))
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
        self.tools.label_hints.close()
        self.tools.photo_reuse.close()
        self.press.close()
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
        opened.files.prepare()
        sender = Sender(opened, lambda: None)
        running = RunningStation(opened.waking(sender.wake), sender)
        if demo and is_empty(opened):
            running.load_demo()
        else:
            running.resume_demo()
        sender.start()
        running.tools.photo_reuse.start()
    except BaseException:
        if running is None:
            opened.close()
        else:
            running.close()
        raise
    return running


def _start_near(folder: Path, enrolment: Enrolment | None) -> EmbeddedCentral:
    """On the port the station knows, or on another one when a program took it meanwhile."""
    from inspector_app.bootstrap.embedded_central import start_embedded

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


class _Papers:
    """The printed documents, made in the press, and the pictures of products."""

    def __init__(self, running: RunningStation) -> None:
        self._running = running
        self._press = running.press

    def report(self, inspection_id: str, language: Language) -> Path:
        url = self._running.sender.status().url
        return self._press.report(inspection_id, language, url)

    def product_picture(self, product: Product) -> Path | None:
        from inspector_app.bootstrap.reporting import product_picture

        return product_picture(self._running.opened, product.id)


def _tools(running: RunningStation) -> Tools:
    opened = running.opened

    papers, press = _Papers(running), running.press

    def quality(data: bytes) -> PhotoQuality:
        from inspector_app.bootstrap.decoding import photo_guard
        from inspector_app.imaging.quality import measure

        photo_guard().inspect(data)
        return measure(data)

    def decode(data: bytes) -> Sequence[RawScan]:
        from inspector_app.bootstrap.decoding import decoder, photo_guard

        photo_guard().inspect(data)
        return decoder().decode(data, find_all=True)

    def decode_region(data: bytes, region: Region) -> Sequence[RawScan]:
        from inspector_app.bootstrap.decoding import decoder, photo_guard

        photo_guard().inspect(data)
        return decoder().decode(data, find_all=True, region=region)

    def settings() -> Settings:
        return load(opened.folder.root)

    def save_settings(wanted: Settings) -> None:
        try:
            save(opened.folder.root, wanted)
        except OSError as problem:
            raise refusal_of(problem, opened.folder.root) from problem
        desk.choose(wanted.text("camera"))

    desk = StationCamera(opened.settings.text("camera"), running.demo_pictures)

    def camera() -> FrameSource | None:
        return desk if desk.facts().there else None

    def live_codes(on_codes: Callable[[LiveCodes], None], in_hand: InHand) -> Stoppable:
        from inspector_app.bootstrap.live_codes import LiveReader

        return LiveReader(desk, opened.station, on_codes, in_hand)

    def rehearse(standard: Standard, who: Person, goods: RehearsalGoods) -> Rehearsal:
        from inspector_app.bootstrap.rehearsal import start_rehearsal

        return start_rehearsal(running.tools, standard, who, goods)

    from inspector_app.imaging.compare import Comparer

    return Tools(
        station=opened.station, views=opened.views, sync=running.sender,
        product_picture=papers.product_picture, resource_picture=_resource_picture,
        decode_picture=decode, decode_region=decode_region,
        photo_quality=quality, report_pdf=papers.report,
        goods_tag=press.goods_tag, exception_note=press.exception_note,
        command_sheet=press.command_sheet, badge_cards=press.badge_cards,
        warehouse_label=press.warehouse_label,
        scanner_sheet=press.scanner_sheet, scanner_code=_scanner_code, missing_parts=_missing_parts,
        load_demo=running.load_demo,
        demo_offered=lambda: is_empty(opened), settings=settings,
        save_settings=save_settings, camera=camera, camera_desk=desk,
        live_codes=live_codes, label_hints=_label_hints(opened), compare=Comparer(),
        photo_reuse=photo_reuse(opened), standard_pictures=_standard_pictures, rehearse=rehearse,
        export_evidence=lambda name, out: _export_evidence(opened, name, out),
        claim_open_lots=lambda: claim_open_lots(opened),
        check_evidence=lambda file: _check_evidence(opened, file),
        originals=originals(opened), disk=lambda: disk_facts(opened),
    )  # fmt: skip


def _label_hints(opened: OpenStation) -> LabelHints:
    """Readings are kept beside the views; the engine is loaded by the first label photo."""
    kept = LabelReadings(opened.folder.views / "labels", opened.station.app_version)
    return LabelHints(opened.files, opened.station.clock, kept, _label_reader)


def _label_reader() -> LabelReader:
    from inspector_app.bootstrap.label_reading import label_process

    return label_process()


def _export_evidence(opened: OpenStation, inspection_id: str, out: Path) -> int:
    from inspector_app.bootstrap.evidence import export_bundle

    return export_bundle(opened, inspection_id, out).photos


def _check_evidence(opened: OpenStation, file: Path) -> EvidenceAnswer:
    from inspector_app.bootstrap.evidence import check_here

    return check_here(opened, file)


def _scanner_code(code: TestCode) -> bytes:
    from inspector_app.reports.scanner_codes import screen_picture

    return screen_picture(code, code.symbologies[-1])


def _missing_parts() -> Sequence[str]:
    from inspector_app.bootstrap.decoding import decoder

    return decoder().missing()


def _standard_pictures() -> Sequence[str]:
    from inspector_app.bootstrap.rehearsal import standard_pictures

    return standard_pictures()


def _resource_picture(name: str) -> Path | None:
    path = resource_root() / name
    return path if path.is_file() else None
