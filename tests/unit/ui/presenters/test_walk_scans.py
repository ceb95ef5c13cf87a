"""What a scan means for a lot, without asking the records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.errors import WalkError
from inspector_app.domain.gs1 import ScanResult, parse_scan
from inspector_app.domain.inspection.acts import BatchRecorded
from inspector_app.domain.inspection.rules import judge_scan
from inspector_app.domain.scan import RawScan
from inspector_app.ui.presenters.walk_scans import batch_news, is_of, meaning, own_code
from tests.fakes.goods import BATCH, PRODUCT, TODAY, Walk


def read(text: str, symbology: str = "") -> ScanResult:
    raw = RawScan(data=text.encode(), source="wedge", symbology_id=symbology)
    return parse_scan(raw, TODAY, gs_tables())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("6901234567892", "goods"),
        ("INS:C:pass", "command"),
        ("INS:B:B1", "badge"),
        ("INS:K:L261122-A1-001:47", "carton"),
        ("INS:L:L261122-A1-001", "this_lot"),
        ("INS:K:L261122-A1-002:47", "other_lot"),
        ("6901234567908", "look_up"),
        ("ASN20261122001", "look_up"),
        ("6901234567890", "broken"),
        ("(01)06901234567892(17)281340", "flawed"),
        ("(01)16901234567899(17)281340", "flawed"),  # a carton of these goods
        ("(01)06901234567908(17)281340", "look_up"),  # other goods, by the number
        ("(01)06901234567890(17)281340", "broken"),
    ],
)
def test_codes_are_told_apart(text: str, kind: str) -> None:
    assert meaning(read(text), Walk().state).kind == kind


def test_a_carton_code_of_the_product_is_its_goods() -> None:
    assert is_of(read("16901234567899"), PRODUCT)
    aliased = replace(PRODUCT, codes=(replace(PRODUCT.codes[0], code="A-77", kind="alias"),))
    assert is_of(read("A-77"), aliased)
    assert not is_of(read("6901234567892"), aliased)


def test_a_warehouse_label_of_the_product_is_its_goods() -> None:
    assert meaning(read("INS:W:P-1.O-9-1"), Walk().state).kind == "goods"
    assert own_code(read("INS:W:P-1"), PRODUCT) == "INS:W:P-1"
    assert judge_scan(PRODUCT, "INS:W:P-1.O-9-1") == "pass"
    assert meaning(read("INS:W:P-2.O-9-1"), Walk().state).kind == "look_up"
    with pytest.raises(WalkError):
        judge_scan(PRODUCT, "INS:W:P-2")


def element(lot: str, expires: str) -> str:
    return f"]C101069012345678921{7}{expires}10{lot}"


def state(**changes: Any) -> Any:
    return Walk().do(BatchRecorded(batch=replace(BATCH, **changes))).state


def test_a_barcode_adds_its_date_to_the_batch() -> None:
    news = batch_news(read(element("H2601", "290531")), state())
    assert news is not None
    assert news.kind == "known"
    assert news.batch.barcode_expires == date(2029, 5, 31)
    assert news.batch.id == BATCH.id
    assert (
        batch_news(read(element("h2601", "290531")), state(barcode_expires=date(2029, 5, 31)))
        is None
    )


def test_another_batch_is_new_and_another_date_differs() -> None:
    news = batch_news(read(element("H2699", "290531")), state())
    assert news is not None
    assert (news.kind, news.batch.id, news.batch.number) == ("new", "", "H2699")
    news = batch_news(read(element("H2601", "290531")), state(barcode_expires=date(2029, 1, 1)))
    assert news is not None
    assert news.kind == "differs"


def test_an_unknown_batch_gets_the_number_of_the_code() -> None:
    news = batch_news(read(element("H2601", "290531")), state(number=""))
    assert news is not None
    assert (news.kind, news.batch.id, news.batch.number) == ("new", BATCH.id, "H2601")


def test_a_code_without_batch_is_no_news() -> None:
    assert batch_news(read("6901234567892"), state()) is None
