"""History: search, filters, pages, and how far each record was sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.services.inspections import park, resume
from inspector_app.ui.presenters.delivery_state import HERE, PARKED, SENT, WAITS, Delivered
from inspector_app.ui.presenters.history import PAGE, HistoryPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.tools import SyncStatus
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import open_lot, parked_lot, signed_lot, stopped_lot
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock):
    with make_station(tmp_path / "station", clock) as station:
        yield station


def looking(opened: OpenStation, folder: Path, tasks: DirectTasks | None = None):
    session = Session()
    session.begin(SUPERVISOR)
    tools, _ = make_tools(opened, folder)
    return HistoryPresenter(tools, session, tasks or DirectTasks()), tools


def found(presenter: HistoryPresenter) -> list[str]:
    return [row.id for row in presenter.state.rows]


def test_newest_first_and_older_pages_on_demand(opened: OpenStation, tmp_path: Path) -> None:
    lots = [open_lot(opened).id for _ in range(PAGE + 5)]
    presenter, _ = looking(opened, tmp_path)
    presenter.refresh()
    assert len(presenter.state.rows) == PAGE
    assert presenter.state.more
    presenter.more()
    assert found(presenter) == lots[::-1]
    assert not presenter.state.more
    presenter.more()  # nothing left: nothing happens
    assert len(presenter.state.rows) == PAGE + 5


def test_two_chinese_characters_are_enough(opened: OpenStation, tmp_path: Path) -> None:
    serum, cream = open_lot(opened, line="O-1/1"), open_lot(opened, line="O-1/2")
    presenter, _ = looking(opened, tmp_path)
    presenter.search("面霜")
    assert found(presenter) == [cream.id]
    presenter.search("精华")
    assert found(presenter) == [serum.id]
    presenter.search("没有的货")
    assert found(presenter) == []
    presenter.clear()
    assert len(found(presenter)) == 2


def test_results_and_states_of_work_filter(opened: OpenStation, tmp_path: Path) -> None:
    lots = {
        "hold": signed_lot(opened).id, "open": open_lot(opened).id, "held": stopped_lot(opened).id,
        "parked": parked_lot(opened).id,
    }  # fmt: skip
    presenter, _ = looking(opened, tmp_path)
    for kind, lot in lots.items():
        presenter.show(kind)
        assert found(presenter) == [lot]
    for kind in ("accept", "reject"):
        presenter.show(kind)
        assert found(presenter) == []


def test_spans_count_business_days(opened: OpenStation, tmp_path: Path, clock: FakeClock) -> None:
    old = open_lot(opened).id
    clock.advance(3 * 86_400)
    new = open_lot(opened).id
    presenter, _ = looking(opened, tmp_path)
    presenter.since("today")
    assert found(presenter) == [new]
    presenter.since("week")
    assert found(presenter) == [new, old]


def test_only_the_newest_question_is_answered(opened: OpenStation, tmp_path: Path) -> None:
    serum, cream = open_lot(opened, line="O-1/1"), open_lot(opened, line="O-1/2")
    tasks = DirectTasks(held=True)
    presenter, _ = looking(opened, tmp_path, tasks)
    presenter.search("面霜")
    presenter.search("精华")
    tasks.release(1)
    tasks.release(0)
    assert found(presenter) == [serum.id]
    assert cream.id not in found(presenter)


def test_a_page_that_comes_after_a_new_question_is_dropped(
    opened: OpenStation, tmp_path: Path
) -> None:
    for _ in range(PAGE + 1):
        open_lot(opened)
    tasks = DirectTasks()
    presenter, _ = looking(opened, tmp_path, tasks)
    presenter.refresh()
    tasks.held = True
    presenter.more()
    presenter.search("面霜")
    tasks.release(1)
    tasks.release(0)
    assert presenter.state.rows == ()


def test_how_far_each_record_was_sent(opened: OpenStation, tmp_path: Path) -> None:
    first, second, working = signed_lot(opened), signed_lot(opened), open_lot(opened)
    presenter, tools = looking(opened, tmp_path)
    tools.sync.state = SyncStatus(state="sending", waiting_events=1)
    presenter.refresh()
    rows = {row.id: row for row in presenter.state.rows}
    words = {key: presenter.delivered.of(row) for key, row in rows.items()}
    assert words == {first.id: SENT, second.id: WAITS, working.id: None}


def test_parked_and_stand_alone_have_their_own_words() -> None:
    assert Delivered(up_to=3, enrolled=True, parked=True).word(4) is PARKED
    assert Delivered(up_to=3, enrolled=True, parked=True).word(3) is SENT
    assert Delivered(enrolled=False).word(1) is HERE


def test_who_signed_is_named_else_who_opened(opened: OpenStation, tmp_path: Path) -> None:
    lot = park(opened.station, INSPECTOR, open_lot(opened), "break")
    resume(opened.station, SUPERVISOR, lot)
    presenter, _ = looking(opened, tmp_path)
    presenter.refresh()
    assert presenter.who(presenter.state.rows[0])["en"] == "Li Zhe"
