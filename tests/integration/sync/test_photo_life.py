"""A photo from the dock or the walk to the central system, out of the station, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.photo_life import disk_facts, originals
from inspector_app.bootstrap.sending import Sender, enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.central import master
from inspector_app.central.db import stations
from inspector_app.central.parts import Parts
from inspector_app.domain.delivery import LineCount
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Supplier
from inspector_app.services import checking, closing, deliveries, inspections, intake, photos
from inspector_app.services.intake import LotRequest
from inspector_app.settings import load, save
from inspector_app.sync.engine import SyncReport
from tests.fakes.clock import FakeClock
from tests.fakes.goods import BATCH, INSPECTOR, PRODUCT
from tests.fakes.station import ORDER, PIN, SECOND, make_station, people, picture
from tests.fakes.whole_walk import walk_goods, walk_pages
from tests.integration.sync import stored

DAY = 86_400
PASSWORD = "correct horse battery"
DOCK, DENT, SIGNED = picture((9, 8, 7)), picture((7, 8, 9)), picture((1, 2, 3), side=48)
MASTER = MasterData(
    products=[PRODUCT, SECOND],
    suppliers=[Supplier(id="S-1", names={"zh": "广州美妍日化"}, code="S1")],
    orders=[ORDER], people=list(people()), standards=shipped_documents(),
)  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def timed(central_folder: Path, clock: FakeClock) -> Iterator[EmbeddedCentral]:
    """A central system that goes by the same clock as the station."""
    running = embedded_central.start_embedded(central_folder, clock=clock)
    running.load_master(MASTER)
    yield running
    running.stop()


@pytest.fixture
def dock(timed: EmbeddedCentral, clock: FakeClock, tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "dock", clock) as opened:
        enrol_station(opened, timed.url, timed.enrolment_code())
        yield opened


def send(opened: OpenStation) -> SyncReport:
    report = send_once(opened, "test")
    assert report.outcome == "done", report.problem
    return report


def accepted_lot(opened: OpenStation, *, close: bool = True) -> Inspection:
    """A lot of a delivery with a photo of the dock, one of a damaged line, and a signature."""
    station = opened.station
    kept = [photos.keep(station, INSPECTOR, data) for data in (DOCK, DENT)]
    count = LineCount(
        line_id="O-1/1", product_id="P-1", expected=125, received=125, damaged=1, reason="压坏",
        photos=(kept[1],),
    )  # fmt: skip
    delivery = deliveries.receive(
        station, INSPECTOR, "O-1", vehicle="粤A12345", counts=[count], driver="张师傅",
        signature=SIGNED, photos=(kept[0],),
    )  # fmt: skip
    request = LotRequest(
        order_id="O-1", line_id="O-1/1", size=24, cartons=1, units_per_carton=24,
        delivery_id=delivery.id,
    )  # fmt: skip
    lot = intake.open_lot(station, INSPECTOR, request)
    lot = inspections.record_batch(station, INSPECTOR, lot, replace(BATCH, id=""))
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    lot = walk_goods(station, walk_pages(station, lot))
    return closing.close(station, INSPECTOR, lot, pin=PIN) if close else lot


def digests_of(lot: Inspection) -> set[str]:
    dock = {sha256(data).hexdigest() for data in (DOCK, DENT, SIGNED)}
    return {photo.sha256 for photo in lot.state.photos} | dock


def here(opened: OpenStation, digests: set[str]) -> set[str]:
    return {digest for digest in digests if opened.files.has(digest)}


def test_dock_photos_and_signature_are_sent_counted_and_shown(
    timed: EmbeddedCentral, dock: OpenStation, tmp_path: Path
) -> None:
    lot = accepted_lot(dock)
    report = send(dock)
    assert report.sent.photos == len(digests_of(lot))
    assert report.sent.receipts == 1
    out = tmp_path / "evidence.zip"
    made = export_bundle(dock, lot.id, out)
    assert made.photos == len(digests_of(lot))
    enrolment = dock.database.send_queue().enrolment()
    assert enrolment is not None
    found = verify_file(out, enrolment.server_key)
    assert found.result == "proved", [line for line in found.lines if not line.ok]

    async def add_user(parts: Parts) -> None:
        await master.save_user(parts, "lead", "王主管", PASSWORD)

    timed.call(add_user)
    headers = {"accept-language": "zh-CN"}
    with httpx2.Client(base_url=timed.url, trust_env=False, headers=headers) as reader:
        reader.post("/sign-in", data={"name": "lead", "password": PASSWORD})
        page = reader.get(f"/inspections/{lot.id}").text
        assert all(word in page for word in ("到货现场", "到货异常", "司机签名"))
        picture_of = reader.get(f"/photos/{sha256(SIGNED).hexdigest()}")
        assert picture_of.content == SIGNED


def test_originals_go_only_long_after_their_receipt_and_come_back(
    timed: EmbeddedCentral, dock: OpenStation, clock: FakeClock, tmp_path: Path
) -> None:
    lot = accepted_lot(dock)
    digests = digests_of(lot)
    send(dock)
    clock.advance(29 * DAY)
    send(dock)
    assert here(dock, digests) == digests
    clock.advance(2 * DAY)
    assert disk_facts(dock).photos.clearable == len(digests)
    send(dock)
    assert here(dock, digests) == set()
    account = disk_facts(dock).photos
    assert (account.here, account.cleared, account.clearable) == (0, len(digests), 0)
    assert all(dock.views.view(digest).is_file() for digest in digests)
    lines = {line.name: line for line in checking.check(dock.station, central_key(dock))}
    assert lines["photos"].ok
    assert (lines["cleared"].ok, lines["cleared"].detail) == (True, str(len(digests)))
    forged = {line.name: line for line in checking.check(dock.station, bytes(32))}
    assert not forged["cleared"].ok
    # Evidence with originals: they are fetched back, each against its digest.
    out = tmp_path / "evidence.zip"
    assert export_bundle(dock, lot.id, out).photos == len(digests)
    assert verify_file(out, central_key(dock)).result == "proved"
    assert here(dock, digests) == digests
    send(dock)
    assert here(dock, digests) == digests  # fetched back, they stay some days
    clock.advance(8 * DAY)
    send(dock)
    assert here(dock, digests) == set()
    # Without contact the refusal says where they are, and nothing half is written.
    first = lot.state.photos[0].sha256
    assert originals(dock).at_central([first, "0" * 64]) == {first}
    timed.stop()
    with pytest.raises(InspectorError) as caught:
        export_bundle(dock, lot.id, tmp_path / "again.zip")
    assert caught.value.code == "photo_at_central"
    assert not (tmp_path / "again.zip").exists()


def central_key(opened: OpenStation) -> bytes:
    enrolment = opened.database.send_queue().enrolment()
    assert enrolment is not None
    return enrolment.server_key


def test_nothing_goes_that_open_work_rests_on_or_from_a_forked_station(
    timed: EmbeddedCentral, dock: OpenStation, clock: FakeClock
) -> None:
    lot = accepted_lot(dock)
    send(dock)
    delivery_id = lot.state.lot.delivery_id
    request = LotRequest(
        order_id="O-1", line_id="O-1/1", size=24, cartons=1, units_per_carton=24,
        delivery_id=delivery_id,
    )  # fmt: skip
    second = intake.open_lot(dock.station, INSPECTOR, request)
    shared = lot.state.photos[0].sha256
    data = dock.files.path(shared).read_bytes()
    photos.attach(dock.station, INSPECTOR, second, data)
    clock.advance(40 * DAY)
    known = dock.database.send_queue().enrolment()
    assert known is not None

    async def becomes(parts: Parts, state: str) -> None:
        async with parts.db.write(known.tenant) as tx:
            await stations.change(tx, known.tenant, known.station_id, state=state)

    for state in ("forked", "revoked"):
        timed.call(lambda parts, state=state: becomes(parts, state))
        assert send_once(dock, "test").outcome != "done"
        assert here(dock, digests_of(lot)) == digests_of(lot)
    timed.call(lambda parts: becomes(parts, "active"))
    dock.database.send_queue().resume()
    send(dock)
    kept = here(dock, digests_of(lot))
    assert kept == {shared, *(sha256(data).hexdigest() for data in (DOCK, DENT, SIGNED))}


def test_on_a_metered_network_records_go_and_photos_wait(dock: OpenStation) -> None:
    lot = accepted_lot(dock)
    sender = Sender(dock, lambda: None)
    sender.set_metered(metered=True)
    report = sender.attempt()
    assert (report.outcome, report.sent.events, report.sent.photos) == ("done", 1, 0)
    status = sender.status()
    assert (status.photos_held, status.waiting_photos) == ("metered", len(digests_of(lot)))
    save(dock.folder.root, load(dock.folder.root).having(photo_rate_kbs=900))
    sender.photos_now()  # paced: the body goes out in pieces, and arrives whole
    assert sender.attempt().sent.photos == len(digests_of(lot))
    assert sender.status().photos_held == ""


def test_an_original_lost_centrally_stays_and_one_lost_later_is_told(
    timed: EmbeddedCentral, dock: OpenStation, clock: FakeClock, tmp_path: Path
) -> None:
    lot = accepted_lot(dock)
    send(dock)
    early, rotten, late = (photo.sha256 for photo in lot.state.photos[:3])
    known = dock.database.send_queue().enrolment()
    assert known is not None

    def lose(digest: str) -> None:
        async def remove(parts: Parts) -> None:
            await parts.blobs.remove(known.tenant, digest)

        timed.call(remove)

    lose(early)
    size = next(photo.size for photo in lot.state.photos if photo.sha256 == rotten)
    stored.spoil_photo(tmp_path / "central", rotten, bytes(size))
    clock.advance(31 * DAY)
    send(dock)
    assert here(dock, digests_of(lot)) == {early, rotten}, "the last good copies"
    assert send(dock).sent.photos == 2  # they are sent again at once
    lose(late)
    dock.database.send_queue().recheck()  # as after a restore of the central system
    send(dock)
    told = {item.name: item.reason for item in Sender(dock, lambda: None).waiting()}
    assert told == {late: "photo_lost_centrally"}
    with pytest.raises(InspectorError) as caught:
        originals(dock).bring(late)
    assert caught.value.code == "photo_lost_centrally"
