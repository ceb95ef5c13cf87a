"""Reference pictures of one station at the others: numbers, order, retirement, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import Sender, enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.reference import Reference
from inspector_app.services import references
from inspector_app.services.references import NewPicture
from tests.fakes.clock import FakeClock
from tests.fakes.goods import PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, SECOND, make_station, people, picture


@pytest.fixture
def docks(central: EmbeddedCentral, tmp_path: Path) -> Iterator[tuple[OpenStation, OpenStation]]:
    central.load_master(
        MasterData(products=[PRODUCT, SECOND], orders=[ORDER], people=list(people()))
    )
    clock = FakeClock(datetime.now(UTC))
    with (
        make_station(tmp_path / "a", clock) as first,
        make_station(tmp_path / "b", clock) as second,
    ):
        for dock in (first, second):
            enrol_station(dock, central.url, central.enrolment_code())
        yield first, second


def send(*docks: OpenStation) -> None:
    for dock in docks:
        report = send_once(dock, "test")
        assert report.outcome == "done", report.problem


def make(dock: OpenStation, shade: int) -> Reference:
    return references.add_reference(
        dock.station, SUPERVISOR, "P-1",
        [NewPicture(role="front", data=picture((40 * shade, 10, 20), side=96))],
    )  # fmt: skip


def known(dock: OpenStation) -> list[tuple[int, str, bool]]:
    """Number, front picture and whether in force, the newest first."""
    found = references.versions(dock.station, "P-1")
    return [(e.reference.version, _front(e.reference), e.retired is None) for e in found]


def _front(reference: Reference) -> str:
    return reference.pictures[0].sha256


def test_a_reference_is_used_at_the_other_station_once_its_pictures_are_there(
    docks: tuple[OpenStation, OpenStation],
) -> None:
    first, second = docks
    sender, taker = Sender(first, lambda: None), Sender(second, lambda: None)
    sender.set_metered(metered=True)  # the record goes, the picture waits
    made = make(first, 1)
    assert sender.attempt().sent.photos == 0
    send(second)
    found = references.current(second.station, "P-1")
    assert found is not None
    assert (found.version, found.station, found.station_name) == (
        1, first.station.station_id, first.station.mark,
    )  # fmt: skip
    assert (found.claims, found.person_id) == (made.claims, made.person_id)
    assert not second.files.has(_front(made))
    sender.set_metered(metered=False)
    assert sender.attempt().sent.photos == 1
    taker.set_metered(metered=True)
    assert taker.attempt().outcome == "done"
    assert not second.files.has(_front(made))
    taker.set_metered(metered=False)
    taker.attempt()
    kept = second.files.path(_front(found)).read_bytes()
    assert sha256(kept).hexdigest() == _front(made)
    assert second.views.view(_front(found)).is_file()


def test_versions_made_apart_have_one_order_everywhere(
    docks: tuple[OpenStation, OpenStation],
) -> None:
    first, second = docks
    late, early = make(first, 1), make(second, 2)
    assert (late.version, early.version) == (1, 1)
    send(second)  # arrives first, whatever the clocks say
    send(first, second, first)
    expected = [(2, _front(late), True), (1, _front(early), True)]
    assert known(first) == known(second) == expected
    unsent = make(second, 3)
    assert known(second) == [(3, _front(unsent), True), *expected]
    assert references.current(second.station, "P-1") is not None


def test_a_version_is_retired_once_for_all_by_any_station(
    docks: tuple[OpenStation, OpenStation],
) -> None:
    first, second = docks
    make(second, 2)
    send(second)
    made = make(first, 1)
    send(first, second)
    assert known(second)[0] == (2, _front(made), True)
    references.retire(second.station, SUPERVISOR, "P-1", 2, "bad_picture")
    assert known(second)[0] == (2, _front(made), False)
    with pytest.raises(IntakeError) as caught:
        references.retire(second.station, SUPERVISOR, "P-1", 2, "bad_picture")
    assert caught.value.code == "reference_retired"
    send(second, first)
    for dock in docks:
        newest, older = references.versions(dock.station, "P-1")
        assert newest.retired is not None
        assert newest.retired.reason == "bad_picture"
        assert older.retired is None
    # An own version goes by the house's number as well.
    mine = make(first, 5)
    late = make(second, 6)
    send(second, first, second, first)
    assert [number for number, front, _ in known(first) if front == _front(mine)] == [4]
    assert references.versions(first.station, "P-1")[0].reference.own_version == mine.own_version
    references.retire(first.station, SUPERVISOR, "P-1", 4, "wrong_product")
    send(first, second)
    assert next(front for _, front, live in known(second) if live) == _front(late)
