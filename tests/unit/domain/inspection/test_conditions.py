"""Conditions on dates and channels: of the batch that is asked about, else of any batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.domain.checklist.standard import Condition, Item
from inspector_app.domain.inspection.acts import Batch, BatchRecorded
from inspector_app.domain.inspection.conditions import applies
from inspector_app.domain.shelf_life.dates import LabelDate, Stated
from tests.fakes.goods import PRODUCT, Walk, lot, names

DAY = date(2027, 3, 16)
SINCE = Item(id="new", names=names("new"), when=(Condition(item="batch.produced", since=DAY),))
BEFORE = Item(id="old", names=names("old"), when=(Condition(item="batch.produced", before=DAY),))
BETWEEN = Item(
    id="between", names=names("between"),
    when=(Condition(item="batch.produced", since=DAY, before=date(2028, 1, 1)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("produced", "since", "before", "between"),
    [
        (date(2027, 3, 15), False, True, False),
        (date(2027, 3, 16), True, False, True),
        (date(2028, 1, 1), True, False, False),
        (LabelDate(year=2027, month=3), False, True, False),
        (LabelDate(year=2027, month=4), True, False, True),
        (None, False, True, False),
    ],
)
def test_a_batch_is_asked_by_its_production_date(
    produced: Stated | None, since: bool, before: bool, between: bool
) -> None:
    batch = Batch(id="b", produced=produced)
    walk = Walk().do(BatchRecorded(batch=batch))
    for item, holds in ((SINCE, since), (BEFORE, before), (BETWEEN, between)):
        assert applies(item, walk.state, batch) == holds
        assert applies(item, walk.state) == holds


def test_an_item_of_the_lot_is_asked_when_any_batch_calls_for_it() -> None:
    walk = Walk()
    assert (applies(SINCE, walk.state), applies(BEFORE, walk.state)) == (False, True)
    for number, day in enumerate((date(2027, 1, 1), date(2027, 6, 1))):
        walk = walk.do(
            BatchRecorded(batch=Batch(id=f"b{number}", number=str(number), produced=day))
        )
    assert (applies(SINCE, walk.state), applies(BEFORE, walk.state)) == (True, True)


def test_the_channel_of_the_lot_goes_before_that_of_the_product() -> None:
    item = Item(
        id="live", names=names("live"), when=(Condition(item="lot.channel", values=("live",)),)
    )
    goods = replace(PRODUCT, channel="live")
    assert applies(item, Walk(lot(product=goods)).state)
    assert not applies(item, Walk(lot(product=goods, channel="bulk")).state)
