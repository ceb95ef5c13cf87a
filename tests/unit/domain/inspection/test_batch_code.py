"""What a code says of a batch stands beside what is printed, and never in its place."""

from __future__ import annotations

from datetime import date

from inspector_app.domain.gs1.result import CodeDate, ScanResult
from inspector_app.domain.inspection.acts import Batch, InnerUnit
from inspector_app.domain.inspection.batch_code import code_expires, code_produced, with_code
from inspector_app.domain.inspection.progress import has_dates
from inspector_app.domain.scan import RawScan
from inspector_app.domain.shelf_life import LabelDate
from tests.fakes.goods import Walk, lot


def scan(*dates: CodeDate, lot: str | None = None) -> ScanResult:
    raw = RawScan(data=b"", source="wedge")
    return ScanResult(kind="element_string", raw=raw, text="", dates=dates, lot=lot)


MADE = CodeDate(role="produced", ai="11", value=date(2026, 3, 1))
BEST = CodeDate(role="best_before", ai="15", value=date(2028, 2, 1))
TIME = CodeDate(role="expiry_time", ai="7003", value=date(2028, 2, 2))
ENDS = CodeDate(role="expires", ai="17", value=date(2028, 2, 29), day_given=False)
SOLD = CodeDate(role="sell_by", ai="16", value=date(2027, 1, 1))


def test_17_leads_then_7003_then_15_and_sell_by_is_no_last_day() -> None:
    assert code_expires(scan(BEST, TIME, ENDS)) == LabelDate(year=2028, month=2)
    assert code_expires(scan(BEST, TIME)) == date(2028, 2, 2)
    assert code_expires(scan(SOLD, BEST)) == date(2028, 2, 1)
    assert code_expires(scan(SOLD)) is None
    assert code_produced(scan(ENDS, MADE)) == date(2026, 3, 1)


def test_units_of_a_kit_are_recorded_with_their_dates() -> None:
    unit = InnerUnit(name="精华", expires=date(2028, 5, 31))
    state = Walk(lot()).state
    assert not has_dates(Batch(id="b"), state)
    assert has_dates(Batch(id="b", inner=(unit,)), state)


def test_a_silent_code_changes_nothing() -> None:
    batch = Batch(id="b", number="A", barcode_number="A", barcode_expires=date(2028, 1, 1))
    assert with_code(batch, scan()) == batch


def test_a_code_fills_its_own_fields_only() -> None:
    batch = with_code(Batch(id="b", expires=date(2028, 1, 1)), scan(MADE, ENDS, lot="B7"))
    assert (batch.barcode_number, batch.barcode_produced) == ("B7", date(2026, 3, 1))
    assert batch.barcode_expires == LabelDate(year=2028, month=2)
    assert (batch.number, batch.produced, batch.expires) == ("", None, date(2028, 1, 1))
