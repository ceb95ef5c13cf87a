"""What an older central system set aside is judged again, and stations hear of it once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import acts, decisions, projection, replaying
from inspector_app.central.acts import Doer, Walked
from inspector_app.central.decisions import Decided
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.replaying import Replayed
from inspector_app.domain.errors import WalkError
from inspector_app.domain.master import Product
from inspector_app.services.central_acts import acts_of, take_acts
from inspector_app.wire.envelope import SCHEMAS
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.sealing_station import code, enrol, open_sealing, seal_record, send
from tests.integration.sync import stored
from tests.integration.sync.test_new_identity import records


@pytest.fixture
def station(tmp_path: Path, central: EmbeddedCentral) -> Iterator[OpenStation]:
    with open_sealing(tmp_path / "one") as opened:
        enrol(opened, central)
        yield opened


def replay(central: EmbeddedCentral) -> Replayed:
    async def work(parts: Parts) -> Replayed:
        return await replaying.replay(parts, await tenant_of(parts), Doer(user="admin"))

    return central.call(work)


def walked(central: EmbeddedCentral) -> Walked:
    async def work(parts: Parts) -> Walked:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await acts.verify_journal(tx, parts.key, tenant)

    return central.call(work)


def aside(opened: OpenStation) -> list[str]:
    return [why for _, why in opened.database.send_overview().quarantined()]


def test_an_unknown_schema_waits_for_the_upgrade(
    station: OpenStation, central: EmbeddedCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old central system does not know ``inspection/1``; the record after it is not held up."""
    known = tuple(each for each in SCHEMAS if each != "inspection/1")
    with monkeypatch.context() as old:
        old.setattr(projection, "SCHEMAS", known)
        seal_record(station, 1, [b"\xff\xd8 one"])
        seal_record(station, 2)
        assert code(send(station)) == ""
        assert aside(station) == ["unknown_schema", "unknown_schema"]
        assert records(central, 1) == []
        assert replay(central) == Replayed(seen=2, accepted=0)
    assert replay(central) == Replayed(seen=2, accepted=2)
    assert [len(records(central, number)) for number in (1, 2)] == [1, 1]
    assert replay(central) == Replayed(seen=0, accepted=0)
    assert code(send(station)) == ""
    assert aside(station) == []
    assert code(send(station)) == ""
    assert station.database.send_overview().photo_counts() == {"verified": 1}
    assert walked(central) == Walked(entries=2)


def test_a_product_that_comes_later_ends_the_doubt(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    late = {"id": "P-late", "sku": "S", "names": {"zh": "新品"}}
    seal_record(station, 1, payload=inspection(1, product=late))
    assert code(send(station)) == ""
    assert aside(station) == ["unknown_product"]
    assert records(central, 1)[0].why == "unknown_product"
    new: list[Product] = [*products()]
    template = new[0]
    central.load_master(MasterData(products=[*new, replace(template, id="P-late", sku="S")]))
    assert replay(central) == Replayed(seen=1, accepted=1)
    assert records(central, 1)[0].why == ""
    assert code(send(station)) == ""
    assert aside(station) == []


def test_a_changed_entry_of_the_central_journal_is_found(
    station: OpenStation, central: EmbeddedCentral, central_folder: Path
) -> None:
    async def two(parts: Parts) -> None:
        tenant = await tenant_of(parts)
        for number in (1, 2):
            async with parts.db.write(tenant) as tx:
                await acts.append(
                    tx, parts.key, tenant, "noted", parts.clock.now(), by=Doer(user="u"),
                    record=f"r-{number}", params={"n": number},
                )  # fmt: skip

    central.call(two)
    assert walked(central) == Walked(entries=2)
    assert code(send(station)) == ""
    assert [body.params for body in acts_of(station.station, "r-1")] == [{"n": 1}]
    stored.change(central_folder, "UPDATE central_acts SET record = 'r-9' WHERE seq = 2")
    assert walked(central) == Walked(entries=1, problem="row_differs", at=2)
    stored.change(central_folder, "DELETE FROM central_acts WHERE seq = 2")
    assert walked(central) == Walked(entries=1, problem="chain_broken", at=2)


def test_a_decision_made_centrally_reaches_the_station_once(
    station: OpenStation, central: EmbeddedCentral
) -> None:
    seal_record(station, 3)  # held
    assert code(send(station)) == ""
    record = records(central, 3)[0].inspection
    chosen = Decided(inspection=record, disposition="return", reason="not_conforming", note="退")

    async def work(parts: Parts) -> int:
        doer = Doer(user="boss", names={"zh": "周工", "en": "Zhou"})
        return await decisions.decide(parts, await tenant_of(parts), chosen, doer)

    async def at_once(parts: Parts) -> list[int | BaseException]:
        return await asyncio.gather(*(work(parts) for _ in range(4)), return_exceptions=True)

    made = central.call(at_once)
    assert [one for one in made if isinstance(one, int)] == [1]
    refused = {one.code for one in made if isinstance(one, WalkError)}
    assert (len(made), refused) == (4, {"already_decided"})
    assert code(send(station)) == ""
    told = acts_of(station.station, record)
    assert [(body.kind, body.names["zh"], body.params["quantity"]) for body in told] == [
        ("disposed", "周工", 1200)
    ]
    assert take_acts(station.station) == 0
