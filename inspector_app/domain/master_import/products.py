"""Rows of products: one a product, found by its SKU, with the codes it is known under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, cast

from inspector_app.domain.errors import DateError, IntakeError
from inspector_app.domain.master import Category, Origin, PackLevel, Product, ProductCode
from inspector_app.domain.master_import import cells
from inspector_app.domain.master_import.plan import Change, Known, Plan, Rows, Suppliers, change_of
from inspector_app.domain.master_import.row import Row
from inspector_app.domain.master_import.table import CellError, Raw, Table
from inspector_app.domain.master_import.words import ImportWords, fold
from inspector_app.domain.shelf_life.life import parse_life

MOST_UNITS: Final = 1_000_000
MOST_CODES: Final = 20
_CODES: Final[dict[str, PackLevel]] = {
    "gtin": "unit", "inner_gtin": "inner", "carton_gtin": "carton", "aliases": "unit"
}  # fmt: skip


@dataclass(slots=True)
class _Read:
    """A product as its row says; ``added`` are codes with the column they stand in."""

    row: Row
    old: Product | None
    new: Product | None
    label: str
    added: dict[str, str]


def plan_products(table: Table, words: ImportWords, known: Known) -> Plan:
    """What the table would change."""
    rows, suppliers = Rows(table.faults), Suppliers(known)
    found: dict[str, _Read] = {}
    for numbered in table.rows:
        row = Row(table, words, numbered)
        read = _product(row, words, known, suppliers)
        first = found.setdefault(read.label, read) if read.label else read
        if first is not read:
            row.fault("sku", "import_row_twice", other=first.row.number)
            first.row.fault("sku", "import_row_twice", other=row.number)
            rows.take(first.row)
        rows.take(row)
    _one_owner(list(found.values()), rows, known)
    changes: list[Change] = []
    unchanged = 0
    for read in found.values():
        if rows.is_bad(read.row.number):
            continue
        change = change_of("products", read.label, read.row.number, read.old, read.new)
        if change is None:
            unchanged += 1
            continue
        changes.append(change)
        if read.new is not None:
            suppliers.use(read.new.supplier_id, read.row.number)
    return rows.plan(
        "products", len(table.rows), [*suppliers.changes(), *changes], unchanged, table.ignored
    )


def _product(row: Row, words: ImportWords, known: Known, suppliers: Suppliers) -> _Read:
    sku = row.key("sku")
    old = known.by_sku.get(sku)
    state = row.choice("state", "state", "", "")
    if state == "removed" or (state == "inactive" and old is None):
        return _Read(row, old, None, sku, {})
    if old is None and f"P-{sku}" in known.products:
        row.fault("sku", "import_id_taken", id=f"P-{sku}")
    before = old or _nothing(sku)
    new = _described(row, words, before, suppliers)
    codes, added = _codes(row, before.codes, new.units_per_carton)
    for name, value in (
        ("name_zh", new.names["zh"]), ("brand", new.brand), ("category", new.category),
        ("origin", new.origin), ("supplier", new.supplier_id),
        ("units_per_carton", new.units_per_carton),
    ):  # fmt: skip
        if not _told(row, name):
            row.need(name, value)
    active = {"active": True, "inactive": False}.get(state, before.active)
    return _Read(row, old, replace(new, codes=codes, active=active), sku, added)


def _told(row: Row, name: str) -> bool:
    """Whether the supplier's name stands where its code is missing."""
    return name == "supplier" and row.raw("supplier_name") is not None


def _nothing(sku: str) -> Product:
    return Product(
        id=f"P-{sku}", sku=sku, names={}, brand="", category=cast(Category, ""),
        origin=cast(Origin, ""), supplier_id="", codes=(), spec="", net_content="",
        units_per_carton=0, shelf_life=None,
    )  # fmt: skip


def _described(row: Row, words: ImportWords, old: Product, suppliers: Suppliers) -> Product:
    return replace(
        old,
        names=row.names(old.names),
        brand=row.text("brand", old.brand),
        category=cast(Category, row.choice("category", "category", old.category, old.category)),
        origin=cast(Origin, row.choice("origin", "origin", old.origin, old.origin)),
        supplier_id=suppliers.of(row, old.supplier_id),
        units_per_carton=row.whole("units_per_carton", old.units_per_carton, 1, MOST_UNITS),
        spec=row.text("spec", old.spec),
        net_content=row.text("net_content", old.net_content),
        shelf_life=_life(row, words, old.shelf_life),
        maker=row.text("maker", old.maker),
        licence=row.text("licence", old.licence),
        filing=row.text("filing", old.filing),
        standard_number=row.text("standard_number", old.standard_number),
        storage=row.text("storage", old.storage),
        children=_children(row, old.children),
        channel=row.code("channel", old.channel),
        standard=row.code("standard", old.standard or "") or None,
    )


def _children(row: Row, kept: bool) -> bool:
    return row.choice("children", "truth", "yes" if kept else "no", "no") == "yes"


def _life(row: Row, words: ImportWords, kept: str | None) -> str | None:
    def read(value: Raw) -> str | None:
        if fold(str(value)) in words.choices["exempt"]:
            return None
        plain = cells.code(value, 40)
        if plain.isdigit():
            raise CellError("import_life_unit")
        try:
            return str(parse_life(plain))
        except DateError as problem:
            raise CellError("import_bad_life") from problem

    return row.read("shelf_life", read, kept, None)


def _codes(
    row: Row, old: tuple[ProductCode, ...], per_carton: int
) -> tuple[tuple[ProductCode, ...], dict[str, str]]:
    """The codes of all columns; a level whose column the table lacks keeps its own."""
    before = {each.code: each for each in old}
    inner = next((each.quantity for each in old if each.level == "inner"), 1)
    inner = row.whole("inner_units", inner, 1, MOST_UNITS)
    if per_carton and per_carton % inner and row.has("inner_units"):
        row.fault("inner_units", "import_pack_sizes", inner=inner, carton=per_carton)
    quantity = {"unit": 1, "inner": inner, "carton": per_carton}
    found: dict[str, ProductCode] = {}
    added: dict[str, str] = {}
    for name, level in _CODES.items():
        if not row.has(name):
            found |= {each.code: each for each in old if _column_of(each) == name}
            continue
        for code, kind, held in _given(row, name):
            if code in added:
                row.fault(name, "import_code_twice", given=code)
            added[code] = name
            new = ProductCode(
                code=code, kind="alias" if kind else "gtin", level=level,
                quantity=held or max(1, quantity[level]),
            )  # fmt: skip
            note = before[code].note if code in before else ""
            found[code] = replace(new, note=note)
    found |= {each.code: each for each in old if each.level == "pallet"}
    order = {each.code: place for place, each in enumerate(old)}
    ranked = sorted(found.values(), key=lambda each: order.get(each.code, len(order)))
    return tuple(ranked), added


def _column_of(code: ProductCode) -> str:
    if code.kind == "alias":
        return "aliases"
    return next((name for name, level in _CODES.items() if level == code.level), "")


def _given(row: Row, name: str) -> Iterator[tuple[str, bool, int]]:
    """Code, whether it is an alias, and how many units behind ``*`` (0: not said)."""
    nothing: list[str] = []
    parts = row.read(name, lambda value: cells.codes(value, 600), nothing, nothing)
    if len(parts) > MOST_CODES:
        row.fault(name, "import_too_many_codes", most=MOST_CODES)
        return
    for part in parts:
        code, _, held = part.partition("*")
        try:
            units = cells.whole(held, 1, MOST_UNITS) if "*" in part else 0
            if name == "aliases":
                yield cells.code(code, 64), True, units
            else:
                yield cells.gtin(code), False, units
        except IntakeError as problem:
            row.fault(name, problem.code, **problem.params)


def _one_owner(reads: list[_Read], rows: Rows, known: Known) -> None:
    """A code that would come to mean a second product is a fault; both places are named.

    Products that share a code already (an old and a new pack) are left as they are. A row that is
    refused keeps its old codes, which may refuse another: hence the rounds.
    """
    bad = -1
    while bad != rows.bad:
        bad = rows.bad
        good = [each for each in reads if not rows.is_bad(each.row.number)]
        written = {read.old.id for read in good if read.old is not None}
        owners: dict[str, list[_Read]] = {}
        for read in reads:
            if read.new is not None and read.new.active:
                for each in read.new.codes:
                    owners.setdefault(each.code, []).append(read)
        for code, mine in owners.items():
            named = {read.label for read in mine}
            others = [
                one.sku
                for one in known.by_code.get(code, ())
                if one.id not in written and one.sku not in named
            ]
            if len(mine) + len(others) > 1:
                _refuse_second(code, mine, others, rows)


def _refuse_second(code: str, owners: list[_Read], others: list[str], rows: Rows) -> None:
    for read in owners:
        if read.old is not None and any(each.code == code for each in read.old.codes):
            continue
        column = read.added[code]
        for other in owners:
            if other is not read:
                read.row.fault(
                    column, "import_code_in_two_rows", given=code, other=other.row.number,
                    sku=other.label,
                )  # fmt: skip
        for sku in others:
            read.row.fault(column, "import_code_taken", given=code, sku=sku)
        rows.take(read.row)
