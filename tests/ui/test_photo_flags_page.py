"""The review of flagged photos in the real window: by keys, by whom, and what stands after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import photo_flags, photos
from inspector_app.ui.context import Ui
from inspector_app.ui.pages_photos import register_photos
from tests.fakes.desk_lots import open_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.pack_pictures import pack, photograph


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    register_photos(made.window, ui, made.tools, made.session)
    yield made
    made.close()


def flag(desk: DeskWindow, *seeds: int) -> Inspection:
    """A lot with photos of another one."""
    pictures = [photograph(pack(seed).art, seed, size=(1200, 900)).jpeg() for seed in seeds]
    old, new = open_lot(desk.opened), open_lot(desk.opened)
    for data in pictures:
        old = photos.attach(desk.station, INSPECTOR, old, data)
    desk.clock.advance(60)
    for data in pictures:
        new = photos.attach(desk.station, INSPECTOR, new, data)
    reuse = desk.tools.photo_reuse
    while reuse.work_off():
        pass
    return new


def test_a_supervisor_settles_by_digit_and_enter(desk: DeskWindow) -> None:
    lot = flag(desk, 1, 2)
    desk.open(page="photo_flags")
    assert lot.state.lot.lot_number in desk.said()
    desk.key("4")
    desk.key("Enter")
    assert [each.tone for each in desk.notices] == ["accepted"]
    desk.key("1")
    desk.key("Enter")
    assert desk.ui.t("photo_flags.none") in desk.said()
    reviews = [each.review for each in photo_flags.flags_of(desk.station, SUPERVISOR, lot.id)]
    assert [(each.outcome, each.reason) for each in reviews if each] == [
        ("reused", "old_picture"), ("explained", "same_place"),
    ]  # fmt: skip


def test_enter_without_a_choice_does_nothing(desk: DeskWindow) -> None:
    lot = flag(desk, 3)
    desk.open(page="photo_flags", inspection_id=lot.id)
    desk.key("Enter")
    assert photo_flags.flags_of(desk.station, SUPERVISOR, lot.id)[0].review is None
    assert desk.window.current is desk.window.page("photo_flags")


def test_an_inspector_reads_and_goes_back(desk: DeskWindow) -> None:
    lot = flag(desk, 4)
    desk.open(INSPECTOR, page="history")
    desk.go("photo_flags", inspection_id=lot.id)
    assert desk.ui.t("photo_flags.for_supervisor") in desk.said()
    desk.key("Enter")
    assert desk.window.current is desk.window.page("history")


def test_what_was_settled_is_shown_with_who_and_why(desk: DeskWindow) -> None:
    lot = flag(desk, 5)
    digest = lot.state.photos[0].sha256
    photo_flags.settle(desk.station, SUPERVISOR, lot.id, digest, "reused", "wrong_lot")
    desk.open(page="photo_flags", inspection_id=lot.id)
    assert desk.ui.t("photo_flags.reason.wrong_lot") in desk.said()
    desk.ui.texts.set_language("en")
    assert desk.ui.t("photo_flags.outcome.reused") in desk.said()


def test_arrows_turn_between_flags(desk: DeskWindow) -> None:
    lot = flag(desk, 6, 7)
    desk.open(page="photo_flags", inspection_id=lot.id)
    first = desk.page._presenter.state.flag.sha256
    desk.key("Right")
    assert desk.page._presenter.state.flag.sha256 != first


@pytest.mark.parametrize("page", ["dossier", "decision"])
def test_a_lot_shows_that_photos_wait(desk: DeskWindow, page: str) -> None:
    lot = flag(desk, 8)
    desk.open(page=page, inspection_id=lot.id)
    desk.press_button(desk.ui.t("photo_flags.flag", count=1))
    assert desk.window.current is desk.window.page("photo_flags")
    assert lot.state.lot.lot_number in desk.said()


def test_the_desk_leads_to_all_open_flags(desk: DeskWindow) -> None:
    flag(desk, 9)
    desk.open()
    desk.press_button(desk.ui.t("photo_flags.flag", count=1))
    assert desk.window.current is desk.window.page("photo_flags")


def test_without_flags_nothing_is_offered(desk: DeskWindow) -> None:
    open_lot(desk.opened)
    desk.open()
    assert not desk.page._flags.isVisible()
