"""Records sealed under an earlier identity stay checkable, decidable and provable."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.evidence import station_bundle
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import Books
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import amendments, closing
from inspector_app.services.adoption import begin_anew
from inspector_app.services.checking import check
from inspector_app.services.evidence.check import verify_bundle
from inspector_app.services.station import Station
from inspector_app.store.keys import KeyFile
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN
from tests.fakes.whole_walk import walk_goods, walk_pages

NEW = "0192f3a0-7b1c-7def-8a01-0000000000aa"


def change(station: Station, folder: Path, name: str = NEW) -> None:
    begin_anew(station, name, KeyFile.open(folder / f"{name}.key"), why="adopted")


@pytest.fixture
def sealed(station: Station, planned: Inspection) -> Inspection:
    inspection = walk_goods(station, walk_pages(station, planned))
    return closing.close(station, INSPECTOR, inspection, pin=PIN)


def test_a_record_of_before_is_whole_and_its_bundle_holds(
    opened: OpenStation, sealed: Inspection, tmp_path: Path
) -> None:
    station, old = opened.station, opened.station.station_id
    change(station, tmp_path)
    assert [line.ok for line in check(station)] == [True, True]
    bundle = station_bundle(opened, sealed.id)
    assert [part.station for part in bundle.chains] == [old]
    assert verify_bundle(bundle, Books()).result == "consistent"


def test_a_record_of_before_can_be_voided_under_the_new_identity(
    opened: OpenStation, sealed: Inspection, tmp_path: Path
) -> None:
    station, old = opened.station, opened.station.station_id
    change(station, tmp_path)
    voided = amendments.void(
        station, SUPERVISOR, sealed, reason=amendments.VOID_REASONS[0], note="x", pin=PIN
    )
    assert voided.state.voided
    bundle = station_bundle(opened, sealed.id)
    assert [part.station for part in bundle.chains] == [old, NEW]
    assert verify_bundle(bundle, Books()).result == "consistent"
    with station.records.reading() as work:
        head = work.journal.head()
        assert (head.seq, head.base, head.place) == (2, 1, 3)


def test_an_identity_is_taken_once(opened: OpenStation, tmp_path: Path) -> None:
    change(opened.station, tmp_path)
    with pytest.raises(EvidenceError, match="identity_taken"):
        change(opened.station, tmp_path)
    assert opened.station.station_id == NEW


def test_nothing_is_sealed_under_an_identity_that_is_past(
    opened: OpenStation, sealed: Inspection, tmp_path: Path
) -> None:
    """Another program changed the identity: what this one would seal is refused whole."""
    station = opened.station
    present = station.identity.present()
    change(station, tmp_path)
    station.identity.become(*present)
    with pytest.raises(EvidenceError, match="identity_changed"):
        amendments.void(
            station, SUPERVISOR, sealed, reason=amendments.VOID_REASONS[0], note="x", pin=PIN
        )
    with station.records.reading() as work:
        assert work.journal.head().place == 2
