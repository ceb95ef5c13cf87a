"""When part of a lot may go before its inspection is complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.acts import (
    Answered,
    BatchRecorded,
    Closed,
    FindingRecorded,
    Held,
    PhotoTaken,
    UrgentlyReleased,
)
from inspector_app.domain.inspection.urgent import LONGEST, bars, check_release, overdue
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import BATCH, NOON, STANDARD, TODAY, Walk, lot
from tests.unit.domain.inspection.test_papers import NOTE

TORN = FindingRecorded(
    id="f", defect="torn", cls="major", effect="isolate_carton", on="carton", carton=3
)


def through(*, papers: bool = False) -> Walk:
    photo = PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1,
        item_id="mark", shot="carton_mark",
    )  # fmt: skip
    return Walk(lot(documents=(NOTE,) if papers else ())).do(
        BatchRecorded(batch=BATCH), photo, Answered(item_id="mark", outcome="pass"),
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="dates", outcome="pass", subject="batch:b1"),
    )  # fmt: skip


def against(walk: Walk) -> tuple[str, ...]:
    return bars(STANDARD, walk.state, assess_batches(walk.state, shelf_life_rules(), TODAY))


def test_nothing_goes_from_a_lot_just_opened() -> None:
    assert against(Walk()) == ("identity", "shelf_life")


def test_identity_papers_and_shelf_life_open_the_way() -> None:
    assert against(through()) == ()
    assert against(through(papers=True)) == ("shelf_life", "documents"), "papers stand there here"


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ((Held(reason="unsafe"),), "held"),
        ((Answered(item_id="kind", outcome="fail"),), "identity"),
        ((BatchRecorded(batch=replace(BATCH, produced=BATCH.produced.replace(year=2020))),),  # type: ignore[union-attr]  # a day
         "shelf_life"),
        ((replace(TORN, defect="leak", cls="critical", effect="unit"),), "finding"),
        ((replace(TORN, defect="no_record", cls="hold", effect="lot"),), "finding"),
        ((replace(TORN, defect="wrong_shade", effect="lot"),), "finding"),
    ],
)  # fmt: skip
def test_what_stands_against_it_is_named(acts: tuple[Any, ...], code: str) -> None:
    assert against(through().do(*acts)) == (code,)


def test_a_minor_or_single_defect_stands_not_against_it() -> None:
    assert against(through().do(TORN)) == ()
    label = replace(TORN, defect="label_minor", cls="minor", effect="lot", on="lot", carton=None)
    assert against(through().do(label)) == ()


def test_a_class_at_its_rejection_number_stands_against_it() -> None:
    walk = through().plan()
    plan = next(each for each in walk.state.plan.classes if each.cls == "major")
    for place in range(1, plan.re + 1):
        assert against(walk) == ()
        loose = replace(
            TORN, id=f"u{place}", defect="loose_cap", effect="unit", on="unit",
            carton=walk.state.draw.carton_at(place), positions=(place,),
        )  # fmt: skip
        walk.do(loose)
    assert against(walk) == ("finding",)


def test_dates_that_contradict_each_other_stand_against_it() -> None:
    walk = through().do(BatchRecorded(batch=replace(BATCH, barcode_number="H9999")))
    assert against(walk) == ("shelf_life",)
    printed = replace(BATCH, expires=date(2029, 3, 1))
    assert against(through().do(BatchRecorded(batch=printed))) == ("shelf_life",)


def release(walk: Walk, **changes: Any) -> tuple[int, ...]:
    values: dict[str, Any] = {
        "quantity": 24, "cartons": (2, 1, 2), "deadline": NOON + timedelta(hours=1), "now": NOON,
        **changes,
    }  # fmt: skip
    life = assess_batches(walk.state, shelf_life_rules(), TODAY)
    return check_release(STANDARD, walk.state, life, **values)


def test_the_cartons_come_back_sorted() -> None:
    assert release(through()) == (1, 2)
    assert release(through(), quantity=48, deadline=NOON + LONGEST) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cartons": ()}, "urgent_cartons_missing"),
        ({"cartons": (0,)}, "no_such_carton"),
        ({"cartons": (126,)}, "no_such_carton"),
        ({"cartons": (3,)}, "carton_isolated"),
        ({"cartons": (7,)}, "carton_already_released"),
        ({"quantity": 0}, "quantity_not_positive"),
        ({"quantity": 49}, "quantity_not_in_cartons"),
        ({"deadline": NOON}, "deadline_not_ahead"),
        ({"deadline": NOON + LONGEST + timedelta(seconds=1)}, "deadline_too_far"),
    ],
)
def test_what_cannot_be_traced_or_has_no_end_is_refused(changes: dict[str, Any], code: str) -> None:
    gone = UrgentlyReleased(quantity=24, cartons=(7,), deadline=NOON, reason="campaign")
    with pytest.raises(InspectorError, match=code):
        release(through().do(TORN, gone), **changes)


def test_a_barred_lot_says_why() -> None:
    with pytest.raises(InspectorError) as refused:
        release(Walk())
    assert refused.value.params == {"why": "identity, shelf_life"}


def test_a_release_is_overdue_until_the_inspection_is_closed() -> None:
    gone = UrgentlyReleased(quantity=24, cartons=(7,), deadline=NOON, reason="campaign")
    walk = through().do(gone)
    assert overdue(walk.state, NOON) == ()
    assert overdue(walk.state, NOON + timedelta(seconds=1)) == (gone,)
    walk.do(Closed(overall="accept", incomplete=False, signed_by="pin", sealed_seq=1, link="aa"))
    assert overdue(walk.state, NOON + timedelta(days=9)) == ()
    assert walk.state.released_units == 24
