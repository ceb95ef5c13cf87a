"""Conclusions drawn for many events at once are those drawn for each by itself."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector_app.bootstrap import server
from inspector_app.bootstrap.central_places import places, write_places
from inspector_app.central import deriving
from inspector_app.central.configuration import Layout
from inspector_app.central.db import directory, disputes, feeds, severity, stations, underived
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.severity_marks import unpack_head
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.record_facts import RecordFacts
from inspector_app.central.verdicts import publish_verdicts
from inspector_app.domain.master import InboundOrder, OrderLine
from inspector_app.domain.sampling.severity_history import derive
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.severity import STEPS_IN_FEED, SamplingState
from tests.benchmarks.sealed_lots import walked
from tests.conftest import ExpectedLog
from tests.fakes.drawing import DAWN, Dock, StillClock, draw, enrol, take
from tests.fakes.sealed_payloads import PRODUCTS
from tests.integration.sync.conftest import Servers

DOCKS = 3
LINES = 5
STEPS = 45
FEEDS = ("earlier_verdicts", "order_progress", "supplier_history", "sampling_states", "disputes")
ORDER = InboundOrder(
    id="O-1", number="ASN-1", supplier_id="S-1", due_at=DAWN,
    lines=tuple(
        OrderLine(id=f"O-1/{n}", product_id=PRODUCTS[n == 4], units=300, cartons=12)
        for n in range(LINES)
    ),
)  # fmt: skip


@dataclass
class Founder:
    """Makes central systems of their own, without web servers."""

    initialised: Path
    backend: Servers | None
    folder: Path
    made: int = 0

    def __call__(self) -> Parts:
        self.made += 1
        folder, backend = self.newest, self.backend
        shutil.copytree(self.initialised, folder)
        if backend is not None:
            template = places(Layout(folder), {})
            database = backend.postgres.database(str(template.api.url.database))
            (folder / "central.toml").unlink()
            write_places(
                Layout(folder), backend.postgres.api_address(database),
                backend.postgres.owner_address(database), backend.seaweed.place(),
            )  # fmt: skip
        return self.again()

    @property
    def newest(self) -> Path:
        return self.folder / f"central-{self.made}"

    def again(self) -> Parts:
        """The newest once more, as another replica opens it."""
        parts, _ = server.open_parts(self.newest, clock=StillClock())  # type: ignore[arg-type]
        return parts


@pytest.fixture
def fresh(initialised: Path, backend: Servers | None, tmp_path: Path) -> Founder:
    return Founder(initialised, backend, tmp_path)


def run(work: Any, *parts: Parts) -> Any:
    """In a loop of its own, which the databases leave with it."""

    async def inside() -> Any:
        try:
            return await work
        finally:
            for each in parts:
                await each.db.close()

    return asyncio.run(inside())


@dataclass
class Story:
    """What stations sealed, in the order it arrives."""

    dice: random.Random
    docks: list[Dock] = field(default_factory=lambda: [Dock(n) for n in range(1, DOCKS + 1)])
    arrivals: list[tuple[int, EventLine]] = field(default_factory=list)
    lots: list[tuple[int, dict[str, Any], EventLine]] = field(default_factory=list)
    minute: int = 0

    def tell(self, steps: int) -> None:
        for _ in range(steps):
            at = self.dice.randrange(DOCKS)
            told = self.dice.random()
            if told < 0.6 or not self.lots:
                self._lot(at)
            elif told < 0.75:
                self._correction(at)
            elif told < 0.85:
                self._about(at, "voided", self._void)
            else:
                self._about(at, "disposed", self._disposition)

    def _seal(self, at: int, kind: str, payload: bytes) -> EventLine:
        line = self.docks[at].seal(kind, payload)
        self.arrivals.append((at, line))
        return line

    def _lot(self, at: int) -> None:
        number = self.docks[at].seq + 1
        self.minute += self.dice.choice([1, 10, 10, 60, -200])  # sent late, or by a slow clock
        sealed_at = DAWN + timedelta(minutes=self.minute)
        payload = walked().sealed(self.docks[at].id, number, sealed_at, "S-1")
        record = msgspec.json.decode(payload)
        line = self.dice.randrange(LINES)
        record["product"]["id"] = PRODUCTS[line == 4]
        record["order"] |= {"id": "O-1", "line_id": f"O-1/{line}"}
        record["lot"]["batch_numbers"] = self.dice.choice([["B1"], ["B2"], ["B1", "B3"], []])
        record["verdict"]["overall"] = self.dice.choice(["accept", "accept", "reject", "hold"])
        self.lots.append((at, record, self._seal(at, "created", msgspec.json.encode(record))))

    def _correction(self, at: int) -> None:
        owner, record, base = self.dice.choice(self.lots[:6])  # few, so that two correct one
        at = owner if self.dice.random() < 0.5 else at
        revision = record["record"]["revision"]
        changed = {
            **record, "record": {**record["record"], "revision": revision + 1, "kind": "amended"},
            "verdict": {**record["verdict"], "overall": self.dice.choice(["accept", "reject"])},
            "amends": {"revision": revision, "seq": base.seq, "link": base.link, "reason": "x"},
        }  # fmt: skip
        line = self._seal(at, "amended", msgspec.json.encode(changed))
        self.lots.append((at, changed, line))

    def _about(self, at: int, kind: str, payload: Callable[[str], dict[str, Any]]) -> None:
        _, record, _ = self.dice.choice(self.lots)
        self._seal(at, kind, msgspec.json.encode(payload(record["record"]["id"])))

    def _void(self, record: str) -> dict[str, Any]:
        return {"schema": "void/1", "record_id": record, "revision": 1, "voided_at": DAWN,
                "reason": "wrong_lot"}  # fmt: skip

    def _disposition(self, record: str) -> dict[str, Any]:
        return {"schema": "disposition/1", "record_id": record, "disposition":
                self.dice.choice(["return", "concession", "rework"]), "decided_at": DAWN,
                "quantity": self.dice.choice([10, 96])}  # fmt: skip


async def published(parts: Parts, tenant: str) -> dict[str, dict[str, Any]]:
    """What every feed of conclusions says, without the numbers."""
    async with parts.db.read(tenant) as tx:
        found = {feed: await feeds.present_items(tx, tenant, feed) for feed in FEEDS}
    return {
        feed: {item.id: msgspec.json.decode(item.body or b"") for item in items}
        for feed, items in found.items()
    }


async def check_severity(parts: Parts, tenant: str) -> int:
    """Where each history stands is what walking all of it tells; how many events it has."""
    events = 0
    async with parts.db.read(tenant) as tx:
        listed = await severity.goods(tx, tenant, 100)
        kept = await severity.of_goods(tx, tenant, [(one.supplier, one.product) for one in listed])
    for one in listed:
        rows = kept[one.supplier, one.product]
        whole = derive(row.event for row in rows if row.event is not None)
        stale = {step.inspection_id for step in whole.steps if step.stale}
        seen: dict[str, int] = {}
        for row in rows:
            named = [(row.station, row.source)]
            if row.event is not None:
                named.append((row.event.station_id, row.event.seq))
            for station, seq in named:
                seen[station] = max(seq, seen.get(station, 0))
        wanted = SamplingState(
            supplier_id=one.supplier, product_id=one.product, standings=whole.standings,
            seen=seen, steps=whole.steps[-STEPS_IN_FEED:], stale=len(stale),
        )  # fmt: skip
        told = msgspec.json.decode(one.body, type=SamplingState)
        assert told == wanted
        assert {row.record for row in rows if row.stale} == stale
        head = unpack_head(one.mark)
        assert head is not None
        events = max(events, head.mark.events)
    return events


async def prepare(parts: Parts, story: Story) -> str:
    tenant = await tenant_of(parts)
    await enrol(parts, tenant, story.docks)

    async def order(tx: Transaction) -> None:
        await feeds.publish(tx, tenant, "orders", {ORDER.id: encode_item(ORDER)}, parts.ids.new())

    await parts.db.run(tenant, order)
    return tenant


async def follow(
    parts: Parts, story: Story, cuts: Sequence[int], *, every_event: bool
) -> dict[str, dict[str, Any]]:
    """Take the story in by parts, with conclusions drawn after each; what is told in the end."""
    tenant = await prepare(parts, story)
    for start, end in zip((0, *cuts), (*cuts, len(story.arrivals)), strict=True):
        for at, line in story.arrivals[start:end]:
            parts.clock.advance(seconds=1)  # type: ignore[attr-defined]
            await take(parts, tenant, story.docks[at], [line])
        await draw(parts)
        if not every_event:
            await check_severity(parts, tenant)
    assert await check_severity(parts, tenant) > 16  # so that marks were passed
    return await published(parts, tenant)


def test_parts_of_any_size_end_the_same(fresh: Founder, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = 20261123
    story = Story(random.Random(seed))
    story.tell(STEPS)
    together, alone = fresh(), fresh()
    cuts = sorted(random.Random(seed).sample(range(1, len(story.arrivals)), 4))
    many = run(follow(together, story, cuts, every_event=False), together)
    monkeypatch.setattr(deriving, "_PART", 1)
    single = run(follow(alone, story, cuts, every_event=True), alone)
    for feed in FEEDS[:-1]:
        assert many[feed] == single[feed], f"{feed}, seed {seed}"
    assert many["disputes"].keys() == single["disputes"].keys(), f"seed {seed}"
    for name, dispute in many["disputes"].items():
        assert dispute["ruling"] == single["disputes"][name]["ruling"], f"seed {seed}"
    assert {each["kind"] for each in many["disputes"].values()} >= {
        "double_opening", "rival_revisions", "over_count"
    }  # fmt: skip


def some_lots(dock: Dock, count: int) -> list[EventLine]:
    return [
        dock.seal("created", walked().sealed(dock.id, n, DAWN + timedelta(minutes=n), "S-1"))
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_two_who_draw_conclusions_share_the_tenants(fresh: Founder) -> None:
    one = fresh()
    two = fresh.again()
    other = "0192f3a0-7b1c-7def-8a01-00000000beef"
    docks = {name: Dock(number) for number, name in enumerate(("home", other), 1)}

    async def work() -> None:
        home = await tenant_of(one)

        async def found(tx: Transaction) -> None:
            await stations.add_tenant(tx, other, "二仓", DAWN)
            await directory.put(tx, directory.code_entry("0" * 64), other)

        await one.db.run(other, found)
        for tenant, dock in ((home, docks["home"]), (other, docks[other])):
            await enrol(one, tenant, [dock])
            lines = some_lots(dock, 25)
            for start in range(0, len(lines), 5):
                await take(one, tenant, dock, lines[start : start + 5])
        first, second = await asyncio.gather(draw(one), draw(two))
        while first.elsewhere | second.elsewhere:
            more = await draw(one)
            first.events += more.events
            first.elsewhere = more.elsewhere
            second.elsewhere = set()
        assert first.events + second.events == 50
        for tenant in (home, other):
            async with one.db.read(tenant) as tx:
                assert await underived.count(tx, tenant, 1) == 0
                assert len(await feeds.present_items(tx, tenant, "earlier_verdicts")) == 25

    run(work(), one, two)


def test_nobody_waits_for_who_works_for_a_tenant(fresh: Founder) -> None:
    one = fresh()
    if not one.db.address.is_postgres:
        return  # one writer at a time: nobody can be met
    two = fresh.again()
    dock = Dock(1)

    async def work() -> None:
        tenant = await tenant_of(one)
        await enrol(one, tenant, [dock])
        lines = some_lots(dock, 4)
        await take(one, tenant, dock, lines[:1])
        assert (await draw(one)).events == 1
        await take(one, tenant, dock, lines[1:])
        async with one.db.write(tenant) as tx:
            await feeds.hold(tx, tenant, deriving.FEED, one.ids.new())
            met = await asyncio.wait_for(draw(two), 60)
        assert met == deriving.Done(events=0, elsewhere={tenant})
        assert (await draw(two)).events == 3

    run(work(), one, two)


def test_what_was_given_up_is_seen_and_tried_again_after_growing_waits(
    fresh: Founder, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    expected_log(r"deriving one by one|nothing derived from an event")
    parts, dock = fresh(), Dock(1)
    lines = some_lots(dock, 4)
    bad = walked().id_of(dock.id, 2)
    tried = 0

    async def choking(desk: Desk, facts: RecordFacts, epoch: str) -> None:
        nonlocal tried
        if bad in facts.records:
            tried += len(facts.records) == 1
            raise ZeroDivisionError
        await publish_verdicts(desk, facts, epoch)

    monkeypatch.setattr(deriving, "publish_verdicts", choking)
    clock: Any = parts.clock

    async def work() -> None:
        nonlocal tried
        tenant = await tenant_of(parts)
        await enrol(parts, tenant, [dock])
        await take(parts, tenant, dock, lines)

        async def lag() -> tuple[int, int]:
            async with parts.db.read(tenant) as tx:
                found = await underived.lag(tx, tenant)
            return found.waiting, found.given_up

        await draw(parts)
        assert (await lag(), tried) == ((0, 1), 5)
        for seconds, more in ((59, 0), (2, 1), (119, 0), (2, 1)):
            clock.advance(seconds=seconds)
            tried = 0
            await draw(parts)
            assert (await lag(), tried) == ((0, 1), more)
        monkeypatch.setattr(deriving, "publish_verdicts", publish_verdicts)
        clock.advance(minutes=4)
        await draw(parts)
        assert await lag() == (0, 0)
        assert bad in (await published(parts, tenant))["earlier_verdicts"]

    run(work(), parts)


def test_waits_grow_to_a_few_hours() -> None:
    waits = [underived.wait_after(tries) for tries in range(underived.GIVE_UP, 80)]
    assert waits[:4] == [60_000, 120_000, 240_000, 480_000]
    assert max(waits) == waits[-1] == 6 * 3_600_000


def test_the_lag_is_told_by_the_oldest_event(fresh: Founder) -> None:
    parts, dock = fresh(), Dock(1)
    clock: Any = parts.clock

    async def work() -> None:
        tenant = await tenant_of(parts)
        await enrol(parts, tenant, [dock])
        lines = some_lots(dock, 3)
        await take(parts, tenant, dock, lines[:1])
        clock.advance(minutes=5)
        await take(parts, tenant, dock, lines[1:])
        async with parts.db.read(tenant) as tx:
            found = await underived.lag(tx, tenant)
        assert (found.waiting, found.given_up) == (3, 0)
        assert datetime.fromtimestamp(found.oldest / 1000, UTC) == DAWN
        assert await disputes_of(parts, tenant) == 0

    run(work(), parts)


async def disputes_of(parts: Parts, tenant: str) -> int:
    async with parts.db.read(tenant) as tx:
        return await disputes.count_open(tx, tenant)
