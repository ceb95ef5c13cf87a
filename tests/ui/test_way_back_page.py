"""The page that leads a stopped station back to sending, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import Person
from inspector_app.ui.context import Ui
from inspector_app.ui.tools import SyncStatus, WayBack
from inspector_app.ui.views.way_back import WayBackPage
from inspector_app.wire.enrolment import make_code
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR

ADMINISTRATOR = Person(
    id="U-8", names={"zh": "冯雨桐"}, role="administrator", badge="B8", pin_verifier=""
)
CODE = make_code(bytes(range(10)), b"certificate").text()
FORKED = SyncStatus(
    state="parked", code="chain_fork", params={"seq": 57}, url="https://qc.example.com",
    way_back=WayBack(
        kind="anew", code="chain_fork", url="https://qc.example.com", events=7, photos=31
    ),
)  # fmt: skip


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    made.sync.state = FORKED
    yield made
    made.close()


def page(desk: DeskWindow) -> WayBackPage:
    shown = desk.page
    assert isinstance(shown, WayBackPage)
    return shown


def test_sync_leads_there_and_enter_goes_on_with_what_waits(desk: DeskWindow) -> None:
    desk.open(ADMINISTRATOR, "sync")
    assert "第 57 条不一致" in desk.said()
    desk.key("Enter")
    assert "需要换一个新的工位身份" in desk.said()
    assert "7 条记录，31 张照片" in desk.said()
    page(desk).code.setText(CODE)
    desk.key("Enter")
    assert desk.sync.calls == [("enrol_anew", "https://qc.example.com", CODE)]
    assert "已恢复，正在上传" in desk.said()


def test_a_refusal_leaves_the_page_ready_for_another_code(desk: DeskWindow) -> None:
    desk.sync.refusal = SyncError("enrolled_elsewhere", url="https://qc.example.com")
    desk.open(ADMINISTRATOR, "way_back")
    page(desk).code.setText(CODE)
    desk.key("Enter")
    assert desk.sync.calls == []
    assert page(desk)._go.isEnabled()


def test_the_code_may_bring_the_address(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(state="not_enrolled", way_back=WayBack(kind="restored", events=2))
    desk.open(ADMINISTRATOR, "way_back")
    assert "由备份恢复" in desk.said()
    ticket = f"https://central.example.com:8417/#{CODE}"
    page(desk).code.setText(ticket)
    desk.key("Enter")
    assert desk.sync.calls == [("enrol", "https://central.example.com:8417", ticket)]


def test_an_inspector_is_told_whom_to_ask(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, "way_back")
    assert "请找管理员" in desk.said()
    assert not page(desk).code.isVisible()
    desk.key("2")
    assert desk.sync.calls == [("resume",)]
