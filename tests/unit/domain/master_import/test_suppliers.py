"""Rows of suppliers."""

from __future__ import annotations

from inspector_app.domain.master import Supplier
from inspector_app.domain.master_import.plan import Known
from tests.fakes.import_tables import planned, supplier, told


def test_new_changed_unchanged_and_removed() -> None:
    known = Known(suppliers=[supplier(), supplier("G2", "乙"), supplier("G3", "丙")])
    plan = planned(
        known, "suppliers", "编码,名称,状态,联系方式", "G1,甲公司,,", "G2,乙公司,,电话",
        "G3,,删除,",
        "G4,丁公司,启用,", "G9,,停用,",
    )  # fmt: skip
    assert [(each.label, each.what) for each in plan.changes] == [
        ("G2", "changed"), ("G3", "removed"), ("G4", "new"),
    ]  # fmt: skip
    assert plan.changes[0].value == Supplier(
        id="S-G2", code="G2", names={"zh": "乙公司", "en": "乙公司"}, contact="电话"
    )
    assert plan.unchanged == 2  # the known one, and one that never was


def test_an_english_name_of_its_own_stays() -> None:
    known = Known(suppliers=[Supplier(id="S-1", code="1", names={"zh": "甲", "en": "First"})])
    (change,) = planned(known, "suppliers", "编码,名称", "1,新甲").changes
    assert isinstance(change.value, Supplier)
    assert change.value.names == {"zh": "新甲", "en": "First"}
    (change,) = planned(known, "suppliers", "编码,英文名称", "1,").changes
    assert isinstance(change.value, Supplier)
    assert change.value.names == {"zh": "甲", "en": "甲"}


def test_bad_rows() -> None:
    known = Known(suppliers=[supplier("X", "子", id="S-N1")])
    plan = planned(known, "suppliers", "编码,名称", "N1,甲", ",乙", "N2,", "N3,丙", "N3,丁")
    assert told(plan) == [
        (2, "A", "import_id_taken"), (3, "A", "import_value_missing"),
        (4, "B", "import_value_missing"), (5, "A", "import_row_twice"),
        (6, "A", "import_row_twice"),
    ]  # fmt: skip
