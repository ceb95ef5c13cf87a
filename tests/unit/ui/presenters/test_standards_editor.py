"""The editor of a standard on a real store: judged, saved, undone, published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import InspectorError
from inspector_app.services import inspections, intake, standards
from inspector_app.services.intake import LotRequest
from inspector_app.ui.presenters.standards_document import WHOLE, Row, read
from inspector_app.ui.presenters.standards_editor import EditorPresenter
from inspector_app.ui.presenters.standards_form import Field, askable, form, value_of
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, make_station
from tests.fakes.tools import make_tools
from tests.ui.conftest import ImmediateTasks


class Desk:
    """A supervisor with a draft of the cosmetics standard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened = make_station(folder / "station")
        self.station = self.opened.station
        self.tools, _ = make_tools(self.opened, folder)
        self.session = Session()
        self.session.begin(SUPERVISOR)
        self.refused: list[Exception] = []
        self.published: list[Standard] = []
        self.revealed: list[str] = []
        self.version = self.in_force().version
        text = standards.new_version(self.station, "cosmetics", self.version)
        draft = standards.save_draft(
            self.station, SUPERVISOR, text, based_on=f"cosmetics@{self.version}"
        )
        self.draft_id = draft.id
        self.editor = self.open()

    def in_force(self) -> Standard:
        return next(s for s in self.station.standards.published() if s.id == "cosmetics")

    def open(self) -> EditorPresenter:
        editor = EditorPresenter(self.tools, self.session, ImmediateTasks())
        editor.on_refused = self.refused.append
        editor.on_published = self.published.append
        editor.on_reveal = self.revealed.append
        editor.open_draft(self.draft_id)
        return editor

    def field(self, row: Row, key: str) -> Field:
        fields = {each.key: each for each in form(self.editor.state.document, row)}
        return fields[key]

    def edit(self, row: Row, key: str, value: Any) -> None:
        self.editor.edit(row, self.field(row, key), value)

    def value(self, row: Row, key: str) -> Any:
        return value_of(self.editor.state.document, row, self.field(row, key))

    def asking(self) -> Row | None:
        return self.editor.state.asking

    def codes(self) -> list[str]:
        return [fault.error.code for fault in self.editor.state.judged.faults]


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = Desk(tmp_path)
    yield made
    made.opened.close()


def test_a_fresh_draft_is_sound_and_differs_in_nothing(desk: Desk) -> None:
    state = desk.editor.state
    assert state.loaded
    assert state.judged.standard is not None
    assert state.judged.faults == ()
    assert state.changes == ()
    assert not state.can_undo


def test_every_change_is_saved_and_survives_a_restart(desk: Desk) -> None:
    desk.edit(Row(0, 0), "names", {"zh": "箱唛对吗？", "en": "Is the mark right?"})
    again = desk.open()
    assert read(again.state.document, (*Row(0, 0).path, "names", "zh")) == "箱唛对吗？"
    assert [change.field for change in again.state.changes] == ["names"]
    assert len(standards.drafts(desk.station)) == 1


def test_what_is_wrong_is_told_with_its_field(desk: Desk) -> None:
    desk.edit(Row(0, 0), "names", {"zh": "箱唛对吗？", "en": ""})
    desk.edit(Row(0, 1), "defects", [])
    found = [
        (fault.row, fault.field, fault.error.code) for fault in desk.editor.state.judged.faults
    ]
    assert found == [
        (Row(0, 0), "names", "missing_key"), (Row(0, 1), "defects", "defects_missing"),
    ]  # fmt: skip
    assert desk.editor.state.judged.faults[0].language == "en"
    assert [line.faults for line in desk.editor.outline()[2:4]] == [1, 1]


def test_another_kind_takes_along_what_it_has_no_place_for(desk: Desk) -> None:
    row = next(
        line.row for line in desk.editor.outline() if line.kind == "choice" and line.faults == 0
    )
    desk.edit(row, "kind", "number")
    assert read(desk.editor.state.document, (*row.path, "choices")) is None
    desk.edit(row, "limits.low", "1.5")
    desk.edit(row, "limits.high", "1.0")
    desk.edit(row, "readings.count", 5)
    assert "limits_reversed" in desk.codes()
    desk.edit(row, "readings.judge", "mean")
    desk.edit(row, "kind", "photo")
    held = read(desk.editor.state.document, row.path)
    assert not {"limits", "readings", "choices"} & set(held)
    assert held["photos"] == "always"


def test_one_reading_is_no_readings(desk: Desk) -> None:
    row = Row(0, 0)
    desk.edit(row, "kind", "number")
    desk.edit(row, "readings.count", 3)
    desk.edit(row, "readings.mean.low", "2")
    assert read(desk.editor.state.document, (*row.path, "readings")) == {
        "count": 3, "mean": {"low": "2"},
    }  # fmt: skip
    desk.edit(row, "readings.count", 1)
    assert read(desk.editor.state.document, (*row.path, "readings")) is None


def test_the_sampling_rule_stays_whole(desk: Desk) -> None:
    desk.edit(WHOLE, "sampling.mode", "fixed")
    assert "fixed_numbers_missing" in desk.codes()
    desk.edit(WHOLE, "sampling.fixed.n", 20)
    desk.edit(WHOLE, "sampling.fixed.ac_major", 1)
    assert desk.codes() == []
    desk.edit(WHOLE, "sampling.opening.least", 8)
    assert read(desk.editor.state.document, ("sampling", "opening")) == {"how": "root", "least": 8}
    desk.edit(WHOLE, "sampling.opening.how", "all")
    assert read(desk.editor.state.document, ("sampling", "opening")) == {"how": "all"}
    desk.edit(WHOLE, "sampling.mode", "sampling")
    assert read(desk.editor.state.document, ("sampling", "fixed")) is None
    desk.edit(WHOLE, "sampling.opening.how", "root")
    assert read(desk.editor.state.document, ("sampling", "opening")) is None
    assert desk.codes() == []


def test_a_special_level_brings_its_own_fields_and_takes_them_away(desk: Desk) -> None:
    desk.editor.select(Row(0))
    desk.editor.add_stage()
    row = desk.editor.state.row
    assert "aql" not in {each.key for each in form(desk.editor.state.document, row)}
    desk.edit(row, "sample", "S-2")
    desk.edit(row, "aql", "1.5")
    desk.edit(row, "opens", True)
    assert desk.value(row, "opens") is True
    desk.edit(row, "sample", "unit_sample")
    held = read(desk.editor.state.document, row.path)
    assert not {"aql", "opens", "sample"} & set(held)


def test_a_default_is_not_written_down(desk: Desk) -> None:
    desk.edit(Row(0, 0), "required", False)
    assert read(desk.editor.state.document, (*Row(0, 0).path, "required")) is False
    desk.edit(Row(0, 0), "required", True)
    assert "required" not in read(desk.editor.state.document, Row(0, 0).path)
    desk.edit(WHOLE, "children", "no")
    assert read(desk.editor.state.document, ("children",)) is False
    assert desk.value(WHOLE, "children") == "no"
    desk.edit(WHOLE, "children", "")
    assert "children" not in desk.editor.state.document


def test_conditions_may_rest_on_what_comes_before_only(desk: Desk) -> None:
    document = desk.editor.state.document
    first = [each.name for each in askable(document, Row(0, 0))]
    assert first == [
        "product.origin", "product.category", "product.children", "lot.channel", "batch.produced",
    ]  # fmt: skip
    later = askable(document, Row(1, 0))
    assert "carton_mark_matches" in [each.name for each in later]
    choice = next(each for each in later if each.name == "product_kind")
    assert ("sun", {"zh": "防晒类", "en": "Sun care"}) in choice.values


def test_a_new_item_asks_for_its_names_first(desk: Desk) -> None:
    desk.editor.select(Row(0, 1))
    desk.editor.add_item()
    assert desk.editor.state.row == Row(0, 2)
    assert desk.revealed == ["names"]
    assert [fault.row for fault in desk.editor.state.judged.faults] == [Row(0, 2)]


def test_the_first_item_of_an_empty_standard_brings_a_stage(desk: Desk) -> None:
    while any(line.row.kind == "stage" for line in desk.editor.outline()):
        desk.editor.select(Row(0))
        desk.editor.delete(confirmed=True)
    assert "empty_list" in desk.codes()
    desk.editor.add_item()
    assert [line.row for line in desk.editor.outline()] == [WHOLE, Row(0), Row(0, 0)]


def test_deleting_what_others_rest_on_asks_first(desk: Desk) -> None:
    kind = next(line.row for line in desk.editor.outline() if line.id == "product_kind")
    desk.editor.select(kind)
    assert desk.editor.dependents() > 0
    desk.editor.delete()
    assert desk.asking() == kind
    desk.editor.keep_line()
    assert desk.asking() is None
    desk.editor.delete(confirmed=True)
    assert desk.codes() == []
    assert any(change.kind == "removed" for change in desk.editor.state.changes)


def test_undo_goes_back_step_by_step_and_forward_again(desk: Desk) -> None:
    before = desk.editor.state.document
    desk.editor.select(Row(0, 0))
    desk.editor.copy()
    desk.editor.move(1)
    after = desk.editor.state.document
    desk.editor.undo()
    desk.editor.undo()
    assert desk.editor.state.document == before
    assert desk.editor.state.changes == ()
    desk.editor.undo()
    desk.editor.redo()
    desk.editor.redo()
    assert desk.editor.state.document == after
    assert not desk.editor.state.can_redo


def test_the_standard_itself_can_be_neither_moved_nor_deleted(desk: Desk) -> None:
    before = desk.editor.state.document
    for act in (desk.editor.copy, desk.editor.delete, lambda: desk.editor.move(1)):
        act()
    assert desk.editor.state.document is before


def test_searching_narrows_the_outline_and_steps_stay_in_it(desk: Desk) -> None:
    desk.editor.search("备案")
    found = [line.row for line in desk.editor.outline()]
    assert 0 < len(found) < 12
    desk.editor.select(found[0])
    desk.editor.step(1)
    assert desk.editor.state.row == found[1]
    desk.editor.step(-5)
    assert desk.editor.state.row == found[1]


def test_a_defect_left_out_can_no_longer_be_named(desk: Desk) -> None:
    code = read(desk.editor.state.document, (*Row(0, 0).path, "defects"))[0]
    assert code in desk.editor.defects()
    desk.edit(WHOLE, "defects.without", [code])
    assert code not in desk.editor.defects()
    assert code in desk.editor.all_defects()
    assert "unknown_defect" in desk.codes()


def test_publishing_with_the_own_pin_makes_the_next_version(desk: Desk) -> None:
    desk.edit(Row(0, 0), "required", False)
    desk.editor.begin_publish()
    assert desk.editor.state.publishing
    assert desk.editor.state.next_version == desk.version + 1
    desk.editor.publish(pin=PIN)
    assert [standard.version for standard in desk.published] == [desk.version + 1]
    assert desk.in_force().version == desk.version + 1
    assert desk.in_force().item(desk.in_force().stages[0].items[0].id).required is False
    assert standards.drafts(desk.station) == ()


def test_a_wrong_pin_publishes_nothing_and_is_told(desk: Desk) -> None:
    desk.editor.begin_publish()
    desk.editor.publish(pin="0000")
    problem = desk.editor.state.problem
    assert isinstance(problem, InspectorError)
    assert problem.code == "wrong_pin"
    assert desk.published == []
    assert desk.in_force().version == desk.version
    desk.editor.end_publish()
    assert desk.editor.state.problem is None


def test_only_the_own_badge_signs(desk: Desk) -> None:
    desk.editor.begin_publish()
    desk.editor.publish(badge=INSPECTOR.badge)
    problem = desk.editor.state.problem
    assert isinstance(problem, InspectorError)
    assert problem.code == "signature_of_another"
    desk.editor.publish(badge=SUPERVISOR.badge)
    assert len(desk.published) == 1


def test_an_unsound_draft_leads_to_its_faults_instead(desk: Desk) -> None:
    desk.edit(Row(0, 0), "defects", [])
    desk.editor.begin_publish()
    assert not desk.editor.state.publishing
    assert desk.editor.state.master == "faults"


def test_a_walk_keeps_the_version_it_began_with(desk: Desk) -> None:
    request = LotRequest(
        order_id="O-1", line_id="O-1/1", size=3000, cartons=125, units_per_carton=24
    )
    inspection = intake.open_lot(desk.station, INSPECTOR, request)
    desk.edit(Row(0, 0), "required", False)
    desk.editor.begin_publish()
    desk.editor.publish(pin=PIN)
    assert inspections.standard_of(desk.station, inspection).version == desk.version


def test_a_published_version_is_only_looked_at(desk: Desk) -> None:
    desk.editor.open_version("cosmetics", desk.version)
    before = desk.editor.state.document
    desk.editor.select(Row(0, 0))
    desk.edit(Row(0, 0), "required", False)
    desk.editor.copy()
    desk.editor.undo()
    assert desk.editor.state.readonly
    assert desk.editor.state.document == before


def test_an_inspector_cannot_keep_a_draft(desk: Desk) -> None:
    desk.session.begin(INSPECTOR)
    desk.edit(Row(0, 0), "required", False)
    assert [getattr(error, "code", "") for error in desk.refused] == ["not_allowed"]


def test_a_draft_that_is_gone_is_not_begun_again(desk: Desk) -> None:
    gone: list[bool] = []
    standards.drop_draft(desk.station, SUPERVISOR, desk.draft_id)
    editor = EditorPresenter(desk.tools, desk.session, ImmediateTasks())
    editor.on_refused = desk.refused.append
    editor.on_gone = lambda: gone.append(True)
    editor.open_draft(desk.draft_id)
    assert [getattr(error, "code", "") for error in desk.refused] == ["draft_missing"]
    assert gone == [True]
    assert not editor.state.loaded
    assert standards.drafts(desk.station) == ()


def test_a_new_item_of_a_stage_worked_by_exception_is_about_its_goods(desk: Desk) -> None:
    stages = desk.editor.state.document["stages"]
    for kind, scope in (("cartons", "carton"), ("units", "unit"), ("label", None)):
        at = next(at for at, stage in enumerate(stages) if stage["kind"] == kind)
        desk.editor.select(Row(at))
        desk.editor.add_item()
        row = desk.editor.state.row
        item = desk.editor.state.document["stages"][row.stage]["items"][row.item]
        assert item.get("scope") == scope
