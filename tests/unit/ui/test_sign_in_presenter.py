"""Signing in without a window: choose, PIN, badge, wait, lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector_app.domain.errors import AccessError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import StationCode
from inspector_app.ui.presenters.sign_in import SignInPresenter


def person(person_id: str) -> Person:
    return Person(
        id=person_id, names={"zh": "陈喆"}, role="inspector", badge=f"B{person_id}", pin_verifier=""
    )


ANNA, BO = person("U-1"), person("U-2")


class Door:
    """PIN 1234 opens; the third wrong one costs 5 seconds."""

    def __init__(self) -> None:
        self.wrong = 0

    def people(self) -> tuple[Person, ...]:
        return (ANNA, BO)

    def sign_in(self, person_id: str, pin: str) -> Person:
        if pin == "1234":
            return ANNA if person_id == "U-1" else BO
        self.wrong += 1
        raise AccessError("wrong_pin", seconds=5 if self.wrong >= 3 else 0)

    def sign_in_badge(self, token: str) -> Person:
        if token == "BU-2":
            return BO
        raise AccessError("unknown_badge")

    def load_demo(self) -> None:
        raise AssertionError("somebody works here already")


class Tasks:
    """Runs now, or when let go."""

    def __init__(self) -> None:
        self.late = False
        self.waiting: list[Callable[[], None]] = []

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def run() -> None:
            assert done is not None
            assert failed is not None
            try:
                value = work()
            except AccessError as error:
                failed(error)
                return
            done(value)

        if self.late:
            self.waiting.append(run)
        else:
            run()

    read = write


def made() -> tuple[SignInPresenter, Tasks, list[Person]]:
    tasks = Tasks()
    presenter = SignInPresenter(Door(), tasks)
    arrived: list[Person] = []
    presenter.on_signed_in = arrived.append
    presenter.begin()
    return presenter, tasks, arrived


def scan(kind: str, value: str) -> ScanResult:
    raw = RawScan(data=value.encode(), source="wedge")
    code = StationCode(kind="badge", value=value) if kind == "badge" else None
    return ScanResult(kind="badge" if code else "gtin", raw=raw, text=value, station_code=code)


def test_a_name_and_a_pin_sign_in() -> None:
    presenter, _, arrived = made()
    assert presenter.state.people == (ANNA, BO)
    presenter.choose("U-2")
    presenter.enter_pin("1234")
    assert arrived == [BO]
    assert presenter.state.chosen is None


def test_a_badge_signs_in_from_anywhere() -> None:
    presenter, _, arrived = made()
    presenter.choose("U-1")
    assert presenter.scan(scan("badge", "BU-2"))
    assert arrived == [BO]


def test_goods_scanned_before_signing_in_ask_for_a_badge() -> None:
    presenter, _, arrived = made()
    assert presenter.scan(scan("gtin", "6901234567892"))
    assert isinstance(presenter.state.problem, AccessError)
    assert presenter.state.problem.code == "badge_expected"
    assert arrived == []


def test_an_unknown_badge_is_refused() -> None:
    presenter, _, arrived = made()
    presenter.scan(scan("badge", "nobody"))
    assert isinstance(presenter.state.problem, AccessError)
    assert presenter.state.problem.code == "unknown_badge"
    assert arrived == []


def test_wrong_tries_slow_down_and_the_wait_runs_out() -> None:
    presenter, _, arrived = made()
    presenter.choose("U-1")
    for _ in range(3):
        presenter.enter_pin("9999")
    assert presenter.state.wait == 5
    presenter.enter_pin("1234")
    assert arrived == []
    for _ in range(5):
        presenter.tick()
    assert presenter.state.wait == 0
    assert presenter.state.problem is None
    presenter.enter_pin("1234")
    assert arrived == [ANNA]


def test_a_second_pin_is_ignored_while_the_first_is_checked() -> None:
    presenter, tasks, arrived = made()
    presenter.choose("U-1")
    tasks.late = True
    presenter.enter_pin("9999")
    presenter.enter_pin("1234")
    assert presenter.state.checking
    assert len(tasks.waiting) == 1
    tasks.waiting[0]()
    assert not presenter.state.checking
    assert arrived == []


def test_a_locked_station_begins_with_who_locked_it() -> None:
    presenter, _, _ = made()
    presenter.begin(BO)
    assert presenter.state.chosen == BO
    assert presenter.state.locked_by == BO
    presenter.choose_again()
    assert presenter.state.chosen is None


class EmptyDoor(Door):
    """Nobody works here until the demo is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded = 0

    def people(self) -> tuple[Person, ...]:
        return (ANNA,) if self.loaded else ()

    def load_demo(self) -> None:
        self.loaded += 1


def test_an_empty_station_offers_the_demo_and_then_shows_its_people() -> None:
    door = EmptyDoor()
    presenter = SignInPresenter(door, Tasks())
    presenter.begin()
    assert (presenter.state.known, presenter.state.people) == (True, ())
    presenter.load_demo()
    assert (door.loaded, presenter.state.people) == (1, (ANNA,))
    presenter.load_demo()
    assert door.loaded == 1, "a station with people is not filled with the demo"
