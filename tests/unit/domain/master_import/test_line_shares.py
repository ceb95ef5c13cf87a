"""To whom the rows of an order table give its lines."""

from __future__ import annotations

import pytest

from inspector_app.domain.master_import.plan import Known, Plan
from inspector_app.domain.order_shares import LineShare, LineShares, line_item
from tests.fakes.import_tables import CREAM, SOAP, planned, product, supplier, told

STATIONS = {"id-1": "月台 1", "id-2": "月台2", "id-3": "东库", "id-4": "东库", "id-5": "Dock:5"}
HEADING = "单号,行号,到货时间,SKU,数量,检验工位,状态"


def known(*shares: LineShares, stations: dict[str, str] | None = STATIONS) -> Known:
    return Known(
        suppliers=[supplier()], products=[product("A1", SOAP), product("A2", CREAM)],
        shares=shares, stations=stations,
    )  # fmt: skip


def row(stations: str, line: int = 1, state: str = "") -> str:
    return f"N1,{line},2026-11-22,A{line},1000,{stations},{state}"


def shared(plan: Plan) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for change in plan.changes:
        if change.feed == "line_shares":
            value = change.value
            assert value is None or isinstance(value, LineShares)
            told_shares = () if value is None else value.shares
            found[change.id] = [(each.station, each.units) for each in told_shares]
    return found


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("月台1", [("id-1", 0)]),
        ("id-2", [("id-2", 0)]),
        ("月台 1：600；月台2：400", [("id-1", 600), ("id-2", 400)]),
        ("月台1*600、dock:5=10;", [("id-1", 600), ("id-5", 10)]),
        ("Dock:5", [("id-5", 0)]),
    ],
)
def test_a_line_goes_to_one_station_or_is_split(cell: str, expected: list[tuple[str, int]]) -> None:
    plan = planned(known(), "orders", HEADING, row(cell))
    assert plan.faults == ()
    assert shared(plan) == {"O-N1|O-N1-1": expected}
    assert (plan.counts["shared_lines"], plan.counts["new"], plan.counts["new_suppliers"]) == (
        1, 1, 0,
    )  # fmt: skip
    [change] = [each for each in plan.changes if each.feed == "line_shares"]
    assert (change.what, change.row, change.fields) == ("new", 2, ("shares",))
    assert isinstance(change.value, LineShares)
    assert change.value.shares[0].name == STATIONS[expected[0][0]]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("月台9", "import_station_unknown"),
        ("月台9:5", "import_station_unknown"),
        ("月台1:0", "import_station_unknown"),
        ("东库", "import_station_unclear"),
        ("月台1:600;月台1:100", "share_twice"),
        ("月台1;月台2", "share_without_units"),
        ("月台1:600;月台2:500", "shares_exceed_line"),
    ],
)
def test_a_cell_that_does_not_hold_is_told_with_its_place(cell: str, code: str) -> None:
    plan = planned(known(), "orders", HEADING, row(cell), row("月台1", 2))
    assert told(plan)[0] == (2, "F", code)
    assert plan.changes == ()  # half of an order is no order


def test_without_a_central_system_there_are_no_stations() -> None:
    plan = planned(known(stations=None), "orders", HEADING, row("月台1"))
    assert told(plan) == [(2, "F", "import_share_no_central")]
    assert planned(known(stations=None), "orders", HEADING, row("")).faults == ()


def test_what_is_wrong_elsewhere_in_the_row_is_told_alone() -> None:
    plan = planned(known(), "orders", HEADING, "N1,1,2026-11-22,A1,x,月台1:5,")
    assert "F" not in {column for _, column, _ in told(plan)}
    assert (2, "E", "import_not_whole") in told(plan)


def test_the_same_again_changes_nothing_and_an_empty_cell_gives_the_line_to_anybody() -> None:
    mine = LineShare(station="id-1", units=0, name="月台 1")
    old = LineShares(order_id="O-N1", line_id="O-N1-1", shares=(mine,))
    assert shared(planned(known(old), "orders", HEADING, row("月台1"))) == {}
    other = planned(known(old), "orders", HEADING, row("月台2"))
    assert [each.what for each in other.changes if each.feed == "line_shares"] == ["changed"]
    assert shared(planned(known(old), "orders", HEADING, row(""))) == {"O-N1|O-N1-1": []}
    gone = planned(known(old), "orders", HEADING, row("月台1", state="取消"), row("", 2))
    assert shared(gone) == {"O-N1|O-N1-1": []}
    silent = planned(known(old), "orders", "单号,行号,到货时间,SKU,数量", "N1,1,2026-11-22,A1,1000")
    assert shared(silent) == {}


def test_long_names_of_a_line_become_a_digest() -> None:
    assert len(line_item("O" * 80, "L" * 80)) == 64
