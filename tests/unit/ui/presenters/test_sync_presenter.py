"""The sync page's presenter: state, reasons, and what waits by its lot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import StorageError
from inspector_app.services import photos
from inspector_app.ui.presenters.sync import LOOKS, SyncPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.tools import SyncStatus, Tools, WaitingItem
from tests.fakes.desk_lots import open_lot, signed_lot
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station, picture
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import FakeSyncDesk, make_tools


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


def watching(
    opened: OpenStation, folder: Path, tasks: DirectTasks | None = None
) -> tuple[SyncPresenter, FakeSyncDesk, Tools]:
    session = Session()
    session.begin(SUPERVISOR)
    tools, _ = make_tools(opened, folder)
    desk = tools.sync
    assert isinstance(desk, FakeSyncDesk)
    return SyncPresenter(tools, session, tasks or DirectTasks()), desk, tools


def test_what_waits_is_told_by_its_lot(opened: OpenStation, tmp_path: Path) -> None:
    lot = open_lot(opened)
    lot = photos.attach(opened.station, INSPECTOR, lot, picture())
    signed = signed_lot(opened)
    digest = lot.state.photos[0].sha256
    presenter, desk, _ = watching(opened, tmp_path)
    desk.items = [
        WaitingItem(what="event", name="1", detail="created", state="pending"),
        WaitingItem(what="photo", name=digest, detail="", state="pending"),
        WaitingItem(what="photo", name="0" * 64, detail="", state="corrupt", reason="x"),
    ]
    presenter.refresh()
    lots = [row.lot.id if row.lot else "" for row in presenter.state.rows]
    assert lots == [signed.id, lot.id, ""]


def test_a_stop_has_a_sentence_in_both_languages(opened: OpenStation, tmp_path: Path) -> None:
    presenter, desk, _ = watching(opened, tmp_path)
    desk.state = SyncStatus(state="parked", code="chain_fork", params={"seq": 7})
    presenter.refresh()
    problem = presenter.state.problem
    assert problem is not None
    assert "7" in catalogue().speak("zh").error(problem)
    assert "administrator" in catalogue().speak("en").error(problem)


def test_every_state_has_its_words(opened: OpenStation) -> None:
    texts = catalogue().texts
    for look in LOOKS.values():
        assert look.key in texts
        assert f"{look.key}_line" in texts


def test_seconds_until_the_next_try(opened: OpenStation, tmp_path: Path) -> None:
    presenter, desk, _ = watching(opened, tmp_path)
    due = opened.station.clock.now() + timedelta(seconds=41)
    desk.state = SyncStatus(state="offline", next_try=due)
    presenter.refresh()
    assert 35 <= presenter.state.seconds_to_try <= 40
    desk.state = SyncStatus(state="offline", next_try=due - timedelta(hours=1))
    presenter.refresh()
    assert presenter.state.seconds_to_try == 0


def test_send_now_and_resume_reach_the_sender(opened: OpenStation, tmp_path: Path) -> None:
    presenter, desk, _ = watching(opened, tmp_path)
    presenter.send_now()
    presenter.resume()
    assert desk.calls == [("send_now",), ("resume",)]
    assert not presenter.state.asked


def test_looks_do_not_pile_up(opened: OpenStation, tmp_path: Path) -> None:
    tasks = DirectTasks(held=True)
    presenter, _, _ = watching(opened, tmp_path, tasks)
    presenter.refresh()
    presenter.refresh()
    assert tasks.waiting == 1
    tasks.release()
    presenter.refresh()
    assert tasks.waiting == 1


def test_a_failed_look_is_told_and_the_next_one_is_made(
    opened: OpenStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    presenter, desk, _ = watching(opened, tmp_path)
    told: list[Exception] = []
    presenter.on_refused = told.append

    def broken() -> SyncStatus:
        raise StorageError("database_busy")

    with monkeypatch.context() as patch:
        patch.setattr(desk, "status", broken)
        presenter.refresh()
    presenter.refresh()
    assert [str(each) for each in told] == ["database_busy"]
    assert presenter.state.now is not None
