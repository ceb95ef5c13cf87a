"""The sync page in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.master import Person
from inspector_app.ui.context import Ui
from inspector_app.ui.tools import SyncStatus, WaitingItem
from tests.fakes.desk_lots import signed_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR

ADMINISTRATOR = Person(
    id="U-8", names={"zh": "冯雨桐"}, role="administrator", badge="B8", pin_verifier=""
)


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def test_a_stop_says_what_to_do_and_enter_goes_on(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(
        state="parked", url="https://qc.example.com", waiting_events=2, code="upgrade_required"
    )
    desk.open(INSPECTOR, "sync")
    assert "上传已停止" in desk.said()
    assert "升级" in desk.said()
    desk.key("Enter")
    assert desk.sync.calls == [("resume",)]


def test_offline_counts_down_to_the_next_try(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(
        state="offline", code="offline", url="https://qc.example.com", waiting_photos=4,
        next_try=desk.clock.now() + timedelta(seconds=50),
        last_success=desk.clock.now() - timedelta(hours=2),
    )  # fmt: skip
    desk.open(INSPECTOR, "sync")
    assert "秒后" in desk.said()
    assert "2 小时" in desk.said()
    desk.key("Enter")
    assert desk.sync.calls == [("send_now",)]


def test_it_looks_again_while_it_is_shown(desk: DeskWindow, qtbot) -> None:
    desk.sync.state = SyncStatus(state="sending", waiting_events=1)
    desk.open(INSPECTOR, "sync")
    assert "正在上传" in desk.said()
    desk.sync.state = SyncStatus(state="idle")
    qtbot.waitUntil(lambda: "全部已上传" in desk.said(), timeout=4_000)
    desk.go("history")
    assert not desk.window.page("sync")._timer.isActive()


def test_what_waits_leads_to_its_record(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.sync.state = SyncStatus(state="waiting", waiting_events=1)
    desk.sync.items = [WaitingItem(what="event", name="1", detail="created", state="pending")]
    desk.open(INSPECTOR, "sync")
    row = desk.page.list.model().row(0)
    assert row.title == "检验记录"
    assert lot.state.lot.lot_number in row.subtitle
    desk.page.list.setCurrentIndex(desk.page.list.model().index(0, 0))
    desk.page.list.setFocus()
    desk.key("Enter")
    assert desk.window.current_name == "dossier"


def test_set_aside_centrally_shows_the_reason(desk: DeskWindow) -> None:
    desk.sync.items = [
        WaitingItem(what="event", name="9", detail="created", state="quarantined",
                    reason="bad_payload"),
        WaitingItem(what="photo", name="ab" * 32, detail="", state="corrupt",
                    reason="never_seen"),
    ]  # fmt: skip
    desk.open(INSPECTOR, "sync")
    rows = [desk.page.list.model().row(at) for at in range(2)]
    assert "升级" in rows[0].subtitle
    assert "never_seen" in rows[1].subtitle


def test_alone_an_administrator_is_led_to_enrolment(
    desk: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", list)
    desk.sync.state = SyncStatus(state="not_enrolled")
    desk.open(INSPECTOR, "sync")
    assert "独立运行" in desk.said()
    assert not desk.page.bar.isVisible()
    desk.session.begin(ADMINISTRATOR)
    desk.window.sign_in(ADMINISTRATOR, "sync")
    desk.settle()
    desk.key("Enter")
    assert desk.window.current_name == "settings"


def test_the_badge_in_the_corner_leads_here(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, "history")
    desk.press(desk.window.strip.sync)
    assert desk.window.current_name == "sync"


def test_both_languages(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, "sync")
    desk.ui.texts.set_language("en")
    for state in ("idle", "sending", "waiting", "offline", "parked", "not_enrolled"):
        desk.sync.state = SyncStatus(state=state)
        desk.page._presenter.refresh()
        assert "⟦" not in desk.said()
        assert "上传" not in desk.said()
