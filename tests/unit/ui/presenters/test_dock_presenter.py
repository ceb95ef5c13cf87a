"""The dock: as announced in one act, exceptions with reason, photos and signature."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.errors import InspectorError
from inspector_app.services import deliveries
from inspector_app.ui.presenters.dock import REASONS, DockPresenter
from tests.fakes.station import picture
from tests.fakes.tasks import DirectTasks


@pytest.fixture
def dock(bench: Any) -> DockPresenter:
    made = DockPresenter(bench.tools, bench.session, DirectTasks())
    made.begin("O-0001")
    return made


def code(problem: Exception | None) -> str:
    return problem.code if isinstance(problem, InspectorError) else ""


def test_every_line_begins_as_announced(dock: DockPresenter) -> None:
    assert [row.received for row in dock.state.rows] == [125, 20, 10, 2, 2, 1]
    assert not dock.state.differs
    assert dock.state.cartons == 160


def test_as_announced_needs_only_the_plate(bench: Any, dock: DockPresenter) -> None:
    dock.set_facts(vehicle="粤B7K21F")
    dock.receive(b"", "zh")
    delivery = dock.state.delivery
    assert delivery is not None
    assert delivery.number == "D261122-A1-001"
    assert (delivery.exceptions, delivery.signature) == ((), "")
    assert bench.asked.documents == []
    with bench.station.records.reading() as work:
        assert work.deliveries.get(delivery.id) == delivery


def test_without_a_plate_nothing_is_received(dock: DockPresenter) -> None:
    dock.receive(b"", "zh")
    assert code(dock.state.problem) == "vehicle_missing"
    assert dock.state.delivery is None


def test_a_short_line_needs_the_driver_and_makes_the_note(bench: Any, dock: DockPresenter) -> None:
    heard: list[Path] = []
    dock.on_note = heard.append
    dock.set_facts(vehicle="粤B7K21F")
    dock.set_row(replace(dock.state.rows[0], received=120, damaged=2, reason="crushed"))
    assert dock.state.differs
    dock.receive(b"", "zh")
    assert code(dock.state.problem) == "signature_missing"
    dock.set_facts(driver="赵师傅")
    signature = picture()
    dock.receive(signature, "en")
    delivery = dock.state.delivery
    assert delivery is not None
    count = delivery.count("O-0001-1")
    assert (count.short, count.damaged, count.reason) == (5, 2, "crushed")
    assert bench.tools.station.files.path(delivery.signature).read_bytes() == signature
    assert bench.asked.documents == [("exception_note", delivery.number, "en")]
    assert heard == [dock.state.note]


def test_more_damaged_than_received_is_refused(dock: DockPresenter) -> None:
    dock.set_facts(vehicle="粤B1", driver="赵")
    dock.set_row(replace(dock.state.rows[3], damaged=3))
    dock.receive(picture(), "zh")
    assert code(dock.state.problem) == "damaged_exceeds_received"


def test_a_line_on_another_vehicle_is_no_shortage(bench: Any, dock: DockPresenter) -> None:
    dock.set_facts(vehicle="粤B1")
    for row in dock.state.rows[1:]:
        dock.set_row(replace(row, here=False))
    assert not dock.state.differs
    dock.receive(b"", "zh")
    assert dock.state.delivery is not None
    assert [count.line_id for count in dock.state.delivery.counts] == ["O-0001-1"]


def test_the_next_vehicle_counts_against_what_is_left(bench: Any, dock: DockPresenter) -> None:
    dock.set_facts(vehicle="粤B1")
    for row in dock.state.rows[1:]:
        dock.set_row(replace(row, here=False))
    dock.receive(b"", "zh")
    dock.begin("O-0001")
    assert dock.state.delivery is None
    assert [row.received for row in dock.state.rows] == [0, 20, 10, 2, 2, 1]
    assert [row.here for row in dock.state.rows[:2]] == [False, True]


def test_as_announced_again_in_one_act(dock: DockPresenter) -> None:
    dock.set_row(replace(dock.state.rows[0], received=3, refused=9))
    dock.as_announced()
    assert not dock.state.differs


def test_a_wrong_tap_at_received_leaves_no_reason(dock: DockPresenter) -> None:
    row = replace(dock.state.rows[0], reason="wet")
    assert row.count.reason == ""
    assert replace(row, received=1).count.reason == "wet"


def test_photos_are_kept_before_they_are_shown(bench: Any, dock: DockPresenter) -> None:
    dock.add_photos([lambda: picture((1, 2, 3))], shot="plate")
    dock.add_photos([lambda: picture((4, 5, 6))], line_id="O-0001-1")
    ((shot, digest),) = dock.state.photos
    assert shot == "plate"
    assert bench.station.files.has(digest)
    assert len(dock.state.rows[0].photos) == 1
    dock.add_photos([lambda: picture((7, 8, 9))], shot="plate")
    assert len(dock.state.photos) == 1, "a shot taken again replaces the one before"


def test_a_refused_picture_stops_none_of_the_others(dock: DockPresenter) -> None:
    heard: list[Exception] = []
    dock.on_refused = heard.append
    dock.add_photos([lambda: b"text named .jpg", lambda: picture()], line_id="O-0001-1")
    assert [code(problem) for problem in heard] == ["not_a_picture"]
    assert len(dock.state.rows[0].photos) == 1


def test_a_draft_waits_while_another_order_is_looked_at(dock: DockPresenter) -> None:
    dock.set_facts(vehicle="粤B1")
    dock.set_row(replace(dock.state.rows[0], received=100))
    dock.begin("O-0002")
    assert dock.state.vehicle == ""
    dock.begin("O-0001")
    assert (dock.state.vehicle, dock.state.rows[0].received) == ("粤B1", 100)


def test_nothing_is_received_twice(bench: Any) -> None:
    tasks = DirectTasks()
    dock = DockPresenter(bench.tools, bench.session, tasks)
    dock.begin("O-0001")
    dock.set_facts(vehicle="粤B1")
    tasks.held = True
    dock.receive(b"", "zh")
    dock.receive(b"", "zh")
    assert tasks.waiting == 1
    tasks.release()
    dock.receive(b"", "zh")
    assert tasks.waiting == 0
    assert len(deliveries.dock_sheet(bench.station, "O-0001").earlier) == 1


def test_every_reason_has_words(bench: Any) -> None:
    from inspector_app.bootstrap.resources import catalogue

    assert [r for r in REASONS if not catalogue().speak("zh").has(f"dock.reason.{r}")] == []
