"""Reference pictures: versions, where they come from, and what goes on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, IntakeError, PhotoError, WalkError
from inspector_app.domain.inspection.acts import Compared
from inspector_app.domain.reference import Claims, in_force
from inspector_app.services import inspections, intake, photos, references
from inspector_app.services.references import NewPicture
from inspector_app.wire.reference import decode_reference
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.station import REQUEST, make_station, picture

FRONT = NewPicture(role="front", data=picture((10, 90, 60), 80))
CLAIMS = Claims(net_content="120 g", shade="#02", version="2026 版", listing="https://…")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station") as station:
        yield station


def test_versions_count_up_and_the_newest_is_in_force(opened: OpenStation) -> None:
    station = opened.station
    first = references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT])
    second = references.add_reference(
        station, SUPERVISOR, PRODUCT.id, [FRONT], kind="on_air", claims=CLAIMS
    )
    assert (first.version, second.version) == (1, 2)
    assert references.current(station, PRODUCT.id) == second
    assert [each.reference.version for each in references.versions(station, PRODUCT.id)] == [2, 1]
    assert references.current(station, "P-2") is None


def test_a_version_is_sealed_with_its_pictures(opened: OpenStation) -> None:
    station = opened.station
    made = references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT], claims=CLAIMS)
    with station.records.reading() as work:
        event = work.journal.event(made.seq)
    assert event is not None
    assert event.kind == "reference_added"
    record = decode_reference(event.payload)
    assert (record.state, record.version, record.claims) == ("in_force", 1, CLAIMS)
    assert record.pictures == made.pictures
    waiting = opened.database.send_queue()
    waiting.mark_delivered(made.seq, None)
    assert [each.sha256 for each in waiting.pending_photos(9)] == [made.pictures[0].sha256]
    assert station.files.has(made.pictures[0].sha256)


def test_a_retired_version_gives_way_to_the_one_before(opened: OpenStation) -> None:
    station = opened.station
    first = references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT])
    references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT])
    gone = references.retire(station, SUPERVISOR, PRODUCT.id, 2, "bad_picture")
    assert references.current(station, PRODUCT.id) == first
    with station.records.reading() as work:
        event = work.journal.event(gone.seq)
    assert event is not None
    assert decode_reference(event.payload).state == "retired"
    with pytest.raises(IntakeError, match="reference_retired"):
        references.retire(station, SUPERVISOR, PRODUCT.id, 2, "bad_picture")
    with pytest.raises(IntakeError, match="reference_unknown"):
        references.retire(station, SUPERVISOR, PRODUCT.id, 7, "bad_picture")
    third = references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT])
    assert third.version == 3
    assert in_force(references.versions(station, PRODUCT.id)) == third


def test_only_supervisors_make_references(opened: OpenStation) -> None:
    with pytest.raises(AccessError, match="not_allowed"):
        references.add_reference(opened.station, INSPECTOR, PRODUCT.id, [FRONT])
    assert references.current(opened.station, PRODUCT.id) is None


def test_no_picture_twice_one_or_a_file_that_is_none_are_refused(opened: OpenStation) -> None:
    station = opened.station
    with pytest.raises(IntakeError, match="reference_without_picture"):
        references.add_reference(station, SUPERVISOR, PRODUCT.id, [])
    with pytest.raises(IntakeError, match="reference_picture_twice"):
        references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT, FRONT])
    with pytest.raises(PhotoError, match="not_a_picture"):
        references.add_reference(
            station, SUPERVISOR, PRODUCT.id, [NewPicture(role="front", data=b"%!PS")]
        )
    with pytest.raises(IntakeError, match="product_unknown"):
        references.add_reference(station, SUPERVISOR, "P-none", [FRONT])
    assert references.versions(station, PRODUCT.id) == ()


def test_a_lot_that_is_not_accepted_makes_no_reference(opened: OpenStation) -> None:
    station = opened.station
    inspection = intake.open_lot(station, INSPECTOR, REQUEST)
    inspection = photos.attach(station, INSPECTOR, inspection, FRONT.data, shot="unit")
    taken = inspection.state.photos[0].sha256
    with pytest.raises(IntakeError, match="reference_lot_not_accepted"):
        references.from_lot(station, SUPERVISOR, inspection.id, {taken: "front"})
    with pytest.raises(WalkError, match="inspection_unknown"):
        references.from_lot(station, SUPERVISOR, "none", {taken: "front"})


def test_a_comparison_is_an_act_that_changes_no_verdict(opened: OpenStation) -> None:
    station = opened.station
    made = references.add_reference(station, SUPERVISOR, PRODUCT.id, [FRONT])
    inspection = intake.open_lot(station, INSPECTOR, REQUEST)
    inspection = photos.attach(station, INSPECTOR, inspection, FRONT.data, shot="unit")
    act = Compared(
        sha256=inspection.state.photos[0].sha256, version=1, reference_seq=made.seq,
        reference_sha256=made.pictures[0].sha256, offered=2, dismissed=2, share=93,
    )  # fmt: skip
    after = references.record_comparison(station, INSPECTOR, inspection, act)
    assert inspections.load(station, inspection.id).state.compared == (act,)
    assert after.state.answers == inspection.state.answers
    foreign = Compared(
        sha256="0" * 64, version=1, reference_seq=made.seq, reference_sha256="1" * 64
    )
    with pytest.raises(WalkError, match="photo_not_of_walk"):
        references.record_comparison(station, INSPECTOR, after, foreign)
