"""Photos over lines that break all the time, and straight into an object store."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import central_serving, embedded_central, server
from inspector_app.bootstrap.central_places import places, write_places
from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central.configuration import Layout
from inspector_app.central.parts import Parts
from inspector_app.sync.photos import BREAKS_TO_PARTS
from inspector_app.sync.transport import Transport, open_client
from inspector_app.wire.envelope import PART_SIZE, UploadState
from tests.fakes.relay import Fault, Relay
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers, engine_of

KILOBYTE = 1024


def picture(number: int, size: int) -> bytes:
    return random.Random(number).randbytes(size)


@pytest.fixture
def bad_line(central: EmbeddedCentral, station: MemoryStation) -> Iterator[Relay]:
    """The station reaches the central system over a line that can be cut."""
    relay = Relay(central.url)
    enrolment = station.queue.enrolment()
    assert enrolment is not None
    station.queue.save_enrolment(replace(enrolment, url=relay.url))
    yield relay
    relay.stop()


def run_until_done(station: MemoryStation, most: int) -> int:
    """Runs it took."""
    for count in range(1, most + 1):
        if engine_of(station).run_once(force=True).outcome == "done":
            return count
    raise AssertionError(station.queue.photos)


def transport_of(station: MemoryStation, client: httpx2.Client) -> Transport:
    enrolment = station.queue.enrolment()
    assert enrolment is not None
    return Transport(client, enrolment, station.keys, SystemClock())


def test_a_line_that_breaks_every_half_megabyte_gets_large_photos_through(
    bad_line: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    photos = [picture(number, 3_000 * KILOBYTE + number) for number in range(2)]
    station.seal(inspection(1, photos), photos)
    bad_line.fault = Fault(cut_up=512 * KILOBYTE)
    run_until_done(station, 30)
    total = sum(map(len, photos))
    assert stored.photos_on_disk(tmp_path / "central") == {
        hashlib.sha256(photo).hexdigest(): hashlib.sha256(photo).hexdigest() for photo in photos
    }
    # Two whole tries of half a megabyte each, then parts: one of eight is sent again.
    assert bad_line.up < 1.3 * total + BREAKS_TO_PARTS * 600 * KILOBYTE


def test_breaks_are_remembered_over_restarts_and_forgotten_when_the_line_holds(
    bad_line: Relay, station: MemoryStation
) -> None:
    photos = [picture(number, 900 * KILOBYTE) for number in range(2)]
    station.seal(inspection(1, photos[:1]), photos[:1])
    bad_line.fault = Fault(cut_up=512 * KILOBYTE)
    for _ in range(BREAKS_TO_PARTS):
        assert engine_of(station).run_once(force=True).outcome == "failed"
    assert station.queue.retry().breaks == BREAKS_TO_PARTS
    bad_line.fault = Fault()
    report = engine_of(station).run_once(force=True)
    assert (report.outcome, report.sent.parts) == ("done", 15)
    assert station.queue.retry().breaks == 0
    station.seal(inspection(2, photos[1:]), photos[1:])
    report = engine_of(station).run_once(force=True)
    assert (report.outcome, report.sent.parts) == ("done", 0)


def test_any_server_goes_on_where_another_ended(
    central: EmbeddedCentral, central_folder: Path, station: MemoryStation
) -> None:
    data = picture(5, 700 * KILOBYTE)
    sha256 = hashlib.sha256(data).hexdigest()
    parts, _ = server.open_parts(central_folder)
    other = EmbeddedCentral(parts, central_serving.listen("127.0.0.1", 0))
    other.start()
    try:
        with open_client(central.url) as one, open_client(other.url) as two:
            first = send_part(transport_of(station, one), sha256, data, 0)
            assert first == UploadState(offset=PART_SIZE, complete=False)
            second = transport_of(station, two)
            state = second.ask(UploadState, "POST", f"/v1/uploads/{sha256}?size={len(data)}")
            assert state == first
            for offset in range(PART_SIZE, len(data), PART_SIZE):
                state = send_part(second, sha256, data, offset)
            assert state == UploadState(offset=len(data), complete=True)
    finally:
        other.stop()
    assert stored.photos_on_disk(central_folder)[sha256] == sha256


def send_part(transport: Transport, sha256: str, data: bytes, offset: int) -> UploadState:
    import msgspec

    part = data[offset : offset + PART_SIZE]
    last = "?1" if offset + len(part) == len(data) else "?0"
    headers = {"upload-offset": str(offset), "upload-complete": last}
    answer = transport.call("PATCH", f"/v1/uploads/{sha256}", part, headers)
    return msgspec.json.decode(answer.body, type=UploadState)


class TestRefusals:
    @pytest.fixture
    def asked(self, central: EmbeddedCentral, station: MemoryStation) -> Iterator[Transport]:
        with open_client(central.url) as client:
            yield transport_of(station, client)

    def refused(
        self, asked: Transport, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, str]:
        from inspector_app.sync.answers import RefusedError

        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        with pytest.raises(RefusedError) as caught:
            asked.call(method, path, body, fields)
        return caught.value.status, caught.value.code

    def test_a_part_that_begins_elsewhere(self, asked: Transport) -> None:
        path = "/v1/uploads/" + "a" * 64
        place = {"upload_offset": "7", "upload_complete": "?0"}
        assert self.refused(asked, "PATCH", path, b"x", **place) == (409, "upload_offset")

    def test_parts_that_make_another_photo_are_dropped(
        self, asked: Transport, central_folder: Path
    ) -> None:
        path = "/v1/uploads/" + "a" * 64
        place = {"upload_offset": "0", "upload_complete": "?1"}
        assert self.refused(asked, "PATCH", path, b"x", **place) == (422, "blob_mismatch")
        assert asked.ask(UploadState, "POST", f"{path}?size=5").offset == 0
        assert stored.photos_on_disk(central_folder) == {}

    @pytest.mark.parametrize(
        "place",
        [
            {},
            {"upload_offset": "-1", "upload_complete": "?1"},
            {"upload_offset": "0", "upload_complete": "yes"},
            {"upload_offset": "9" * 40, "upload_complete": "?0"},
            {"upload_offset": "0.5", "upload_complete": "?0"},
        ],
    )
    def test_a_part_that_does_not_say_where_it_belongs(
        self, asked: Transport, place: dict[str, str]
    ) -> None:
        path = "/v1/uploads/" + "a" * 64
        assert self.refused(asked, "PATCH", path, b"x", **place) == (400, "bad_encoding")

    def test_a_part_that_is_too_large(self, asked: Transport) -> None:
        path = "/v1/uploads/" + "a" * 64
        place = {"upload_offset": "0", "upload_complete": "?0"}
        body = bytes(1024 * KILOBYTE + 1)
        assert self.refused(asked, "PATCH", path, body, **place)[0] == 413

    @pytest.mark.parametrize("size", ["", "?size=-1", "?size=x", "?size=99999999999"])
    def test_a_photo_of_no_possible_size(self, asked: Transport, size: str) -> None:
        path = "/v1/uploads/" + "a" * 64 + size
        assert self.refused(asked, "POST", path) == (400, "bad_encoding")

    def test_only_digests_are_names(self, asked: Transport) -> None:
        assert self.refused(asked, "POST", "/v1/uploads/x?size=1") == (422, "bad_blob_name")

    def test_a_finished_photo_takes_nothing_more(
        self, asked: Transport, central_folder: Path
    ) -> None:
        data = picture(9, 1000)
        sha256 = hashlib.sha256(data).hexdigest()
        done = UploadState(offset=1000, complete=True)
        assert send_part(asked, sha256, data, 0) == done
        assert send_part(asked, sha256, b"other" + data, 0) == done
        assert stored.photos_on_disk(central_folder) == {sha256: sha256}


def test_old_parts_are_swept_and_young_ones_kept(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    data = picture(3, 600 * KILOBYTE)
    sha256 = hashlib.sha256(data).hexdigest()
    with open_client(central.url) as client:
        transport = transport_of(station, client)
        send_part(transport, sha256, data, 0)

        def sweep(age: timedelta) -> int:
            async def work(parts: Parts) -> int:
                return await parts.blobs.sweep(datetime.now(UTC) - age)

            return central.call(work)

        assert sweep(timedelta(hours=1)) == 0
        assert sweep(timedelta(seconds=-5)) == 1
        path = f"/v1/uploads/{sha256}?size={len(data)}"
        assert transport.ask(UploadState, "POST", path).offset == 0


class TestStraightIntoTheStore:
    pytestmark = pytest.mark.parametrize("backend", ["servers"], indirect=True, scope="session")

    @pytest.fixture
    def central(self, central_folder: Path, backend: Servers) -> Iterator[EmbeddedCentral]:
        found = places(Layout(central_folder), {})
        assert found.bucket is not None
        (central_folder / "central.toml").unlink()
        write_places(
            Layout(central_folder), found.api.url.render_as_string(hide_password=False)
            .replace("+asyncpg", ""), "",
            replace(found.bucket, station_endpoint=found.bucket.endpoint),
        )  # fmt: skip
        running = embedded_central.start_embedded(central_folder)
        yield running
        running.stop()

    def test_photos_go_to_the_store_and_are_proved(
        self, central: EmbeddedCentral, central_folder: Path, station: MemoryStation,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        straight: list[str] = []
        real = Transport.put_straight

        def count(self: Transport, url: str, body: bytes, headers: dict[str, str]) -> bool:
            straight.append(url)
            return real(self, url, body, headers)

        monkeypatch.setattr(Transport, "put_straight", count)
        photos = [picture(number, 50_000) for number in range(3)]
        station.seal(inspection(1, photos), photos)
        assert engine_of(station).run_once().outcome == "done"
        assert len(straight) == 3
        assert set(stored.photos_on_disk(central_folder)) == set(station.queue.photos)
        assert {one.state for one in station.queue.photos.values()} == {"verified"}

    def test_other_bytes_in_the_store_are_found_and_sent_again(
        self, central: EmbeddedCentral, central_folder: Path, station: MemoryStation,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        real = Transport.put_straight

        def spoil(self: Transport, url: str, body: bytes, headers: dict[str, str]) -> bool:
            return real(self, url, body[:-1] + b"?", headers)

        photo = picture(1, 20_000)
        station.seal(inspection(1, [photo]), [photo])
        with monkeypatch.context() as patch:
            patch.setattr(Transport, "put_straight", spoil)
            engine_of(station).run_once()
        (waiting,) = station.queue.photos.values()
        assert (waiting.state, waiting.reason) == ("pending", "blob_mismatch")
        assert stored.photos_on_disk(central_folder) == {}
        assert engine_of(station).run_once(force=True).outcome == "done"
        assert set(stored.photos_on_disk(central_folder)) == set(station.queue.photos)

    def test_a_store_that_says_no_is_gone_round(
        self, central: EmbeddedCentral, central_folder: Path, station: MemoryStation,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        real = Transport.put_straight
        monkeypatch.setattr(
            Transport, "put_straight",
            lambda self, url, body, headers: real(self, url + "0", body, headers),
        )  # fmt: skip
        photo = picture(1, 20_000)
        station.seal(inspection(1, [photo]), [photo])
        assert engine_of(station).run_once().outcome == "done"
        assert set(stored.photos_on_disk(central_folder)) == set(station.queue.photos)


def test_a_line_too_bad_for_one_part_is_given_a_rest(
    bad_line: Relay, station: MemoryStation
) -> None:
    """Small questions get through, parts do not: that must end."""
    photo = picture(1, 300 * KILOBYTE)
    station.seal(inspection(1, [photo]), [photo])
    station.queue.save_retry(replace(station.queue.retry(), breaks=BREAKS_TO_PARTS))
    bad_line.fault = Fault(cut_up=30 * KILOBYTE)
    report = engine_of(station).run_once(force=True)
    assert report.outcome == "failed"
    assert report.problem is not None
    assert report.problem.code == "offline"
    bad_line.fault = Fault()
    assert engine_of(station).run_once(force=True).outcome == "done"
