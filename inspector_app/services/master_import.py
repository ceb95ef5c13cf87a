"""Taking master data in: planning it, and what a plan's answer says.

Whoever takes a file in sees the plan first; carrying it out is the store's (on a station without
a central system) or the central system's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from inspector_app.domain.errors import InspectorError, IntakeError
from inspector_app.domain.master import Person
from inspector_app.domain.master_import.cells import ToUtc
from inspector_app.domain.master_import.orders import plan_orders
from inspector_app.domain.master_import.people import PinFits, plan_people
from inspector_app.domain.master_import.plan import Change, Known, Plan
from inspector_app.domain.master_import.products import plan_products
from inspector_app.domain.master_import.suppliers import plan_suppliers
from inspector_app.domain.master_import.table import Fault, Table
from inspector_app.domain.master_import.words import KINDS, ImportKind, ImportWords
from inspector_app.i18n import Language, Translator
from inspector_app.wire.feeds import encode_item

MOST_BYTES: Final = 40_000_000
MOST_ROWS: Final = 120_000
MOST_PINS: Final = 500
"""People of one file: each PIN takes a slow hash."""


class SheetFiles(Protocol):
    """Reads and writes tables as files."""

    def words(self) -> ImportWords:
        """Headings and choices."""

    def read(self, kind: ImportKind, data: bytes, sheet: str = "") -> Table:
        """A CSV text or a workbook, told apart by its first bytes; IntakeError for what no row
        is to blame for."""

    def template(self, kind: ImportKind, language: Language) -> bytes:
        """An empty workbook with the headings, and a sheet that explains them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTools:
    """What importing needs from outside: files, the warehouse's clock, slow hashes, new PINs."""

    files: SheetFiles
    to_utc: ToUtc
    pin_fits: PinFits
    pin_hash: Callable[[str], str]
    new_pin: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPin:
    """A PIN that was made here, to be shown once and kept nowhere."""

    person: str
    names: Mapping[str, str]
    pin: str


def kind_of(name: str) -> ImportKind:
    """IntakeError ``import_kind_unknown`` unless it is one of the four."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise IntakeError("import_kind_unknown", kind=name, allowed="、".join(KINDS))


def make_plan(tools: ImportTools, table: Table, known: Known) -> Plan:
    """What the table would change; IntakeError ``import_too_many_people``."""
    words = tools.files.words()
    if table.kind == "products":
        return plan_products(table, words, known)
    if table.kind == "suppliers":
        return plan_suppliers(table, words, known)
    if table.kind == "orders":
        return plan_orders(table, words, known, tools.to_utc)
    if len(table.rows) > MOST_PINS:
        raise IntakeError("import_too_many_people", most=MOST_PINS)
    return plan_people(table, words, known, tools.pin_fits)


def with_pins(
    tools: ImportTools, plan: Plan, *, make_new: bool
) -> tuple[tuple[Change, ...], tuple[FirstPin, ...]]:
    """The changes with verifiers in place of PINs; who has none yet gets one with ``make_new``."""
    changes, made = [], []
    for change in plan.changes:
        person = change.value
        if isinstance(person, Person) and not person.pin_verifier:
            pin = plan.pins.get(change.id, "")
            if not pin and make_new and person.active:
                pin = tools.new_pin()
                made.append(FirstPin(person=person.id, names=person.names, pin=pin))
            sealed = replace(person, pin_verifier=tools.pin_hash(pin) if pin else "")
            changes.append(replace(change, value=sealed))
        else:
            changes.append(change)
    return tuple(changes), tuple(made)


def feed_items(changes: tuple[Change, ...]) -> dict[str, dict[str, bytes | None]]:
    """The changes as items of feeds; None is a tombstone."""
    found: dict[str, dict[str, bytes | None]] = {}
    for change in changes:
        body = None if change.value is None else encode_item(change.value)
        found.setdefault(change.feed, {})[change.id] = body
    return found


def fault_words(fault: Fault, speak: Translator) -> str:
    """The sentence of a fault."""
    return speak.error(fault.error)


def plan_document(plan: Plan, speak: Translator, *, changes: int = 200) -> dict[str, Any]:
    """A plan as JSON: counts, every fault, and the first changes."""
    return {
        "kind": plan.kind,
        "rows": plan.rows,
        "counts": plan.counts,
        "problems": [
            {
                "row": fault.row, "column": fault.column, "heading": fault.heading,
                "value": fault.value, "code": fault.code, "params": dict(fault.params),
                "message": fault_words(fault, speak),
            }
            for fault in plan.faults
        ],
        "changes": [
            {
                "feed": change.feed, "id": change.id, "label": change.label, "what": change.what,
                "row": change.row, "fields": list(change.fields),
            }
            for change in plan.changes[:changes]
        ],
        "ignored_headings": list(plan.ignored),
    }  # fmt: skip


def outcome(plan: Plan, *, partial: bool) -> InspectorError | None:
    """Why a plan must not be carried out; None when it may: every row is good, or whoever
    imports has chosen to leave bad rows out."""
    if not plan.faults or partial:
        return None
    return IntakeError("import_bad_rows", rows=plan.bad_rows, faults=len(plan.faults))
