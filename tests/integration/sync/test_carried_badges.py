"""Badge numbers of stations that were copied, revoked or restored: no number is a badge twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.identities import enrol_anew
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import stations as central_stations
from inspector_app.central.db import badges
from inspector_app.central.deriving import settled
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.badge_numbers import BadgeRange
from inspector_app.services.closing import seal
from inspector_app.wire.elsewhere import BadgeRecord, encode_badge
from inspector_app.wire.inspection import PersonPart
from tests.fakes.sealing_station import code, enrol, open_sealing, seal_record, send


@pytest.fixture
def station(tmp_path: Path, central: EmbeddedCentral) -> Iterator[OpenStation]:
    with open_sealing(tmp_path / "one") as opened:
        enrol(opened, central)
        yield opened


def clone(opened: OpenStation, folder: Path) -> OpenStation:
    """A copy of rows and key, as a careless person makes it."""
    folder.mkdir()
    opened.database.copy_to(folder / "station.sqlite3")
    shutil.copy(opened.folder.root / "station.key", folder / "station.key")
    return open_sealing(folder)


def revoke(central: EmbeddedCentral, station_id: str) -> None:
    async def work(parts: Parts) -> None:
        await central_stations.revoke(parts, await tenant_of(parts), station_id, "boss")

    central.call(work)


def seal_badges(opened: OpenStation, number: int, first: int, last: int) -> None:
    """Numbers of a block for one record, as a station seals them."""
    record_id = f"0192f3a0-0000-7000-8000-{number:012d}"
    badge = BadgeRecord(
        record_id=record_id, revision=1, target_seq=1, lot_number=f"J-{number}",
        product_id="P-0001", ranges=(BadgeRange(block="7K3QD9TV", first=first, last=last),),
        spent_at=datetime(2026, 11, 22, tzinfo=UTC), station_id=opened.station.station_id,
        person=PersonPart(person_id="U", names={"zh": "李"}, role="inspector"),
    )  # fmt: skip
    with opened.station.records.writing() as work:
        seal(opened.station, work, "badge", encode_badge(badge), record_id, ())


def spent(central: EmbeddedCentral) -> list[tuple[int, int, str]]:
    """First, last and why void of everything spent, once all is worked out."""

    async def work(parts: Parts) -> list[tuple[int, int, str]]:
        tenant = await tenant_of(parts)
        await settled(parts, tenant)
        async with parts.db.read(tenant) as tx:
            found = await badges.spends_in(tx, tenant, ["7K3QD9TV"])
        return sorted((each.first, each.last, each.why) for each in found)

    return central.call(work)


def test_numbers_carried_over_from_a_copied_station_are_void(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_record(station, 1)
    assert code(send(station)) == ""
    with clone(station, tmp_path / "two") as copy:
        seal_badges(station, 1, 1, 40)
        assert code(send(station)) == ""
        seal_badges(copy, 2, 41, 50)  # of a block that the copied station goes on with
        assert code(send(copy)) == "chain_fork"
        enrol_anew(copy, central.url, central.enrolment_code())
        assert code(send(copy)) == ""
    assert spent(central) == [(1, 40, ""), (41, 50, "station_forked")]


def test_numbers_that_two_copies_tell_of_are_spent_once(
    station: OpenStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    seal_badges(station, 1, 1, 40)
    with clone(station, tmp_path / "two") as copy:
        enrol_anew(copy, central.url, central.enrolment_code())
        assert code(send(copy)) == ""
    assert spent(central) == [(1, 40, "")]
    assert code(send(station)) == ""
    assert spent(central) == [(1, 40, "")]


def test_numbers_a_revoked_station_had_spent_stay_good(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    seal_badges(station, 1, 1, 40)
    revoke(central, station.station.station_id)
    enrol_anew(station, central.url, central.enrolment_code())
    assert code(send(station)) == ""
    assert spent(central) == [(1, 40, "")]
