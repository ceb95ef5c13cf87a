"""Settings: kept at once, refused with a reason, enrolment beside the writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, InspectorError, SyncError
from inspector_app.domain.master import Person
from inspector_app.settings import Settings
from inspector_app.ui.presenters.settings_page import SettingsPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.tools import SyncStatus
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import Asked, FakeSyncDesk, make_tools

ADMINISTRATOR = Person(
    id="U-8", names={"zh": "冯雨桐"}, role="administrator", badge="B8", pin_verifier=""
)


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


class Setting:
    """The presenter with what it told."""

    def __init__(self, opened: OpenStation, folder: Path, who: Person) -> None:
        session = Session()
        session.begin(who)
        made = make_tools(opened, folder)
        self.asked: Asked = made[1]
        desk = made[0].sync
        assert isinstance(desk, FakeSyncDesk)
        self.desk = desk
        self.presenter = SettingsPresenter(made[0], session, DirectTasks())
        self.kept: list[tuple[Settings, str]] = []
        self.refused: list[Exception] = []
        self.enrolled = 0
        self.presenter.on_kept = lambda settings, name: self.kept.append((settings, name))
        self.presenter.on_refused = self.refused.append
        self.presenter.on_enrolled = self._count
        self.presenter.load()

    def _count(self) -> None:
        self.enrolled += 1


def test_a_change_is_kept_at_once(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.set("station_name", "  3 号质检台 ")
    assert setting.asked.settings is not None
    assert setting.asked.settings.text("station_name") == "3 号质检台"
    assert setting.kept[-1][1] == "station_name"
    assert setting.presenter.state.pending == frozenset()


def test_the_same_value_writes_nothing(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.set("idle_minutes", 15)
    assert setting.asked.settings is None


def test_spaces_of_a_scanner_prefix_are_meant(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.set("scanner_prefix", " ")
    assert setting.asked.settings is not None
    assert setting.asked.settings.text("scanner_prefix") == " "
    assert setting.presenter.state.pending == frozenset(), "the scanner is followed at once"


@pytest.mark.parametrize("mark", ["", "A-1", "甲一", "ABCDEFG"])
def test_a_mark_must_fit_into_lot_numbers(opened: OpenStation, tmp_path: Path, mark: str) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.set("station_mark", mark)
    assert setting.presenter.state.wrong == "station_mark"
    assert setting.asked.settings is None
    setting.presenter.set("station_mark", "B2")
    assert setting.presenter.state.wrong == ""


def test_a_number_out_of_bounds_is_marked(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.set("idle_minutes", 0)
    assert setting.presenter.state.wrong == "idle_minutes"
    assert setting.refused == []


def test_an_inspector_is_refused(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, INSPECTOR)
    setting.presenter.set("sounds", False)
    assert isinstance(setting.refused[0], AccessError)
    assert setting.asked.settings is None


def test_an_administrator_enrols(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, ADMINISTRATOR)
    assert setting.presenter.state.may_enrol
    setting.presenter.enrol(" qc.example.com ", "ABCD")
    assert setting.desk.calls == [("enrol", "https://qc.example.com", "ABCD")]
    assert setting.enrolled == 1


def test_an_address_with_its_scheme_stays(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, ADMINISTRATOR)
    setting.presenter.enrol("http://127.0.0.1:8000", "ABCD")
    assert setting.desk.calls[0][1] == "http://127.0.0.1:8000"


def test_a_refused_code_is_told_and_may_be_tried_again(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, ADMINISTRATOR)
    setting.desk.refusal = SyncError("bad_enrolment_code")
    setting.presenter.enrol("https://qc.example.com", "ABCD")
    assert isinstance(setting.refused[0], InspectorError)
    assert setting.enrolled == 0
    assert not setting.presenter.state.enrolling


def test_missing_entries_are_named(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, ADMINISTRATOR)
    setting.presenter.enrol("", "ABCD")
    assert setting.presenter.state.wrong == "central_url"
    setting.presenter.enrol("https://qc.example.com", " ")
    assert setting.presenter.state.wrong == "code"
    assert setting.desk.calls == []


def test_a_supervisor_may_not_enrol(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.desk.state = SyncStatus(state="not_enrolled")
    setting.presenter.load()
    assert not setting.presenter.state.may_enrol
    assert not setting.presenter.state.enrolled
    setting.presenter.enrol("https://qc.example.com", "ABCD")
    assert isinstance(setting.refused[0], AccessError)
    assert setting.desk.calls == []


def test_control_characters_of_a_scan_become_visible(opened: OpenStation, tmp_path: Path) -> None:
    setting = Setting(opened, tmp_path, SUPERVISOR)
    setting.presenter.show_scan("01069\x1d10A", "]C1")
    assert setting.presenter.state.scanned == "01069␝10A"
    assert setting.presenter.state.scanned_kind == "]C1"
