"""Signing in, and signing for something, by PIN or badge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person
from inspector_app.services.records import Work
from inspector_app.services.station import Station

FREE_TRIES = 3
LONGEST_WAIT = 300


def wait_seconds(failures: int) -> int:
    """Seconds to wait after that many wrong tries in a row: none for three, then doubling."""
    if failures < FREE_TRIES:
        return 0
    return min(LONGEST_WAIT, 5 << min(failures - FREE_TRIES, 10))


def people(station: Station) -> Sequence[Person]:
    """Everybody who may sign in here, in a stable order."""
    with station.records.reading() as work:
        return tuple(person for person in work.master.people() if person.active)


def sign_in_pin(station: Station, person_id: str, pin: str) -> Person:
    """The person, when the PIN is right.

    Raises AccessError ``unknown_person``, ``too_many_tries`` (with ``seconds``), ``wrong_pin``.
    """
    now = station.clock.now()
    with station.records.reading() as work:
        person = work.master.person(person_id)
        failures, last = work.sign_ins.failures(person_id)
    if person is None or not person.active:
        raise AccessError("unknown_person")
    _check_wait(failures, last, now)
    if not station.pins.verify(person.pin_verifier, pin):
        with station.records.writing() as work:
            work.sign_ins.failed(person_id, now)
        raise AccessError("wrong_pin", seconds=wait_seconds(failures + 1))
    with station.records.writing() as work:
        work.sign_ins.succeeded(person_id, now)
    return person


def sign_in_badge(station: Station, badge: str) -> Person:
    """The person whose badge was scanned; AccessError ``unknown_badge``."""
    with station.records.reading() as work:
        person = work.master.person_by_badge(badge)
    if person is None or not person.active:
        raise AccessError("unknown_badge")
    with station.records.writing() as work:
        work.sign_ins.succeeded(person.id, station.clock.now())
    return person


def _check_wait(failures: int, last: datetime | None, now: datetime) -> None:
    """AccessError ``too_many_tries`` while the wait lasts.

    A clock set back must not lock anybody out for longer than the wait itself.
    """
    wait = wait_seconds(failures)
    if last is None or wait == 0:
        return
    passed = (now - last).total_seconds()
    if 0 <= passed < wait:
        raise AccessError("too_many_tries", seconds=int(wait - passed) + 1)


def leave_off(station: Station, person_id: str, place: str) -> None:
    """Remember where a person works, so that unlocking returns to the same item."""
    with station.records.writing() as work:
        work.notes.put(f"place:{person_id}", place)


def place_of(work: Work, person_id: str) -> str:
    """Where the person left off, ``""`` when nowhere."""
    return work.notes.get(f"place:{person_id}") or ""
