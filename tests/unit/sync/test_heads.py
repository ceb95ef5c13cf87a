"""Only feeds that moved are asked for, and nothing is missed by it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.master import Supplier
from inspector_app.services.ports import Enrolment, FeedCursor, FeedName
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.heads import FEEDS, feed_heads, may_have_moved
from inspector_app.sync.pull import Pulled, SetAside, pull_all
from inspector_app.sync.transport import Transport
from inspector_app.wire.elsewhere import OrderProgress
from inspector_app.wire.envelope import (
    PROTOCOL,
    FeedChanges,
    FeedHead,
    FeedItem,
    FeedSnapshot,
    StationView,
    Tombstone,
)
from inspector_app.wire.feeds import encode_item
from tests.fakes.send_queue import STATION_ID, FakeKeys, MemoryMasterSink

PLAIN: Final[FeedName] = "suppliers"
DERIVED: Final[FeedName] = "order_progress"


class ModelFeed:
    """A feed by the rules of ``docs/protocol.md``; ``epoch`` empty while nobody has published."""

    def __init__(self) -> None:
        self.epoch, self.counter, self.horizon = "empty", 0, 0
        self.rows: dict[str, tuple[int, bytes | None]] = {}

    def publish(self, item: str, body: bytes | None, epoch: str) -> None:
        if self.epoch == "empty":
            self.epoch = epoch
        if self.rows.get(item, (0, None))[1] != body:
            self.counter += 1
            self.rows[item] = (self.counter, body)

    def forget_tombstones(self) -> None:
        """Whoever is behind has to take a snapshot."""
        self.horizon = self.counter
        self.rows = {item: row for item, row in self.rows.items() if row[1] is not None}

    def present(self) -> dict[str, bytes]:
        return {item: body for item, (_, body) in self.rows.items() if body is not None}


class ModelCentral:
    """Answers one station; ``asked`` counts what it was asked.

    ``old``: it tells no heads. What is in ``undrawn`` are conclusions that reading waits for.
    """

    def __init__(self, *, old: bool = False) -> None:
        self.enrolment = Enrolment(
            tenant="t", station_id=STATION_ID, url="http://127.0.0.1",
            server_key=FakeKeys().public_key(),
        )  # fmt: skip
        self.feeds: dict[str, ModelFeed] = {feed: ModelFeed() for feed in FEEDS}
        self.undrawn: list[tuple[str, bytes | None]] = []
        self.after_view: list[tuple[str, bytes | None]] = []
        self.asked: Counter[str] = Counter()
        self._old = old
        self._epochs = 0

    def epoch(self) -> str:
        self._epochs += 1
        return f"e{self._epochs}"

    def publish(self, feed: str, item: str, body: bytes | None) -> None:
        self.feeds[feed].publish(item, body, self.epoch())

    def draw(self) -> None:
        for item, body in self.undrawn:
            self.publish(DERIVED, item, body)
        self.undrawn.clear()

    def ask(self, kind: type[Any], method: str, path: str) -> Any:
        parts = urlsplit(path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        names = parts.path.split("/")[2:]
        if names[0] == "stations":
            self.asked["settled view" if "settle" in given else "view"] += 1
            return self.view(settle=given.get("settle") == "true")
        self.asked[f"{names[1]} {names[2]}"] += 1
        if names[1] == DERIVED:
            self.draw()
        if names[1] not in self.feeds:
            raise RefusedError("unknown_feed", 404, 0, {})
        return self._read(self.feeds[names[1]], names[2], given)

    def view(self, *, settle: bool = False) -> StationView:
        if settle:
            self.draw()
        told = {
            name: FeedHead(epoch=feed.epoch, head=feed.counter)
            for name, feed in self.feeds.items()
            if not (self.undrawn and name == DERIVED)
        }
        for item, body in self.after_view:
            self.publish(PLAIN, item, body)
        self.after_view.clear()
        return msgspec.json.decode(msgspec.json.encode(self._whole(told)), type=StationView)

    def _whole(self, told: dict[str, FeedHead]) -> StationView:
        return StationView(
            tenant="t", station=STATION_ID, name="1", state="active", head=0, head_link="0" * 64,
            server_time=datetime(2026, 11, 22, tzinfo=UTC), protocol=PROTOCOL, schemas=(),
            receipts=None if self._old else 0, feeds={} if self._old else told,
        )  # fmt: skip

    def _read(
        self, feed: ModelFeed, what: str, given: dict[str, str]
    ) -> FeedChanges | FeedSnapshot:
        if what == "snapshot":
            items = [(item, seq) for item, (seq, body) in sorted(feed.rows.items()) if body]
            return FeedSnapshot(epoch=feed.epoch, items=self._items(feed, items), next=feed.counter)
        after = int(given["after"])
        if given["epoch"] != feed.epoch or after > feed.counter:
            raise RefusedError("feed_epoch", 410, 0, {})
        if after < feed.horizon:
            raise RefusedError("feed_horizon", 410, 0, {})
        rows = sorted((seq, item) for item, (seq, _) in feed.rows.items() if seq > after)[:2]
        return FeedChanges(
            epoch=feed.epoch,
            items=self._items(feed, [(item, seq) for seq, item in rows if feed.rows[item][1]]),
            tombstones=tuple(
                Tombstone(id=item, seq=seq) for seq, item in rows if feed.rows[item][1] is None
            ),
            next=rows[-1][0] if rows else after,
            has_more=bool(rows) and rows[-1][0] < feed.counter,
        )

    @staticmethod
    def _items(feed: ModelFeed, named: list[tuple[str, int]]) -> tuple[FeedItem, ...]:
        return tuple(
            FeedItem(id=item, seq=seq, body=msgspec.Raw(feed.present()[item]))
            for item, seq in named
        )


class Station:
    """A sink that is kept up to date; ``blind`` asks every feed, as stations did before."""

    def __init__(self, central: ModelCentral, *, blind: bool = False) -> None:
        self.sink, self.central, self.blind = MemoryMasterSink(), central, blind
        self.restored = 0
        self.ticks = 0
        self.set_aside: SetAside | None = None
        self.last = Pulled(written={})

    def run(self, *, sent: bool = False) -> dict[str, int]:
        transport = cast(Transport, self.central)
        view = self.central.ask(StationView, "GET", f"/v1/stations/{STATION_ID}")
        heads = {} if self.blind else feed_heads(transport, None if sent else view)
        self.last = pull_all(self.sink, transport, self._noted, heads, self.set_aside)
        return self.last.written

    def _noted(self) -> None:
        self.restored += 1

    def asked(self, *, sent: bool = False) -> dict[str, int]:
        self.central.asked.clear()
        self.run(sent=sent)
        return dict(self.central.asked)


def supplier(number: int, text: str = "供方") -> bytes:
    return encode_item(Supplier(id=f"S-{number}", names={"zh": text}, code=""))


def progress(number: int, units: int) -> bytes:
    return encode_item(OrderProgress(order_id="O", line_id=f"O/{number}", opened=units, accepted=0))


def test_nothing_to_do_is_one_question() -> None:
    central = ModelCentral()
    central.publish(PLAIN, "S-1", supplier(1))
    station = Station(central)
    first = station.asked()
    assert first == {"view": 1} | {f"{feed} snapshot": 1 for feed in FEEDS}
    assert station.asked() == {"view": 1}
    assert set(station.run().values()) == {0}
    assert station.run().keys() == set(FEEDS)


def test_what_moved_is_asked_and_nothing_else() -> None:
    central = ModelCentral()
    central.publish(PLAIN, "S-1", supplier(1))
    station = Station(central)
    station.run()
    central.publish(PLAIN, "S-2", supplier(2))
    assert station.asked() == {"view": 1, f"{PLAIN} changes": 1}
    assert station.sink.items[PLAIN] == central.feeds[PLAIN].present()


def test_a_feed_published_for_the_first_time_has_a_new_epoch() -> None:
    central = ModelCentral()
    station = Station(central)
    station.run()
    central.publish(PLAIN, "S-1", supplier(1))
    assert station.asked() == {"view": 1, f"{PLAIN} changes": 1, f"{PLAIN} snapshot": 1}
    assert (station.sink.items[PLAIN], station.restored) == ({"S-1": supplier(1)}, 0)


def test_conclusions_under_way_are_waited_for_in_a_second_question() -> None:
    central = ModelCentral()
    station = Station(central)
    station.run()
    central.undrawn.append(("O/1", progress(1, 7)))
    asked = station.asked()
    assert asked == {
        "view": 1, "settled view": 1, f"{DERIVED} changes": 1, f"{DERIVED} snapshot": 1
    }  # fmt: skip
    assert station.sink.items[DERIVED] == {"O/1": progress(1, 7)}


def test_what_follows_from_what_was_just_sent_is_read_in_the_same_run() -> None:
    central = ModelCentral()
    station = Station(central)
    station.run()
    assert station.asked(sent=True) == {"view": 1, "settled view": 1}
    central.after_view = [("S-9", supplier(9))]
    assert f"{PLAIN} changes" in station.asked(sent=True)


def test_what_lands_between_view_and_reading_is_found_by_the_next_run() -> None:
    central = ModelCentral()
    central.publish(PLAIN, "S-1", supplier(1))
    station = Station(central)
    station.run()
    central.after_view = [("S-2", supplier(2))]
    assert station.asked() == {"view": 1}
    assert station.asked() == {"view": 1, f"{PLAIN} changes": 1}
    assert station.sink.items[PLAIN] == central.feeds[PLAIN].present()


def test_a_central_system_that_tells_no_heads_is_asked_for_every_feed() -> None:
    station = Station(ModelCentral(old=True))
    station.run()
    assert station.asked() == {"view": 1} | {f"{feed} changes": 1 for feed in FEEDS}
    assert station.asked(sent=True) == {"view": 1, "settled view": 1} | {
        f"{feed} changes": 1 for feed in FEEDS
    }


def test_a_central_system_that_lacks_a_feed_is_asked_for_that_one_only() -> None:
    central = ModelCentral()
    station = Station(central)
    station.run()
    del central.feeds["references"]
    assert station.asked() == {"view": 1, "settled view": 1, "references changes": 1}
    assert "references" not in station.run()


def test_only_the_very_same_place_says_that_nothing_moved() -> None:
    here = FeedCursor(epoch="e", after=5)
    assert not may_have_moved(here, FeedHead(epoch="e", head=5))
    assert may_have_moved(here, FeedHead(epoch="f", head=5))
    assert may_have_moved(here, FeedHead(epoch="e", head=6))
    assert may_have_moved(here, FeedHead(epoch="e", head=4))  # for the feed itself to refuse
    assert may_have_moved(here, None)
    assert may_have_moved(None, FeedHead(epoch="empty", head=0))


def test_an_item_that_cannot_be_read_holds_up_its_own_feed_only() -> None:
    central = ModelCentral()
    station = Station(central)
    station.run()
    central.publish(PLAIN, "S-2", b'{"id":7}')
    central.publish(FEEDS[-1], "later", b'{"id":7}')
    central.publish(DERIVED, "O/1", progress(1, 7))
    for _ in range(2):
        station.asked()
        problem = station.last.unreadable
        assert problem is not None
        assert (problem.code, problem.params) == ("bad_feed_item", {"feed": FEEDS[-1]})
        assert station.sink.items[DERIVED] == {"O/1": progress(1, 7)}
        assert central.asked[f"{PLAIN} changes"] == central.asked[f"{PLAIN} snapshot"] == 1
    central.publish(PLAIN, "S-2", supplier(2))
    central.publish(FEEDS[-1], "later", None)
    station.run()
    assert station.last.unreadable is None
    assert station.sink.items[PLAIN] == central.feeds[PLAIN].present()


def test_what_cannot_be_read_is_asked_for_when_it_moved_or_after_a_while() -> None:
    central = ModelCentral()
    central.publish(PLAIN, "S-1", supplier(1))
    station = Station(central)
    station.set_aside = SetAside(lambda: station.ticks)
    station.run()
    central.publish(PLAIN, "S-2", b'{"id":7}')
    again = {"view": 1, f"{PLAIN} changes": 1}
    assert station.asked() == again
    for _ in range(3):
        assert station.asked() == {"view": 1}
        assert station.last.unreadable is not None
    central.publish(PLAIN, "S-3", supplier(3))
    assert station.asked() == again
    assert station.asked() == {"view": 1}
    station.ticks = 15 * 60 * 10**9
    assert station.asked() == again
    central.publish(PLAIN, "S-2", supplier(2))
    assert station.asked() == again
    assert station.last.unreadable is None
    assert station.sink.items[PLAIN] == central.feeds[PLAIN].present()


numbers = st.integers(0, 3)
texts = st.one_of(st.none(), st.integers(0, 3))
steps = st.one_of(
    st.tuples(st.just("publish"), numbers, texts),
    st.tuples(st.just("conclude"), numbers, texts),
    st.tuples(st.just("undrawn"), numbers, texts),
    st.tuples(st.just("between"), numbers, texts),
    st.tuples(st.just("restore"), numbers, texts),
    st.tuples(st.just("forget"), numbers, texts),
    st.tuples(st.just("run"), numbers, texts),
    st.tuples(st.just("sent"), numbers, texts),
)


@given(st.lists(steps, max_size=25))
def test_a_station_ends_like_one_that_always_asks_everything(
    history: list[tuple[str, int, int | None]],
) -> None:
    central = ModelCentral()
    seeing, blind = Station(central), Station(central, blind=True)
    for what, number, text in history:
        _happen(central, what, number, text)
        if what in ("run", "sent"):
            between = bool(central.after_view)
            seeing.run(sent=what == "sent")
            told = {feed: central.feeds[feed].present() for feed in FEEDS}
            blind.run()
            if not between:
                assert seeing.sink.items == told
    for station in (seeing, blind):
        station.run()
        station.run()  # what landed during the first is there after the second
    assert seeing.sink.items == blind.sink.items
    assert seeing.sink.cursors == blind.sink.cursors
    assert seeing.sink.items == {feed: central.feeds[feed].present() for feed in FEEDS}
    assert (seeing.restored > 0) == (blind.restored > 0)
    assert seeing.asked() == {"view": 1}


def _happen(central: ModelCentral, what: str, number: int, text: int | None) -> None:
    if what == "publish":
        body = None if text is None else supplier(number, str(text))
        central.publish(PLAIN, f"S-{number}", body)
    elif what == "between":
        central.after_view.append((f"S-{number}", supplier(number, f"b{text}")))
    elif what in ("conclude", "undrawn"):
        central.undrawn.append((f"O/{number}", None if text is None else progress(number, text)))
        if what == "conclude":
            central.draw()
    elif what == "restore":
        epoch = central.epoch()
        for feed in central.feeds.values():
            feed.epoch = feed.epoch if feed.epoch == "empty" else epoch
    elif what == "forget":
        central.feeds[PLAIN if number % 2 else DERIVED].forget_tombstones()
