"""What the station's database costs: one tap, and one page of a million inspections."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median

import msgspec

from inspector_app.domain.inspection.acts import Answered
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections, intake
from inspector_app.services.records import PageKey, Summary, SummaryFilter, UnitOfWork
from inspector_app.services.station import Station
from inspector_app.store.database import Database
from inspector_app.store.search_words import words_of
from inspector_app.store.tables import to_micros
from inspector_app.wire.acts import encode_act
from tests.benchmarks.harness import Detail, Figure, Size, benchmark
from tests.fakes.goods import INSPECTOR
from tests.fakes.records import closed, entry, opened, summary
from tests.fakes.station import make_station

STATES = ("closed", "closed", "closed", "closed", "closed", "closed", "open", "parked", "held")
OVERALL = ("accept", "accept", "accept", "accept", "reject", "hold")
AT_WORK = 300
FIRST = datetime(2023, 1, 1, tzinfo=UTC)


@contextmanager
def folder() -> Iterator[Path]:
    # Beside the checkout's own build output: a temporary folder may lie in memory, where a flush
    # costs nothing.
    build = Path(__file__).resolve().parents[2] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as name:
        yield Path(name)


@benchmark("answer.save", budget="<= 2.5", unit="ratio")
def answer_save(size: Size) -> Figure:
    """A tap through its door — right, rules, act, summary, commit — beside the bare commit of the
    same bytes; the two take turns."""
    rounds = 20 if size == "smoke" else 600
    with folder() as place, make_station(place / "station") as station:
        walk = _Walk(station.station)
        with closing(_bare(place / "bare.db")) as bare:
            body = encode_act(Answered(item_id="carton_mark_matches", outcome="pass"))
            statement = "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?)"

            def floor() -> None:
                row = (walk.inspection.id, next(numbers), 0, 0, "U-1", "answered", body)
                bare.execute("BEGIN IMMEDIATE")
                bare.execute(statement, row)
                bare.execute("COMMIT")

            numbers = iter(range(10_000_000))
            ours, base = _in_turns(walk.tap, floor, rounds)
    return _against(ours, base, {"rounds": rounds})


@benchmark("answer.append", unit="ratio")
def answer_append(size: Size) -> Figure:
    """The store's part alone: summary read, act appended, committed."""
    rounds = 20 if size == "smoke" else 600
    with folder() as place, closing(_bare(place / "bare.db")) as bare:
        database = Database.open(place / "station.db")
        records = database.unit_of_work()
        with records.writing() as work:
            work.inspections.create("i-1", opened(1), summary(1))
        numbers, plain = iter(range(2, 10_000_000)), iter(range(10_000_000))
        act = Answered(item_id="carton_mark_matches", outcome="pass")
        body = encode_act(act)

        def ours() -> None:
            with records.writing() as work:
                work.inspections.summary("i-1")
                work.inspections.append("i-1", entry(next(numbers), act))

        def floor() -> None:
            row = ("i-1", next(plain), 0, 0, "U-1", "answered", body)
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            bare.execute("COMMIT")

        mine, base = _in_turns(ours, floor, rounds)
        database.close()
    return _against(mine, base, {"rounds": rounds})


class _Walk:
    """Answers an item again and again, as a thumb would."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.inspection = self._open()

    def _open(self) -> Inspection:
        request = intake.LotRequest(
            order_id="O-1", line_id="O-1/1", size=3000, cartons=125, units_per_carton=24
        )
        return intake.open_lot(self.station, INSPECTOR, request)

    def tap(self) -> None:
        if self.inspection.revision > 90:  # a long walk has no more acts
            self.inspection = self._open()
        self.inspection = inspections.record_answer(
            self.station, INSPECTOR, self.inspection, "net_content_matches", "pass"
        )


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE acts (inspection_id TEXT, n INTEGER, at INTEGER, monotonic_ns INTEGER, "
        "person_id TEXT, kind TEXT, body BLOB, PRIMARY KEY (inspection_id, n)) WITHOUT ROWID"
    )
    return connection


def _in_turns(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    mine, base = [], []
    for place in range(rounds + 5):
        for act, times in ((ours, mine), (floor, base)):
            begun = time.perf_counter()
            act()
            if place >= 5:  # the first fill caches
                times.append(time.perf_counter() - begun)
    return mine, base


def _against(mine: list[float], base: list[float], more: Detail) -> Figure:
    times = {"ours_ms": mine, "floor_ms": base}
    detail = {name: round(median(each) * 1e3, 3) for name, each in times.items()}
    p95 = round(sorted(mine)[int(len(mine) * 0.95)] * 1e3, 3)
    return Figure(value=median(mine) / median(base), detail={**detail, "p95_ms": p95, **more})


@benchmark("list.page", budget="<= 2", unit="ratio")
def list_page(size: Size) -> Figure:
    """First page of every filter and search among a million ÷ the same among ten thousand, each
    the 95th percentile over all."""
    pages = _pages(size)
    detail = {"large_ms": round(pages.large, 3), "small_ms": round(pages.small, 3)}
    return Figure(value=pages.large / pages.small, detail={**detail, "rows": pages.rows})


@benchmark("list.page_p95", budget="<= 5", unit="ms")
def list_page_p95(size: Size) -> Figure:
    """The same among a million, absolutely."""
    pages = _pages(size)
    return Figure(value=pages.large, detail={"rows": pages.rows, "medians_ms": pages.medians})


@dataclass(frozen=True)
class Pages:
    """95th percentiles in ms, and the median of each filter among the many."""

    rows: int
    small: float
    large: float
    medians: dict[str, float]


@cache
def _pages(size: Size) -> Pages:
    counts = (50, 500) if size == "smoke" else (10_000, 1_000_000)
    rounds = 2 if size == "smoke" else 40
    with folder() as place:
        databases = [Database.open(place / f"{count}.db") for count in counts]
        for database, count in zip(databases, counts, strict=True):
            fill_lots(database, count)
        times: list[dict[str, list[float]]] = [{}, {}]
        for number in range(rounds + 1):  # in turns, so that a busy moment meets both
            for database, count, kept in zip(databases, counts, times, strict=True):
                for name, seconds in _page_times(database.unit_of_work(), count).items():
                    if number:
                        kept.setdefault(name, []).append(seconds * 1e3)
        for database in databases:
            database.close()
    medians = {name: round(median(each), 3) for name, each in times[1].items()}
    return Pages(counts[1], _p95(times[0]), _p95(times[1]), medians)


def _p95(times: Mapping[str, Sequence[float]]) -> float:
    together = sorted(each for per in times.values() for each in per)
    return together[int(len(together) * 0.95)]


def _filters(count: int) -> dict[str, tuple[SummaryFilter, PageKey | None]]:
    late = FIRST + timedelta(minutes=count * 3 // 4)
    middle = PageKey(opened_at=FIRST + timedelta(minutes=count // 2), id="i")
    day = FIRST + timedelta(minutes=count // 3)
    return {
        "all": (SummaryFilter(), None),
        "deep page": (SummaryFilter(), middle),
        "held": (SummaryFilter(states=("held",)), None),
        "parked or held": (SummaryFilter(states=("parked", "held")), None),
        "closed": (SummaryFilter(states=("closed",)), middle),
        "rejected": (SummaryFilter(overall="reject"), None),
        "rejected and closed": (SummaryFilter(overall="reject", states=("closed",)), middle),
        "product": (SummaryFilter(product_id="P-77"), None),
        "product rejected": (SummaryFilter(product_id="P-77", overall="reject"), None),
        "one day": (SummaryFilter(since=day, until=day + timedelta(days=1)), None),
        "held since": (SummaryFilter(states=("held",), since=late), None),
        "word": (SummaryFilter(text="面霜"), None),
        "longer word": (SummaryFilter(text="保湿面霜 澄光"), None),
        "word nobody has": (SummaryFilter(text="洗衣"), None),
        "word and held": (SummaryFilter(text="面霜", states=("held",)), None),
        "word on one old day": (
            SummaryFilter(text="面霜", since=day, until=day + timedelta(days=1)), None,
        ),
        "lot number": (SummaryFilter(text=f"L{count // 2:09d}"), None),
        "end of an order number": (SummaryFilter(text=f"{count // 3:06d}"), None),
    }  # fmt: skip


def _page_times(records: UnitOfWork, count: int) -> dict[str, float]:
    """Seconds of one page of each filter."""
    times = {}
    for name, (wanted, after) in _filters(count).items():
        begun = time.perf_counter()
        with records.reading() as work:
            work.inspections.page(wanted, after, 50)
        times[name] = time.perf_counter() - begun
    return times


def fill_lots(database: Database, count: int) -> None:
    """``count`` lots, one a minute, written past the doors: they would take an hour."""
    insert_row = (
        "INSERT INTO inspections (place, id, lot_number, line_id, product_id, standard_id, "
        "standard_version, state, overall, undecided, opened_at, body) "
        "VALUES (?, ?, ?, ?, ?, 'cosmetics', 1, ?, ?, 0, ?, ?)"
    )
    insert_words = "INSERT INTO inspection_words (rowid, names, tails, facets) VALUES (?, ?, ?, ?)"
    for start in range(1, count + 1, 20_000):
        rows, words = [], []
        for number in range(start, min(start + 20_000, count + 1)):
            row = _row(number, count)
            rows.append(
                (number, row.id, row.lot_number, row.line_id, row.product_id, row.state,
                 row.overall, to_micros(row.opened_at), msgspec.json.encode(row))
            )  # fmt: skip
            found = words_of(row)
            words.append((number, found.names, found.tails, found.facets))
        with database.write() as connection:
            connection.exec_driver_sql(insert_row, rows)
            connection.exec_driver_sql(insert_words, words)


def _row(number: int, count: int) -> Summary:
    """Lots of the last hours are at work, all earlier ones closed."""
    state = STATES[number % len(STATES)] if number > count - AT_WORK else "closed"
    overall = OVERALL[number * 7 % 6] if state == "closed" else ""
    kind = ("洗发水", "精华液", "保湿面霜", "护手霜", "牙膏")[number % 5]
    row = closed(1) if state == "closed" else summary(1, state=state)
    return replace(
        row, id=f"i-{number:09d}", lot_number=f"L{number:09d}", line_id=f"O/{number // 4}",
        order_number=f"ASN{number // 8:010d}", product_id=f"P-{number % 4000}",
        product_zh=f"第{number % 4000}号{kind}", sku=f"SKU-{number % 4000:05d}",
        overall=overall, opened_at=FIRST + timedelta(minutes=number),
    )  # fmt: skip
