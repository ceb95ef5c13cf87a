"""Rows of people who sign in at stations: one a person, found by staff number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, cast

from inspector_app.domain.errors import ScanError
from inspector_app.domain.gs1.gtin import is_digits
from inspector_app.domain.master import Person, Role
from inspector_app.domain.master_import import cells
from inspector_app.domain.master_import.plan import Change, Known, Plan, Rows, change_of
from inspector_app.domain.master_import.row import Row
from inspector_app.domain.master_import.table import CellError, Raw, Table
from inspector_app.domain.master_import.words import ImportWords
from inspector_app.domain.station_codes import PREFIX, badge_code

PinFits: TypeAlias = Callable[[str, str], bool]
"""Whether a PIN (second) belongs to a verifier (first); slow on purpose."""

LEAST_PIN: Final = 6
MOST_PIN: Final = 12
_STAIRS: Final = "01234567890123456789"


@dataclass(slots=True)
class _Read:
    row: Row
    old: Person | None
    new: Person | None
    number: str
    pin: str = ""


def plan_people(table: Table, words: ImportWords, known: Known, fits: PinFits) -> Plan:
    """What the table would change. A changed PIN makes ``pin_verifier`` empty and stands in
    ``Plan.pins``; a new person without one has an empty verifier only."""
    rows = Rows(table.faults)
    found: dict[str, _Read] = {}
    for numbered in table.rows:
        row = Row(table, words, numbered)
        read = _person(row, known, fits)
        first = found.setdefault(read.number, read) if read.number else read
        if first is not read:
            row.fault("number", "import_row_twice", other=first.row.number)
            first.row.fault("number", "import_row_twice", other=row.number)
            rows.take(first.row)
        rows.take(row)
    _one_bearer(list(found.values()), rows, known)
    _keep_an_administrator(list(found.values()), rows, known)
    changes: list[Change] = []
    pins: dict[str, str] = {}
    unchanged = 0
    for read in found.values():
        if rows.is_bad(read.row.number):
            continue
        change = change_of("users", read.number, read.row.number, read.old, read.new)
        unchanged += change is None
        changes += [] if change is None else [change]
        if change is not None and read.pin:
            pins[change.id] = read.pin
    return rows.plan("users", len(table.rows), changes, unchanged, table.ignored, pins)


def _person(row: Row, known: Known, fits: PinFits) -> _Read:
    number = row.key("number")
    old = known.people.get(number) or known.people.get(f"U-{number}")
    state = row.choice("state", "state", "", "")
    if state == "removed" or (state == "inactive" and old is None):
        return _Read(row, old, None, number)
    before = old or Person(
        id=f"U-{number}", names={}, role=cast(Role, ""), badge="", pin_verifier=""
    )
    names = row.names(before.names)
    role = cast(Role, row.choice("role", "role", before.role, before.role))
    row.need("name_zh", names["zh"])
    row.need("role", role)
    pin = row.read("pin", _pin, "", "")
    verifier = before.pin_verifier
    if pin and verifier and fits(verifier, pin):
        pin = ""
    new = replace(
        before, names=names, role=role, badge=row.read("badge", _badge, before.badge, ""),
        active={"active": True, "inactive": False}.get(state, before.active),
        pin_verifier="" if pin else verifier,
    )  # fmt: skip
    return _Read(row, old, new, number, pin)


def _badge(value: Raw) -> str:
    token = cells.code(value, 80).removeprefix(f"{PREFIX}B:")
    try:
        return badge_code(token).value
    except ScanError as problem:
        raise CellError("import_bad_badge") from problem


def _pin(value: Raw) -> str:
    pin = cells.code(value, 40)
    if not is_digits(pin) or not LEAST_PIN <= len(pin) <= MOST_PIN:
        raise CellError("import_bad_pin", least=LEAST_PIN, most=MOST_PIN)
    if len(set(pin)) == 1 or pin in _STAIRS or pin in _STAIRS[::-1]:
        raise CellError("import_pin_too_simple")
    return pin


def _after(reads: list[_Read], rows: Rows, known: Known) -> dict[str, Person]:
    """Everybody as they would be when the good rows are taken."""
    people = dict(known.people)
    for read in reads:
        if rows.is_bad(read.row.number):
            continue
        if read.new is not None:
            people[read.new.id] = read.new
        elif read.old is not None:
            del people[read.old.id]
    return people


def _one_bearer(reads: list[_Read], rows: Rows, known: Known) -> None:
    """One badge belongs to one active person."""
    bad = -1
    while bad != rows.bad:
        bad = rows.bad
        bearers: dict[str, list[Person]] = {}
        for person in _after(reads, rows, known).values():
            if person.active and person.badge:
                bearers.setdefault(person.badge, []).append(person)
        good = [each for each in reads if each.new and not rows.is_bad(each.row.number)]
        for read in good:
            assert read.new is not None
            others = [each.id for each in bearers.get(read.new.badge, ()) if each.id != read.new.id]
            old = read.old
            was_so = old is not None and old.active and old.badge == read.new.badge
            if others and read.new.active and not was_so:
                read.row.fault("badge", "import_badge_taken", other=others[0])
                rows.take(read.row)


def _keep_an_administrator(reads: list[_Read], rows: Rows, known: Known) -> None:
    def is_one(person: Person | None) -> bool:
        return person is not None and person.active and person.role == "administrator"

    if not any(is_one(each) for each in known.people.values()):
        return
    if any(is_one(each) for each in _after(reads, rows, known).values()):
        return
    for read in reads:
        if is_one(read.old) and not is_one(read.new):
            read.row.fault("number", "import_last_administrator")
            rows.take(read.row)
