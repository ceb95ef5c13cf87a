"""The whole main job, headless, on the shipped demo: the same doors as the window.

Scan picture → lot → checks with photos → verdict → store → sync to an embedded central system →
PDF. Nothing here knows a result beforehand: what it prints is what the doors returned.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.demo_data import DemoWarehouse, demo_scenario, load_demo
from inspector_app.bootstrap.demo_walk import DemoWalk, Played, Tell
from inspector_app.bootstrap.documents import Documents
from inspector_app.bootstrap.embedded_central import EmbeddedCentral, start_embedded
from inspector_app.bootstrap.folders import make_private, refusal_of
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import DEMO_LOADED, OpenStation, open_station
from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.i18n import LANGUAGES
from inspector_app.settings import DataFolder, load, save
from inspector_app.store.pins import Argon2Pins
from inspector_app.sync.engine import SyncEngine, SyncReport

MARKER = "inspector-demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What the demo made: documents by what they are, and how sending ended."""

    played: tuple[Played, ...]
    documents: dict[str, Path]
    sent: SyncReport


def run_demo(out: Path, tell: Tell) -> DemoResult:
    """Act out every inspection of the scenario in ``out``; ``tell`` hears of each step.

    Raises StorageError ``folder_not_empty`` unless ``out`` is empty or an earlier demo's, and as
    ``make_private``; the refusals of every door come through.
    """
    _prepare(out)
    warehouse = load_demo(SystemClock().now(), Argon2Pins().hash)
    central = start_embedded(out / "central")
    try:
        published = central.load_master(master_of(warehouse))
        tell("central_started", {"url": central.url, "published": published})
        with open_station(_station_folder(out)) as opened:
            return _work(opened, central, out, tell)
    finally:
        central.stop()


def master_of(warehouse: DemoWarehouse) -> MasterData:
    """The demo warehouse with the shipped standards, as a central system publishes it."""
    return MasterData(
        products=warehouse.products, suppliers=warehouse.suppliers, orders=warehouse.orders,
        people=warehouse.people, standards=shipped_documents(),
    )  # fmt: skip


def load_warehouse(opened: OpenStation) -> None:
    """Put the demo warehouse straight into a station that has no central system."""
    warehouse = load_demo(opened.station.clock.now(), opened.station.pins.hash)
    with opened.station.records.writing() as work:
        work.master.put_suppliers(warehouse.suppliers)
        work.master.put_products(warehouse.products)
        work.master.put_orders(warehouse.orders)
        work.master.put_people(warehouse.people)
        work.master.put_standards(shipped_documents())
        work.notes.put(DEMO_LOADED, opened.station.clock.now().isoformat())
    opened.standards.refresh()


def _prepare(out: Path) -> None:
    """The folder, empty but for the marker; StorageError ``folder_not_empty`` and as
    ``make_private``."""
    make_private(out)
    try:
        if any(out.iterdir()):
            if not (out / MARKER).exists():
                raise StorageError("folder_not_empty", path=str(out))
            for part in ("central", "station"):
                shutil.rmtree(out / part, ignore_errors=True)
        (out / MARKER).write_text("This folder is made anew by every demo run.\n", "utf-8")
    except OSError as problem:
        raise refusal_of(problem, out) from problem


def _station_folder(out: Path) -> DataFolder:
    folder = DataFolder(out / "station")
    make_private(folder.root)
    save(folder.root, load(folder.root).having(station_name="演示工位 1", station_mark="A1"))
    return folder


def _work(opened: OpenStation, central: EmbeddedCentral, out: Path, tell: Tell) -> DemoResult:
    enrol_station(opened, central.url, central.enrolment_code(""))
    engine = sync_engine(opened, "demo")
    first = _sync(engine)
    opened.standards.refresh()
    tell("enrolled", {"station": opened.station.station_id, "pulled": first.pulled})
    played = tuple(DemoWalk(opened.station, plot, tell).play() for plot in demo_scenario())
    sent = _sync(engine)
    _check_complete(opened)
    tell(
        "synced",
        {"events": sent.sent.events, "photos": sent.sent.photos, "receipts": sent.sent.receipts},
    )
    documents = _print(opened, central, out, played)
    tell("printed", {name: str(path) for name, path in documents.items()})
    return DemoResult(played=played, documents=documents, sent=sent)


def _sync(engine: SyncEngine) -> SyncReport:
    report = engine.run_once(force=True)
    if report.problem is not None:
        raise report.problem
    return report


def _check_complete(opened: OpenStation) -> None:
    """EvidenceError ``not_delivered`` unless every event and photo is acknowledged."""
    queue = opened.database.send_queue()
    counts = opened.database.send_overview().photo_counts()
    waiting = sum(count for state, count in counts.items() if state != "verified")
    if queue.delivered() != queue.head() or waiting:
        raise EvidenceError(
            "not_delivered", events=queue.head().seq - queue.delivered().seq, photos=waiting
        )


def _print(
    opened: OpenStation, central: EmbeddedCentral, out: Path, played: tuple[Played, ...]
) -> dict[str, Path]:
    papers, made = Documents(opened), {}
    for each in played:
        lot = each.inspection.state.lot.lot_number
        for language in LANGUAGES:
            report = out / f"{lot}-report-{language}.pdf"
            station_report(
                opened, each.inspection.id, report, language=language, central_url=central.url
            )
            made[f"{lot} report {language}"] = report
        made[f"{lot} tag"] = papers.goods_tag(each.inspection.id, "zh")
        if each.delivery.exceptions:
            made[f"{each.delivery.number} note"] = papers.exception_note(each.delivery, "zh")
    standards = {each.inspection.state.lot.standard_id for each in played}
    for standard in sorted(standards):
        made[f"{standard} commands"] = papers.command_sheet(standard, "zh")
    made["badges"] = papers.badge_cards("zh")
    return made
