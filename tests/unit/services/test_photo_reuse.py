"""Photos that were there before: found in the background, told, sealed, settled."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from inspector_app.bootstrap.photo_reuse import photo_reuse
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.delivery import LineCount
from inspector_app.domain.errors import AccessError, InspectorError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, deliveries, inspections, intake, photo_flags, photos
from inspector_app.services.photo_reuse import PhotoReuse
from inspector_app.services.station import Station
from tests.fakes.clock import FakeClock
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.pack_pictures import pack, photograph
from tests.fakes.station import PIN, REQUEST, make_station, picture


def photo(seed: int, shot: int = 0) -> Image.Image:
    """A photographed pack; another ``shot`` is another photo of the same goods."""
    found = photograph(pack(seed).art, seed * 100 + shot, size=(1200, 900))
    return Image.fromarray(found.picture[:, :, ::-1].copy())


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


COUNT = LineCount(line_id="O-1/1", product_id="P-1", expected=125, received=125)


@pytest.fixture
def reuse(opened: OpenStation) -> PhotoReuse:
    return photo_reuse(opened)


def another(station: Station) -> Inspection:
    return intake.open_lot(station, INSPECTOR, REQUEST)


def attach(station: Station, lot: Inspection, data: bytes, **more: str) -> Inspection:
    return photos.attach(station, INSPECTOR, lot, data, **more)


def work_off(reuse: PhotoReuse) -> None:
    while reuse.work_off():
        pass


COPIES = {
    "same file": lambda old: jpeg(old),
    "saved anew": lambda old: jpeg(old, 40),
    "smaller": lambda old: jpeg(old.resize((600, 450))),
    "brighter": lambda old: jpeg(old.point(lambda value: min(255, int(value * 1.15)))),
    "turned": lambda old: jpeg(old.transpose(Image.Transpose.ROTATE_90)),
    "upside down": lambda old: jpeg(old.transpose(Image.Transpose.ROTATE_180)),
    "mirrored": lambda old: jpeg(old.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "stamped": lambda old: jpeg(stamped(old)),
}


def stamped(old: Image.Image) -> Image.Image:
    copy = old.copy()
    ImageDraw.Draw(copy).text((700, 840), "2026-11-22 10:31", fill="white")
    return copy


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_in_another_lot_is_flagged(
    station: Station, fresh: Inspection, reuse: PhotoReuse, clock: FakeClock, how: str
) -> None:
    old = photo(3)
    fresh = attach(station, fresh, jpeg(old))
    clock.advance(3600)
    other = attach(station, another(station), COPIES[how](old))
    work_off(reuse)
    [flag] = photo_flags.flags_of(station, INSPECTOR, other.id)
    [earlier] = flag.earlier
    assert earlier.likeness.earlier_sha256 == fresh.state.photos[0].sha256
    assert (earlier.owner.kind, earlier.owner.number) == ("lot", fresh.state.lot.lot_number)
    assert earlier.likeness.same_file == (how == "same file")
    assert photo_flags.flags_of(station, INSPECTOR, fresh.id) == ()


def test_pictures_of_one_lot_are_never_flagged(
    station: Station, fresh: Inspection, reuse: PhotoReuse
) -> None:
    old = photo(4)
    for data in (jpeg(old), jpeg(old), jpeg(old, 60)):
        fresh = attach(station, fresh, data)
    work_off(reuse)
    assert photo_flags.flags_of(station, INSPECTOR, fresh.id) == ()


def test_another_photo_of_the_same_goods_is_not_flagged(
    station: Station, fresh: Inspection, reuse: PhotoReuse
) -> None:
    attach(station, fresh, jpeg(photo(5)))
    other = attach(station, another(station), jpeg(photo(5, shot=1)))
    work_off(reuse)
    assert photo_flags.flags_of(station, INSPECTOR, other.id) == ()


@pytest.mark.parametrize(
    "data", [picture((0, 0, 0), 800), picture((120, 120, 120), 800), picture()]
)
def test_pictures_that_show_nothing_are_not_flagged(
    station: Station, fresh: Inspection, reuse: PhotoReuse, data: bytes
) -> None:
    attach(station, fresh, data)
    other = attach(station, another(station), data)
    work_off(reuse)
    assert photo_flags.flags_of(station, INSPECTOR, other.id) == ()


def test_the_later_photo_is_flagged_whichever_was_hashed_first(
    station: Station, fresh: Inspection, reuse: PhotoReuse, clock: FakeClock
) -> None:
    old = photo(6)
    attach(station, fresh, jpeg(old))
    clock.advance(60)
    other = attach(station, another(station), jpeg(old.transpose(Image.Transpose.ROTATE_90)))
    reuse.nudge(other.id)
    work_off(reuse)
    [flag] = photo_flags.flags_of(station, INSPECTOR, other.id)
    assert flag.earlier[0].likeness.turn == "turned_270"
    assert photo_flags.flags_of(station, INSPECTOR, fresh.id) == ()


def test_hashes_and_flags_survive_a_restart(opened: OpenStation, clock: FakeClock) -> None:
    station, old = opened.station, photo(7)
    first = photo_reuse(opened)
    attach(station, another(station), jpeg(old))
    work_off(first)
    clock.advance(60)
    other = attach(station, another(station), jpeg(old, 50))
    again = photo_reuse(opened)
    work_off(again)
    assert len(photo_flags.flags_of(station, INSPECTOR, other.id)) == 1
    assert again.work_off() is False


def test_a_watcher_hears_of_the_lot(
    station: Station, fresh: Inspection, reuse: PhotoReuse, clock: FakeClock
) -> None:
    heard: list[str] = []
    watching = reuse.watch(heard.append)
    attach(station, fresh, jpeg(photo(8)))
    clock.advance(60)
    other = attach(station, another(station), jpeg(photo(8)))
    work_off(reuse)
    assert heard == [other.id]
    watching.stop()
    clock.advance(60)
    attach(station, another(station), jpeg(photo(8)))
    work_off(reuse)
    assert heard == [other.id]


def test_a_photo_taken_back_is_no_longer_asked_about(
    station: Station, fresh: Inspection, reuse: PhotoReuse, clock: FakeClock
) -> None:
    attach(station, fresh, jpeg(photo(9)))
    clock.advance(60)
    other = attach(station, another(station), jpeg(photo(9)))
    work_off(reuse)
    other = inspections.undo(station, INSPECTOR, other)
    assert photo_flags.flags_of(station, INSPECTOR, other.id) == ()
    assert photo_flags.unreviewed(station, SUPERVISOR) == ()


def test_dock_photos_count_but_not_those_of_the_own_delivery(
    station: Station, reuse: PhotoReuse, clock: FakeClock
) -> None:
    old = jpeg(photo(10))
    first = deliveries.receive(
        station, INSPECTOR, "O-1", vehicle="沪A 12345", counts=[COUNT],
        photos=[photos.keep(station, INSPECTOR, old)],
    )  # fmt: skip
    clock.advance(60)
    own = intake.open_lot(station, INSPECTOR, replace(REQUEST, delivery_id=first.id))
    attach(station, own, old)
    other = attach(station, another(station), old)
    work_off(reuse)
    assert photo_flags.flags_of(station, INSPECTOR, own.id) == ()
    [flag] = photo_flags.flags_of(station, INSPECTOR, other.id)
    assert ("delivery", first.number) in {
        (each.owner.kind, each.owner.number) for each in flag.earlier
    }


def flagged_lot(station: Station, reuse: PhotoReuse, clock: FakeClock) -> Inspection:
    attach(station, another(station), jpeg(photo(11)))
    clock.advance(60)
    other = attach(station, another(station), jpeg(photo(11)))
    work_off(reuse)
    return other


def test_a_supervisor_settles_a_flag_once(
    station: Station, reuse: PhotoReuse, clock: FakeClock
) -> None:
    lot = flagged_lot(station, reuse, clock)
    [flag] = photo_flags.unreviewed(station, SUPERVISOR)
    assert flag.owner.record_id == lot.id
    photo_flags.settle(station, SUPERVISOR, lot.id, flag.sha256, "reused", "old_picture")
    [flag] = photo_flags.flags_of(station, SUPERVISOR, lot.id)
    assert flag.review is not None
    assert (flag.review.outcome, flag.review.reason) == ("reused", "old_picture")
    assert photo_flags.unreviewed(station, SUPERVISOR) == ()
    with pytest.raises(InspectorError) as refusal:
        photo_flags.settle(station, SUPERVISOR, lot.id, flag.sha256, "explained", "same_place")
    assert refusal.value.code == "photo_already_reviewed"


@pytest.mark.parametrize(
    ("who", "sha256", "reason", "code"),
    [
        (COLLEAGUE, "", "old_picture", "not_allowed"),
        (SUPERVISOR, "f" * 64, "old_picture", "photo_not_flagged"),
        (SUPERVISOR, "", "same_place", "reason_needed"),
    ],
)
def test_settling_is_refused(
    station: Station, reuse: PhotoReuse, clock: FakeClock, who, sha256: str, reason: str, code: str
) -> None:
    lot = flagged_lot(station, reuse, clock)
    digest = sha256 or lot.state.photos[0].sha256
    with pytest.raises(InspectorError) as refusal:
        photo_flags.settle(station, who, lot.id, digest, "reused", reason)
    assert refusal.value.code == code


def test_who_worked_on_a_lot_does_not_settle_its_flags(
    station: Station, reuse: PhotoReuse, clock: FakeClock
) -> None:
    lot = inspections.join(station, SUPERVISOR, flagged_lot(station, reuse, clock))
    assert photo_flags.flags_of(station, SUPERVISOR, lot.id)[0].own
    digest = lot.state.photos[0].sha256
    with pytest.raises(AccessError) as refusal:
        photo_flags.settle(station, SUPERVISOR, lot.id, digest, "reused", "old_picture")
    assert refusal.value.code == "own_walk"


def test_only_leaders_see_all_flags(station: Station) -> None:
    with pytest.raises(AccessError):
        photo_flags.unreviewed(station, INSPECTOR)


def test_a_flag_is_sealed_with_the_record(
    station: Station, reuse: PhotoReuse, clock: FakeClock
) -> None:
    first = another(station)
    first = attach(station, first, jpeg(photo(12)))
    clock.advance(60)
    lot = attach(station, another(station), jpeg(photo(12), 70))
    work_off(reuse)
    lot = inspections.record_batch(station, INSPECTOR, lot, replace(BATCH, id=""))
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    lot = closing.close(station, INSPECTOR, lot, pin=PIN)
    [act] = lot.state.flagged
    assert act.earlier_number == first.state.lot.lot_number
    assert lot.entries[-1].act.kind == "closed"


def test_the_thread_finds_it_by_itself_and_ends(opened: OpenStation) -> None:
    reuse = photo_reuse(opened)
    reuse.start()
    reuse.nudge("nobody")
    reuse.close()
    assert reuse.work_off() is False


def test_a_lost_picture_does_not_stop_the_rest(
    opened: OpenStation, station: Station, fresh: Inspection, reuse: PhotoReuse, clock: FakeClock
) -> None:
    lost = attach(station, fresh, jpeg(photo(13)))
    opened.files.path(lost.state.photos[0].sha256).unlink()
    attach(station, another(station), jpeg(photo(14)))
    clock.advance(60)
    other = attach(station, another(station), jpeg(photo(14)))
    work_off(reuse)
    assert len(photo_flags.flags_of(station, INSPECTOR, other.id)) == 1


def test_it_opens_again_with_the_same_folder(tmp_path, clock: FakeClock) -> None:
    with make_station(tmp_path / "again", clock) as opened:
        reuse = photo_reuse(opened)
        flagged_lot(opened.station, reuse, clock)
    with make_station(tmp_path / "again", clock) as opened:
        assert len(photo_flags.unreviewed(opened.station, SUPERVISOR)) == 1
