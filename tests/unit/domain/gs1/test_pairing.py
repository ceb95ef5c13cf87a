from __future__ import annotations

from datetime import date

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import ScanResult, judge_item, parse_scan
from inspector_app.domain.scan import RawScan

TEA = "06901234567892"


def scan(text: str, symbology_id: str = "]C1") -> ScanResult:
    raw = RawScan(data=text.encode(), source="camera", symbology_id=symbology_id)
    return parse_scan(raw, date(2026, 11, 22), gs_tables())


def codes(*results: ScanResult) -> list[str]:
    return [problem.code for problem in judge_item(results, gs_tables())]


def test_a_partner_on_another_code_of_the_item_counts() -> None:
    batch = scan("10L2603A")
    assert codes(batch) == ["partner_missing"]
    assert codes(batch, scan(f"01{TEA}")) == []
    assert codes(batch, scan("6901234567892", "]E0")) == []


def test_a_missing_partner_is_an_error_once_all_codes_are_read() -> None:
    problems = judge_item([scan("10L2603A")], gs_tables())
    assert problems[0].severity == "error"
    assert problems[0].params["ai"] == "10"


def test_a_count_needs_pallet_and_content_together() -> None:
    content = scan(f"02{TEA}3748")
    assert codes(content) == ["partner_missing"]
    assert codes(content, scan("00106141411234567897")) == []


def test_codes_that_contradict_each_other_are_found() -> None:
    other = scan("6901234567885", "]E0")
    assert other.gtin is not None
    assert codes(scan(f"01{TEA}"), other) == ["values_differ"]


def test_what_excludes_each_other_on_two_codes_is_found() -> None:
    assert "pair_forbidden" in codes(scan(f"01{TEA}"), scan(f"02{TEA}3748"))
