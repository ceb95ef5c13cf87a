"""The walk page in the real window: wrong goods, other lots, batches, colleagues, languages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.domain.station_codes import carton_code
from inspector_app.services import inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_batch_editor import BatchSide
from tests.fakes.station import picture
from tests.fakes.walking import UNIT_CODE, Bench

OTHER_CODE = "6901234567908"


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()
    gc.collect()


def heard(bench: Bench) -> list[str]:
    return bench.ui.sounds.heard  # type: ignore[attr-defined,no-any-return]


def act_on_notice(bench: Bench) -> None:
    notice = bench.notices[-1]
    assert notice.act is not None
    notice.act()
    bench.settle()


def test_wrong_goods_sound_and_offer_the_finding(bench: Bench) -> None:
    bench.scan(OTHER_CODE)
    assert bench.notices[-1].tone == "wrong"
    assert heard(bench)[-1] == "wrong"
    assert "烟酰胺面霜" in bench.notices[-1].text
    act_on_notice(bench)
    assert [defect.code for defect in bench.view.panel.offered] == ["K01", "P31", "P15"]


FLAWED = "(01)06901234567892(17)281340(10)H2699"


def test_a_wrong_code_of_the_goods_is_told_and_neither_passes_nor_fills_anything(
    bench: Bench,
) -> None:
    before = bench.page._presenter.loaded
    bench.scan(FLAWED)
    notice = bench.notices[-1]
    assert (notice.tone, notice.text) == ("attention", bench.ui.t("walk.told.flawed_code"))
    assert "281340" in notice.detail
    assert bench.page._presenter.loaded == before
    act_on_notice(bench)
    assert bench.view.panel.offered[0].code in ("L-F19", "P44")


def test_a_wrong_code_of_the_goods_opens_the_next_carton(bench: Bench) -> None:
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    bench.key("1")
    bench.scan(FLAWED)
    assert bench.place.carton is not None
    assert bench.notices[-1].text == bench.ui.t("walk.told.flawed_code")


def test_a_wrong_code_of_other_goods_is_wrong_goods(bench: Bench) -> None:
    bench.scan(FLAWED.replace("567892", "567908"))
    assert "烟酰胺面霜" in bench.notices[-1].text
    bench.scan(FLAWED.replace("567892", "567885"))  # a number nobody knows
    assert bench.notices[-1].tone == "wrong"
    assert "281340" in bench.notices[-1].text


def test_a_code_nobody_knows_is_told(bench: Bench) -> None:
    bench.scan("6901234567915")
    assert bench.notices[-1].tone == "wrong"
    bench.scan("6901234567890")  # a wrong check digit
    assert bench.notices[-1].tone == "wrong"
    assert "⟦" not in bench.notices[-1].text


def test_a_carton_of_another_lot_asks_to_switch(bench: Bench) -> None:
    request = LotRequest(order_id="O-1", line_id="O-1/2", size=96, cartons=4, units_per_carton=24)
    other = intake.open_lot(bench.station, bench.person, request)
    bench.scan(carton_code(other.state.lot.lot_number, 2).text)
    assert bench.notices[-1].tone == "attention"
    assert other.state.lot.lot_number in bench.notices[-1].text
    act_on_notice(bench)
    assert bench.view.lot.lot_number == other.state.lot.lot_number
    bench.scan(UNIT_CODE)  # goods of the first lot now belong to another one
    assert bench.notices[-1].action == bench.ui.t("walk.told.switch")


def test_a_scan_of_the_goods_confirms_the_carton(bench: Bench) -> None:
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    bench.key("1")
    first = bench.place.carton
    bench.scan(UNIT_CODE)
    assert bench.view.board.scanned == UNIT_CODE
    bench.key("1")
    assert bench.state.cartons_passed == {first: UNIT_CODE}
    outside = next(n for n in range(1, 5) if n not in bench.state.drawn or n != first)
    bench.scan(carton_code(bench.view.lot.lot_number, outside).text)
    assert bench.place.carton == outside


def test_a_barcode_names_another_batch(bench: Bench) -> None:
    bench.scan("010690123456789217290531" + "10H2699", "]C1")
    assert "H2699" in bench.notices[-1].text
    act_on_notice(bench)
    editor = bench.page.findChild(BatchSide)
    assert editor.isVisible()
    assert editor.number.text() == "H2699"
    editor.produced.set_date(date(2026, 6, 1))
    bench.key("Enter")
    assert [batch.number for batch in bench.state.batches] == ["H2601", "H2699"]
    assert bench.state.batches[1].barcode_expires == date(2029, 5, 31)


def test_a_batch_is_typed_and_judged_while_it_is_typed(bench: Bench) -> None:
    bench.key("b")
    editor = bench.page.findChild(BatchSide)
    for key in "h2602":
        bench.key(key)
    bench.key("Enter")  # to the dates
    for digit in "20260601":
        bench.key(digit)
    assert editor.expires.hasFocus()
    assert bench.shows("shelf_life.action.accept")
    for digit in "20250601":
        bench.key(digit)
    assert bench.shows("2026-06-01")
    assert bench.state.batches[-1].number == "H2601"
    bench.key("Enter")
    assert len(bench.state.batches) == 1  # an expiry before production is refused in place
    editor.expires.clear()
    bench.key("Enter")
    assert bench.state.batches[-1].number.upper() == "H2602"


def test_dates_that_disagree_are_shown_with_their_batch(bench: Bench) -> None:
    loaded = inspections.load(bench.station, bench.inspection_id)
    batch = replace(loaded.state.batches[0], produced=date(2026, 6, 11))
    inspections.record_batch(bench.station, bench.person, loaded, batch)
    bench.page._presenter.open(bench.inspection_id)
    bench.settle()
    bench.page._presenter.go_stage("shelf_life")
    bench.settle()
    assert bench.view.batches[0].disagreements
    assert bench.shows("2026-06-11")
    assert bench.shows("2026-06-01")


def test_a_change_elsewhere_is_read_again_and_told(bench: Bench) -> None:
    loaded = inspections.load(bench.station, bench.inspection_id)
    inspections.record_answer(bench.station, bench.person, loaded, "net_content_matches", "pass")
    bench.key("1")
    assert ("carton_mark_matches", "") not in bench.state.answers
    assert bench.notices[-1].text == bench.ui.t("walk.told.changed_elsewhere")
    bench.key("1")
    assert bench.state.answers["carton_mark_matches", ""].outcome == "pass"


def test_quick_keys_answer_one_question_each(bench: Bench) -> None:
    handle = bench.window.windowHandle()
    for _ in range(3):
        QTest.keyClick(handle, Qt.Key.Key_1)
    bench.settle()
    assert len(bench.state.answers) == 3


def test_undo_tells_what_and_returns_there(bench: Bench) -> None:
    bench.keys("1", "1", "u")
    assert bench.place.item_id == "unit_code_matches"
    assert bench.ui.t("walk.act.answered") in bench.notices[-1].text
    assert len(bench.state.answers) == 1


def test_a_choice_cannot_simply_pass(bench: Bench) -> None:
    bench.page._presenter.go_item("product_kind", "")
    bench.settle()
    bench.command("pass")
    assert bench.state.answers == {}
    assert bench.notices[-1].tone == "wrong"
    bench.command("count:9")
    assert bench.state.answers == {}


def test_without_a_camera_a_file_is_chosen(ui: Ui, tmp_path: Path) -> None:
    bench = Bench(ui, tmp_path, units=96, cartons=4, camera=False)
    wanted: list[str] = []
    presenter = bench.page._presenter
    presenter.on_picture_wanted = wanted.append
    bench.key("F9")
    assert wanted == [""]
    presenter.add_photo(picture(), "shot:carton_mark")
    bench.settle()
    photo = bench.state.photos[0]
    assert (photo.shot, photo.item_id) == ("carton_mark", "carton_mark_matches")
    presenter.add_photo(b"no picture at all")
    bench.settle()
    assert len(bench.state.photos) == 1
    assert bench.notices[-1].tone == "wrong"
    bench.close()


def test_the_same_place_is_there_again(bench: Bench) -> None:
    bench.page._presenter.go_stage("documents")
    bench.settle()
    place = bench.place
    bench.window.show_page("today")
    bench.settle()
    bench.window._pages.pop("walk")
    bench.window.show_page("walk", inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.place == place


def test_everything_changes_its_language(bench: Bench) -> None:
    for stage in ("identity", "shelf_life", "cartons", "label"):
        bench.page._presenter.go_stage(stage)
        bench.settle()
        bench.ui.texts.set_language("en")
        bench.settle()
        assert bench.shows(bench.ui.t("walk.key.hold"))
        assert bench.shows("Niacinamide serum")
        assert not bench.shows("⟦")
        bench.ui.texts.set_language("zh")
    bench.ui.theme.set_scheme("dark")
    bench.settle()
    bench.ui.theme.set_scheme("light")


def test_a_carton_out_of_reach_gives_way_to_a_reserve(ui: Ui, tmp_path: Path) -> None:
    bench = Bench(ui, tmp_path, units=480, cartons=20)
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    bench.key("1")
    before = bench.place.carton
    bench.keys("3", "1")
    assert bench.state.replaced[0].carton == before
    assert bench.state.replaced[0].reason == "out_of_reach"
    assert bench.place.carton not in (None, before)
    bench.close()


def test_camera_runs_only_while_the_walk_is_shown(bench: Bench) -> None:
    assert bench.camera is not None
    assert bench.camera.running
    bench.window.show_page("today")
    bench.settle()
    assert not bench.camera.running


def test_a_hand_over_ends_the_colleague_s_turn(bench: Bench) -> None:
    bench.badge("B2")
    assert bench.page._presenter.actor.id == "U-2"
    bench.session.begin(bench._person("U-9"))
    assert bench.page._presenter.actor.id == "U-9"
