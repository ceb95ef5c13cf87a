from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.domain.errors import SyncError
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.enrol import enrol
from inspector_app.wire.receipts import CompletionReceipt, HeadReceipt
from tests.fakes.sealed_payloads import disposition, inspection, products
from tests.fakes.send_queue import FakeKeys, MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import StationMaker, engine_of


def test_everything_sealed_arrives_once_and_unchanged(
    central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
) -> None:
    photos = [f"photo {number}".encode() * 2000 for number in range(6)]
    for number in range(120):
        with_photos = photos[number : number + 2] if number < 5 else []
        station.seal(inspection(number, with_photos), with_photos)
    station.seal(disposition(3), kind="disposed")

    report = engine_of(station).run_once()

    assert report.outcome == "done", report.problem
    assert (report.sent.events, report.sent.photos) == (121, 6)
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)
    on_disk = stored.photos_on_disk(tmp_path / "central")
    assert on_disk == {name: name for name in station.queue.photos}
    assert {record.state for record in station.queue.photos.values()} == {"verified"}
    assert {state for state, _ in station.queue.states.values()} == {"accepted"}
    assert len(station.queue.receipts) == 120


def test_both_receipts_say_what_they_should(station: MemoryStation) -> None:
    photo = b"close-up of the date"
    station.seal(inspection(1, [photo]), [photo])
    engine_of(station).run_once()
    head = station.queue.head_receipt
    assert head is not None
    content = msgspec.json.decode(head.body, type=HeadReceipt)
    assert (content.head, content.link) == (1, station.queue.head().link.hex())
    done = msgspec.json.decode(station.queue.receipts[1].body, type=CompletionReceipt)
    assert list(done.photos) == list(station.queue.photos)
    assert done.inspection == "0192f3a0-0000-7000-8000-000000000001"


def test_a_second_run_sends_nothing_again(station: MemoryStation) -> None:
    station.seal(inspection(1, [b"x"]), [b"x"])
    engine = engine_of(station)
    engine.run_once()
    again = engine.run_once()
    assert (again.sent.events, again.sent.photos, again.sent.receipts) == (0, 0, 0)


def test_a_photo_the_central_system_has_is_not_sent_again(make_station: StationMaker) -> None:
    shared = b"one picture, two stations"
    for number in (1, 2):
        station = make_station(number)
        station.seal(inspection(number, [shared]), [shared])
        report = engine_of(station).run_once()
        assert report.sent.photos == 1
        assert station.queue.receipts_cursor() == 1


@pytest.mark.parametrize(
    ("payload", "kind", "why"),
    [
        (b"\xff\x00 not json", "created", "unreadable_payload"),
        (b"", "created", "unreadable_payload"),
        (inspection(1, schema="inspection/9"), "created", "unknown_schema"),
        (inspection(1), "invented", "unknown_kind"),
        (inspection(1), "amended", "kind_mismatch"),
        (inspection(1, lot={"number": "x", "size": -1}), "created", "impossible_value"),
        (inspection(1, lot={"number": "a\0b", "size": 1}), "created", "impossible_value"),
        (inspection(1, product={"id": "P-9", "names": {}}), "created", "unknown_product"),
        (b'{"schema":' + b"[" * 100_000, "created", "unreadable_payload"),
        (disposition(1, quantity="many"), "disposed", "impossible_value"),
    ],
)
def test_what_is_not_understood_is_stored_and_blocks_nothing(
    station: MemoryStation, tmp_path: Path, payload: bytes, kind: str, why: str
) -> None:
    station.seal(inspection(0))
    station.seal(payload, kind=kind)
    station.seal(inspection(2))
    report = engine_of(station).run_once()
    assert report.outcome == "done", report.problem
    assert station.queue.states == {
        1: ("accepted", ""),
        2: ("quarantined", why),
        3: ("accepted", ""),
    }
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


def test_a_full_payload_can_be_sent_and_large_ones_go_in_small_batches(
    station: MemoryStation, tmp_path: Path
) -> None:
    for _ in range(9):
        station.seal(bytes(range(256)) * 1024)
    assert engine_of(station).run_once().sent.events == 9
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


def test_master_data_is_pulled_changed_and_removed(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    engine = engine_of(station)
    engine.run_once()
    assert set(station.sink.items["products"]) == {"P-0001", "P-0002", "P-0003"}
    first = station.sink.cursors["products"]

    assert central.load_master(MasterData(products=products()[:2])) == {"products": 1}
    engine.run_once()

    assert set(station.sink.items["products"]) == {"P-0001", "P-0002"}
    assert station.sink.cursors["products"].epoch == first.epoch
    assert station.sink.cursors["products"].after == first.after + 1
    assert central.load_master(MasterData(products=products()[:2])) == {"products": 0}


def test_a_new_epoch_brings_a_snapshot(central: EmbeddedCentral, station: MemoryStation) -> None:
    from inspector_app.central import master

    engine = engine_of(station)
    engine.run_once()
    station.sink.items["products"]["stale"] = b"{}"
    central.call(master.renew_epochs)
    assert engine.run_once().outcome == "done"
    assert "stale" not in station.sink.items["products"]


def test_a_wrong_clock_is_corrected_by_the_proved_date(station: MemoryStation) -> None:
    from datetime import UTC, datetime, timedelta

    from tests.fakes.clock import FakeClock

    station.seal(inspection(1))
    wrong = FakeClock(datetime.now(UTC) - timedelta(days=365))
    report = engine_of(station, wrong).run_once()
    assert report.outcome == "done", report.problem
    assert abs(station.queue.state.offset_seconds - 365 * 86400) < 60


def test_without_enrolment_nothing_is_tried(tmp_path: Path) -> None:
    report = engine_of(MemoryStation(tmp_path)).run_once()
    assert report.outcome == "not_enrolled"


class AnybodysKey(FakeKeys):
    """The point of order one: this signature is good for every message."""

    def public_key(self) -> bytes:
        return b"\x01" + bytes(31)

    def sign(self, message: bytes) -> bytes:
        return self.public_key() + bytes(32)


class TestEnrolment:
    def join(self, central: EmbeddedCentral, station: MemoryStation, code: str) -> str:
        try:
            enrol(
                station.queue,
                station.keys,
                url=central.url,
                code=code,
                station_id=station.station_id,
                name="",
            )
        except SyncError as problem:
            return problem.code
        return ""

    def test_a_code_is_spent_once_but_the_same_station_may_repeat_it(
        self, central: EmbeddedCentral, tmp_path: Path
    ) -> None:
        code = central.enrolment_code("月台 1")
        one = MemoryStation(tmp_path / "a")
        assert self.join(central, one, code) == ""
        assert self.join(central, one, code) == ""
        other = MemoryStation(tmp_path / "b", "11111111-7b1c-7def-8a01-23456789abcd")
        assert self.join(central, other, code) == "enrolment_refused"

    def test_a_foreign_code_is_refused(self, central: EmbeddedCentral, tmp_path: Path) -> None:
        from inspector_app.wire.enrolment import make_code

        code = make_code(bytes(32), central.authority).text()
        assert self.join(central, MemoryStation(tmp_path), code) == "enrolment_refused"

    def test_a_key_anybody_can_sign_for_is_refused(
        self, central: EmbeddedCentral, tmp_path: Path
    ) -> None:
        station = MemoryStation(tmp_path)
        station.keys = AnybodysKey(bytes(32))
        assert self.join(central, station, central.enrolment_code()) == "enrolment_refused"

    def test_a_code_of_another_central_system_is_not_given_away(
        self, central: EmbeddedCentral, tmp_path: Path
    ) -> None:
        from inspector_app.wire.enrolment import EnrolmentCode, parse_code

        real = parse_code(central.enrolment_code())
        elsewhere = EnrolmentCode(real.secret, bytes(10)).text()
        station = MemoryStation(tmp_path)
        assert self.join(central, station, elsewhere) in {"wrong_server", "enrolment_refused"}
        assert station.queue.enrolment() is None

    def test_an_id_is_not_taken_over_by_another_key(
        self, central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
    ) -> None:
        thief = MemoryStation(tmp_path / "thief", station.station_id, seed=b"t" * 32)
        assert self.join(central, thief, central.enrolment_code()) == "station_taken"

    def test_a_stranger_is_refused_and_everything_stays_queued(
        self, central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
    ) -> None:
        station.seal(inspection(1))
        station.keys = type(station.keys)(b"x" * 32)
        report = engine_of(station).run_once()
        assert isinstance(report.problem, RefusedError)
        assert (report.outcome, report.problem.code) == ("stopped", "bad_signature")
        assert len(station.queue.unsent_events(9)) == 1
