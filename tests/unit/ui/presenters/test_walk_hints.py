"""What photos suggest on the walk: for batches, questions and their differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.progress import batch_subject
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.label_text.reading import LabelProblem, LabelReading
from inspector_app.services import inspections, intake, photos
from inspector_app.services.intake import LotRequest
from inspector_app.services.label_hints import LabelHints
from inspector_app.ui.presenters.walk import WalkPresenter
from inspector_app.ui.presenters.walk_model import BatchPanel
from tests.fakes.label_reader import (
    FakeLabelReader,
    KeptInMemory,
    agreed,
    candidate,
    choices,
    label,
    seen,
)
from tests.fakes.station import picture
from tests.unit.ui.presenters.conftest import Bench

DATES = label(
    agreed("lot", "L2608C2"), agreed("produced", "2026-08-22"), agreed("expires", "2029-08-21"),
    agreed("net_content", "50ml"), seen("C05", "成分：水、甘油"),
)  # fmt: skip


class AtOnce:
    """A ``TaskRunner`` that runs the work in the call."""

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        try:
            value = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        if done is not None:
            done(value)

    read = write


class Walk:
    """The presenter on a lot of serum (30 ml, 36 months) whose batch nobody has read."""

    def __init__(self, bench: Bench, reading: LabelReading | None = DATES) -> None:
        self.bench = bench
        self.reader = FakeLabelReader(other=reading)
        station = bench.station
        self.desk = LabelHints(station.files, station.clock, KeptInMemory(), lambda: self.reader)
        tools = replace(bench.tools, label_hints=self.desk)
        self.presenter = WalkPresenter(tools, bench.session, AtOnce())
        self.hints_told = 0
        self.presenter.on_hints = self._told
        self.desk.watch(self.presenter.hints_arrived)
        self.person = bench.session.person
        request = LotRequest(
            order_id="O-0001", line_id="O-0001-2", size=960, cartons=20, units_per_carton=48
        )
        self.inspection = intake.open_lot(station, self.person, request)

    def _told(self, view: object) -> None:
        self.hints_told += 1

    def batch(self, **known: Any) -> Batch:
        values: dict[str, Any] = {"id": "", "life": "36M", "life_from_master": True, **known}
        self.inspection = inspections.record_batch(
            self.bench.station, self.person, self.inspection, Batch(**values)
        )
        return self.inspection.state.batches[-1]

    def photo(self, shot: str = "date_closeup", *, subject: str = "", shade: int = 0) -> Inspection:
        item = {"date_closeup": "date_closeup", "label": "label_photo"}.get(shot, "")
        self.inspection = photos.attach(
            self.bench.station, self.person, self.inspection, picture((shade, 9, 9)), shot=shot,
            item_id=item, subject=subject,
        )  # fmt: skip
        return self.inspection

    def open(self, stage: str) -> Any:
        self.presenter.open(self.inspection.id, f"{stage}|||")
        self.presenter.go_stage(stage)
        return self.presenter.view.hints


@pytest.fixture
def walk(bench: Bench) -> Walk:
    return Walk(bench)


def test_an_unread_batch_is_offered_what_its_photo_shows(walk: Walk) -> None:
    batch = walk.batch()
    walk.photo(subject=batch_subject(batch))
    (offer,) = walk.open("shelf_life").offers
    assert offer.batch_id == batch.id
    assert [(hint.field, hint.choices[0].value) for hint in offer.fields] == [
        ("number", "L2608C2"), ("produced", "2026-08-22"), ("expires", "2029-08-21"),
    ]  # fmt: skip
    assert walk.presenter.view.hints.differences == ()
    assert not walk.open("documents").offers


def test_the_editor_is_given_the_suggestions_of_its_batch(walk: Walk) -> None:
    walk.photo(subject=batch_subject(walk.batch()))
    walk.open("shelf_life")
    walk.presenter.press("hints")
    assert isinstance(walk.presenter.panel, BatchPanel)
    assert [hint.field for hint in walk.presenter.view.hints.editor] == [
        "number", "produced", "expires",
    ]  # fmt: skip
    assert walk.inspection.state.batches[0].produced is None  # nothing is saved by itself
    loaded = inspections.load(walk.bench.station, walk.inspection.id)
    assert loaded.revision == walk.inspection.revision


def test_another_batchs_photo_suggests_nothing(walk: Walk) -> None:
    first = walk.batch(number="L2608C2")
    second = walk.batch(number="L2608C9")
    walk.photo(subject=batch_subject(first))
    walk.photo("label", shade=80)  # of the lot: whose batch it shows is not known
    hints = walk.open("shelf_life")
    assert [offer.batch_id for offer in hints.offers] == [first.id]
    walk.presenter.change_batch(second.id)
    assert walk.presenter.view.hints.editor == ()


def test_what_was_entered_is_not_offered_again_but_held_against_the_photo(walk: Walk) -> None:
    batch = walk.batch(
        number="l2608 c2", produced=date(2026, 8, 27), expires=date(2029, 8, 21)
    )  # fmt: skip
    walk.photo(subject=batch_subject(batch))
    hints = walk.open("shelf_life")
    assert hints.offers == ()
    told = {each.key: each for each in hints.differences if each.told == "photo"}
    (typed,) = told.values()
    assert typed.reason is not None
    assert dict(typed.reason.params) == {"read": "2026-08-22", "entered": "2026-08-27"}
    assert typed.defect == ""
    walk.presenter.settle_difference(typed.key)
    assert isinstance(walk.presenter.panel, BatchPanel)
    assert walk.presenter.panel.batch.id == batch.id


def test_a_difference_is_recorded_by_one_key_at_its_question(walk: Walk) -> None:
    batch = walk.batch(
        number="L2608C2", produced=date(2026, 8, 22), expires=date(2029, 8, 21),
        barcode_expires=date(2029, 8, 31),
    )  # fmt: skip
    hints = walk.open("shelf_life")
    assert {each.defect for each in hints.differences} == {"S03"}
    walk.presenter.press("difference")
    state = inspections.load(walk.bench.station, walk.inspection.id).state
    (finding,) = state.findings
    assert (finding.defect, finding.item_id, finding.subject) == (
        "S03", "dates_agree", batch_subject(batch),
    )  # fmt: skip
    assert state.answers["dates_agree", batch_subject(batch)].outcome == "fail"
    assert walk.presenter.view.hints.differences == ()  # on record now
    walk.presenter.press("difference")
    after = inspections.load(walk.bench.station, walk.inspection.id)
    assert len(after.state.findings) == 1


def test_a_printed_life_unlike_the_master_is_a_difference(walk: Walk) -> None:
    walk.batch(number="L2608C2", life="24M", life_from_master=False)
    (life,) = walk.open("shelf_life").differences[:1]
    assert (life.told, life.defect, life.item_id) == ("master", "S04", "life_matches")


def test_the_same_life_written_otherwise_is_none(walk: Walk) -> None:
    walk.batch(number="L2608C2", life="3Y", life_from_master=False)
    assert [each.told for each in walk.open("shelf_life").differences] == []


def test_a_printed_last_day_that_life_does_not_give_is_a_difference(walk: Walk) -> None:
    walk.batch(number="L2608C2", produced=date(2026, 8, 22), expires=date(2028, 8, 21))
    told = [each.told for each in walk.open("shelf_life").differences]
    assert "reason" in told


def test_a_life_read_is_suggested_only_where_it_says_something_new(bench: Bench) -> None:
    same = Walk(bench, label(agreed("shelf_life", "3Y")))
    same.photo(subject=batch_subject(same.batch(number="L2608C2")))
    assert same.open("shelf_life").offers == ()


def test_a_question_shows_what_was_read_and_where_the_master_differs(walk: Walk) -> None:
    walk.batch(number="L2608C2")
    walk.photo("label")
    items = walk.open("identity").items
    net = items["net_content_matches", ""]
    assert net.hint is not None
    assert (net.hint.text, net.master) == ("50ml", "30 ml")
    label_items = walk.open("label").items
    missing = label_items["c09_warnings", ""]
    assert missing.hint is None  # a label was read, and this was not on it
    assert ("label_photo", "") not in label_items
    state = inspections.load(walk.bench.station, walk.inspection.id).state
    assert state.answers == {}  # never ticked by itself


def test_not_found_is_not_said_before_a_label_was_read(walk: Walk) -> None:
    batch = walk.batch(number="L2608C2")
    walk.photo(subject=batch_subject(batch))
    items = walk.open("label").items
    assert all(item.hint is not None for item in items.values())


def test_a_slow_reader_only_means_a_later_hint(walk: Walk) -> None:
    walk.reader.at_once = False
    walk.photo(subject=batch_subject(walk.batch()))
    assert walk.open("shelf_life").reading == 1
    assert walk.presenter.view.hints.offers == ()
    told = walk.hints_told
    walk.reader.deliver()
    assert walk.hints_told == told + 1
    assert walk.presenter.view.hints.reading == 0
    assert len(walk.presenter.view.hints.offers) == 1
    walk.presenter.hints_arrived()  # the same again disturbs nobody
    assert walk.hints_told == told + 1


def test_a_walk_taken_up_again_reads_nothing_twice(walk: Walk) -> None:
    walk.photo(subject=batch_subject(walk.batch()))
    walk.open("shelf_life")
    walk.presenter.leave()
    walk.open("shelf_life")
    assert len(walk.reader.asked) == 1
    assert walk.reader.calls == ["quiet", "free", "quiet"]


def test_a_photo_taken_on_the_walk_is_read(walk: Walk) -> None:
    walk.batch()
    walk.open("shelf_life")
    walk.presenter.add_photo(picture((1, 2, 3)), "shot:date_closeup")
    assert len(walk.reader.asked) == 1
    assert walk.presenter.view.hints.offers


def test_a_doubtful_reading_is_offered_as_a_choice(bench: Bench) -> None:
    walk = Walk(
        bench,
        label(
            choices(
                "produced", candidate("2026-07-03", doubt="day_month_order"),
                candidate("2026-03-07", doubt="day_month_order"),
            )
        ),
    )  # fmt: skip
    walk.photo(subject=batch_subject(walk.batch(number="L2608C2")))
    (offer,) = walk.open("shelf_life").offers
    assert offer.fields[0].proposed is None


def test_a_picture_nothing_was_read_on_offers_nothing(bench: Bench) -> None:
    walk = Walk(bench, None)
    walk.photo(subject=batch_subject(walk.batch()))
    hints = walk.open("shelf_life")
    assert (hints.offers, hints.reading, hints.items) == ((), 0, {})


def test_a_photo_read_in_vain_is_told_until_the_batch_is_entered(bench: Bench) -> None:
    walk = Walk(bench, label())
    batch = walk.batch()
    assert not walk.open("shelf_life").in_vain
    walk.photo(subject=batch_subject(batch))
    assert walk.open("shelf_life").in_vain
    assert not walk.open("label").in_vain
    walk.inspection = inspections.load(bench.station, walk.inspection.id)
    walk.batch(id=batch.id, number="L2608C2", produced=date(2026, 8, 22))
    assert not walk.open("shelf_life").in_vain


def test_what_is_odd_about_the_label_is_told_until_the_field_is_entered(bench: Bench) -> None:
    odd = LabelProblem(
        code="see_elsewhere", params=(("field", "produced"), ("place", "瓶底"))
    )  # fmt: skip
    walk = Walk(bench, replace(label(), problems=(odd, odd)))
    batch = walk.batch(number="L2608C2")
    walk.photo(subject=batch_subject(batch))
    (told,) = walk.open("shelf_life").differences
    assert (told.told, told.defect) == ("problem", "")
    assert told.reason is not None
    assert dict(told.reason.params)["place"] == "瓶底"
    walk.presenter.press("difference")  # nothing of it is recorded by a key
    assert inspections.load(bench.station, walk.inspection.id).state.findings == ()
    walk.inspection = inspections.load(bench.station, walk.inspection.id)
    walk.batch(id=batch.id, number="L2608C2", produced=date(2026, 8, 22))
    assert walk.open("shelf_life").differences == ()
