"""What an import would do, and what is known already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, TypeAlias

from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.domain.master_import.row import Row
from inspector_app.domain.master_import.table import Fault
from inspector_app.domain.master_import.words import ImportKind, fold
from inspector_app.domain.order_shares import LineShares, line_item

Feed: TypeAlias = ImportKind | Literal["line_shares"]
"""Where a change goes: orders bring along whose their lines are."""
What: TypeAlias = Literal["new", "changed", "deactivated", "removed"]
Item: TypeAlias = Product | Supplier | InboundOrder | Person
Value: TypeAlias = Item | LineShares


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item as it will be; ``value`` None removes it. ``label`` is what people call it,
    ``fields`` what differs."""

    feed: Feed
    id: str
    label: str
    what: What
    row: int
    value: Value | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would change, and every fault. ``pins`` are new PINs in clear, by person."""

    kind: ImportKind
    rows: int
    changes: tuple[Change, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    bad_rows: int
    ignored: tuple[str, ...] = ()
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """How many items are new, changed, deactivated, removed and unchanged, how many rows are
        bad, how many suppliers come along, and how many lines get other stations."""
        found = Counter(change.what for change in self.changes if change.feed == self.kind)
        return {
            "new": found["new"], "changed": found["changed"], "deactivated": found["deactivated"],
            "removed": found["removed"], "unchanged": self.unchanged, "bad_rows": self.bad_rows,
            "new_suppliers": sum(
                change.feed == "suppliers" != self.kind for change in self.changes
            ),
            "shared_lines": sum(change.feed == "line_shares" for change in self.changes),
        }  # fmt: skip


class Known:
    """Master data as it is now, findable by what tables call it."""

    def __init__(
        self,
        *,
        products: Iterable[Product] = (),
        suppliers: Iterable[Supplier] = (),
        orders: Iterable[InboundOrder] = (),
        people: Iterable[Person] = (),
        shares: Iterable[LineShares] = (),
        stations: Mapping[str, str] | None = None,
    ) -> None:
        """``stations`` are names by id; None where there is no central system to know them."""
        self.products = {each.id: each for each in products}
        self.suppliers = {each.id: each for each in suppliers}
        self.orders = {each.id: each for each in orders}
        self.people = {each.id: each for each in people}
        self.shares = {line_item(each.order_id, each.line_id): each for each in shares}
        self.stations = stations

    @cached_property
    def by_sku(self) -> dict[str, Product]:
        """Products by SKU."""
        return {each.sku: each for each in self.products.values()}

    @cached_property
    def by_code(self) -> dict[str, list[Product]]:
        """Active products by GTIN and alias."""
        found: dict[str, list[Product]] = {}
        for each in self.products.values():
            for code in each.codes if each.active else ():
                found.setdefault(code.code, []).append(each)
        return found

    @cached_property
    def by_number(self) -> dict[str, InboundOrder]:
        """Orders by number."""
        return {each.number: each for each in self.orders.values()}

    @cached_property
    def by_supplier_code(self) -> dict[str, Supplier]:
        """Suppliers by code."""
        return {each.code: each for each in self.suppliers.values()}

    @cached_property
    def by_supplier_name(self) -> dict[str, list[Supplier]]:
        """Suppliers by folded name."""
        found: dict[str, list[Supplier]] = {}
        for each in self.suppliers.values():
            for name in {fold(name) for name in each.names.values()}:
                found.setdefault(name, []).append(each)
        return found


def differing(old: Any, new: Any) -> tuple[str, ...]:
    """Names of the fields in which two values of a class differ."""
    return tuple(
        each.name for each in fields(new) if getattr(old, each.name) != getattr(new, each.name)
    )


def change_of(
    feed: ImportKind, label: str, row: int, old: Item | None, new: Item | None
) -> Change | None:
    """From ``old`` to ``new``; None when nothing changes."""
    if new is None:
        if old is None:
            return None
        return Change(feed=feed, id=old.id, label=label, what="removed", row=row, value=None)
    what: What = "new"
    changed: tuple[str, ...] = ()
    if old is not None:
        changed = differing(old, new)
        if not changed:
            return None
        left = getattr(old, "active", True) and not getattr(new, "active", True)
        what = "deactivated" if left else "changed"
    return Change(feed=feed, id=new.id, label=label, what=what, row=row, value=new, fields=changed)


class Suppliers:
    """Suppliers that rows name: known ones, and ones a table brings along by code and name."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._brought: dict[str, tuple[int, Supplier]] = {}
        self._used: dict[str, int] = {}

    def of(self, row: Row, kept: str) -> str:
        """Id of the supplier a row names; faults when nobody is meant, or more than one."""
        named = row.text("supplier") or row.text("supplier_name")
        if not row.has("supplier") and not row.has("supplier_name"):
            return kept
        if not named:
            return kept
        code = row.code("supplier")
        found = self._known.by_supplier_code.get(code)
        if found is not None:
            return found.id
        alike = self._known.by_supplier_name.get(fold(named), [])
        if len(alike) == 1:
            return alike[0].id
        if alike:
            row.fault("supplier", "import_supplier_unclear", supplier=named)
            return kept
        return self._bring(row, code)

    def _bring(self, row: Row, code: str) -> str:
        name = row.text("supplier_name")
        before = self._brought.get(code)
        if before is not None and not name:
            return before[1].id
        at = "supplier" if row.has("supplier") else "supplier_name"
        if not code or not name:
            row.fault(at, "import_supplier_unknown", supplier=code or name)
            return ""
        new = Supplier(id=f"S-{code}", code=code, names={"zh": name, "en": name})
        first, told = self._brought.setdefault(code, (row.number, new))
        if told != new:
            row.fault("supplier_name", "import_disagrees", other=first)
        elif new.id in self._known.suppliers:
            row.fault(at, "import_id_taken", id=new.id)
        return new.id

    def use(self, supplier_id: str, row: int) -> None:
        """A good row named this supplier."""
        self._used.setdefault(supplier_id, row)

    def changes(self) -> list[Change]:
        """The suppliers that good rows bring along."""
        found = []
        for _, new in self._brought.values():
            row = self._used.get(new.id)
            change = None if row is None else change_of("suppliers", new.code, row, None, new)
            found += [] if change is None else [change]
        return found


class Rows:
    """Which rows are good; file faults and faults of rows in one order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults: dict[int, list[Fault]] = {}
        for fault in faults:
            self._faults.setdefault(fault.row, []).append(fault)

    def take(self, row: Row) -> bool:
        """Keep the row's faults; whether it has none."""
        if row.faults:
            kept = self._faults.setdefault(row.number, [])
            kept += [fault for fault in row.faults if fault not in kept]
        return row.number not in self._faults

    @property
    def bad(self) -> int:
        """How many rows have faults."""
        return len(self._faults)

    def is_bad(self, row: int) -> bool:
        """Whether anything is wrong with the row."""
        return row in self._faults

    def plan(
        self,
        kind: ImportKind,
        rows: int,
        changes: Iterable[Change],
        unchanged: int,
        ignored: Iterable[str],
        pins: Mapping[str, str] | None = None,
    ) -> Plan:
        """The whole plan, faults by row."""
        faults = [fault for row in sorted(self._faults) for fault in self._faults[row]]
        faults.sort(key=lambda fault: (fault.row, len(fault.column), fault.column))
        return Plan(
            kind=kind, rows=rows, changes=tuple(changes), unchanged=unchanged,
            faults=tuple(faults), bad_rows=len(self._faults), ignored=tuple(ignored),
            pins=pins or {},
        )  # fmt: skip
