"""Feeds of a real central system: who writes at once, how old removals end, and what no station
can read, on both back ends."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from sqlalchemy import text

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.embedded_central import EmbeddedCentral, start_embedded
from inspector_app.central import master
from inspector_app.central.db import examining, feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.numbering import document_of
from inspector_app.central.parts import Parts
from inspector_app.central.standards import publish_standard
from inspector_app.central.tidying import TOMBSTONES, tidy
from inspector_app.domain.master import Supplier
from inspector_app.services.ports import FeedCursor
from inspector_app.sync.engine import SyncEngine
from inspector_app.sync.enrol import enrol
from inspector_app.sync.transport import Transport, open_client
from inspector_app.wire.envelope import FeedSnapshot
from inspector_app.wire.feeds import PublishedDocument, decode_item, encode_item
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central

Result = TypeVar("Result")
MOMENT = 60.0
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Place:
    """A central system on one back end, and stations of it."""

    def __init__(self, central: EmbeddedCentral, root: Path) -> None:
        self.central, self._root, self._made = central, root, 0

    def station(self) -> MemoryStation:
        self._made += 1
        station_id = f"0192f3a0-7b1c-7def-8a01-{self._made:012d}"
        made = MemoryStation(self._root / f"s{self._made}", station_id, bytes([self._made]) * 32)
        enrol(
            made.queue, made.keys, url=self.central.url, code=self.central.enrolment_code(),
            station_id=station_id, name="",
        )  # fmt: skip
        return made

    def publish(self, feed: str, **items: bytes | None) -> None:
        self.central.call(lambda parts: master.publish(parts, feed, items))

    def present(self, feed: str) -> dict[str, bytes | None]:
        async def work(parts: Parts) -> dict[str, bytes | None]:
            tenant = await master.tenant_of(parts)
            async with parts.db.read(tenant) as tx:
                found = await feeds.present_items(tx, tenant, feed)
            return {item.id: item.body for item in found}

        return self.central.call(work)

    def state(self, feed: str) -> feeds.Feed:
        async def work(parts: Parts) -> feeds.Feed | None:
            tenant = await master.tenant_of(parts)
            async with parts.db.read(tenant) as tx:
                return await feeds.state(tx, tenant, feed)

        found = self.central.call(work)
        assert found is not None
        return found

    def snapshot(self, station: MemoryStation, query: str) -> FeedSnapshot:
        known = station.queue.enrolment()
        assert known is not None
        with open_client(known.url) as client:
            transport = Transport(client, known, station.keys, SystemClock())
            return transport.ask(FeedSnapshot, "GET", f"/v1/feeds/suppliers/snapshot{query}")


@pytest.fixture(scope="module")
def place(backend: Servers | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("feeds")
    found_central(backend, folder / "central")
    running = start_embedded(folder / "central")
    yield Place(running, folder)
    running.stop()


def supplier(name: str, code: str = "") -> bytes:
    return encode_item(Supplier(id=name, names={"zh": "供方"}, code=code))


class TestTwoWhoWriteAtOnce:
    """The second begins while the first has written and not committed."""

    def test_what_the_later_one_wrote_stands_though_it_was_so_before(self, place: Place) -> None:
        before, other = supplier("S-1", "before"), supplier("S-1", "other")
        place.publish("suppliers", **{"S-1": before})

        async def writes(tx: Transaction, tenant: str, body: bytes) -> int:
            return await feeds.publish(tx, tenant, "suppliers", {"S-1": body}, "e")

        assert place.central.call(
            lambda parts: overlapping(
                parts,
                lambda tx, tenant: writes(tx, tenant, other),
                lambda tenant: parts.db.run(tenant, lambda tx: writes(tx, tenant, before)),
            )
        ) == (1, 1)
        assert place.present("suppliers")["S-1"] == before

    def test_what_is_added_while_all_is_replaced_goes_too(self, place: Place) -> None:
        place.publish("orders", old=b"1")

        async def add(tx: Transaction, tenant: str) -> int:
            return await feeds.publish(tx, tenant, "orders", {"added": b"2"}, "e")

        found = place.central.call(
            lambda parts: overlapping(
                parts, add, lambda _: master.replace_all(parts, "orders", {"new": b"3"})
            )
        )
        assert found == (1, 3)
        assert place.present("orders") == {"new": b"3"}
        place.publish("orders", new=None)

    def test_two_versions_of_one_number_both_stand(self, place: Place) -> None:
        first, second = (document(4, text) for text in ("甲", "乙"))

        async def publish(tx: Transaction, tenant: str, one: PublishedDocument) -> bool:
            return await publish_standard(tx, tenant, one, LINK)

        assert place.central.call(
            lambda parts: overlapping(
                parts,
                lambda tx, tenant: publish(tx, tenant, first),
                lambda tenant: parts.db.run(tenant, lambda tx: publish(tx, tenant, second)),
            )
        ) == (True, True)
        assert numbers(place, "race@") == [(4, 0, first.digest), (5, 4, second.digest)]


LINK = "ab" * 32


def document(version: int, text: str, name: str = "race") -> PublishedDocument:
    """What the feed is told of it; that it is sound was seen before."""
    return PublishedDocument(
        id=name, version=version, digest=hashlib.sha256(text.encode()).hexdigest(), text=text
    )


def numbers(place: Place, prefix: str) -> list[tuple[int, int, str]]:
    """The house's number, the one written, and the content of what is published."""
    bodies = [body for item, body in place.present("standards").items() if item.startswith(prefix)]
    read = [decode_item("standards", body) for body in bodies if body is not None]
    return sorted((one.version, one.written, one.digest) for one in read)


class TestNumbers:
    def test_they_are_given_by_arrival_and_kept_by_content(self, place: Place) -> None:
        a, b, late = (document(v, text, "n_1") for v, text in ((2, "a"), (2, "b"), (1, "c")))
        gone = msgspec.structs.replace(a, state="retired")

        async def work(parts: Parts) -> list[bool]:
            tenant = await master.tenant_of(parts)
            done = []
            for one in (a, b, b, a, late, gone, gone, a):
                async with parts.db.write(tenant) as tx:
                    done.append(await publish_standard(tx, tenant, one, LINK))
            return done

        # once each; what comes again changes nothing, nor does it put what was retired in force
        assert place.central.call(work) == [True, True, False, False, True, True, False, False]
        assert numbers(place, "n_1@") == [
            (2, 0, a.digest), (3, 2, b.digest), (4, 1, late.digest)
        ]  # fmt: skip
        held = place.present("standards")["n_1@2"]
        assert held is not None
        assert decode_item("standards", held).state == "retired"
        other = document(2, "e", "nx1")  # no letter of a name stands for any
        self.publish(place, other)
        assert numbers(place, "nx1@") == [(2, 0, other.digest)]
        place.publish("standards", **{"n_1@4": None})
        self.publish(place, document(9, "d", "n_1"))
        self.publish(place, document(3, "f", "n_1"))
        assert [number for number, _, _ in numbers(place, "n_1@")] == [2, 3, 9, 10]

    def test_a_retired_version_nobody_else_knew_keeps_its_free_number(self, place: Place) -> None:
        newer, old = document(2, "newer", "kept"), document(1, "old", "kept")
        self.publish(place, newer)
        self.publish(place, msgspec.structs.replace(old, state="retired"))
        assert numbers(place, "kept@") == [(1, 0, old.digest), (2, 0, newer.digest)]

    def test_a_record_finds_its_text_by_content(self, place: Place) -> None:
        first, second = (document(4, text, "named") for text in ("甲", "乙"))
        self.publish(place, first)
        self.publish(place, second)

        async def find(parts: Parts, version: int, digest: str) -> str:
            tenant = await master.tenant_of(parts)
            async with parts.db.read(tenant) as tx:
                body = await document_of(tx, tenant, "standards", ("named", version), digest)
            return "" if body is None else str(decode_item("standards", body).digest)

        for version, digest, found in (
            (4, first.digest, first.digest), (4, second.digest, second.digest),
            (5, second.digest, second.digest), (4, "", first.digest), (6, "", ""),
            (4, "0" * 64, first.digest), (6, "0" * 64, ""),
        ):  # fmt: skip

            def ask(parts: Parts, v: int = version, d: str = digest) -> Coroutine[Any, Any, str]:
                return find(parts, v, d)

            assert place.central.call(ask) == found

    @staticmethod
    def publish(place: Place, one: PublishedDocument) -> None:
        async def work(parts: Parts) -> bool:
            tenant = await master.tenant_of(parts)
            return await parts.db.run(tenant, lambda tx: publish_standard(tx, tenant, one, LINK))

        assert place.central.call(work)


async def overlapping(
    parts: Parts,
    first: Callable[[Transaction, str], Awaitable[Result]],
    second: Callable[[str], Awaitable[Result]],
) -> tuple[Result, Result]:
    """``second`` runs into the rows of ``first`` before that one commits."""
    tenant = await master.tenant_of(parts)
    async with parts.db.write(tenant) as tx:
        done = await first(tx, tenant)
        task = asyncio.ensure_future(second(tenant))
        await until_it_waits(parts, task)
    return done, await task


async def until_it_waits(parts: Parts, task: asyncio.Future[Any]) -> None:
    """With SQLite writers stand in a line of their own: some turns of the loop bring it there."""
    if not parts.db.address.is_postgres:
        for _ in range(20):
            await asyncio.sleep(0)
        assert not task.done()
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(MOMENT):
        while not task.done():
            async with parts.db.read(None) as look:
                if (await look.execute(waiting)).scalar_one():
                    return
            await asyncio.sleep(0.01)
    raise AssertionError("it waited for nobody")


class TestOldRemovals:
    def test_they_are_forgotten_and_who_was_away_takes_a_snapshot(self, place: Place) -> None:
        near, away = place.station(), place.station()
        names = [f"T-{number}" for number in range(5)]
        place.publish("suppliers", **{name: supplier(name) for name in names})
        for station in (near, away):
            assert engine_of(station).run_once(force=True).outcome == "done"
        place.publish("suppliers", **dict.fromkeys(names[:3]))
        assert engine_of(near).run_once(force=True).outcome == "done"

        self.maintain(place, NOW)
        self.maintain(place, NOW + TOMBSTONES - timedelta(days=1))
        assert place.state("suppliers").horizon == 0
        removed_later = place.state("suppliers").counter
        place.publish("suppliers", **{names[3]: None})
        self.maintain(place, NOW + TOMBSTONES + timedelta(days=1))
        assert place.state("suppliers").horizon == removed_later
        assert self.out_of_step(place) == [], "the last change is one of the forgotten"

        before = near.sink.cursors["suppliers"]
        for station in (near, away):
            report = engine_of(station).run_once(force=True)
            assert report.problem is None
            assert report.pulled["suppliers"] == (1 if station is near else self.here(place))
            assert station.sink.items["suppliers"] == place.present("suppliers")
        now = near.sink.cursors["suppliers"]
        assert now == FeedCursor(epoch=before.epoch, after=before.after + 1)
        assert away.sink.cursors["suppliers"] == now

    @staticmethod
    def out_of_step(place: Place) -> list[str]:
        async def look(parts: Parts) -> list[str]:
            tenant = await master.tenant_of(parts)
            async with parts.db.read(tenant) as tx:
                return await examining.feeds_out_of_step(tx, tenant)

        return place.central.call(look)

    @staticmethod
    def here(place: Place) -> int:
        return len(place.present("suppliers"))

    @staticmethod
    def maintain(place: Place, now: datetime) -> None:
        place.central.call(lambda parts: tidy(parts.db, parts.ids, now))

    def test_goods_that_were_removed_are_still_known(self, place: Place) -> None:
        place.publish("products", gone=b"{}")
        place.publish("products", gone=None)
        self.maintain(place, NOW + timedelta(days=400))
        self.maintain(place, NOW + timedelta(days=800))

        async def known(parts: Parts) -> set[str]:
            tenant = await master.tenant_of(parts)
            async with parts.db.read(tenant) as tx:
                return set(await feeds.known_ids(tx, tenant, "products", ["gone", "never"]))

        assert place.central.call(known) == {"gone"}
        assert place.state("products").horizon == 0


def test_a_snapshot_has_an_end_whether_or_not_one_is_asked_for(place: Place) -> None:
    """Answers are bounded by size, too: one of 4 MB at most."""
    station = place.station()
    names = [f"Z-{number:04d}" for number in range(6)]
    big = {name: supplier(name, name[-1] * 1_000_000) for name in names}
    place.publish("suppliers", **big)
    first = place.snapshot(station, "")
    assert first.has_more
    rest = place.snapshot(station, f"?beyond={first.items[-1].id}")
    assert not rest.has_more
    assert [each.id for each in (*first.items, *rest.items)] == sorted(place.present("suppliers"))
    assert place.snapshot(station, "?limit=2").has_more
    place.publish("suppliers", **{name: supplier(name) for name in names})
    more = {f"Y-{number:04d}": supplier(f"Y-{number:04d}") for number in range(5001)}
    place.publish("suppliers", **more)
    whole = place.snapshot(station, "")
    assert (len(whole.items), whole.has_more) == (5000, True)
    place.publish("suppliers", **dict.fromkeys([*more, *names]))


def test_a_reserved_kind_is_set_aside_and_holds_up_nothing(place: Place) -> None:
    """Nobody seals hand-overs yet; whoever does is not refused."""
    station = place.station()
    station.seal(b'{"schema":"handover/1","lots":[]}', kind="handover")
    station.seal(b"{}", kind="handover")
    assert engine_of(station).run_once(force=True).sent.events == 2
    assert station.queue.states == dict.fromkeys((1, 2), ("quarantined", "unknown_schema"))


def test_a_feed_that_cannot_be_read_holds_up_nothing_else(place: Place) -> None:
    """A newer central system tells something that this station's program does not know."""
    station = place.station()
    done: list[str] = []
    engine = SyncEngine(
        queue=station.queue, sink=station.sink, files=station.files, keys=station.keys,
        clock=SystemClock(), jitter=lambda: 0.5, owner="test",
        afterwards=(lambda _transport, _mine: done.append("claims"),),
    )  # fmt: skip
    assert engine.run_once(force=True).outcome == "done"
    place.publish("complaints", odd=b'{"a_word_of_next_year":true}')
    place.publish("suppliers", **{"S-7": supplier("S-7")})
    for turn in range(2, 4):
        station.seal(b"{}")
        report = engine.run_once()  # no wait was kept: what is sealed goes at once
        assert (report.outcome, report.next_at) == ("done", None)
        assert report.problem is not None
        assert (report.problem.code, report.problem.params) == (
            "bad_feed_item", {"feed": "complaints"},
        )  # fmt: skip
        assert (report.sent.events, len(done)) == (1, turn)
        assert station.queue.state.unread == "complaints"
    assert "S-7" in station.sink.items["suppliers"]
    place.publish("complaints", odd=None)
    report = engine.run_once()
    assert (report.problem, station.queue.state.unread) == (None, "")
