"""The list of standards on a real store: versions, drafts, files in and out, retiring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.errors import InspectorError
from inspector_app.services import standards
from inspector_app.ui.presenters.standards import StandardsPresenter
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, make_station
from tests.fakes.tools import make_tools
from tests.ui.conftest import ImmediateTasks


class Shelf:
    """A supervisor before the list."""

    def __init__(self, folder: Path) -> None:
        self.opened = make_station(folder / "station")
        self.station = self.opened.station
        self.tools, _ = make_tools(self.opened, folder)
        self.session = Session()
        self.session.begin(SUPERVISOR)
        self.presenter = StandardsPresenter(self.tools, self.session, ImmediateTasks())
        self.opened_drafts: list[str] = []
        self.refused: list[Exception] = []
        self.imported: list[tuple[str, int]] = []
        self.retired: list[int] = []
        self.presenter.on_open = self.opened_drafts.append
        self.presenter.on_refused = self.refused.append
        self.presenter.on_imported = lambda file, faults: self.imported.append((file, faults))
        self.presenter.on_retired = self.retired.append
        self.presenter.load()

    @property
    def version(self) -> int:
        force = next(line.force for line in self.presenter.state.lines if line.id == "food")
        assert force is not None
        return force.version


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.opened.close()


def test_every_shipped_standard_is_in_force(shelf: Shelf) -> None:
    lines = shelf.presenter.state.lines
    assert {"cosmetics", "food", "household"} <= {line.id for line in lines}
    assert all(line.force is not None for line in lines)
    assert shelf.presenter.state.line == lines[0]


def test_a_draft_grows_from_a_version_and_can_be_dropped(shelf: Shelf) -> None:
    shelf.presenter.begin_edit("food", shelf.version)
    shelf.presenter.load()
    (draft,) = shelf.presenter.state.drafts
    assert shelf.opened_drafts == [draft.id]
    assert draft.based_on == f"food@{shelf.version}"
    assert (draft.faults, draft.who) == (0, SUPERVISOR.names)
    shelf.presenter.choose(draft.id)
    assert shelf.presenter.state.draft == draft
    shelf.presenter.drop(draft.id)
    assert shelf.presenter.state.drafts == ()


def test_a_new_standard_begins_with_what_is_to_be_filled_in(shelf: Shelf) -> None:
    shelf.presenter.begin_new()
    shelf.presenter.load()
    (draft,) = shelf.presenter.state.drafts
    assert draft.based_on == ""
    assert draft.faults == 2, "categories and stages"


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_what_is_exported_can_be_imported_again(shelf: Shelf, kind: str) -> None:
    make = shelf.presenter.yaml_of if kind == "yaml" else shelf.presenter.workbook_of
    data = make("food", shelf.version)
    shelf.presenter.take_file(f"food.{kind}", data)
    assert shelf.imported == [(f"food.{kind}", 0)]
    draft = standards.drafts(shelf.station)[0]
    assert draft.based_on == f"food@{shelf.version}"
    checked = standards.check_document(shelf.station, draft.text)
    assert checked.standard is not None
    assert checked.standard.version == shelf.version + 1
    held = standards.source(shelf.station, "food", shelf.version).standard
    assert held is not None
    assert checked.standard.stages == held.stages


def test_a_file_with_faults_becomes_a_draft_that_tells_them(shelf: Shelf) -> None:
    text = shelf.presenter.yaml_of("food", shelf.version).decode()
    wrong = text.replace("kind: identity", "kind: identidy", 1)
    shelf.presenter.take_file("food.yaml", wrong.encode())
    assert shelf.imported == [("food.yaml", 1)]
    assert len(shelf.opened_drafts) == 1


@pytest.mark.parametrize("data", [b"", b"stages: [", b"\xff\xfe\x00", b"PK\x03\x04not a workbook"])
def test_a_file_that_is_no_standard_is_refused_with_its_problems(shelf: Shelf, data: bytes) -> None:
    shelf.presenter.take_file("x.yaml", data)
    refused = shelf.presenter.state.refused
    assert refused is not None
    assert refused.file == "x.yaml"
    assert refused.problems
    assert standards.drafts(shelf.station) == ()
    shelf.presenter.forget_refusal()
    assert shelf.presenter.state.refused is None


def test_retiring_wants_a_reason_and_the_own_pin(shelf: Shelf) -> None:
    shelf.presenter.choose("food")
    line = shelf.presenter.state.line
    assert line is not None
    assert line.force is not None
    shelf.presenter.begin_retire(line.force)
    assert shelf.presenter.state.after_retiring is None
    shelf.presenter.retire(pin=PIN)
    shelf.presenter.give_reason("   ")
    assert not shelf.presenter.state.signing
    shelf.presenter.give_reason("GB 7718-2025")
    shelf.presenter.retire(pin="0000")
    problem = shelf.presenter.state.problem
    assert isinstance(problem, InspectorError)
    assert problem.code == "wrong_pin"
    assert shelf.retired == []
    shelf.presenter.retire(pin=PIN)
    assert shelf.retired == [line.force.version]
    after = shelf.presenter.state.line
    assert after is not None
    assert after.force is None
    assert "food" not in {standard.id for standard in shelf.station.standards.published()}


def test_the_version_before_is_named_that_takes_over(shelf: Shelf) -> None:
    first = shelf.version
    text = standards.new_version(shelf.station, "food", first)
    standards.publish(shelf.station, SUPERVISOR, text, pin=PIN)
    shelf.presenter.load("food")
    line = shelf.presenter.state.line
    assert line is not None
    assert line.force is not None
    shelf.presenter.begin_retire(line.force)
    after = shelf.presenter.state.after_retiring
    assert after is not None
    assert after.version == first
    shelf.presenter.keep_version()
    assert shelf.presenter.state.retiring is None


def test_an_inspector_can_make_no_draft(shelf: Shelf) -> None:
    shelf.session.begin(INSPECTOR)
    shelf.presenter.begin_edit("food", shelf.version)
    assert [getattr(error, "code", "") for error in shelf.refused] == ["not_allowed"]
    assert shelf.opened_drafts == []
