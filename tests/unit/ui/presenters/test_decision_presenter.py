"""Deciding about a lot: chips, four eyes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.master import Person
from inspector_app.services import dispositions, inspections
from inspector_app.ui.presenters.decision import DecisionPresenter, DecisionState
from inspector_app.ui.session import Session
from tests.fakes.desk_lots import open_lot, parked_lot, signed_lot, stopped_lot
from tests.fakes.goods import COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


def deciding(
    opened: OpenStation, folder: Path, who: Person = SUPERVISOR, tasks: DirectTasks | None = None
) -> DecisionPresenter:
    session = Session()
    session.begin(who)
    return DecisionPresenter(make_tools(opened, folder)[0], session, tasks or DirectTasks())


def test_the_whole_way_to_a_concession(opened: OpenStation, tmp_path: Path) -> None:
    lot, another = signed_lot(opened), signed_lot(opened)
    presenter = deciding(opened, tmp_path)
    presenter.load(lot.id)
    assert presenter.state.bar == ""
    assert presenter.state.tag == "quarantined"
    presenter.choose("concession")
    assert not presenter.state.ready
    assert presenter.state.tag == "passed"
    presenter.choose_reason("price_agreed")
    presenter.write_note("  降价一成  ")
    presenter.decide()
    done = presenter.state.done
    assert done is not None
    assert (done.disposition, done.reason, done.note) == ("concession", "price_agreed", "降价一成")
    assert done.quantity == 96
    assert (presenter.state.next_id, presenter.state.left) == (another.id, 1)
    assert dispositions.decisions_of(opened.station, lot.id)[0].person_id == SUPERVISOR.id


def test_a_lot_is_decided_in_parts_until_nothing_is_left(
    opened: OpenStation, tmp_path: Path
) -> None:
    lot = signed_lot(opened)
    presenter = deciding(opened, tmp_path)
    presenter.load(lot.id)
    presenter.choose("return")
    presenter.choose_reason("not_conforming")
    presenter.set_quantity(24)
    presenter.decide()
    assert presenter.state.done is None
    assert presenter.state.disposition is None
    assert presenter.state.case is not None
    assert presenter.state.case.left == 72
    presenter.choose("accept")
    presenter.choose_reason("evidence_complete")
    presenter.decide()
    assert presenter.state.done is not None
    assert presenter.state.done.quantity == 72
    assert presenter.state.case.summary.disposition == "split"
    assert presenter.state.tag == "quarantined"


def test_a_supervisor_lifts_a_stop(opened: OpenStation, tmp_path: Path) -> None:
    lot = stopped_lot(opened)
    presenter = deciding(opened, tmp_path)
    presenter.load(lot.id)
    assert presenter.state.may_release
    presenter.release("finding_not_confirmed")
    assert presenter.state.bar == "open"
    assert inspections.load(opened.station, lot.id).state.held is None


def test_who_inspected_does_not_lift_the_stop(opened: OpenStation, tmp_path: Path) -> None:
    presenter = deciding(opened, tmp_path)
    presenter.load(stopped_lot(opened, SUPERVISOR).id)
    assert presenter.state.bar == "held_own"
    assert not presenter.state.may_release


def test_an_inspector_may_not_lift_a_stop(opened: OpenStation, tmp_path: Path) -> None:
    presenter = deciding(opened, tmp_path, COLLEAGUE)
    refused: list[Exception] = []
    presenter.on_refused = refused.append
    presenter.load(stopped_lot(opened).id)
    assert not presenter.state.may_release
    presenter.release("finding_not_confirmed")
    assert isinstance(refused[0], AccessError)


def test_another_decision_drops_the_reason_of_the_first(
    opened: OpenStation, tmp_path: Path
) -> None:
    presenter = deciding(opened, tmp_path)
    presenter.load(signed_lot(opened).id)
    presenter.choose("concession")
    presenter.choose_reason("urgent_need")
    presenter.choose("scrap")
    assert presenter.state.reason == ""
    presenter.choose_reason("urgent_need")  # no reason to scrap
    assert presenter.state.reason == ""


@pytest.mark.parametrize(
    ("signer", "viewer", "bar"),
    [(SUPERVISOR, SUPERVISOR, "own_hold"), (INSPECTOR, COLLEAGUE, "not_allowed"),
     (INSPECTOR, SUPERVISOR, "")],
)  # fmt: skip
def test_who_may_decide(
    opened: OpenStation, tmp_path: Path, signer: Person, viewer: Person, bar: str
) -> None:
    presenter = deciding(opened, tmp_path, viewer)
    presenter.load(signed_lot(opened, signer).id)
    assert presenter.state.bar == bar


def test_nothing_is_decided_before_the_signature(opened: OpenStation, tmp_path: Path) -> None:
    presenter = deciding(opened, tmp_path)
    bars = []
    for lot in (stopped_lot(opened), parked_lot(opened), open_lot(opened)):
        presenter.load(lot.id)
        bars.append(presenter.state.bar)
    assert bars == ["held", "parked", "open"]


def test_taking_up_a_parked_lot_leads_to_its_walk(opened: OpenStation, tmp_path: Path) -> None:
    lot = parked_lot(opened)
    presenter = deciding(opened, tmp_path)
    went: list[tuple[str, dict[str, str]]] = []
    presenter.on_go = lambda page, arguments: went.append((page, arguments))
    presenter.load(lot.id)
    presenter.take_up()
    assert went == [("walk", {"inspection_id": lot.id})]
    assert inspections.load(opened.station, lot.id).state.parked is None


def test_a_lot_decided_elsewhere_meanwhile_is_refused_and_shown(
    opened: OpenStation, tmp_path: Path
) -> None:
    lot = signed_lot(opened)
    presenter = deciding(opened, tmp_path)
    refused: list[Exception] = []
    presenter.on_refused = refused.append
    presenter.load(lot.id)
    dispositions.decide(opened.station, SUPERVISOR, lot.id, "sort", reason="unknown_extent")
    presenter.choose("scrap")
    presenter.choose_reason("unsafe")
    presenter.decide()
    assert isinstance(refused[0], WalkError)
    assert refused[0].code == "already_decided"
    assert presenter.state.done is not None
    assert presenter.state.done.disposition == "sort"


def test_the_screen_waits_for_the_disk(opened: OpenStation, tmp_path: Path) -> None:
    tasks = DirectTasks()
    presenter = deciding(opened, tmp_path, tasks=tasks)
    presenter.load(signed_lot(opened).id)
    presenter.choose("rework")
    presenter.choose_reason("relabel")
    tasks.held = True
    presenter.decide()
    presenter.decide()  # a second press while the first is on its way
    assert tasks.waiting == 1
    assert presenter.state.saving
    assert presenter.state.done is None
    tasks.release()
    assert presenter.state.done is not None


def test_an_answer_for_a_lot_that_was_left_is_dropped(opened: OpenStation, tmp_path: Path) -> None:
    first, second = signed_lot(opened), signed_lot(opened)
    tasks = DirectTasks(held=True)
    presenter = deciding(opened, tmp_path, tasks=tasks)
    presenter.load(first.id)
    presenter.load(second.id)
    tasks.release(1)
    tasks.release(0)
    assert presenter.state.case is not None
    assert presenter.state.case.summary.id == second.id


def test_before_anything_is_read_nothing_is_ready() -> None:
    assert not DecisionState().ready
    assert DecisionState().tag == ""
