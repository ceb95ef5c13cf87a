"""Several readings of one measurement, on the lot, on cartons and on units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.checklist.standard import Item, Limits, Readings, Stage
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import Answered
from inspector_app.domain.inspection.measured_goods import is_measured_here, measurements
from inspector_app.domain.inspection.measuring import judge_measured, mean_text, readings_of
from inspector_app.domain.inspection.progress import gaps
from inspector_app.domain.inspection.rules import check_subject
from tests.fakes.goods import STANDARD, Walk, names


def measured(**changes: Any) -> Item:
    values: dict[str, Any] = {"kind": "number", "limits": Limits(low="49", high="51")}
    return Item(id="content", names=names("content"), **{**values, **changes})


THREE = Readings(count=3)


@pytest.mark.parametrize(
    "text",
    ["49.5 50 50.5", "49.5,50,50.5", "49.5，50； 50.5", " 49.5 / 50 / 50.5 ", "４９．５ 50 50.5"],
)
def test_readings_are_parted_by_any_usual_sign(text: str) -> None:
    assert readings_of(measured(readings=THREE), text) == (
        Decimal("49.5"), Decimal(50), Decimal("50.5"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "text", "code"),
    [
        (measured(readings=THREE), "49 50", "readings_wanted"),
        (measured(), "49 50", "readings_wanted"),
        (measured(readings=THREE), "49 50 x", "value_unreadable"),
        (measured(), "", "value_unreadable"),
        (measured(), "NaN", "value_unreadable"),
        (measured(), "1e5", "value_unreadable"),
        (measured(kind="count", limits=None), "2.5", "value_unreadable"),
    ],
)
def test_what_is_no_measurement_is_refused(item: Item, text: str, code: str) -> None:
    with pytest.raises(WalkError) as caught:
        judge_measured(item, text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("readings", "text", "outcome"),
    [
        (THREE, "49 50 51", "pass"),
        (THREE, "48.9 52 50", "fail"),
        (Readings(count=3, judge="mean"), "48 51 51", "pass"),
        (Readings(count=3, judge="mean"), "48 49 49.9", "fail"),
        (Readings(count=3, mean=Limits(low="50")), "49 50 51", "pass"),
        (Readings(count=3, mean=Limits(low="50")), "49.5 49.5 50.9", "fail"),
        (Readings(count=3, mean=Limits(high="50")), "50 50 50.1", "fail"),
        (None, "51.0000001", "fail"),
        (None, "51", "pass"),
    ],
)
def test_each_reading_or_their_mean_is_judged(
    readings: Readings | None, text: str, outcome: str
) -> None:
    assert judge_measured(measured(readings=readings), text) == outcome


def test_without_limits_a_measurement_is_only_recorded() -> None:
    assert judge_measured(measured(limits=None), "-3") == "pass"


@given(st.lists(st.decimals(-99, 99, places=2), min_size=2, max_size=8))
def test_the_mean_is_judged_exactly(values: list[Decimal]) -> None:
    rule = Readings(count=len(values), judge="mean")
    item = measured(limits=Limits(low="0.01"), readings=rule)
    exact = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
    wanted = "pass" if exact >= Fraction(1, 100) else "fail"
    assert judge_measured(item, " ".join(str(value) for value in values)) == wanted


def test_the_mean_is_shown_one_decimal_finer() -> None:
    item = measured(readings=THREE)
    assert mean_text(item, "49.5 50 50.1") == "49.87"
    assert mean_text(item, "50 50 51") == "50.3"
    assert mean_text(item, "50 50") == ""
    assert mean_text(item, "") == ""
    assert mean_text(measured(), "50") == ""


CARTON = measured(scope="carton", required=True, defects=("P01",))
UNIT = measured(scope="unit", defects=("P02",))
LOOK = Item(id="look", names=names("look"), scope="unit")


def stage(kind: Any, *items: Item) -> Stage:
    return Stage(id=kind, kind=kind, names=names(kind), items=items)


def test_cartons_and_units_of_the_sample_are_measured_one_by_one() -> None:
    walk = Walk().plan()
    drawn = walk.state.drawn
    cartons = measurements(stage("cartons", CARTON, LOOK), walk.state)
    assert [subject for _, subject in cartons] == [f"carton:{number}" for number in drawn]
    units = measurements(stage("units", UNIT, LOOK), walk.state)
    assert [subject for _, subject in units] == [
        f"unit:{position}" for position in range(1, sum(drawn.values()) + 1)
    ]
    assert measurements(stage("label", UNIT), walk.state) == ()
    assert measurements(stage("units", UNIT), Walk().state) == ()


def test_a_measurement_that_is_missing_is_a_gap_until_it_is_there() -> None:
    standard = replace(STANDARD, stages=(stage("cartons", CARTON),))
    walk = Walk().plan()
    carton = next(iter(walk.state.drawn))
    subject = f"carton:{carton}"
    missing = [gap.subject for gap in gaps(standard, walk.state) if gap.code == "item_unanswered"]
    assert missing == [f"carton:{number}" for number in walk.state.drawn]
    walk = walk.do(Answered(item_id="content", outcome="pass", value="50", subject=subject))
    assert subject not in [
        gap.subject for gap in gaps(standard, walk.state) if gap.code == "item_unanswered"
    ]


@pytest.mark.parametrize(
    ("item", "subject", "here"),
    [
        (CARTON, "carton:1", True),
        (CARTON, "carton:0", False),
        (CARTON, "carton:99999", False),
        (CARTON, "unit:1", False),
        (UNIT, "unit:1", True),
        (UNIT, "unit:99999", False),
        (UNIT, "carton:1", False),
        (UNIT, "", False),
        (replace(UNIT, scope="opened"), "unit:1", True),
        (LOOK, "unit:1", False),
    ],
)
def test_what_may_be_measured_where(item: Item, subject: str, here: bool) -> None:
    state = Walk().plan().state
    assert is_measured_here(item, state, subject) == here
    standard = replace(STANDARD, stages=(stage("units", item),))
    if here:
        check_subject(standard, state, item.id, subject)
    elif subject:
        with pytest.raises(WalkError) as caught:
            check_subject(standard, state, item.id, subject)
        assert caught.value.code == "unknown_subject"
