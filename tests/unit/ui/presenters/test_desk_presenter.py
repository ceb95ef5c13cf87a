"""The desk: heaps, ages, what comes first, and who may look."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError
from inspector_app.ui.presenters.desk import DeskPresenter
from inspector_app.ui.session import Session
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import parked_lot, signed_lot, stopped_lot
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


def desk(opened: OpenStation, folder: Path, who=SUPERVISOR) -> DeskPresenter:
    session = Session()
    session.begin(who)
    return DeskPresenter(make_tools(opened, folder)[0], session, DirectTasks())


def test_every_state_lies_on_its_heap(opened: OpenStation, tmp_path: Path) -> None:
    signed, stopped, parked = signed_lot(opened), stopped_lot(opened), parked_lot(opened)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    heaps = {card.lot.id: card.heap for card in presenter.state.cards}
    assert heaps == {signed.id: "undecided", stopped.id: "stopped", parked.id: "parked"}


def test_age_counts_from_the_signature(
    opened: OpenStation, tmp_path: Path, clock: FakeClock
) -> None:
    signed_lot(opened)
    clock.advance(3 * 3600)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    age = presenter.state.cards[0].age
    assert timedelta(hours=3) <= age < timedelta(hours=3, minutes=1)


def test_the_oldest_comes_first(opened: OpenStation, tmp_path: Path, clock: FakeClock) -> None:
    older = signed_lot(opened)
    clock.advance(600)
    newer = signed_lot(opened)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    assert [card.lot.id for card in presenter.state.cards] == [older.id, newer.id]
    assert presenter.state.first is presenter.state.cards[0]


def test_enter_opens_what_can_be_decided_not_what_is_older(
    opened: OpenStation, tmp_path: Path, clock: FakeClock
) -> None:
    parked_lot(opened)
    clock.advance(3600)
    signed = signed_lot(opened)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    first = presenter.state.first
    assert first is not None
    assert first.lot.id == signed.id


def test_own_lots_are_marked_and_not_opened_first(opened: OpenStation, tmp_path: Path) -> None:
    own = signed_lot(opened, SUPERVISOR)
    others = signed_lot(opened, INSPECTOR)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    assert {card.lot.id: card.own for card in presenter.state.cards} == {
        own.id: True, others.id: False,
    }  # fmt: skip
    first = presenter.state.first
    assert first is not None
    assert first.lot.id == others.id


def test_a_filter_shows_one_heap_and_counts_all(opened: OpenStation, tmp_path: Path) -> None:
    signed_lot(opened)
    parked_lot(opened)
    presenter = desk(opened, tmp_path)
    presenter.refresh()
    presenter.show("parked")
    assert [card.heap for card in presenter.state.shown] == ["parked"]
    assert presenter.state.count("all") == 2
    assert presenter.state.count("undecided") == 1


def test_an_inspector_is_refused(opened: OpenStation, tmp_path: Path) -> None:
    refused: list[Exception] = []
    presenter = desk(opened, tmp_path, INSPECTOR)
    presenter.on_refused = refused.append
    presenter.refresh()
    assert isinstance(refused[0], AccessError)
    assert refused[0].code == "not_allowed"
