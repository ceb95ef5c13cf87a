"""Papers, correction and urgent release as pages drive them, without Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import badge_code
from inspector_app.services import closing, inspections, intake, papers
from inspector_app.ui.presenters.amend import AmendPresenter
from inspector_app.ui.presenters.lot_papers import LotPapersPresenter
from inspector_app.ui.presenters.urgent import UrgentPresenter, read_cartons
from inspector_app.ui.session import Session
from tests.fakes.desk_lots import open_lot, signed_lot
from tests.fakes.goods import COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station") as station:
        yield station


def made(kind: Any, opened: OpenStation, folder: Path, who: Person = SUPERVISOR) -> Any:
    session = Session()
    session.begin(who)
    presenter = kind(make_tools(opened, folder)[0], session, DirectTasks())
    presenter.refused = []
    presenter.on_refused = presenter.refused.append
    return presenter


def scan(opened: OpenStation, text: str) -> Any:
    return intake.read_scan(opened.station, RawScan(data=text.encode(), source="wedge"))


def rejected(opened: OpenStation) -> Inspection:
    station = opened.station
    lot = walk_goods(station, walk_pages(station, open_lot(opened)))
    lot = inspections.record_finding(station, INSPECTOR, lot, "S04")
    return closing.close(station, INSPECTOR, lot, pin=PIN)


def test_papers_are_recorded_one_after_the_other_and_the_clock_stops(
    opened: OpenStation, tmp_path: Path
) -> None:
    lot = open_lot(opened)
    page = made(LotPapersPresenter, opened, tmp_path, INSPECTOR)
    told: list[str] = []
    page.on_told = lambda key, params: told.append(key)
    page.open(lot.id)
    assert [p.need.rule.id for p in page.state.papers] == ["factory_report", "delivery_note"]
    page.wait()
    assert page.state.waiting
    page.record()
    assert getattr(page.state.problem, "code", "") == "paper_batch_needed", "said beside the field"
    assert page.scan(scan(opened, "010690123456789210H2601"))
    assert page.state.draft.batch_number == "", "the goods' batch is not the paper's"
    assert getattr(page.state.problem, "code", "") == "paper_scan_of_goods"
    assert page.scan(scan(opened, "JY-2026-1102"))
    assert page.state.problem is None
    page.edit(replace(page.state.draft, batch_number="H2601"))
    page.record()
    assert page.state.paper.need.rule.id == "delivery_note", "on to what is missing"
    page.tick()
    page.record()
    assert told == [
        "lot_papers.told.waits", "lot_papers.told.recorded", "lot_papers.told.complete",
    ]  # fmt: skip
    assert (page.state.missing, page.state.waiting) == (0, False)
    assert page.state.papers[0].need.record.number == "JY-2026-1102"
    assert page.refused == []


def test_a_paper_on_file_is_taken_and_its_question_can_be_reached(
    opened: OpenStation, tmp_path: Path
) -> None:
    first = open_lot(opened)
    subject = f"batch:{first.state.batches[0].id}"
    papers.record(
        opened.station, INSPECTOR, first, "factory_report", subject=subject, number="R-1",
        batch_number="H2601",
    )  # fmt: skip
    second = open_lot(opened, COLLEAGUE)
    page = made(LotPapersPresenter, opened, tmp_path, COLLEAGUE)
    page.open(second.id)
    assert page.question()["place"].startswith("documents|batch_report")
    page.choose(9)
    assert page.state.chosen == 0
    page.adopt()
    assert page.state.papers[0].need.record.on_file
    page.adopt()
    assert page.state.missing == 1, "nothing on file for the delivery note"
    page.choose(0)
    assert page.state.draft.number == "R-1"


def test_a_closed_lot_shows_its_papers_and_takes_none(opened: OpenStation, tmp_path: Path) -> None:
    lot = signed_lot(opened)
    page = made(LotPapersPresenter, opened, tmp_path)
    page.open(lot.id)
    assert not page.state.open
    page.record()
    assert not page.scan(scan(opened, "X"))
    assert inspections.load(opened.station, lot.id) == lot


def test_a_finding_is_withdrawn_with_the_verdict_shown_before(
    opened: OpenStation, tmp_path: Path
) -> None:
    lot = rejected(opened)
    page = made(AmendPresenter, opened, tmp_path)
    done: list[str] = []
    page.on_done = done.append
    page.open(lot.id)
    assert (page.state.bar, page.state.changed, page.state.ready) == ("", 0, False)
    [row] = page.state.findings
    page.withdraw(row.n)
    assert page.state.after.overall == "accept"
    page.choose_reason("other")
    assert not page.state.ready, "other wants words"
    page.write_note("灯光反射")
    page.sign_pin("0000")
    assert getattr(page.state.problem, "code", "") == "wrong_pin"
    assert page.scan(scan(opened, badge_code("B9").text))
    assert done == [lot.id]
    assert inspections.load(opened.station, lot.id).state.revision == 2


def test_a_batch_is_read_anew_and_an_impossible_date_is_said(
    opened: OpenStation, tmp_path: Path
) -> None:
    lot = rejected(opened)
    page = made(AmendPresenter, opened, tmp_path)
    page.open(lot.id)
    [row] = page.state.batches
    page.edit_batch(row.before.id, number="H2601", produced=date(2027, 6, 1), expires=None)
    assert getattr(page.state.problem, "code", "") == "produced_in_future"
    page.edit_batch(row.before.id, number="H2601", produced=date(2026, 5, 1), expires=None)
    assert page.state.problem is None
    assert page.state.changed == 1
    question = page.state.answers[0]
    page.answer(question.item.id, question.subject, "fail")
    assert page.state.changed == 2
    page.choose_reason("misread")
    page.sign_pin(PIN)
    assert inspections.load(opened.station, lot.id).state.batches[0].produced == date(2026, 5, 1)


def test_a_record_is_declared_void(opened: OpenStation, tmp_path: Path) -> None:
    lot = rejected(opened)
    page = made(AmendPresenter, opened, tmp_path)
    page.open(lot.id)
    page.turn_to("void")
    page.choose_reason("twice")
    page.sign_pin(PIN)
    assert inspections.load(opened.station, lot.id).state.voided is not None
    page.open(lot.id)
    assert page.state.bar == "void"


def test_who_may_not_correct_is_told_why(opened: OpenStation, tmp_path: Path) -> None:
    sealed, working = rejected(opened), open_lot(opened)
    for who, lot, bar in (
        (COLLEAGUE, sealed, "not_allowed"),
        (replace(INSPECTOR, role="supervisor"), sealed, "own"),
        (SUPERVISOR, working, "open"),
    ):
        page = made(AmendPresenter, opened, tmp_path, who)
        page.open(lot.id)
        assert page.state.bar == bar


@pytest.mark.parametrize(
    ("text", "cartons"),
    [
        ("", ()), ("3", (3,)), ("1-4, 9", (1, 2, 3, 4, 9)), ("9，1～2；5", (1, 2, 5, 9)),
        ("2 2", (2,)), ("4-1", None), ("one", None), ("1-99999", None), ("1--2", None),
    ],
)  # fmt: skip
def test_cartons_are_read_as_people_write_them(text: str, cartons: tuple[int, ...] | None) -> None:
    assert read_cartons(text) == cartons


def test_part_of_a_lot_is_released(opened: OpenStation, tmp_path: Path) -> None:
    lot = walk_pages(opened.station, open_lot(opened))
    page = made(UrgentPresenter, opened, tmp_path)
    done: list[str] = []
    page.on_done = done.append
    page.open(lot.id)
    assert not page.state.closed_to
    page.name_cartons("1-2")
    assert page.state.quantity == 48
    page.set_quantity(40)
    page.choose_deadline("24h")
    page.choose_reason("campaign")
    page.sign_pin("0000")
    assert getattr(page.state.problem, "code", "") == "wrong_pin"
    page.sign_pin(PIN)
    assert done == [lot.id]
    [act] = inspections.load(opened.station, lot.id).state.released
    assert (act.quantity, act.cartons) == (40, (1, 2))


def test_a_lot_not_far_enough_or_closed_releases_nothing(
    opened: OpenStation, tmp_path: Path
) -> None:
    page = made(UrgentPresenter, opened, tmp_path)
    page.open(open_lot(opened).id)
    assert page.state.bars == ("identity", "shelf_life", "documents")
    assert not page.scan(scan(opened, badge_code("B9").text))
    page.open(rejected(opened).id)
    assert [problem.code for problem in page.refused] == ["inspection_closed"]
