"""The sample in the window: units asked one by one, replaced units, the early stop, quantities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.domain.inspection.counting import check_subjects
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections
from inspector_app.ui.context import Ui
from tests.fakes.goods import PRODUCT
from tests.fakes.walking import Bench


class ChildrensBench(Bench):
    """The goods are for children: their standard opens some units."""

    def _open_lot(self, units: int, cartons: int) -> Inspection:
        with self.station.records.writing() as work:
            work.master.put_products([replace(PRODUCT, children=True)])
        return super()._open_lot(units, cartons)


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[ChildrensBench]:
    bench = ChildrensBench(ui, tmp_path)
    yield bench
    bench.close()


def first_carton(bench: Bench) -> int:
    return next(iter(bench.state.drawn))


def go(bench: Bench, place: str) -> None:
    bench.window.show_page("walk", inspection_id=bench.inspection_id, place=place)
    bench.settle()


def spoil(bench: Bench, count: int) -> None:
    """Loose caps recorded by a colleague meanwhile."""
    loaded = inspections.load(bench.station, bench.inspection_id)
    for carton, units in loaded.state.drawn.items():
        here = min(count, units)
        if here:
            loaded = inspections.record_finding(
                bench.station, bench.person, loaded, "P42", count=here, carton=carton
            )
        count -= here


def test_a_check_asks_unit_by_unit_and_rest_passes(bench: ChildrensBench) -> None:
    first = check_subjects(bench.state, "opened_units")[0]
    go(bench, f"opened_units|inner_seal|{first}|")
    assert len(bench.view.questions) == 24
    carton = bench.state.draw.carton_at(1)
    assert bench.view.current.unit == (carton, 1)
    assert bench.shows(bench.ui.t("walk.item.unit", carton=carton, position=1))
    bench.key("1")
    assert bench.state.answers["inner_seal", first].outcome == "pass"
    assert (bench.view.current.item.id, bench.view.current.subject) == ("content_sound", first)
    bench.key("R")
    answered = [key for key in bench.state.answers if key[0] in ("inner_seal", "content_sound")]
    assert len(answered) == 16


def test_a_unit_is_replaced_by_two_keys_and_a_reason(bench: ChildrensBench) -> None:
    carton = first_carton(bench)
    go(bench, f"units|||{carton}")
    bench.key("1")  # the carton is good: now its units
    assert bench.view.board.step == "units"
    place = bench.view.board.places[1]
    assert bench.shows("walk.key.replace_unit")
    bench.key("3")
    assert bench.view.panel.kind == "unit_place"
    bench.key("2")
    assert bench.view.panel.kind == "unit"
    bench.key("1")
    (act,) = bench.state.units_replaced
    assert (act.carton, act.place, act.reason) == (carton, place, "unit_missing")
    assert act.by in bench.view.board.places
    assert place not in bench.view.board.places
    bench.key("U")
    assert bench.state.units_replaced == ()


def test_the_early_stop_is_offered_and_leads_to_the_summary(bench: ChildrensBench) -> None:
    spoil(bench, bench.state.plan.of("major").re)
    go(bench, f"units|||{list(bench.state.drawn)[-1]}")
    assert bench.view.stop.reason == "re_reached"
    assert bench.shows("walk.key.stop_early")
    bench.key("H")
    assert bench.state.stopped is not None
    assert bench.page_name == "SummaryPage"
    go(bench, f"units|||{first_carton(bench)}")
    assert bench.view.stop is None
    assert bench.view.board.stopped == 119
    assert bench.shows("walk.board.stopped")


def test_going_on_after_the_offer_asks_no_more(bench: ChildrensBench) -> None:
    spoil(bench, bench.state.plan.of("major").re)
    go(bench, f"units|||{list(bench.state.drawn)[-1]}")
    bench.key("Esc")
    assert bench.view.stop is None
    assert bench.state.stopped is None


def test_a_failed_opened_unit_offers_the_stop_by_the_checks_name(bench: ChildrensBench) -> None:
    unit = check_subjects(bench.state, "opened_units")[0]
    loaded = inspections.load(bench.station, bench.inspection_id)
    inspections.record_finding(
        bench.station, bench.person, loaded, "P42", item_id="inner_seal", subject=unit
    )
    go(bench, f"opened_units|inner_seal|{unit}|")
    assert bench.view.stop.reason == "re_reached"
    assert bench.shows("开封与称重")


def test_the_summary_says_where_the_units_are(bench: ChildrensBench) -> None:
    bench.window.show_page("summary", inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.view.balance.held == 3000
    card = bench.page._balance
    assert not card._save.isEnabled()
    card._steppers["retained"]._more.click()
    card._steppers["opened"]._field.setFocus()
    card._steppers["opened"]._typed("4")
    assert card._save.isEnabled()
    card._save.click()
    bench.settle()
    taken = {use: act.count for use, act in bench.state.units_taken.items()}
    assert taken == {"retained": 1, "opened": 4}
    assert (bench.view.balance.retained, bench.view.balance.opened) == (1, 4)
    assert bench.shows(f"{bench.ui.t('summary.quantity.retained')} 1")
    assert not card._save.isEnabled()
    for language in ("en", "zh"):
        bench.ui.texts.set_language(language)
        bench.settle()
        assert not bench.shows("⟦")
