"""An order's lines: go on where a lot is open, else begin one."""

from __future__ import annotations

from typing import Any

import pytest

from inspector_app.domain.errors import InspectorError
from inspector_app.services import intake
from inspector_app.services.intake import LotRequest
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.order import OrderPresenter
from tests.fakes.tasks import DirectTasks


@pytest.fixture
def went() -> list[Any]:
    return []


@pytest.fixture
def order(bench: Any, went: list[Any]) -> OrderPresenter:
    tasks = DirectTasks()
    finder = Finder(bench.tools, bench.session, tasks)
    made = OrderPresenter(bench.tools, bench.session, tasks, finder)
    made.on_go = finder.on_go = lambda page, arguments: went.append((page, dict(arguments)))
    made.begin("O-0001")
    return made


def test_lines_show_what_is_ordered_and_received(order: OrderPresenter) -> None:
    assert [row.cartons for row in order.state.rows] == [125, 20, 10, 2, 2, 1]
    assert not order.state.all_received
    assert order.state.order is not None
    assert order.state.order.cartons == 160


def test_a_line_without_a_lot_begins_one(order: OrderPresenter, went: list[Any]) -> None:
    order.inspect(order.state.rows[1])
    assert went == [("lot", {"order_id": "O-0001", "line_id": "O-0001-2"})]


def test_a_line_with_an_open_lot_goes_on(
    bench: Any, order: OrderPresenter, went: list[Any]
) -> None:
    request = LotRequest(
        order_id="O-0001", line_id="O-0001-2", size=960, cartons=20, units_per_carton=48
    )
    lot = intake.open_lot(bench.station, bench.session.person, request)
    order.begin("O-0001")
    order.inspect(order.state.rows[1])
    assert went == [("walk", {"inspection_id": lot.id})]


def test_receiving_leads_to_the_dock(order: OrderPresenter, went: list[Any]) -> None:
    order.receive()
    assert went == [("dock", {"order_id": "O-0001"})]


def test_an_order_that_is_gone_is_told(order: OrderPresenter) -> None:
    heard: list[Exception] = []
    order.on_refused = heard.append
    order.begin("O-9999")
    problem = heard[0]
    assert isinstance(problem, InspectorError)
    assert problem.code == "order_unknown"
    assert order.state.rows == ()
