"""Today: what is most pressing, how far it is, and what waits for somebody."""

from __future__ import annotations

from typing import Any

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.delivery import LineCount
from inspector_app.services import deliveries, inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.settings import DataFolder
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.today import TodayPresenter, due_words
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools
from tests.fakes.clock import FakeClock, FakeIds, PlainPins
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools


def presenter(tools: Tools, session: Session) -> TodayPresenter:
    tasks = DirectTasks()
    return TodayPresenter(tools, session, tasks, Finder(tools, session, tasks))


@pytest.fixture
def today(bench: Any) -> TodayPresenter:
    made = presenter(bench.tools, bench.session)
    made.refresh()
    return made


def test_urgent_comes_first_and_then_the_due_time(today: TodayPresenter) -> None:
    numbers = [card.number for card in today.state.orders]
    assert numbers[:3] == ["ASN-26-110422", "ASN-26-110431", "ASN-26-110417"]
    assert today.most_pressing() == today.state.orders[0]


def test_the_countdown_moves_with_the_clock(bench: Any, today: TodayPresenter) -> None:
    card = today.state.orders[0]
    before = today.seconds_left(card)
    bench.clock.advance(90)
    assert before - today.seconds_left(card) == 91  # and one second for the look itself


@pytest.mark.parametrize(
    ("seconds", "key", "tone"),
    [
        (90_000, "today.due.left_days", "neutral"),
        (5_400, "today.due.left_hours", "neutral"),
        (3_599, "today.due.left_minutes", "warn"),
        (0, "today.due.left_minutes", "warn"),
        (-1, "today.due.late_minutes", "bad"),
        (-7_200, "today.due.late_hours", "bad"),
        (-200_000, "today.due.late_days", "bad"),
    ],
)
def test_the_countdown_in_words(seconds: int, key: str, tone: str) -> None:
    due = due_words(seconds)
    assert (due.key, due.tone) == (key, tone)
    assert "{" not in catalogue().speak("en")(due.key, **due.params)


def test_a_finished_order_counts_down_no_more() -> None:
    assert due_words(-50, finished=True).tone == "good"


def test_received_cartons_move_the_bar(bench: Any, today: TodayPresenter) -> None:
    count = LineCount(line_id="O-0002-1", product_id="P-0025", expected=100, received=100)
    deliveries.receive(
        bench.station, bench.session.person, "O-0002", vehicle="闽A1", counts=[count]
    )
    today.refresh()
    card = today.state.orders[0]
    assert card.received == 100
    assert card.share == pytest.approx(100 / 230 / 2)


def test_the_search_looks_at_numbers_suppliers_and_goods(today: TodayPresenter) -> None:
    today.search("洁面乳")
    assert [card.order_id for card in today.state.orders] == ["O-0004", "O-0001", "O-0005"]
    today.search("110440")
    assert [card.order_id for card in today.state.orders] == ["O-0006"]
    today.search("")
    assert len(today.state.orders) == 6


def test_open_work_names_who_and_since_when(bench: Any, today: TodayPresenter) -> None:
    request = LotRequest(
        order_id="O-0002", line_id="O-0002-1", size=800, cartons=100, units_per_carton=8
    )
    lot = intake.open_lot(bench.station, bench.people["U-02"], request)
    inspections.park(bench.station, bench.people["U-02"], lot, "supplier")
    bench.clock.advance(600)
    today.refresh()
    card = today.state.work[0]
    assert card.who["zh"] == "吴堃"
    assert (card.lot.state, card.lot.park_reason) == ("parked", "supplier")
    assert today.minutes_since(card.since) == 10


def test_resuming_from_the_strip_opens_the_walk(bench: Any, today: TodayPresenter) -> None:
    request = LotRequest(
        order_id="O-0002", line_id="O-0002-1", size=800, cartons=100, units_per_carton=8
    )
    lot = intake.open_lot(bench.station, bench.session.person, request)
    today.refresh()
    went: list[Any] = []
    today.finder.on_go = lambda page, arguments: went.append((page, arguments))
    today.resume(today.state.work[0].lot)
    assert went == [("walk", {"inspection_id": lot.id})]


def test_an_empty_station_offers_the_demo_and_loads_it_once(tmp_path: Any) -> None:
    opened = open_station(DataFolder(tmp_path), clock=FakeClock(), ids=FakeIds(), pins=PlainPins())
    tools, asked = make_tools(opened, tmp_path, demo_offered=lambda: True)
    made = presenter(tools, Session())
    made.refresh()
    assert made.state.demo_offered
    made.load_demo()
    assert asked.demo_loaded == 1
    assert not made.state.loading_demo
    opened.close()


def test_a_failed_demo_is_told(tmp_path: Any) -> None:
    opened = make_station(tmp_path)

    def fail() -> None:
        raise OSError("no space")

    tools, _ = make_tools(opened, tmp_path, load_demo=fail)
    made = presenter(tools, Session())
    heard: list[Exception] = []
    made.on_refused = heard.append
    made.load_demo()
    assert isinstance(heard[0], OSError)
    assert not made.state.loading_demo
    opened.close()
