"""A batch as typed: which cartons, how many units, and whether its dates agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.bootstrap.tables import gs_tables, shelf_life_rules
from inspector_app.domain.gs1 import parse_scan
from inspector_app.domain.master import OrderLine
from inspector_app.domain.scan import RawScan
from inspector_app.ui.presenters.batch_draft import BatchCheck, BatchDraft, check_batch
from tests.fakes.goods import PRODUCT, TODAY

LINE = OrderLine(
    id="O-1/1", product_id="P-1", units=3000, cartons=125, lot_number="H2601",
    produced=date(2026, 6, 1), expires=date(2029, 5, 31),
)  # fmt: skip
DRAFT = BatchDraft(key=1, number="H2601", produced=date(2026, 6, 1), life="36M")


def check(draft: BatchDraft, line: OrderLine = LINE) -> BatchCheck:
    return check_batch(draft, PRODUCT, line, "", shelf_life_rules(), TODAY)


def test_the_last_day_is_computed_while_none_is_printed() -> None:
    found = check(DRAFT)
    assert (found.agreement, found.computed) == ("computed", date(2029, 5, 31))
    assert found.assessment is not None
    assert found.assessment.state == "fresh"


@pytest.mark.parametrize("printed", [date(2029, 5, 31), date(2029, 6, 1)])
def test_either_way_of_counting_agrees(printed: date) -> None:
    assert check(replace(DRAFT, expires=printed)).agreement == "agrees"


def test_a_printed_day_that_is_off_is_told_with_its_distance() -> None:
    found = check(replace(DRAFT, expires=date(2029, 6, 30)))
    assert (found.agreement, found.days_apart) == ("differs", 30)


def test_label_order_and_barcode_are_compared() -> None:
    draft = replace(
        DRAFT, number="X9", expires=date(2029, 5, 31), barcode_expires=date(2029, 4, 30)
    )
    fields = {(each.field, each.first, each.second) for each in check(draft).disagreements}
    assert ("lot_number", "printed", "order") in fields
    assert ("expires", "barcode", "printed") in fields


def test_impossible_dates_are_a_problem_and_no_crash() -> None:
    late = check(replace(DRAFT, produced=date(2027, 1, 1)))
    assert late.problem is not None
    assert late.problem.code == "produced_in_future"
    turned = check(replace(DRAFT, expires=date(2026, 1, 1)))
    assert turned.problem is not None
    assert turned.problem.code == "expires_before_produced"


def test_an_unknown_batch_has_nothing_to_agree_with() -> None:
    found = check(BatchDraft(key=1), replace(LINE, lot_number="", produced=None, expires=None))
    assert found == BatchCheck()


def test_a_code_fills_only_what_is_empty_and_keeps_its_last_day_apart() -> None:
    raw = RawScan(data=b"0106901234567892112606011729053110H2699", source="wedge",
                  symbology_id="]d2")  # fmt: skip
    filled = BatchDraft(key=1, number="H2601").with_scan(parse_scan(raw, TODAY, gs_tables()))
    assert (filled.number, filled.produced) == ("H2601", date(2026, 6, 1))
    assert (filled.expires, filled.barcode_expires) == (None, date(2029, 5, 31))


def test_the_only_batch_has_every_carton_and_unit() -> None:
    batch = DRAFT.batch(125, 24, 2990, alone=True)
    assert batch.cartons == tuple(range(1, 126))
    assert batch.quantity == 2990


def test_of_several_batches_each_has_its_cartons_and_the_last_one_the_tail() -> None:
    first = replace(DRAFT, first_carton=1, last_carton=60).batch(125, 24, 2990, alone=False)
    last = replace(DRAFT, first_carton=61, last_carton=125).batch(125, 24, 2990, alone=False)
    assert (first.quantity, last.quantity) == (1440, 1550)


def test_a_batch_of_unknown_extent_has_no_cartons_yet() -> None:
    batch = DRAFT.batch(125, 24, 3000, alone=False)
    assert (batch.cartons, batch.quantity) == ((), None)
