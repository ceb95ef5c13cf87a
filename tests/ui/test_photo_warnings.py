"""Warnings at the shutter: told calmly, retaken by one key, kept by going on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.services import intake, photos
from inspector_app.services.photo_reuse import PhotoReuse
from inspector_app.services.ports import PhotoQuality
from inspector_app.ui.context import Ui
from tests.fakes.pack_pictures import pack, photograph
from tests.fakes.station import REQUEST, picture
from tests.fakes.walking import Bench

GOOD = PhotoQuality(sharpness=1.0, brightness=120, blurred=False, dark=False, bright=False)


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()
    gc.collect()


def judge(bench: Bench, quality: PhotoQuality) -> None:
    presenter = bench.page._presenter
    presenter.tools = replace(presenter.tools, photo_quality=lambda data: quality)


def press(bench: Bench, key: Qt.Key) -> None:
    QTest.keyClick(bench.window.windowHandle(), key)
    QTest.qWait(130)
    bench.settle()


def warnings(bench: Bench) -> list[str]:
    return [
        each.text for each in bench.notices if each.action == bench.ui.t("photo_quality.retake")
    ]


@pytest.mark.parametrize("fault", ["blurred", "dark", "bright"])
def test_a_poor_photo_is_told_and_kept_by_going_on(bench: Bench, fault: str) -> None:
    judge(bench, replace(GOOD, **{fault: True}))
    bench.key("F9")
    assert warnings(bench) == [bench.ui.t(f"photo_quality.{fault}")]
    notice = bench.notices[-1]
    assert (notice.tone, notice.fleeting) == ("info", True)
    bench.key("1")
    assert len(bench.state.photos) == 1
    press(bench, Qt.Key.Key_T)
    assert len(bench.state.photos) == 1


def test_t_takes_the_photo_back_and_another_for_the_same_slot(bench: Bench) -> None:
    judge(bench, replace(GOOD, blurred=True))
    bench.key("F9")
    [poor] = bench.state.photos
    judge(bench, GOOD)
    press(bench, Qt.Key.Key_T)
    [better] = bench.state.photos
    assert better.sha256 != poor.sha256
    assert (better.shot, better.item_id) == (poor.shot, poor.item_id)
    press(bench, Qt.Key.Key_T)
    assert bench.state.photos == (better,)


def test_t_means_nothing_without_a_warning(bench: Bench) -> None:
    judge(bench, GOOD)
    bench.key("F9")
    press(bench, Qt.Key.Key_T)
    assert len(bench.state.photos) == 1
    assert warnings(bench) == []


def test_the_notice_button_retakes_too(bench: Bench) -> None:
    judge(bench, replace(GOOD, dark=True))
    bench.key("F9")
    act = bench.notices[-1].act
    assert act is not None
    judge(bench, GOOD)
    act()
    bench.settle()
    assert len(bench.state.photos) == 1
    assert bench.camera.taken == 2


def test_a_picture_from_a_file_is_judged_too(bench: Bench) -> None:
    judge(bench, replace(GOOD, bright=True))
    bench.page._presenter.add_photo(picture((250, 250, 250)))
    bench.settle()
    assert len(warnings(bench)) == 1


def test_the_same_picture_twice_is_a_calm_word(bench: Bench) -> None:
    for _ in range(2):
        bench.page._presenter.add_photo(picture((9, 99, 200)))
        bench.settle()
    assert len(bench.state.photos) == 2
    assert bench.notices[-1].text == bench.ui.t("photo_quality.same_again")
    assert all(each.tone != "wrong" for each in bench.notices)


def work_off(reuse: PhotoReuse) -> None:
    while reuse.work_off():
        pass


def test_the_walk_tells_quietly_of_a_photo_of_another_lot(bench: Bench) -> None:
    old = photograph(pack(3).art, 7, size=(1200, 900)).jpeg()
    other = intake.open_lot(bench.station, bench.person, REQUEST)
    photos.attach(bench.station, bench.person, other, old)
    bench.station.clock.advance(60)  # type: ignore[attr-defined]
    bench.page._presenter.add_photo(old)
    bench.settle()
    work_off(bench.tools.photo_reuse)
    bench.settle()
    notice = bench.notices[-1]
    assert notice.tone == "info"
    assert other.state.lot.lot_number in notice.text
    assert notice.action == bench.ui.t("photo_flags.look")
    told = len(bench.notices)
    bench.tools.photo_reuse.nudge(bench.inspection_id)
    work_off(bench.tools.photo_reuse)
    bench.settle()
    assert len(bench.notices) == told
