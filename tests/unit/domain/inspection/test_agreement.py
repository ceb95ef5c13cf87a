"""Barcode, pack and order must say the same of a batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.domain.inspection.acts import Batch, BatchRecorded
from inspector_app.domain.inspection.agreement import batch_disagreements
from tests.fakes.goods import BATCH, Walk, lot

PRINTED = replace(BATCH, expires=date(2029, 5, 31), barcode_expires=date(2029, 5, 31))
ORDERED = lot(order_lot_number="H2601", order_expires=date(2029, 5, 31))


def differing(walk: Walk, batch: Batch) -> set[tuple[str, str, str]]:
    return {(one.field, one.first, one.second) for one in batch_disagreements(batch, walk.state)}


def test_three_sources_that_agree_differ_in_nothing() -> None:
    walk = Walk(ORDERED).do(BatchRecorded(batch=PRINTED))
    assert differing(walk, PRINTED) == set()


def test_each_pair_that_differs_is_told() -> None:
    batch = replace(PRINTED, barcode_expires=date(2029, 6, 30))
    walk = Walk(ORDERED).do(BatchRecorded(batch=batch))
    found = differing(walk, batch)
    assert {field for field, _, _ in found} == {"expires"}
    assert {frozenset(pair) for _, *pair in found} == {
        frozenset({"barcode", "printed"}), frozenset({"barcode", "order"}),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "second", "counts"),
    [
        ("H2601", "H2602", False),  # the order speaks of the other batch
        ("H2602", "H2602", True),
        ("", "H2602", True),  # it names none, so it speaks of all
        ("H2601", "", True),  # this batch's number is not known yet
    ],
)
def test_of_several_batches_the_order_speaks_of_the_one_it_names(
    named: str, second: str, counts: bool
) -> None:
    other = replace(PRINTED, id="b2", number=second, barcode_expires=None)
    walk = Walk(lot(order_lot_number=named, order_expires=date(2030, 1, 31)))
    walk.do(BatchRecorded(batch=PRINTED), BatchRecorded(batch=other))
    fields = {field for field, _, _ in differing(walk, other)}
    assert ("expires" in fields) == counts


def test_a_lone_batch_under_another_number_than_ordered_is_told() -> None:
    walk = Walk(lot(order_lot_number="H2609")).do(BatchRecorded(batch=PRINTED))
    assert {field for field, _, _ in differing(walk, PRINTED)} == {"lot_number"}
