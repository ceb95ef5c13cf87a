"""Photos that are held, room on the disk, and originals that were cleared, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.errors import SyncError
from inspector_app.services.photo_life import Originals, PhotoAccount
from inspector_app.ui.context import Notice, Ui
from inspector_app.ui.room_watch import AGAIN, RoomWatch
from inspector_app.ui.tools import DiskFacts, SyncStatus
from inspector_app.ui.views.case_pictures import Shown
from inspector_app.ui.widgets.chips import Chip
from tests.fakes.desk_lots import signed_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import picture

GB = 10**9
ROOM = DiskFacts(
    total=256 * GB, free=120 * GB, reserve=GB // 2,
    photos=PhotoAccount(
        here=1200, here_bytes=4 * GB, cleared=5400, cleared_bytes=18 * GB, clearable=300,
        clearable_bytes=GB,
    ),
)  # fmt: skip
TIGHT = replace(ROOM, free=3 * GB)
FULL = replace(ROOM, free=400 * 10**6)


@pytest.fixture
def desk(ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskWindow]:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", list)
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def set_room(desk: DeskWindow, facts: DiskFacts) -> None:
    object.__setattr__(desk.tools, "disk", lambda: facts)


def test_held_photos_are_told_and_let_go_once(desk: DeskWindow) -> None:
    set_room(desk, ROOM)
    desk.sync.state = SyncStatus(
        state="sending", url="https://qc.example.com", waiting_photos=7, photos_held="metered"
    )
    desk.open(INSPECTOR, "sync")
    said = desk.said()
    assert "按流量计费的网络，照片暂停" in said
    assert "120 GB" in said
    assert "5400 张 · 18.0 GB" in said
    desk.press(desk.page._photos)
    assert desk.sync.calls == [("photos_now",)]
    desk.sync.state = replace(desk.sync.state, photos_held="working_hours")
    desk.page._presenter.refresh()
    assert "18 点后" in desk.said()
    desk.sync.state = replace(desk.sync.state, photos_held="")
    desk.page._presenter.refresh()
    assert not desk.page._photos.isVisible()


def test_a_photo_setting_is_kept_at_once(desk: DeskWindow) -> None:
    set_room(desk, FULL)
    desk.open(page="settings")
    assert "暂不再收照片" in desk.said()
    desk.press_chip("照常传")
    assert desk.asked.settings is not None
    assert desk.asked.settings.text("metered_network") == "send"
    desk.press_chip("只在下班后")
    assert desk.asked.settings.text("photos_when") == "off_hours"
    off = [chip for chip in desk.page._rows["photo_clear"].findChildren(Chip)][1]
    desk.press(off)
    assert not desk.asked.settings.flag("photo_clear")


def test_the_window_warns_before_the_disk_is_full(desk: DeskWindow, ui: Ui) -> None:
    posted: list[Notice] = []
    ui.notices.posted.connect(posted.append)
    set_room(desk, ROOM)
    watch = RoomWatch(desk.window, ui, desk.tools)
    assert posted == []
    set_room(desk, TIGHT)
    for _ in range(AGAIN):
        watch.look()
    assert [each.text for each in posted] == ["磁盘只剩 3.0 GB"]
    set_room(desk, FULL)
    watch.look()
    assert posted[-1].text == "磁盘只剩 400 MB，暂不再收照片"
    set_room(desk, ROOM)
    watch.look()
    assert len(posted) == 2
    watch._timer.stop()


def cleared_photo(desk: DeskWindow, answer: bytes | SyncError) -> tuple[str, str]:
    """A closed lot's photo whose original was cleared, and the lot's id."""
    station = desk.opened.station
    lot = signed_lot(desk.opened)
    data = picture((30, 60, 90), side=300)
    digest = station.files.put(data, "jpg")
    desk.opened.views.keep(digest)
    ledger = desk.opened.database.photo_ledger()

    def fetch(sha256: str) -> bytes:
        if isinstance(answer, SyncError):
            raise answer
        return answer

    class Cleared:
        def __getattr__(self, name: str) -> object:
            return getattr(ledger, name)

        def cleared(self, digests: object) -> frozenset[str]:
            return frozenset({digest})

    files = desk.opened.files
    assert files.clear(digest, desk.clock.now() + timedelta(days=9_000))
    found = Originals(Cleared(), files, fetch, desk.clock)  # type: ignore[arg-type]
    object.__setattr__(desk.tools, "originals", found)
    return lot.id, digest


@pytest.mark.parametrize("there", [True, False])
def test_a_cleared_original_comes_back_on_demand(desk: DeskWindow, *, there: bool) -> None:
    answer = picture((30, 60, 90), side=300) if there else SyncError("offline")
    lot_id, digest = cleared_photo(desk, answer)
    desk.open(INSPECTOR, "dossier", inspection_id=lot_id)
    viewer = desk.page._photos
    viewer.open_photo((Shown(sha256=digest, title="箱唛", facts=""),), digest)
    assert "原图已清理，存于中央系统" in desk.said()
    viewer.original.bring()
    if there:
        assert "指纹核对一致" in desk.said()
        assert desk.opened.files.has(digest)
        assert not viewer.original.fetch.isVisible()
    else:
        assert "请连接网络" in desk.said()
        assert viewer.original.fetch.isEnabled()
