"""The page of severity without Qt: who may rule, on what, and what a refusal leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.sampling.severity_history import Standing
from inspector_app.domain.sampling.switching import RulingKind, SwitchState
from inspector_app.services.severity_rulings import rule
from inspector_app.ui.presenters.severity import REASONS, SeverityPresenter, ruling_of
from inspector_app.ui.session import Session
from tests.fakes.goods import SUPERVISOR
from tests.fakes.severity_lots import sealed_lot
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station") as found:
        yield found


def presenter(opened: OpenStation, folder: Path) -> SeverityPresenter:
    session = Session()
    session.begin(SUPERVISOR)
    tools, _ = make_tools(opened, folder)
    return SeverityPresenter(tools, session, DirectTasks())


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (SwitchState(score=29), None),
        (SwitchState(score=30), "reduce"),
        (SwitchState(severity="tightened"), None),
        (SwitchState(severity="reduced"), "restore"),
        (SwitchState(severity="discontinued"), "resume"),
    ],
)
def test_what_may_be_ruled_follows_from_the_state(
    state: SwitchState, kind: RulingKind | None
) -> None:
    assert ruling_of(Standing(cls="major", state=state)) == kind
    assert kind is None or REASONS[kind]


def test_nothing_is_asked_where_nothing_is_due(opened: OpenStation, tmp_path: Path) -> None:
    page = presenter(opened, tmp_path)
    page.ask("major")
    page.give_reason("steady")
    page.confirm()
    assert page.state.asked is None
    sealed_lot(opened.station)
    page.refresh()
    for cls in ("major", "critical"):
        page.ask(cls)
        assert page.state.asked is None


def test_a_ruling_moves_on_to_what_may_be_ruled_next(opened: OpenStation, tmp_path: Path) -> None:
    for _ in range(10):
        sealed_lot(opened.station)
    page = presenter(opened, tmp_path)
    page.refresh()
    page.ask("major")
    page.confirm()
    assert page.state.asked is not None, "a reason is needed"
    page.give_reason("steady")
    page.confirm()
    state = page.state
    assert state.asked is None
    assert state.current is not None
    standings = {each.cls: each for each in state.current.standings}
    assert standings["major"].severity == "reduced"
    assert [step.ruling for step in page.state.steps][:1] == ["reduce"]
    page.ask("major")
    assert page.state.asked is not None
    assert page.state.asked.kind == "restore"
    page.cancel()
    assert page.state.asked is None


def test_a_refusal_is_told_and_the_page_reads_again(opened: OpenStation, tmp_path: Path) -> None:
    for _ in range(10):
        sealed_lot(opened.station)
    page = presenter(opened, tmp_path)
    page.refresh()
    page.ask("major")
    page.give_reason("trusted")
    rule(opened.station, SUPERVISOR, "S-1", "P-1", "major", "reduce", "steady")
    refused: list[Exception] = []
    page.on_refused = refused.append
    page.confirm()
    assert [getattr(each, "code", "") for each in refused] == ["reduction_not_due"]
    assert not page.state.saving
    assert page.state.current is not None
    assert page.state.current.standings[0].severity == "reduced"
