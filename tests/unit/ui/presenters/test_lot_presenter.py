"""From an order line to an opened lot: figures, batches, scans, the draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspector_app.domain.delivery import LineCount
from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.domain.scan import RawScan
from inspector_app.services import closing, deliveries, inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.lot import LotPresenter, Quantities
from tests.fakes.station import picture
from tests.fakes.tasks import DirectTasks

GS1 = "]d201069234560001171126091017290909"


class Heard:
    def __init__(self, presenter: LotPresenter) -> None:
        self.goods: list[Any] = []
        self.batches: list[str] = []
        self.went: list[Any] = []
        presenter.on_other_goods = lambda product, scan: self.goods.append(product)
        presenter.on_other_batch = self.batches.append
        presenter.finder.on_go = lambda page, arguments: self.went.append(page)


@pytest.fixture
def lot(bench: Any) -> LotPresenter:
    tasks = DirectTasks()
    made = LotPresenter(
        bench.tools, bench.session, tasks, Finder(bench.tools, bench.session, tasks)
    )
    made.begin("O-0001", "O-0001-1")
    return made


@pytest.fixture
def heard(lot: LotPresenter) -> Heard:
    return Heard(lot)


def read(bench: Any, text: str) -> Any:
    mark, rest = (text[:3], text[3:]) if text.startswith("]") else ("", text)
    raw = RawScan(data=rest.encode(), source="wedge", symbology_id=mark)
    return intake.read_scan(bench.station, raw)


def code(problem: Exception | None) -> str:
    return problem.code if isinstance(problem, InspectorError) else ""


def test_the_order_line_fills_the_figures(lot: LotPresenter) -> None:
    assert lot.state.quantities == Quantities(size=3000, cartons=125, units_per_carton=24)
    assert lot.state.quantities.tail == 24
    assert lot.state.batches[0].life == "36M"
    assert lot.state.batches[0].life_from_master


def test_what_the_dock_received_goes_before_the_order(bench: Any, lot: LotPresenter) -> None:
    count = LineCount(line_id="O-0001-2", product_id="P-0002", expected=20, received=18)
    deliveries.receive(
        bench.station, bench.session.person, "O-0001", vehicle="粤A1", counts=[count],
        driver="赵", signature=picture(),
    )  # fmt: skip
    lot.begin("O-0001", "O-0001-2")
    assert lot.state.quantities == Quantities(size=864, cartons=18, units_per_carton=48)
    assert lot.state.choice is not None
    assert lot.state.choice.delivery_id


def test_figures_move_together_and_keep_the_tail() -> None:
    figures = Quantities(size=2990, cartons=125, units_per_carton=24)
    assert figures.tail == 14
    assert figures.with_cartons(100) == Quantities(size=2390, cartons=100, units_per_carton=24)
    assert figures.with_units_per_carton(12).size == 1490
    assert figures.with_units_per_carton(6).size == 750  # a carton of 6 cannot lack 10


@pytest.mark.parametrize(
    ("figures", "wanted"),
    [
        (Quantities(size=0, cartons=125, units_per_carton=24), "quantity_not_positive"),
        (Quantities(size=2_000_000, cartons=125, units_per_carton=24), "quantity_absurd"),
        (Quantities(size=3001, cartons=125, units_per_carton=24), "cartons_and_units_disagree"),
    ],
)
def test_impossible_figures_open_nothing(
    bench: Any, lot: LotPresenter, figures: Quantities, wanted: str
) -> None:
    lot.set_quantities(figures)
    assert code(lot.quantity_problem()) == wanted
    lot.open()
    assert code(lot.state.problem) == wanted
    assert lot.state.inspection is None


def test_a_code_fills_the_batch(bench: Any, lot: LotPresenter) -> None:
    assert lot.scan(read(bench, GS1 + "10L2609A1"))
    draft = lot.state.batches[0]
    assert (draft.number, draft.produced) == ("L2609A1", date(2026, 9, 10))
    assert draft.barcode_expires == date(2029, 9, 9)
    assert lot.state.scans[0].lot == "L2609A1"


def test_a_code_with_wrong_data_fills_nothing_and_is_told(bench: Any, lot: LotPresenter) -> None:
    before = lot.state.batches
    gtin = read(bench, GS1 + "10L2609A1").gtin
    assert lot.scan(read(bench, f"(01){gtin}(17)281340(10)L2609A1"))
    assert lot.state.batches == before
    (said,) = lot.state.scans
    assert [problem.code for problem in said.problems] == ["date_impossible", "number_alone"]
    assert not lot.scan(read(bench, "(01)06923456000101(17)281340")), "a number in doubt"


def test_a_code_of_another_batch_adds_that_batch(
    bench: Any, lot: LotPresenter, heard: Heard
) -> None:
    lot.scan(read(bench, GS1 + "10L2609A1"))
    lot.scan(read(bench, GS1 + "10L2609B7"))
    lot.scan(read(bench, GS1 + "10L2609B7"))
    assert [draft.number for draft in lot.state.batches] == ["L2609A1", "L2609B7"]
    assert heard.batches == [""]


def test_a_plain_code_on_the_carton_is_the_batch_number(
    bench: Any, lot: LotPresenter, heard: Heard
) -> None:
    lot.scan(read(bench, "L2609A1"))
    assert lot.state.batches[0].number == "L2609A1"
    lot.scan(read(bench, "L2609B7"))
    assert heard.batches == ["L2609B7"]
    assert len(lot.state.batches) == 1


def test_other_goods_are_not_taken(bench: Any, lot: LotPresenter, heard: Heard) -> None:
    assert lot.scan(read(bench, "6923456000216"))
    assert heard.goods[0].id == "P-0002"
    assert lot.state.scans == ()


def test_an_order_number_leads_away(bench: Any, lot: LotPresenter, heard: Heard) -> None:
    lot.scan(read(bench, "ASN-26-110425"))
    assert heard.went == ["order"]


def test_opening_draws_the_known_right_plan(bench: Any, lot: LotPresenter) -> None:
    lot.edit_batch(
        replace(lot.state.batches[0], number="L2609A1", produced=date(2026, 9, 10),
                expires=date(2029, 9, 9))
    )  # fmt: skip
    lot.open()
    assert lot.state.problem is None
    inspection = lot.state.inspection
    assert inspection is not None
    state = inspections.load(bench.station, inspection.id).state
    assert state.plan is not None
    assert (state.plan.of("major").n, state.plan.of("major").ac) == (125, 7)
    assert len(state.drawn) == 12
    assert sum(state.drawn.values()) == 125
    assert state.batches[0].cartons == tuple(range(1, 126))
    assert state.batches[0].life_from_master


def test_an_unknown_batch_may_be_opened(lot: LotPresenter) -> None:
    lot.open()
    assert lot.state.planned
    assert lot.state.inspection is not None
    assert lot.state.inspection.state.batches[0].number == ""


def test_a_carton_of_each_batch_is_drawn(lot: LotPresenter) -> None:
    first = lot.state.batches[0]
    lot.edit_batch(replace(first, number="A", first_carton=1, last_carton=124))
    lot.add_batch("B")
    lot.edit_batch(replace(lot.state.batches[1], first_carton=125, last_carton=125))
    lot.open()
    assert lot.state.inspection is not None
    assert 125 in lot.state.inspection.state.drawn


@pytest.mark.parametrize(
    ("first", "second", "number", "wanted"),
    [
        ((1, 60), (60, 125), "B", "batch_cartons_overlap"),
        ((1, 60), (61, 126), "B", "batch_cartons_outside"),
        ((60, 1), (61, 125), "B", "batch_cartons_outside"),
        ((1, 60), (61, 125), "A", "batch_number_twice"),
    ],
)
def test_batches_that_contradict_each_other_open_nothing(
    lot: LotPresenter, first: Any, second: Any, number: str, wanted: str
) -> None:
    draft = lot.state.batches[0]
    lot.edit_batch(replace(draft, number="A", first_carton=first[0], last_carton=first[1]))
    lot.add_batch(number)
    lot.edit_batch(replace(lot.state.batches[1], first_carton=second[0], last_carton=second[1]))
    lot.open()
    assert code(lot.state.problem) == wanted
    assert lot.state.inspection is None


def test_a_production_day_after_today_opens_nothing(lot: LotPresenter) -> None:
    lot.edit_batch(replace(lot.state.batches[0], produced=date(2027, 1, 1)))
    lot.open()
    assert code(lot.state.problem) == "produced_in_future"


def test_a_full_disk_in_the_middle_is_gone_on_with_and_not_doubled(
    bench: Any, lot: LotPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = inspections.draw_plan

    def full(*_: Any, **__: Any) -> Any:
        raise StorageError("disk_full")

    monkeypatch.setattr(inspections, "draw_plan", full)
    lot.open()
    assert code(lot.state.problem) == "disk_full"
    monkeypatch.setattr(inspections, "draw_plan", real)
    lot.open()
    assert lot.state.planned
    with bench.station.records.reading() as work:
        assert len(work.inspections.of_line("O-0001-1")) == 1


def test_returning_keeps_what_was_typed(lot: LotPresenter) -> None:
    lot.edit_batch(replace(lot.state.batches[0], number="L2609A1"))
    lot.begin("O-0001", "O-0001-1")
    assert lot.state.batches[0].number == "L2609A1"
    lot.begin("O-0001", "O-0001-2")
    assert lot.state.batches[0].number == ""


def test_the_last_batch_stays(lot: LotPresenter) -> None:
    lot.drop_batch(lot.state.batches[0].key)
    assert len(lot.state.batches) == 1
    lot.add_batch("B")
    lot.drop_batch(lot.state.batches[1].key)
    assert [draft.number for draft in lot.state.batches] == [""]


def test_goods_that_come_back_show_their_earlier_verdict(bench: Any, lot: LotPresenter) -> None:
    request = LotRequest(
        order_id="O-0004", line_id="O-0004-4", size=240, cartons=10, units_per_carton=24
    )
    person = bench.session.person
    earlier = intake.open_lot(bench.station, person, request)
    draft = replace(lot.state.batches[0], number="L2609A2", produced=date(2026, 9, 28))
    earlier = inspections.record_batch(
        bench.station, person, earlier, draft.batch(10, 24, 240, alone=True)
    )
    earlier = inspections.draw_plan(bench.station, person, earlier)
    closing.close(bench.station, person, earlier, pin="258013")
    lot.edit_batch(draft)
    assert [found.inspection_id for found in lot.state.earlier] == [earlier.id]
    lot.edit_batch(replace(draft, number="L2609A3"))
    assert lot.state.earlier == ()


def test_once_drawn_scans_are_left_to_the_window(bench: Any, lot: LotPresenter) -> None:
    lot.open()
    assert not lot.scan(read(bench, GS1 + "10L2609A1"))
