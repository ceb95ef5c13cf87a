"""A station that changes its key: both keys say so, and everybody follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap import key_change
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central.db import stations as rows
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError, StorageError, SyncError
from inspector_app.domain.master import Person
from inspector_app.services.key_history import ring_of
from tests.fakes.goods import SUPERVISOR
from tests.fakes.sealing_station import enrol, open_sealing, seal_record, send

ADMINISTRATOR = Person(
    id="p-admin", names={"zh": "管理员"}, role="administrator", badge="", pin_verifier=""
)


@pytest.fixture
def station(tmp_path: Path, central: EmbeddedCentral) -> Iterator[OpenStation]:
    with open_sealing(tmp_path / "one") as opened:
        enrol(opened, central)
        yield opened


def change(opened: OpenStation, ended_at: str = "") -> int:
    def step(name: str) -> None:
        if name == ended_at:
            raise KeyboardInterrupt(name)

    return key_change.change_key(
        opened.folder, opened.database, opened.station, ADMINISTRATOR, "例行更换", step
    )


def known_keys(central: EmbeddedCentral, station_id: str) -> tuple[list[bytes], int, str]:
    async def work(parts: Parts) -> tuple[list[bytes], int, str]:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            found = await rows.find(tx, tenant, station_id)
            assert found is not None
            return await rows.public_keys(tx, found), found.head, found.state

    return central.call(work)


def test_a_changed_key_is_followed(station: OpenStation, central: EmbeddedCentral) -> None:
    before = station.station.keys.public_key()
    seal_record(station, 1)
    assert send(station).outcome == "done"
    assert change(station) == 2
    after = station.station.keys.public_key()
    assert after != before
    seal_record(station, 2)
    assert send(station).outcome == "done"
    assert known_keys(central, station.station.station_id) == ([after, before], 3, "active")
    assert not key_change.earlier_key(station.folder).exists()
    assert change(station) == 4
    seal_record(station, 3)
    assert send(station).outcome == "done"
    newest = station.station.keys.public_key()
    assert known_keys(central, station.station.station_id)[0] == [newest, after, before]


@pytest.mark.parametrize("ended_at", ["made", "sealed", "changed", "kept", "placed"])
def test_an_end_anywhere_leaves_one_key_that_works(
    tmp_path: Path, central: EmbeddedCentral, ended_at: str
) -> None:
    with open_sealing(tmp_path / "two") as opened:
        enrol(opened, central)
        seal_record(opened, 1)
        assert send(opened).outcome == "done"
        with pytest.raises(KeyboardInterrupt):
            change(opened, ended_at)
    with open_sealing(tmp_path / "two") as opened:
        seal_record(opened, 2)
        assert send(opened).outcome == "done"
        assert send(opened).outcome == "done"
        present = opened.station.keys.public_key()
        keys, head, state = known_keys(central, opened.station.station_id)
        assert (keys[0], state) == (present, "active")
        assert head == (2 if ended_at in ("made", "sealed") else 3)
        with opened.station.records.reading() as work:
            ring = ring_of(work, opened.station.station_id, present)
        assert [ring.at(1), ring.newest] == [keys[-1], present]


def test_a_lost_answer_leaves_the_station_with_a_key_that_is_known(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    seal_record(station, 1)
    assert send(station).outcome == "done"
    change(station)
    assert send(station).outcome == "done"
    # As if the answer to the last events had never come: the station believes less was taken.
    station.database.send_queue().rewind(1)
    seal_record(station, 2)
    assert send(station).outcome == "done"
    assert known_keys(central, station.station.station_id)[1:] == (3, "active")


def test_the_next_change_waits_until_the_last_one_was_heard_of(station: OpenStation) -> None:
    change(station)
    with pytest.raises(StorageError) as caught:
        change(station)
    assert caught.value.code == "key_change_under_way"


def test_who_may_not_enrol_may_not_change_the_key(station: OpenStation) -> None:
    with pytest.raises(AccessError):
        key_change.change_key(station.folder, station.database, station.station, SUPERVISOR, "")


def test_a_station_nobody_knows_keeps_its_first_key(tmp_path: Path) -> None:
    with open_sealing(tmp_path / "alone") as opened, pytest.raises(SyncError) as caught:
        change(opened)
    assert caught.value.code == "not_enrolled"
