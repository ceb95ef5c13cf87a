"""PINs from the central system to real stations: sealed on the way, wrapped on the disk."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import msgspec
import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.central import master
from inspector_app.domain.errors import AccessError, StorageError
from inspector_app.domain.master import Person
from inspector_app.services.people import sign_in_pin
from inspector_app.settings import DataFolder
from inspector_app.store.people_sink import wrap_present
from inspector_app.store.pin_secret import PinSecret, WrappedPins
from inspector_app.store.pins import Argon2Pins
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.integration.sync.conftest import StationMaker

PINS = Argon2Pins()


def person(pin: str) -> Person:
    return Person(
        id="U-1", names={"zh": "李敏", "en": "Li Min"}, role="inspector", badge="B-1",
        pin_verifier=PINS.hash(pin),
    )  # fmt: skip


def publish(central: EmbeddedCentral, who: Person) -> None:
    central.call(lambda parts: master.publish(parts, "users", {who.id: encode_item(who)}))


def opened(tmp_path: Path, central: EmbeddedCentral, name: str) -> OpenStation:
    found = open_station(DataFolder(tmp_path / name))
    enrol_station(found, central.url, central.enrolment_code())
    return found


def on_disk(found: OpenStation) -> bytes:
    database = found.folder.database
    kept = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert b"U-1" in kept
    return kept


def test_a_pin_reaches_every_station_and_no_disk_shows_its_verifier(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    first = person("2468")
    publish(central, first)
    stations = [opened(tmp_path, central, name) for name in ("one", "two")]
    try:
        for each in stations:
            assert send_once(each, "test").outcome == "done"
            assert sign_in_pin(each.station, "U-1", "2468").id == "U-1"
            assert b"$argon2id$" not in on_disk(each)
        changed = replace(first, pin_verifier=PINS.hash("1357"))
        publish(central, changed)
        for each in stations:
            assert sign_in_pin(each.station, "U-1", "2468").id == "U-1"  # off line, as it was
            assert send_once(each, "test").outcome == "done"
            assert sign_in_pin(each.station, "U-1", "1357").id == "U-1"
            with pytest.raises(AccessError, match="wrong_pin"):
                sign_in_pin(each.station, "U-1", "2468")
    finally:
        for each in stations:
            each.close()


def test_without_the_devices_secret_the_folder_opens_no_verifier(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    publish(central, person("2468"))
    found = opened(tmp_path, central, "one")
    send_once(found, "test")
    (found.folder.root / "station.pins").rename(tmp_path / "elsewhere")
    found.close()
    again = open_station(found.folder)
    try:
        with pytest.raises(StorageError, match="pins_locked"):
            sign_in_pin(again.station, "U-1", "2468")
    finally:
        again.close()


def test_what_an_earlier_program_stored_is_wrapped_after_a_success(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    found = opened(tmp_path, central, "one")
    try:
        before = person("2468")
        publish(central, before)
        send_once(found, "test")
        with found.station.records.writing() as work:
            work.master.put_people([before])
        assert b"$argon2id$" in on_disk(found)
        assert send_once(found, "test").outcome == "done"
        assert sign_in_pin(found.station, "U-1", "2468").id == "U-1"
        with sqlite3.connect(found.folder.database) as rows:
            ((body,),) = rows.execute("SELECT body FROM people")
        assert b"wrapped1:" in body
        secret = PinSecret(found.folder.root / "station.pins", _NoRing())
        with found.database.write() as connection:
            assert wrap_present(connection, secret) == 0
        assert isinstance(found.station.pins, WrappedPins)
    finally:
        found.close()


class _NoRing:
    def get(self, name: str) -> bytes | None:
        return None

    def put(self, name: str, secret: bytes) -> None:
        raise StorageError("key_ring_closed", reason="test")

    def drop(self, name: str) -> None:
        return None


def test_every_answer_with_people_is_sealed_to_who_asks(
    central: EmbeddedCentral, make_station: StationMaker
) -> None:
    publish(central, person("2468"))
    seen = set()
    for number in (1, 2):
        station = make_station(number)
        known = station.queue.enrolment()
        assert known is not None
        for path in ("snapshot", "changes?epoch={epoch}&after=0"):
            epoch = seen and next(iter(seen))[0]
            url = f"{known.url}/v1/feeds/users/{path.format(epoch=epoch)}"
            asked = HttpRequest("GET", url, {"protocol-version": "1"})
            who = key_id(known.tenant, known.station_id)
            sign_request(asked, b"", who, datetime.now(UTC), station.keys.sign)
            answer = httpx2.get(url, headers=dict(asked.headers), trust_env=False)
            assert b"argon2" not in answer.content
            told = msgspec.json.decode(answer.content)
            seen.add((told["epoch"], told["items"][0]["body"]["pin_verifier"]))
    assert len(seen) == 4
    assert all(text.startswith("sealed1:") for _, text in seen)
