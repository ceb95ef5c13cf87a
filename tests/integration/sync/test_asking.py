"""What a station asks a real central system: one question when there is nothing to do."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.embedded_central import EmbeddedCentral, start_embedded
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.bootstrap.server import load_master
from inspector_app.central import acts, deriving, feed_heads, master, settling
from inspector_app.central.acts import Doer
from inspector_app.central.api import stations
from inspector_app.central.db import feeds, underived
from inspector_app.central.deriving import DERIVED_FEEDS
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import FeedName, StopReason
from inspector_app.sync.engine import SyncReport
from inspector_app.sync.enrol import enrol
from inspector_app.sync.heads import FEEDS
from inspector_app.sync.pull import pull_all
from inspector_app.sync.push import Pusher
from inspector_app.sync.transport import Transport, open_client
from inspector_app.wire.envelope import StationView
from inspector_app.wire.feeds import encode_item
from tests.benchmarks.sealed_lots import walked
from tests.fakes.clock import FakeClock
from tests.fakes.feed_items import ITEMS
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.fakes.station import make_station
from tests.integration.sync.conftest import Servers, engine_of, found_central

VIEW = "GET /v1/stations/{station}"
EVENTS = "POST /v1/stations/{station}/events"
RECEIPTS = "GET /v1/stations/{station}/receipts"
PLAN = "POST /v1/blobs/plan"
CLAIMS = "POST /v1/stations/{station}/claims"
BLOCKS = "POST /v1/stations/{station}/badge-blocks"
CHANGES = "GET /v1/feeds/{feed}/changes"
SNAPSHOT = "GET /v1/feeds/{feed}/snapshot"
MOMENT = 30.0


class Place:
    """A central system on one back end that counts what it is asked, and stations of it."""

    def __init__(self, central: EmbeddedCentral, root: Path) -> None:
        self.central = central
        self._root = root
        self._made = 0
        self._reader: MemoryStation | None = None
        self._before: Counter[str] = Counter()

    def reader(self) -> MemoryStation:
        """One that all tests share; it has all there is and nothing to send."""
        if self._reader is None:
            self._reader = self.station()
        run(self._reader)
        self.asked()
        return self._reader

    def station(self) -> MemoryStation:
        """A new one, enrolled, with all there is."""
        self._made += 1
        station_id = f"0192f3a0-7b1c-7def-8a01-{self._made:012d}"
        made = MemoryStation(self._root / f"s{self._made}", station_id, bytes([self._made]) * 32)
        join(self.central, made)
        run(made)
        self.asked()
        return made

    def asked(self) -> dict[str, int]:
        """Requests by route since this was called last."""
        end = time.monotonic() + MOMENT
        while self.central.call(_running) and time.monotonic() < end:
            time.sleep(0.005)  # the last answer is read before its request counts as ended
        found = self.central.call(_requests)
        new = found - self._before
        self._before = found
        return dict(new)

    def publish(self, feed: str, item: str, body: bytes | None) -> None:
        self.central.call(lambda parts: master.publish(parts, feed, {item: body}))

    def truth(self) -> dict[str, dict[str, bytes]]:
        """All feeds as they are now."""

        async def work(parts: Parts) -> dict[str, dict[str, bytes]]:
            tenant = await tenant_of(parts)
            await deriving.settled(parts, tenant)
            async with parts.db.read(tenant) as tx:
                return {
                    feed: {
                        item.id: item.body
                        for item in await feeds.present_items(tx, tenant, feed)
                        if item.body is not None
                    }
                    for feed in FEEDS
                }

        return self.central.call(work)


async def _running(parts: Parts) -> int:
    return parts.watch.metrics.running


async def _requests(parts: Parts) -> Counter[str]:
    found: Counter[str] = Counter()
    for (method, route, _), count in parts.watch.metrics.requests.items():
        found[f"{method} {route}"] += count
    return found


def join(central: EmbeddedCentral, station: MemoryStation) -> None:
    code = central.enrolment_code()
    enrol(
        station.queue, station.keys, url=central.url, code=code, station_id=station.station_id,
        name="",
    )  # fmt: skip


def run(station: MemoryStation, outcome: str = "done") -> SyncReport:
    report = engine_of(station).run_once(force=True)
    assert report.outcome == outcome, report.problem
    return report


def ask_everything(station: MemoryStation) -> None:
    """As stations did before there were heads."""
    known = station.queue.enrolment()
    assert known is not None
    with open_client(known.url) as client:
        transport = Transport(client, known, station.keys, SystemClock())
        pull_all(station.sink, transport, lambda: None, {})


def content(station: MemoryStation) -> dict[str, dict[str, bytes]]:
    return {feed: station.sink.items.get(feed, {}) for feed in FEEDS if feed != "users"}


@pytest.fixture(scope="module")
def place(backend: Servers | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("asking")
    found_central(backend, folder / "central")
    load_master(folder / "central", MasterData(products=products()))
    running = start_embedded(folder / "central")
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(settling, "_PATIENCE", 60.0)  # on a busy machine as well
        yield Place(running, folder)
    running.stop()


def test_with_nothing_to_do_one_question_is_asked(place: Place) -> None:
    station = place.reader()
    for _ in range(3):
        report = run(station)
        assert place.asked() == {VIEW: 1}
        assert report.pulled == dict.fromkeys(FEEDS, 0)


def test_a_whole_station_with_nothing_to_do_asks_no_more(place: Place, tmp_path: Path) -> None:
    """With claims, badge numbers, reference pictures and photos to clear: all of it is wired."""
    with make_station(tmp_path / "dock", FakeClock(datetime.now(UTC))) as dock:
        enrol_station(dock, place.central.url, place.central.enrolment_code())
        sender = sync_engine(dock, "test")
        assert sender.run_once(force=True).outcome == "done"
        asked = place.asked()
        assert (asked[CLAIMS], asked[BLOCKS]) == (1, 1)
        for _ in range(2):
            assert sender.run_once(force=True).outcome == "done"
            assert place.asked() == {VIEW: 1}


def test_each_feed_tells_by_its_head_that_it_moved(place: Place) -> None:
    station = place.reader()
    for feed in FEEDS:
        item, value = ITEMS[feed]
        if feed == "acts":
            place.central.call(_act)
        else:
            place.publish(feed, item, encode_item(value))
        run(station)
        asked = place.asked()
        assert asked.pop(VIEW) == 1, feed
        assert set(asked) <= {CHANGES, SNAPSHOT}, feed
        assert 1 <= sum(asked.values()) <= 2, feed  # a feed's first item begins an epoch
        if feed == "acts":
            continue
        assert item in station.sink.items[feed]
        place.publish(feed, item, None)
        run(station)
        assert place.asked() == {VIEW: 1, CHANGES: 1}, feed
        assert item not in station.sink.items[feed]
    run(station)
    assert place.asked() == {VIEW: 1}


async def _act(parts: Parts) -> None:
    tenant = await tenant_of(parts)
    async with parts.db.write(tenant) as tx:
        now = parts.clock.now()
        await acts.append(tx, parts.key, tenant, "revoked", now, by=Doer(user="admin"))


def test_who_sends_reads_what_follows_from_it_in_the_same_run(place: Place) -> None:
    station = place.station()
    payload, record = lot(station, 1)
    station.seal(payload)
    run(station)
    asked = place.asked()
    moved = asked.pop(CHANGES, 0) + asked.pop(SNAPSHOT, 0)
    assert asked == {VIEW: 2, EVENTS: 1, RECEIPTS: 1}
    assert 1 <= moved < 2 * len(DERIVED_FEEDS)
    assert record in station.sink.items["earlier_verdicts"]
    run(station)
    assert place.asked() == {VIEW: 1}


def lot(station: MemoryStation, number: int) -> tuple[bytes, str]:
    """A lot as a station closes it, and its record's id."""
    of = UUID(station.station_id)
    return walked().another(of, number), walked().id_of(of, number)


def test_a_receipt_that_another_station_completed_is_fetched(place: Place) -> None:
    """Both name one photo; the first cannot send it, the second can."""
    first, second = place.station(), place.station()
    shared = f"shared {random.Random(1).random()}".encode()
    first.seal(inspection(900, [shared]), [shared])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pusher, "_send_photos", lambda _: True)
        run(first)
    second.seal(inspection(901, [shared]), [shared])
    run(second)
    assert second.queue.receipts_cursor() == 1
    place.asked()
    assert first.queue.receipts_cursor() == 0
    run(first)  # its photo is there already, and the receipt is
    assert first.queue.receipts_cursor() == 1
    assert {one.state for one in first.queue.photos.values()} == {"verified"}
    place.asked()
    for station in (first, second):
        run(station)
    asked = place.asked()
    assert asked[VIEW] == 2
    assert not {RECEIPTS, PLAN, EVENTS} & set(asked)


def test_conclusions_under_way_are_left_out_and_waited_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, reader = place.station(), place.reader()
    payload, record = lot(sender, 1)

    async def not_yet(*_: Any) -> int:
        return 0

    with monkeypatch.context() as held:
        held.setattr(deriving, "_derive", not_yet)
        held.setattr(settling, "_PATIENCE", 0.05)
        sender.seal(payload)
        run(sender)
        heads = place.central.call(_heads(whole=False))
        assert set(heads) == set(FEEDS) - DERIVED_FEEDS
        assert set(place.central.call(_heads(whole=True))) == set(FEEDS)
        place.asked()
        run(reader)  # asks once more, and has waited in vain
        assert place.asked() == {VIEW: 2}
        assert record not in reader.sink.items["earlier_verdicts"]
    sender.seal(lot(sender, 2)[0])
    run(sender)  # what arrives lets the queue be looked at again
    run(reader)
    assert record in reader.sink.items["earlier_verdicts"]
    told = place.truth()
    assert content(reader) == {feed: told[feed] for feed in content(reader)}
    place.asked()
    run(reader)
    assert place.asked() == {VIEW: 1}


def _heads(*, whole: bool) -> Callable[[Parts], Any]:
    async def work(parts: Parts) -> dict[str, Any]:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return dict(await feed_heads.told(tx, tenant, whole=whole))

    return work


def test_a_long_queue_is_not_waited_for_and_heads_are_told_as_they_are(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading would not wait either, so nobody asks twice in a storm of arrivals."""
    station = place.reader()

    async def many(*_: Any) -> int:
        return deriving._NEARLY_DONE

    monkeypatch.setattr(underived, "count", many)
    run(station)
    assert place.asked() == {VIEW: 1}


def test_a_new_epoch_is_seen_in_the_heads_and_photos_are_offered_again(place: Place) -> None:
    station = place.station()
    photo = b"a photo that a backup may lack"
    station.seal(inspection(910, [photo]), [photo])
    run(station)
    run(station)
    place.asked()
    before = station.sink.cursors["products"].epoch
    place.central.call(master.renew_epochs)
    station.sink.items["products"]["stale"] = b"{}"
    run(station)
    asked = place.asked()
    published = {feed for feed, cursor in station.sink.cursors.items() if cursor.epoch != "empty"}
    assert asked[SNAPSHOT] == asked[CHANGES] == len(published)
    assert asked[PLAN] == 1
    assert asked[RECEIPTS] >= 1  # from number 0 on
    assert station.sink.cursors["products"].epoch != before
    assert "stale" not in station.sink.items["products"]
    assert station.queue.receipts_cursor() == 1
    run(station)
    assert place.asked() == {VIEW: 1}


def test_lost_tombstones_bring_a_snapshot_of_that_feed_alone(place: Place) -> None:
    station = place.reader()
    item, value = ITEMS["complaints"]
    place.publish("complaints", item, encode_item(value))
    run(station)
    place.publish("complaints", item, None)
    counter = station.sink.cursors["complaints"].after + 1
    place.central.call(lambda parts: _forget_tombstones(parts, "complaints"))
    place.asked()
    run(station)
    assert place.asked() == {VIEW: 1, CHANGES: 1, SNAPSHOT: 1}
    assert station.sink.items["complaints"] == {}
    assert station.sink.cursors["complaints"].after == counter


def test_a_counter_below_ours_is_for_the_feed_to_refuse(place: Place) -> None:
    """Rows put back behind the system's back, with the same epoch."""
    station = place.reader()
    cursor = station.sink.cursors["products"]
    station.sink.cursors["products"] = type(cursor)(epoch=cursor.epoch, after=cursor.after + 3)
    run(station)
    assert place.asked() == {VIEW: 1, CHANGES: 1, SNAPSHOT: 1}
    assert station.sink.cursors["products"] == cursor


def test_an_earlier_central_system_is_asked_for_every_feed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = place.reader()
    honest = stations._view

    def earlier(*given: Any) -> Any:
        view = honest(*given)
        kept = {name: getattr(view, name) for name in view.__struct_fields__}
        return EarlierView(**{name: kept[name] for name in EarlierView.__struct_fields__})

    monkeypatch.setattr(stations, "_view", earlier)
    place.publish("suppliers", "S-1", encode_item(ITEMS["suppliers"][1]))
    run(station)
    asked = place.asked()
    assert asked[VIEW] == asked[RECEIPTS] == 1
    assert asked[CHANGES] == len(FEEDS)
    assert "S-1" in station.sink.items["suppliers"]
    monkeypatch.undo()
    place.publish("suppliers", "S-1", None)
    run(station)
    assert "S-1" not in station.sink.items["suppliers"]


EarlierView = msgspec.defstruct(
    "EarlierView",
    [(name, Any) for name in StationView.__struct_fields__ if name not in ("receipts", "feeds")],
)


def test_a_station_that_may_not_send_still_reads_what_moved(place: Place) -> None:
    station = place.station()
    station.queue.park(StopReason(code="chain_fork", params={}, at=SystemClock().now()))
    place.publish("suppliers", "S-1", encode_item(ITEMS["suppliers"][1]))
    place.asked()
    report = run(station, "stopped")
    assert report.pulled["suppliers"] == 1
    asked = place.asked()
    assert asked.pop(VIEW) == 1
    assert set(asked) <= {CHANGES, SNAPSHOT}
    place.publish("suppliers", "S-1", None)
    run(station, "stopped")
    assert place.asked() == {VIEW: 1, CHANGES: 1}


def test_a_station_of_another_system_starts_over(
    place: Place, backend: Servers | None, tmp_path: Path
) -> None:
    """Its cursors are of feeds that have nothing to do with those of its new system."""
    station = place.station()
    found_central(backend, tmp_path / "other", name="另一仓库")
    load_master(tmp_path / "other", MasterData(products=products()[:1]))
    other = start_embedded(tmp_path / "other")
    try:
        join(other, station)
        run(station)
        assert set(station.sink.items["products"]) == {"P-0001"}
        elsewhere = Place(other, tmp_path)
        told = elsewhere.truth()
        assert content(station) == {feed: told[feed] for feed in content(station)}
        elsewhere.asked()
        run(station)
        assert elsewhere.asked() == {VIEW: 1}
    finally:
        other.stop()


def test_nobody_else_is_told(place: Place) -> None:
    """Heads stand in the answer to the station itself, which nobody else is given."""
    one, another = place.reader(), place.station()
    known = one.queue.enrolment()
    assert known is not None
    with open_client(known.url) as client:
        transport = Transport(client, known, one.keys, SystemClock())
        with pytest.raises(SyncError, match="not_your_station"):
            transport.ask(StationView, "GET", f"/v1/stations/{another.station_id}?settle=true")


SEED = 20261123


def test_a_station_ends_like_one_that_always_asks_everything(place: Place, long_run: bool) -> None:
    """Publications, removals, lots and their conclusions, new epochs and lost tombstones, in any
    order; one station asks what moved, the other every feed."""
    dice = random.Random(SEED)
    sender, seeing, blind = place.station(), place.reader(), place.station()
    runs = 0
    for number in range(400 if long_run else 16):
        _happen(place, sender, dice, number)
        if dice.random() < 0.6:
            run(seeing)
            runs += 1
            told = place.truth()
            assert content(seeing) == {name: told[name] for name in content(seeing)}, number
    run(seeing)
    ask_everything(blind)
    print(f"seed {SEED}, {runs} runs compared")
    assert content(seeing) == content(blind)
    assert seeing.sink.cursors == blind.sink.cursors
    place.asked()
    run(seeing)
    assert place.asked() == {VIEW: 1}


def _happen(place: Place, sender: MemoryStation, dice: random.Random, number: int) -> None:
    what = dice.choice(("item", "item", "item", "gone", "lot", "lot", "epoch", "tombstones"))
    feed = dice.choice(_PLAIN)
    item, value = ITEMS[feed]
    if what == "item":
        place.publish(feed, item, encode_item(value))
    elif what == "gone":
        place.publish(feed, item, None)
    elif what == "lot":
        sender.seal(lot(sender, 1000 + number)[0])
        run(sender)
    elif what == "epoch":
        place.central.call(master.renew_epochs)
    else:
        place.central.call(lambda parts: _forget_tombstones(parts, feed))


_PLAIN: Sequence[FeedName] = ("suppliers", "orders", "complaints", "line_shares", "standards")


async def _forget_tombstones(parts: Parts, feed: str) -> None:
    tenant = await tenant_of(parts)
    async with parts.db.write(tenant) as tx:
        state = await feeds.state(tx, tenant, feed)
        if state is not None:
            await feeds.drop_tombstones(tx, tenant, feed, state.counter, 100)
