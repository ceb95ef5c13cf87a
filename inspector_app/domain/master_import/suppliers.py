"""Rows of suppliers: one a supplier, found by its code."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.domain.master import Supplier
from inspector_app.domain.master_import.plan import Change, Known, Plan, Rows, change_of
from inspector_app.domain.master_import.row import Row
from inspector_app.domain.master_import.table import Table
from inspector_app.domain.master_import.words import ImportWords


def plan_suppliers(table: Table, words: ImportWords, known: Known) -> Plan:
    """What the table would change. Whoever delivers no more is removed: open orders keep naming
    the code."""
    rows = Rows(table.faults)
    found: dict[str, tuple[Row, Supplier | None, Supplier | None]] = {}
    for numbered in table.rows:
        row = Row(table, words, numbered)
        code, old, new = _supplier(row, known)
        first = found.get(code)
        if first is not None:
            row.fault("code", "import_row_twice", other=first[0].number)
            first[0].fault("code", "import_row_twice", other=row.number)
            rows.take(first[0])
        elif code:
            found[code] = row, old, new
        rows.take(row)
    changes: list[Change] = []
    unchanged = 0
    for code, (row, old, new) in found.items():
        if not rows.is_bad(row.number):
            change = change_of("suppliers", code, row.number, old, new)
            unchanged += change is None
            changes += [] if change is None else [change]
    return rows.plan("suppliers", len(table.rows), changes, unchanged, table.ignored)


def _supplier(row: Row, known: Known) -> tuple[str, Supplier | None, Supplier | None]:
    code = row.key("code")
    old = known.by_supplier_code.get(code)
    if row.choice("state", "state", "", "") in ("inactive", "removed"):
        return code, old, None
    if old is None and f"S-{code}" in known.suppliers:
        row.fault("code", "import_id_taken", id=f"S-{code}")
    before = old or Supplier(id=f"S-{code}", names={}, code=code)
    names = row.names(before.names)
    row.need("name_zh", names["zh"])
    return code, old, replace(before, names=names, contact=row.text("contact", before.contact))
