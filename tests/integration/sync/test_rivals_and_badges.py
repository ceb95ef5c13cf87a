"""Stations that were copied or restored, and a central system that forgot: nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from sqlalchemy import update

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central import badges, claims, complaints, journal, progress, ruling
from inspector_app.central import stations as central_stations
from inspector_app.central.badges import BLOCK_SIZE
from inspector_app.central.complaints import Entered
from inspector_app.central.db import badges as block_rows
from inspector_app.central.db import feeds, inspections, lots, stations, tables, underived
from inspector_app.central.db.engine import Transaction
from inspector_app.central.deriving import derive_everything
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.ruling import Decision
from inspector_app.central.tidying import tidy
from inspector_app.domain.badge_numbers import BadgeRange
from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import SealedEvent
from inspector_app.sync.enrol import enrol
from inspector_app.wire.elsewhere import (
    BadgeRecord,
    BlockHeld,
    Complaint,
    Dispute,
    LotClaim,
    SupplierHistory,
    encode_badge,
)
from inspector_app.wire.feeds import EarlierVerdict, encode_item
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import link
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central
from tests.integration.sync.shared_warehouse import BOSS, Warehouse
from tests.integration.sync.test_hostile_requests import as_line

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


class Place(Warehouse):
    """A central system and stations in memory."""

    def __init__(self, central: Any, folder: Path) -> None:
        super().__init__(central, None, None)  # type: ignore[arg-type]  # docks are made below
        object.__setattr__(self, "folder", folder)

    def station(self, number: int) -> MemoryStation:
        name = f"0192f3a0-7b1c-7def-8a01-{number:012d}"
        folder: Path = self.folder / str(number)  # type: ignore[attr-defined]
        made = MemoryStation(folder, name, seed=bytes([number]) * 32)
        enrol(
            made.queue, made.keys, url=self.central.url, code=self.central.enrolment_code(),
            station_id=name, name=f"月台 {number}",
        )  # fmt: skip
        return made

    def ask(self, work: Any) -> Any:
        async def run(parts: Parts) -> Any:
            tenant = await tenant_of(parts)
            return await parts.db.run(tenant, lambda tx: work(parts, tx, tenant))

        return self.central.call(run)


@pytest.fixture(scope="module")
def place(backend: Servers | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("rivals")
    found_central(backend, folder / "central", password=PASSWORD)
    central = embedded_central.start_embedded(folder / "central")
    central.load_master(MasterData(products=products()))
    yield Place(central, folder)
    central.stop()


def push(*docks: MemoryStation) -> None:
    for dock in docks:
        report = engine_of(dock).run_once(force=True)
        assert report.outcome == "done", report.problem


def record_id(number: int) -> str:
    return f"0192f3a0-0000-7000-8000-{number:012d}"


def corrected(number: int, base: SealedEvent, overall: str) -> bytes:
    changes = msgspec.json.decode(inspection(number))["record"]
    return inspection(
        number,
        record={**changes, "revision": 2, "kind": "amended"},
        verdict={"overall": overall},
        order={"id": "O-1", "line_id": f"O-1/{number}", "number": "ASN"},
        amends={"revision": 1, "seq": base.seq, "link": base.link.hex(), "reason": "misread"},
    )


def lot_of(place: Place, number: int) -> Any:
    return place.ask(lambda parts, tx, tenant: lots.one(tx, tenant, record_id(number)))


def test_two_corrections_of_one_revision_wait_for_a_choice(place: Place) -> None:
    one, two = place.station(1), place.station(2)
    order = {"id": "O-1", "line_id": "O-1/400", "number": "ASN"}
    base = one.seal(inspection(400, order=order))
    one.seal(corrected(400, base, "reject"), kind="amended")
    push(one)
    two.seal(corrected(400, base, "accept"), kind="amended")
    push(two, two)
    [dispute] = [d for d in place.items("disputes").values() if d.kind == "rival_revisions"]
    assert isinstance(dispute, Dispute)
    assert sorted(each.overall for each in dispute.parties) == ["accept", "reject"]
    told = place.items("order_progress")["O-1|O-1/400"]
    assert (told.opened, told.waiting) == (1200, 1200)  # one lot, held
    wanted = next(each for each in dispute.parties if each.overall == "accept")
    with pytest.raises(SyncError, match="dispute_ruling_wrong"):
        place.decide(dispute, "keep", "nobody")
    with pytest.raises(SyncError, match="dispute_ruling_wrong"):
        place.decide(dispute, "merge")

    async def without_grounds(parts: Parts) -> None:
        decision = Decision(dispute=dispute.id, ruling="keep", choice=wanted.choice, note=" ")
        await ruling.decide(parts, await tenant_of(parts), decision, BOSS)

    with pytest.raises(SyncError, match="dispute_note_needed"):
        place.central.call(without_grounds)
    place.decide(dispute, "keep", wanted.choice)
    told = place.items("order_progress")["O-1|O-1/400"]
    assert (told.opened, told.accepted, told.waiting) == (1200, 1200, 0)
    assert lot_of(place, 400).payload_sha256 == wanted.payload_sha256


def test_corrections_that_did_not_see_each_other_arrive_are_flagged_afterwards(
    place: Place,
) -> None:
    one, two = place.station(31), place.station(32)
    base = one.seal(inspection(401))
    one.seal(corrected(401, base, "reject"), kind="amended")
    push(one)
    two.seal(corrected(401, base, "accept"), kind="amended")
    push(two)
    place.items("disputes")

    async def as_in_a_race(_parts: Parts, tx: Transaction, tenant: str) -> None:
        rows = await inspections.revisions(tx, tenant, record_id(401))
        unseen = update(tables.inspections).where(tables.inspections.c.tenant == tenant)
        await tx.execute(unseen.values(conflict=False))
        await underived.put_again(tx, tenant, rows[0].station, [rows[0].seq], 1)

    async def at_once(*, storm: bool) -> None:
        """Nobody else sends now."""

    place.ask(as_in_a_race)
    place.central.call(lambda parts: derive_everything(parts, at_once))
    kept = place.ask(lambda parts, tx, tenant: inspections.revisions(tx, tenant, record_id(401)))
    assert sorted((row.revision, row.conflict) for row in kept) == [
        (1, False), (2, True), (2, True)
    ]  # fmt: skip


def badge(number: int, block: str, first: int, last: int, station: str) -> bytes:
    return encode_badge(
        BadgeRecord(
            record_id=record_id(number), revision=1, target_seq=1, lot_number="L", product_id="P",
            ranges=(BadgeRange(block=block, first=first, last=last),), spent_at=NOW,
            station_id=station,
            person=PersonPart(person_id="U", names={"zh": "李"}, role="inspector"),
        )
    )  # fmt: skip


def give(place: Place, station: str, *held: BlockHeld) -> Any:
    return place.ask(
        lambda parts, tx, tenant: badges.give(tx, parts.ids, tenant, station, held, NOW)
    )


def test_a_block_is_given_once_and_followed_by_another_when_it_runs_low(place: Place) -> None:
    dock, other = place.station(3), place.station(4)
    [first] = give(place, dock.station_id).blocks
    assert (first.size, first.next, first.state) == (BLOCK_SIZE, 1, "open")
    assert give(place, dock.station_id).blocks == (first,)  # its answer was lost
    [foreign] = give(place, other.station_id).blocks
    assert foreign.block != first.block
    low = BlockHeld(block=first.block, next=BLOCK_SIZE - 10)
    found = give(place, dock.station_id, low).blocks
    assert [each.next for each in found] == [BLOCK_SIZE - 10, 1]
    taken = give(place, other.station_id, BlockHeld(block=first.block, next=5)).blocks
    assert {each.block: each.state for each in taken}[first.block] == "closed"
    with pytest.raises(SyncError, match="unknown_station"):
        give(place, "0192f3a0-7b1c-7def-8a01-00000000dead")


def test_numbers_of_another_and_numbers_twice_are_void(place: Place) -> None:
    dock, thief = place.station(5), place.station(6)
    [block] = give(place, dock.station_id).blocks
    dock.seal(inspection(404))
    dock.seal(badge(404, block.block, 1, 100, dock.station_id), kind="badge")
    dock.seal(badge(408, block.block, 90, 120, dock.station_id), kind="badge")  # from a backup
    thief.seal(badge(412, block.block, 200, 210, thief.station_id), kind="badge")
    push(dock, thief)
    found = [d for d in place.items("disputes").values() if d.kind == "badge_twice"]
    told = {each.parties[0].reason: each.amount for each in found}
    assert told == {"number_taken": 31, "block_of_another": 11}
    [known] = give(place, dock.station_id).blocks
    assert known.next == 121  # never given again, not even what was void
    twice = next(d for d in found if d.amount == 31)
    assert "-00090-" in twice.parties[0].words
    with httpx2.Client(base_url=place.central.url, trust_env=False, timeout=60) as client:
        client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
        client.headers["accept-language"] = "zh-CN"
        shown = client.get(f"/inspections/{record_id(404)}").text
    assert f"{block.block}-00001-" in shown
    assert "100 个" in shown


def test_a_central_system_that_forgot_its_blocks_gives_no_number_again(place: Place) -> None:
    dock, other = place.station(7), place.station(8)
    dock.seal(badge(416, "7K3QD9TV", 1, 40, dock.station_id), kind="badge")
    push(dock)
    place.items("disputes")
    found = {each.block: each for each in give(place, dock.station_id).blocks}
    assert found["7K3QD9TV"].next == 41
    names = {each.block for each in give(place, other.station_id).blocks}
    assert "7K3QD9TV" not in names
    held = BlockHeld(block="8K3QD9TV", next=77)  # spent, and not sent yet
    found = {each.block: each for each in give(place, other.station_id, held).blocks}
    assert found["8K3QD9TV"].next == 77

    async def close(parts: Parts, tx: Any, tenant: str) -> int:
        return await badges.take_back(tx, tenant, other.station_id)

    assert place.ask(close) == 2
    states = {each.state for each in give(place, other.station_id, held).blocks}
    assert states == {"open", "closed"}  # a new one beside those taken back


def test_the_blocks_of_a_revoked_and_of_a_forked_station_are_closed(place: Place) -> None:
    gone, forked = place.station(20), place.station(21)
    for dock in (gone, forked):
        give(place, dock.station_id)

    async def revoke(parts: Parts) -> None:
        await central_stations.revoke(parts, await tenant_of(parts), gone.station_id, "boss")

    place.central.call(revoke)
    forked.seal(inspection(620))
    push(forked)
    line = as_line(forked.seal(inspection(624)))
    end = link(UUID(forked.station_id).bytes, line.seq, bytes(32), line.payload)
    rival = msgspec.structs.replace(
        line, prev="0" * 64, link=end.hex(), signature=forked.keys.sign(end)
    )

    async def send(parts: Parts, tx: Any, tenant: str) -> str:
        who = await stations.find(tx, tenant, forked.station_id)
        assert who is not None
        refusal = (await journal.accept(tx, parts.key, who, [rival], NOW)).refusal
        return refusal.code if refusal else ""

    assert place.ask(send) == "chain_fork"

    async def states(parts: Parts, tx: Any, tenant: str) -> list[str]:
        return [
            block.state
            for dock in (gone, forked)
            for block in await block_rows.blocks_of(tx, tenant, dock.station_id)
        ]

    assert place.ask(states) == ["closed", "closed"]


def claimed(number: int) -> LotClaim:
    return LotClaim(
        inspection=record_id(number), lot_number=f"L-{number}", order_id="O-1",
        line_id=f"O-1/{number // 10}", product_id="P-0001", size=10, opened_at=NOW,
    )  # fmt: skip


def test_a_claim_ends_by_itself_and_with_its_record(place: Place) -> None:
    dock, other = place.station(9), place.station(10)

    def take(who: MemoryStation, now: datetime, *numbers: int) -> Any:
        async def work(parts: Parts, tx: Any, tenant: str) -> Any:
            station = await stations.find(tx, tenant, who.station_id)
            assert station is not None
            wanted = [claimed(number) for number in numbers]
            return await claims.take(tx, station, wanted, now, parts.ids.new())

        return place.ask(work).others

    assert take(dock, NOW, 420, 424) == ()
    [seen] = [each for each in take(other, NOW, 421) if each.inspection == record_id(420)]
    assert seen.station == dock.station_id
    take(other, NOW, 420, 421)  # nobody speaks for another's lot
    assert place.items("open_lots")[record_id(420)].station == dock.station_id
    before = place.items("open_lots")[record_id(424)]
    take(dock, NOW + timedelta(hours=1), 420, 424)  # told again: nothing new for anybody
    assert place.items("open_lots")[record_id(424)] == before
    dock.seal(inspection(424))
    push(dock)
    place.items("disputes")
    assert record_id(424) not in place.items("open_lots")
    take(dock, NOW + timedelta(hours=2), 420, 424)  # late: the record is here
    assert record_id(424) not in place.items("open_lots")

    async def clean(parts: Parts, tx: Any, tenant: str) -> int:
        later = NOW + timedelta(days=1)
        return await claims.forget_ended(tx, tenant, later, parts.ids.new())

    assert place.ask(clean) == 2
    assert place.items("open_lots") == {}


def test_a_suppliers_history_counts_the_latest_lots_once(place: Place) -> None:
    dock = place.station(11)
    for number in (500, 502, 503):  # accepted, rejected, on hold
        supplier = {"id": "V-77", "names": {"zh": "某供方", "en": "Some"}}
        dock.seal(inspection(number, supplier=supplier))
    push(dock)
    history = place.items("supplier_history")["V-77"]
    assert isinstance(history, SupplierHistory)
    assert (history.lots, history.accepted, history.rejected, history.held) == (3, 1, 1, 1)
    assert len(history.recent) <= progress.LATEST


def test_people_decide_and_complain_on_pages(place: Place) -> None:
    with httpx2.Client(base_url=place.central.url, trust_env=False, timeout=60) as client:
        client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
        client.headers["accept-language"] = "zh-CN"
        for number in (600, 604):
            dock = place.station(number // 4)
            order = {"id": "O-1", "line_id": "O-1/600", "number": "ASN-600"}
            lot = {"number": f"L-{number}", "size": 600, "batch_numbers": ["B1"]}
            product = msgspec.json.decode(inspection(600))["product"]
            dock.seal(inspection(number, order=order, lot=lot, product=product))
            push(dock)
        shown = client.get("/disputes").text
        assert "同一批货开了两批" in shown
        assert "L-604" in shown
        [dispute] = [d for d in place.items("disputes").values() if d.order_number == "ASN-600"]
        bad = client.post(f"/disputes/{dispute.id}", data={"how": "merge", "note": "x"})
        assert bad.status_code == 400
        client.post(f"/disputes/{dispute.id}", data={"how": "merge", "note": "同一堆货，已核对"})
        again = client.post(f"/disputes/{dispute.id}", data={"how": "merge", "note": "同一堆货"})
        assert again.status_code == 409
        told = place.items("order_progress")["O-1|O-1/600"]
        assert (told.opened, told.accepted) == (600, 600)
        client.post(
            "/complaints",
            data={"product": "SKU-P-0002", "received_on": "2026-11-20", "text": "<b>漏</b>"},
        )
        [complaint] = place.items("complaints").values()
        assert isinstance(complaint, Complaint)
        assert complaint.product_id == "P-0002"
        assert "&lt;b&gt;漏" in client.get("/complaints").text
        client.post(f"/complaints/{complaint.id}", data={"conclusion": "更换泵头"})
        assert place.items("complaints")[complaint.id].conclusion == "更换泵头"
        assert client.post("/complaints", data={"product": "no"}).status_code == 400
        assert client.get("/lines").status_code == 200
        kinds = [act.body().kind for act in place.items("acts").values()]
        assert {"dispute_decided", "complaint_entered", "complaint_settled"} <= set(kinds)


def test_verdicts_of_long_ago_are_told_no_more(place: Place) -> None:
    dock = place.station(12)
    record = msgspec.json.decode(inspection(700))["record"]
    verdict = EarlierVerdict(
        inspection=record["id"], station=dock.station_id, station_name="", lot_number="L",
        product_id="P", supplier_id="S", overall="reject", closed_at=NOW - timedelta(days=200),
    )  # fmt: skip
    young = msgspec.structs.replace(verdict, inspection="young", closed_at=NOW)

    async def tell(parts: Parts, tx: Any, tenant: str) -> int:
        items = {"old": encode_item(verdict), "young": encode_item(young)}
        return await feeds.publish(tx, tenant, "earlier_verdicts", items, parts.ids.new())

    async def clean(parts: Parts) -> int:
        return await tidy(parts.db, parts.ids, NOW)

    assert place.ask(tell) == 2
    assert place.central.call(clean) == 1
    assert "young" in place.items("earlier_verdicts")
    assert "old" not in place.items("earlier_verdicts")


def test_a_complaint_about_nothing_is_refused(place: Place) -> None:
    async def enter(parts: Parts) -> None:
        entered = Entered(product="nothing", text="x", received_on="2026-11-20")
        await complaints.enter(parts, await tenant_of(parts), entered, BOSS)

    with pytest.raises(SyncError, match="complaint_unknown_product"):
        place.central.call(enter)
