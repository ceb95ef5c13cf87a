"""Forked, revoked and restored stations go on under a new identity; nothing is lost or doubled."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap import central_backup, embedded_central, server
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.identities import enrol_anew
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import acts
from inspector_app.central.acts import Walked
from inspector_app.central.db import inspections, journal
from inspector_app.central.db import stations as rows
from inspector_app.central.db.inspections import Disposition, Inspection
from inspector_app.central.losing import lose_unless_intact
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import SyncError
from inspector_app.services.closing import seal
from tests.fakes.sealed_payloads import disposition, inspection
from tests.fakes.sealing_station import code, enrol, open_sealing, seal_record, send

PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def station(tmp_path: Path, central: EmbeddedCentral) -> Iterator[OpenStation]:
    with open_sealing(tmp_path / "one") as opened:
        enrol(opened, central)
        yield opened


def clone(opened: OpenStation, folder: Path) -> OpenStation:
    """A copy of the whole folder, key and all, as a careless person makes it."""
    folder.mkdir()
    opened.database.copy_to(folder / "station.sqlite3")
    for name in ("station.key",):
        shutil.copy(opened.folder.root / name, folder / name)
    if opened.folder.photos.exists():
        shutil.copytree(opened.folder.photos, folder / "photos")
    return open_sealing(folder)


def records(central: EmbeddedCentral, number: int) -> list[Inspection]:
    async def work(parts: Parts) -> list[Inspection]:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await inspections.revisions(tx, tenant, records_id(number))

    return central.call(work)


def seal_decision(opened: OpenStation, number: int) -> None:
    station = opened.station
    with station.records.writing() as work:
        seal(station, work, "disposed", disposition(number), str(uuid.UUID(int=number)), ())


def decided(central: EmbeddedCentral, number: int) -> list[Disposition]:
    async def work(parts: Parts) -> list[Disposition]:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await inspections.dispositions_of(tx, tenant, records_id(number))

    return central.call(work)


def records_id(number: int) -> str:
    return f"0192f3a0-0000-7000-8000-{number:012d}"


def sealed_bytes(central: EmbeddedCentral, row: Inspection) -> journal.Sealed:
    async def work(parts: Parts) -> journal.Sealed:
        async with parts.db.read(row.tenant) as tx:
            found = await journal.sealed(tx, row.tenant, row.station, row.seq)
            assert found is not None
            return found

    return central.call(work)


def revoke(central: EmbeddedCentral, station_id: str) -> None:
    async def work(parts: Parts) -> None:
        tenant = await tenant_of(parts)
        async with parts.db.write(tenant) as tx:
            await rows.change(tx, tenant, station_id, state="revoked")

    central.call(work)


def waiting(opened: OpenStation) -> int:
    queue = opened.database.send_queue()
    return queue.head().seq - queue.delivered().seq


def test_a_clone_goes_on_as_a_station_of_its_own(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_record(station, 1)
    assert code(send(station)) == ""
    with clone(station, tmp_path / "two") as copy:
        seal_record(station, 2, [PHOTO])
        assert code(send(station)) == ""
        mine = seal_record(copy, 3, [PHOTO + b"!"])
        assert code(send(copy)) == "chain_fork"
        old = copy.station.station_id
        done = enrol_anew(copy, central.url, central.enrolment_code())
        assert (done.carried, copy.station.station_id != old) == (1, True)
        late = seal_record(copy, 4)
        assert (late.seq, late.base) == (2, 2)
        assert code(send(copy)) == ""
        assert waiting(copy) == 0
        assert copy.database.send_queue().pending_photos(9) == []
    assert [len(records(central, number)) for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    found = sealed_bytes(central, records(central, 3)[0])
    assert (found.station, found.seq, found.link) == (old, 2, mine.link)
    assert found.payload == mine.payload
    assert records(central, 3)[0].state == "complete"
    seal_record(station, 5)
    assert code(send(station)) == ""


def test_what_an_earlier_identity_sent_is_sent_again_when_it_is_lost(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    seal_record(station, 1, [PHOTO])
    assert code(send(station)) == ""
    old = station.station.station_id
    revoke(central, old)
    assert code(send(station)) == "station_revoked"
    enrol_anew(station, central.url, central.enrolment_code())
    assert code(send(station)) == ""
    assert station.database.send_queue().earlier_stations() == [old]
    sha256 = hashlib.sha256(PHOTO).hexdigest()

    async def lose(parts: Parts) -> bool:
        tenant = await tenant_of(parts)
        await parts.blobs.remove(tenant, sha256)
        return await lose_unless_intact(parts, tenant, sha256)

    assert central.call(lose)
    assert records(central, 1)[0].state == "received"
    assert send(station).sent.photos == 1
    assert records(central, 1)[0].state == "complete"


def test_two_copies_of_one_unsent_record_count_once(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_record(station, 1, [PHOTO])
    with clone(station, tmp_path / "two") as copy, clone(station, tmp_path / "three") as other:
        for each in (copy, other):
            enrol_anew(each, central.url, central.enrolment_code())
            assert code(send(each)) == ""
            assert each.database.send_overview().photo_counts() == {"verified": 1}
    assert code(send(station)) == ""
    assert len(records(central, 1)) == 1
    assert station.database.send_overview().photo_counts() == {"verified": 1}


def test_a_decision_carried_before_its_own_station_came_counts_once(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_record(station, 1)
    assert code(send(station)) == ""
    seal_decision(station, 1)
    with clone(station, tmp_path / "two") as copy:
        enrol_anew(copy, central.url, central.enrolment_code())
        assert code(send(copy)) == ""
        assert len(decided(central, 1)) == 1
        assert code(send(station)) == ""
        assert [row.station for row in decided(central, 1)] == [copy.station.station_id]


def test_other_bytes_under_one_record_are_both_kept_and_flagged(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    with clone(station, tmp_path / "two") as copy:
        seal_record(station, 1)
        send(station)
        seal_record(copy, 1, payload=inspection(1, verdict={"overall": "reject"}))
        assert code(send(copy)) == "chain_fork"
        enrol_anew(copy, central.url, central.enrolment_code())
        assert code(send(copy)) == ""
    kept = records(central, 1)
    assert sorted(row.verdict for row in kept) == ["accept", "reject"]
    assert all(row.conflict for row in kept)


def test_a_revoked_station_carries_what_it_could_not_send(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    seal_record(station, 1)
    send(station)
    seal_record(station, 2)
    revoke(central, station.station.station_id)
    assert send(station).outcome == "stopped"
    enrol_anew(station, central.url, central.enrolment_code())
    assert code(send(station)) == ""
    assert len(records(central, 2)) == 1
    with station.station.records.reading() as work:
        assert [each.why for each in work.identities.all()] == ["first", "adopted"]
        assert work.identities.carriers() == {2: 3}


def test_bytes_too_large_to_travel_inside_are_sent_apart(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    payload = inspection(1, note="值" * 66_000)
    assert 190_000 < len(payload) < 262_144
    seal_record(station, 1, payload=payload)
    enrol_anew(station, central.url, central.enrolment_code())
    assert code(send(station)) == ""
    row = records(central, 1)[0]
    assert hashlib.sha256(sealed_bytes(central, row).payload).hexdigest() == row.payload_sha256
    assert code(send(station)) == ""
    assert station.database.send_overview().quarantined() == []

    async def walked(parts: Parts) -> Walked:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await acts.verify_journal(tx, parts.key, tenant)

    assert central.call(walked) == Walked(entries=1)


class Killed(Exception):
    """The program ended there."""


def test_an_end_at_any_step_loses_nothing(central: EmbeddedCentral, tmp_path: Path) -> None:
    steps = ("prepared", "enrolled", "begun", "carried", "changed", "placed")
    for number, step in enumerate(steps):
        _end_at(central, tmp_path / step, step, 10 * (number + 1))


def _end_at(central: EmbeddedCentral, folder: Path, step: str, number: int) -> None:
    def kill(name: str) -> None:
        if name == step:
            raise Killed(name)

    given = central.enrolment_code()
    with open_sealing(folder) as station:
        enrol(station, central)
        seal_record(station, number, [PHOTO + step.encode()])
        old = station.station.station_id
        with pytest.raises(Killed):
            enrol_anew(station, central.url, given, kill)
    with open_sealing(folder) as again:
        switched = step in ("changed", "placed")
        assert (again.station.station_id != old) == switched
        seal_record(again, number + 1)
        if not switched:
            enrol_anew(again, central.url, given)
        assert code(send(again)) == ""
        assert waiting(again) == 0
        assert again.database.send_overview().photo_counts() == {"verified": 1}
    assert [len(records(central, each)) for each in (number, number + 1)] == [1, 1]


def test_a_second_change_carries_what_the_first_had_not_delivered(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    first = seal_record(station, 1)
    origin = station.station.station_id
    enrol_anew(station, central.url, central.enrolment_code())
    seal_record(station, 2)
    enrol_anew(station, central.url, central.enrolment_code())
    assert code(send(station)) == ""
    found = sealed_bytes(central, records(central, 1)[0])
    assert (found.station, found.link) == (origin, first.link)
    assert len(records(central, 2)) == 1


def test_the_records_of_one_central_system_are_not_carried_to_another(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_record(station, 1)
    server.initialise(tmp_path / "foreign", name="别家", password="correct horse battery")
    other = embedded_central.start_embedded(tmp_path / "foreign")
    try:
        with pytest.raises(SyncError, match="enrolled_elsewhere"):
            enrol_anew(station, other.url, other.enrolment_code())
    finally:
        other.stop()
    assert code(send(station)) == ""


def test_what_earlier_identities_sent_after_a_backup_comes_again_after_its_restore(
    station: OpenStation, central: EmbeddedCentral, central_folder: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        seal_record(station, number, [PHOTO + b"%d" % number])
        assert code(send(station)) == ""
        if number == 1:
            central_backup.make_backup(central_folder, tmp_path / "backup")
    enrol_anew(station, central.url, central.enrolment_code())
    seal_record(station, 3, [PHOTO + b"3"])
    assert code(send(station)) == ""
    assert station.database.send_overview().photo_counts() == {"verified": 3}
    central.stop()
    central_backup.put_back(central_folder, tmp_path / "backup", replace=True)
    restored = embedded_central.start_embedded(central_folder)
    try:
        assert [len(records(restored, number)) for number in (1, 2, 3)] == [1, 0, 0]
        move_to(station, restored.url)
        assert code(send(station)) == "unknown_station"
        enrol(station, restored)
        for _ in range(3):
            assert code(send(station)) == ""
        assert [len(records(restored, number)) for number in (1, 2, 3)] == [1, 1, 1]
        assert {records(restored, number)[0].state for number in (1, 2, 3)} == {"complete"}
        assert waiting(station) == 0
        assert station.database.send_overview().photo_counts() == {"verified": 3}
        before = station.database.send_queue().head().seq
        assert code(send(station)) == ""
        assert station.database.send_queue().head().seq == before
    finally:
        restored.stop()


def move_to(opened: OpenStation, url: str) -> None:
    """The server came back on another port."""
    queue = opened.database.send_queue()
    known = queue.enrolment()
    assert known is not None
    queue.save_enrolment(replace(known, url=url))
