"""One meaning of a code on every page, and words for each code that leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import badge_code, command_code, lot_code
from inspector_app.services import inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.ui.presenters.finding import Finder, Say
from tests.fakes.tasks import DirectTasks

CLEANSER = "6923456000117"  # on three orders
NUTS_CARTON = "O-0002-1"


class Heard:
    """What the window was asked to do."""

    def __init__(self, finder: Finder) -> None:
        self.went: list[tuple[str, Mapping[str, Any]]] = []
        self.said: list[Say] = []
        self.refused: list[Exception] = []
        finder.on_go = lambda page, arguments: self.went.append((page, arguments))
        finder.on_say = self.said.append
        finder.on_refused = self.refused.append


@pytest.fixture
def finder(bench: Any) -> Finder:
    return Finder(bench.tools, bench.session, DirectTasks())


@pytest.fixture
def heard(finder: Finder) -> Heard:
    return Heard(finder)


def lot_of(bench: Any, order_id: str, line_id: str) -> Any:
    request = LotRequest(
        order_id=order_id, line_id=line_id, size=240, cartons=10, units_per_carton=24
    )
    return intake.open_lot(bench.station, bench.session.person, request)


def test_goods_on_one_order_lead_to_their_lot(finder: Finder, heard: Heard) -> None:
    finder.find_typed("6923456000216")
    page, arguments = heard.went[0]
    assert page == "lot"
    assert (arguments["order_id"], arguments["line_id"]) == ("O-0001", "O-0001-2")
    assert arguments["scan"].gtin == "06923456000216"


def test_goods_on_three_orders_ask_which(finder: Finder, heard: Heard) -> None:
    finder.find_typed(CLEANSER)
    page, arguments = heard.went[0]
    assert page == "choose"
    assert len(arguments["found"].choices) == 3


def test_the_order_in_hand_decides_among_three(finder: Finder, heard: Heard) -> None:
    finder.find_typed(CLEANSER, "O-0004")
    assert heard.went[0][0] == "lot"
    assert heard.went[0][1]["line_id"] == "O-0004-4"


def test_an_order_number_leads_to_the_order(finder: Finder, heard: Heard) -> None:
    finder.find_typed("ASN-26-110425")
    assert heard.went == [("order", {"order_id": "O-0003"})]


def test_an_open_lot_is_gone_on_with(bench: Any, finder: Finder, heard: Heard) -> None:
    lot = lot_of(bench, "O-0004", "O-0004-4")
    finder.find_typed(CLEANSER, "O-0004")
    assert heard.went == [("walk", {"inspection_id": lot.id})]


def test_a_parked_lot_is_taken_up_again_on_the_way(
    bench: Any, finder: Finder, heard: Heard
) -> None:
    lot = lot_of(bench, "O-0004", "O-0004-4")
    inspections.park(bench.station, bench.session.person, lot, "documents")
    bench.sit("U-02")
    finder.find_typed(lot_code(lot.state.lot.lot_number).text)
    assert heard.went == [("walk", {"inspection_id": lot.id})]
    state = inspections.load(bench.station, lot.id).state
    assert state.parked is None
    assert state.people == ("U-01", "U-02")


@pytest.mark.parametrize(
    ("text", "code", "tone"),
    [
        ("6923456099999", "code_unknown", "wrong"),
        ("6923456000118", "scan_unusable", "attention"),  # wrong check digit
        ("2099999000014", "in_store_code_unknown", "wrong"),
        (command_code("pass").text, "command_outside_walk", "attention"),
        (badge_code("DEMO-Q7K2M4").text, "badge_not_here", "attention"),
    ],
)
def test_codes_that_lead_nowhere_say_what_to_do(
    finder: Finder, heard: Heard, text: str, code: str, tone: str
) -> None:
    finder.find_typed(text)
    assert heard.went == []
    said = heard.said[0]
    assert (said.code, said.tone) == (code, tone)
    for language in ("zh", "en"):
        sentence = catalogue().speak(language)(f"errors.{said.code}", **said.params)
        assert "⟦" not in sentence
        assert "{" not in sentence


def test_a_wrong_check_digit_brings_its_own_sentence(finder: Finder, heard: Heard) -> None:
    finder.find_typed("6923456000118")
    assert [problem.code for problem in heard.said[0].problems] == ["check_digit"]


FLAWED = "(01)06923456000216(17)281340(10)L2603A"


def test_a_code_with_wrong_data_leads_to_the_lot_without_that_data(
    finder: Finder, heard: Heard
) -> None:
    finder.find_typed(FLAWED)
    page, arguments = heard.went[0]
    assert (page, arguments["line_id"]) == ("lot", "O-0001-2")
    assert (arguments["scan"].lot, arguments["scan"].dates) == (None, ())
    told = [problem.code for problem in arguments["scan"].problems]
    assert told == ["date_impossible", "number_alone"]


def test_a_lot_found_by_the_number_of_a_wrong_code_is_opened_with_a_word(
    bench: Any, finder: Finder, heard: Heard
) -> None:
    lot_of(bench, "O-0001", "O-0001-2")
    finder.find_typed(FLAWED)
    assert heard.went[0][0] == "walk"
    (said,) = heard.said
    assert (said.code, [each.code for each in said.problems]) == (
        "found_by_number", ["date_impossible"],
    )  # fmt: skip


def test_a_wrong_code_of_a_photo_is_compared_with_the_print_first(
    bench: Any, finder: Finder, heard: Heard
) -> None:
    raw = RawScan(data=FLAWED.encode(), source="picture")
    finder.find(intake.read_scan(bench.station, raw))
    (said,) = heard.said
    assert (said.code, said.tone) == ("picture_code_flawed", "attention")
    assert heard.went == []


@pytest.mark.parametrize("code", ["found_by_number", "picture_code_flawed"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_have_their_sentence(code: str, language: str) -> None:
    assert catalogue().speak(language).has(f"errors.{code}")  # type: ignore[arg-type]


def test_a_lot_of_another_station_is_told_as_such(finder: Finder, heard: Heard) -> None:
    finder.find_typed(lot_code("L261122-B7-001").text)
    problem = heard.refused[0]
    assert isinstance(problem, InspectorError)
    assert problem.code == "lot_tag_unknown"


def test_a_lost_separator_offers_its_readings_and_goes_on_with_the_chosen(
    finder: Finder, heard: Heard
) -> None:
    finder.find_typed("010692345600021610L2603A17280331")
    page, arguments = heard.went[0]
    assert page == "choose"
    readings = arguments["found"].scan.candidates
    assert {reading.lot for reading in readings} == {"L2603A", "L2603A17280331"}
    finder.find(readings[0])
    page, arguments = heard.went[1]
    assert page == "lot"
    assert arguments["scan"].lot == readings[0].lot


def test_only_the_newest_of_two_quick_scans_leads(bench: Any) -> None:
    tasks = DirectTasks(held=True)
    finder = Finder(bench.tools, bench.session, tasks)
    heard = Heard(finder)
    finder.find_typed("ASN-26-110425")
    finder.find_typed("ASN-26-110417")
    tasks.release(1)
    tasks.release(0)
    assert heard.went == [("order", {"order_id": "O-0001"})]


def test_a_photo_of_a_carton_leads_to_its_line(finder: Finder, heard: Heard) -> None:
    data = demo_path("photos/carton_itf14_O-0001-2.jpg").read_bytes()
    finder.find_picture(lambda: data)
    assert heard.went[0][0] == "lot"
    assert heard.went[0][1]["line_id"] == "O-0001-2"


@pytest.mark.parametrize(
    ("data", "code"), [(b"just text", "not_a_picture"), (b"", "not_a_picture")]
)
def test_a_file_that_is_no_picture_is_refused(
    finder: Finder, heard: Heard, data: bytes, code: str
) -> None:
    finder.find_picture(lambda: data)
    problem = heard.refused[0]
    assert isinstance(problem, InspectorError)
    assert problem.code == code


def test_a_photo_without_a_code_says_how_to_take_a_better_one(finder: Finder, heard: Heard) -> None:
    data = demo_path("photos/arrival_pallet.jpg").read_bytes()
    finder.find_picture(lambda: data)
    problem = heard.refused[0]
    assert isinstance(problem, InspectorError)
    assert problem.code == "picture_without_code"


def test_an_unknown_code_of_a_photo_is_not_called_wrong(
    bench: Any, finder: Finder, heard: Heard, tmp_path: Path
) -> None:
    raw = RawScan(data=b"6923456099999", source="picture", symbology_id="]E0")
    finder.find(intake.read_scan(bench.station, raw))
    assert heard.said[0].code == "code_unproved"


def test_a_product_chosen_by_picture_goes_on_to_its_line(
    bench: Any, finder: Finder, heard: Heard
) -> None:
    finder.find_typed("6923456000513")
    page, arguments = heard.went[0]
    assert page == "choose"
    second = arguments["found"].products[1]
    finder.choose_product(second, arguments["found"].scan)
    page, arguments = heard.went[1]
    assert page == "lot"
    assert arguments["line_id"] == "O-0001-5"
