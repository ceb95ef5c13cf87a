"""Batches with months, wordings and kits: what is refused, and how they are judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import DateError
from inspector_app.domain.inspection.acts import Batch, BatchRecorded, InnerUnit
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.shelf_life import Assessment, LabelDate, Stated
from inspector_app.services import closing, inspections
from inspector_app.services.inspections import assessments
from inspector_app.services.shelf_life import assess_goods, check_dates
from inspector_app.services.station import Station
from inspector_app.wire.acts import decode_act, encode_act
from tests.fakes.goods import INSPECTOR, PRODUCT

TODAY = date(2026, 11, 22)
MARCH = LabelDate(year=2026, month=3)
END = LabelDate(year=2029, month=2)
SERUM = InnerUnit(name="精华", expires=date(2028, 5, 31))
CREAM = InnerUnit(name="面霜", produced=date(2026, 1, 1), life="36M")


def judge(batch: Batch, life: str | None = "36M") -> Assessment | None:
    product = replace(PRODUCT, shelf_life=life)
    return assess_goods(batch, product, "", shelf_life_rules(), TODAY)


def ends(batch: Batch) -> tuple[date | None, date | None]:
    found = judge(batch)
    assert found is not None
    return found.last_good_day_a, found.last_good_day_b


@pytest.mark.parametrize(
    ("expires", "wording", "a", "b"),
    [
        (END, "until", date(2029, 2, 28), date(2029, 2, 28)),
        (END, "use_by", date(2029, 2, 1), date(2029, 2, 28)),
        (END, "before", date(2029, 2, 1), date(2029, 2, 28)),
        (date(2029, 2, 28), "use_by", date(2029, 2, 28), date(2029, 2, 28)),
        (date(2029, 2, 28), "before", date(2029, 2, 27), date(2029, 2, 28)),
    ],
)
def test_the_wording_says_which_day_is_the_last(
    expires: Stated, wording: str, a: date, b: date
) -> None:
    batch = Batch(id="b", produced=MARCH, expires=expires, life="36M", wording=wording)  # type: ignore[arg-type]
    assert ends(batch) == (a, b)


def test_a_month_of_production_is_counted_from_its_first_day() -> None:
    assert ends(Batch(id="b", produced=MARCH, life="36M")) == (date(2029, 2, 28), date(2029, 3, 1))


@pytest.mark.parametrize(
    "batch",
    [
        Batch(id="", produced=MARCH, expires=END, life="36M", wording="use_by"),
        Batch(id="", number="K1", inner=(SERUM, CREAM), barcode_expires=END, barcode_number="K1"),
        Batch(id="", produced=date(2026, 3, 1), expires=date(2029, 2, 28)),
    ],
)
def test_batches_survive_their_encoding(batch: Batch) -> None:
    act = BatchRecorded(batch=batch)
    assert decode_act("batch_recorded", encode_act(act)) == act


def test_records_of_before_months_were_kept_are_read() -> None:
    body = b'{"batch": {"id": "b-1", "number": "H1", "expires": "2029-02-28"}}'
    act = decode_act("batch_recorded", body)
    assert act == BatchRecorded(batch=Batch(id="b-1", number="H1", expires=date(2029, 2, 28)))


def test_the_earliest_unit_governs_a_kit() -> None:
    found = judge(Batch(id="b", produced=date(2026, 6, 1), life="36M", inner=(CREAM, SERUM)))
    assert found is not None
    assert found.last_good_day_a == date(2028, 5, 31)
    assert [each.code for each in found.findings] == ["kit_outer_later"]
    assert found.action == "approval"
    assert found.reasons[0].values() == {"name": "精华", "last": "2028-05-31"}


def test_a_kit_needs_no_date_on_its_outer_pack() -> None:
    found = judge(Batch(id="b", inner=(CREAM, SERUM)))
    assert found is not None
    assert (found.last_good_day_a, found.findings) == (date(2028, 5, 31), ())


def test_a_kit_of_exempt_goods_with_dated_units_is_judged() -> None:
    found = judge(Batch(id="b", inner=(SERUM,)), life=None)
    assert found is not None
    assert found.last_good_day_a == date(2028, 5, 31)


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (Batch(id="", produced=LabelDate(year=2026, month=12)), "produced_in_future"),
        (Batch(id="", produced=MARCH, expires=date(2026, 2, 28)), "expires_before_produced"),
        (Batch(id="", barcode_expires=date(1, 1, 1)), "date_out_of_range"),
        (Batch(id="", barcode_produced=date(9999, 12, 31)), "date_out_of_range"),
        (Batch(id="", expires=date(9999, 12, 31)), "date_out_of_range"),
        (Batch(id="", produced=date(1, 1, 1)), "date_out_of_range"),
        (Batch(id="", expires=LabelDate(year=2026, month=2, day=29)), "impossible_date"),
        (Batch(id="", life="开封后12M"), "life_is_after_opening"),
        (Batch(id="", inner=(replace(SERUM, name=" "),)), "inner_unit_unnamed"),
        (Batch(id="", inner=(InnerUnit(name="赠品", life="36M"),)), "inner_unit_without_dates"),
        (Batch(id="", inner=(replace(CREAM, life="开封后6M"),)), "life_is_after_opening"),
        (Batch(id="", inner=(SERUM,) * 41), "too_many_inner_units"),
    ],
)
def test_dates_that_cannot_be_are_refused(batch: Batch, code: str) -> None:
    with pytest.raises(DateError) as refused:
        check_dates(batch, TODAY)
    assert refused.value.code == code


def test_the_month_of_today_is_no_future() -> None:
    check_dates(Batch(id="", produced=LabelDate(year=2026, month=11), life="12M"), TODAY)
    check_dates(Batch(id="", produced=date(2026, 3, 15), expires=MARCH), TODAY)


def test_a_month_goes_on_record_and_into_the_verdict(station: Station, planned: Inspection) -> None:
    (batch,) = planned.state.batches
    changed = replace(batch, produced=MARCH, expires=END, life="36M", wording="use_by")
    found = inspections.record_batch(station, INSPECTOR, planned, changed)
    again = inspections.load(station, found.id)
    assert again.state.batch(batch.id).expires == END
    judged = assessments(station, again)[batch.id]
    assert judged.last_good_day_a == date(2029, 2, 1)
    assert closing.verdict_of(station, again).overall == "hold"
