"""Presenters on the demo warehouse in a real store, with work done in the call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.master import Person
from inspector_app.services import people
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools
from tests.fakes.clock import FakeClock
from tests.fakes.demo_station import make_demo_station
from tests.fakes.tools import Asked, make_tools


class Bench:
    """A demo station with somebody at it."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.opened: OpenStation = make_demo_station(folder, self.clock)
        made: tuple[Tools, Asked] = make_tools(self.opened, folder)
        self.tools, self.asked = made
        self.session = Session()
        self.people: dict[str, Person] = {one.id: one for one in people.people(self.opened.station)}
        self.sit("U-01")

    @property
    def station(self):  # type: ignore[no-untyped-def]
        return self.opened.station

    def sit(self, person_id: str) -> None:
        self.session.begin(self.people[person_id])


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.opened.close()
