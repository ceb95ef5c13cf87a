"""From readings of photos to suggestions: proposed only where nothing speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.label_text.reading import FieldReading, LabelField
from inspector_app.services.label_suggestions import (
    FieldHint,
    PhotoReading,
    batch_hints,
    element_hint,
)
from tests.fakes.label_reader import agreed, box, candidate, choices, label, seen


def photos(*readings: object) -> list[PhotoReading]:
    return [
        PhotoReading(sha256=f"{at:064d}", reading=reading)  # type: ignore[arg-type]
        for at, reading in enumerate(readings)
    ]


def by_field(hints: tuple[FieldHint, ...]) -> dict[str, FieldHint]:
    return {hint.field: hint for hint in hints}


def test_what_was_read_alike_twice_is_proposed_in_the_order_of_the_editor() -> None:
    hints = batch_hints(
        photos(
            label(
                agreed("expires", "2029-02-28"), agreed("produced", "2026-03-01"),
                agreed("shelf_life", "36M"), agreed("lot", "A2603"), agreed("opened_life", "12M"),
            )
        )
    )  # fmt: skip
    assert [hint.field for hint in hints] == ["number", "produced", "expires", "life"]
    assert [hint.proposed.value for hint in hints if hint.proposed] == [
        "A2603", "2026-03-01", "2029-02-28", "36M",
    ]  # fmt: skip


def test_a_doubtful_form_is_a_choice_with_its_doubt() -> None:
    (hint,) = batch_hints(
        photos(
            label(
                choices(
                    "produced",
                    candidate("2026-01-03", "01/03/2026", doubt="day_month_order"),
                    candidate("2026-03-01", "01/03/2026", doubt="day_month_order"),
                )
            )
        )
    )
    assert hint.proposed is None
    assert [each.value for each in hint.choices] == ["2026-01-03", "2026-03-01"]
    assert {each.doubt for each in hint.choices} == {"day_month_order"}


def test_one_pass_only_is_said() -> None:
    (hint,) = batch_hints(photos(label(choices("lot", candidate("A1", passes=("half",))))))
    assert (hint.agreed, hint.choices[0].doubt) == (False, "one_pass")


def test_two_photos_that_agree_are_one_proposal_shown_on_the_later_one() -> None:
    (hint,) = batch_hints(
        photos(label(agreed("lot", "A1", at=1)), label(agreed("lot", "A1", at=2)))
    )
    assert hint.agreed
    assert len(hint.choices) == 1
    assert hint.choices[0].seen.sha256 == f"{1:064d}"
    assert hint.choices[0].seen.box == box(2)


def test_two_photos_that_differ_propose_nothing() -> None:
    (hint,) = batch_hints(
        photos(label(agreed("lot", "A1")), label(agreed("lot", "A7")))
    )  # fmt: skip
    assert not hint.agreed
    assert [(each.value, each.doubt) for each in hint.choices] == [
        ("A7", "photos_differ"), ("A1", "photos_differ"),
    ]  # fmt: skip


def test_a_blurred_photo_that_says_otherwise_takes_the_proposal_back() -> None:
    sure = label(agreed("produced", "2026-03-01"))
    other = label(choices("produced", candidate("2026-08-01", passes=("half",))))
    (hint,) = batch_hints(photos(sure, other))
    assert not hint.agreed
    assert [each.value for each in hint.choices] == ["2026-03-01", "2026-08-01"]
    same = label(
        choices(
            "produced", candidate("2026-08-01", passes=("half",)),
            candidate("2026-03-01", passes=("soft",)),
        )
    )  # fmt: skip
    (hint,) = batch_hints(photos(sure, same))
    assert hint.agreed
    assert [each.value for each in hint.choices] == ["2026-03-01"]


def test_dates_the_wrong_way_round_are_only_choices() -> None:
    hints = by_field(
        batch_hints(
            photos(label(agreed("produced", "2029-02-28")), label(agreed("expires", "2026-03-01")))
        )
    )
    assert not hints["produced"].agreed
    assert hints["expires"].choices[0].doubt == "dates_disagree"


@pytest.mark.parametrize(
    ("name", "printed", "exclusive", "wording", "note"),
    [
        ("produced", "2026-03", False, "until", "month_made"),
        ("expires", "2028-02", False, "until", "month_expires"),
        ("expires", "2028-02", True, "before", "worded_before"),
        ("expires", "2028-03-01", True, "before", "worded_before"),
        ("expires", "2028-03-01", False, "until", ""),
        ("produced", "2028-03-01", True, "until", ""),
    ],
)
def test_a_date_is_entered_as_printed_and_its_wording_goes_with_it(
    name: str, printed: str, exclusive: bool, wording: str, note: str
) -> None:
    (hint,) = batch_hints(photos(label(agreed(name, printed, exclusive=exclusive))))  # type: ignore[arg-type]
    assert hint.proposed is not None
    found = hint.proposed
    assert (found.value, found.printed, found.note) == (printed, printed, note)
    assert found.wording == wording


@pytest.mark.parametrize(
    ("produced", "expires", "agreed_still"),
    [
        ("2026-03", "2026-03-15", True),
        ("2026-03-15", "2026-03", True),
        ("2026-03-15", "2026-02", False),
        ("2026-03-01", "2026-03-01", False),
    ],
)
def test_months_and_days_are_put_in_order(produced: str, expires: str, agreed_still: bool) -> None:
    hints = batch_hints(
        photos(label(agreed("produced", produced)), label(agreed("expires", expires)))
    )
    assert [hint.agreed for hint in hints] == [agreed_still, agreed_still]


def test_what_the_field_cannot_hold_is_left_out() -> None:
    assert batch_hints(photos(label(agreed("produced", "yesterday")))) == ()
    assert batch_hints(photos(label(agreed("shelf_life", "long")))) == ()
    assert batch_hints(photos(label(agreed("lot", "A" * 41)))) == ()
    assert batch_hints(photos(label(LabelField(name="lot", agreed=False, candidates=())))) == ()
    assert batch_hints([]) == ()


@given(
    st.lists(
        st.lists(st.sampled_from(["A1", "A2", "A3", "A4", "A5"]), min_size=1, max_size=4),
        max_size=4,
    ),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_a_proposal_is_never_one_that_a_photo_denies(
    rows: list[list[str]], sure: list[bool]
) -> None:
    """Whatever the photos say: proposed means that one read it twice and all of them allow it."""
    fields = [
        LabelField(name="lot", agreed=ok, candidates=tuple(candidate(each) for each in row))
        for row, ok in zip(rows, sure, strict=False)
    ]
    hints = batch_hints(photos(*(label(field) for field in fields)))
    if hints and hints[0].proposed is not None:
        value = hints[0].proposed.value
        assert any(field.value == value for field in fields)
        assert all(value in [each.value for each in field.candidates] for field in fields)
    assert all(len(hint.choices) <= 3 for hint in hints)


def test_an_element_is_told_with_its_place() -> None:
    hint = element_hint(
        ("F07",), photos(label(seen("F07", "贮存条件：阴凉干燥处", at=4), seen("F02", "配料：水")))
    )
    assert hint is not None
    assert (hint.text, hint.sure, hint.more) == ("贮存条件：阴凉干燥处", True, 0)
    assert hint.seen.box == box(4)


def test_of_several_texts_the_surest_leads_and_what_has_no_room_is_counted() -> None:
    hint = element_hint(
        ("F04",),
        photos(
            label(seen("F04", "生产商：甲公司"), seen("F04", "地址：" + "上海市" * 30)),
            label(seen("F04", "电话：123", passes=("half",)), seen("F04", "生产 商：甲公司")),
        ),
    )
    assert hint is not None
    assert hint.text == "生产 商：甲公司"
    assert hint.more == 2
    short = label(seen("C07", "生产日期：2026-03-01"), seen("C07", "限期使用日期：2029-02-28"))
    hint = element_hint(("C07",), photos(short))
    assert hint is not None
    assert (hint.text, hint.more) == ("生产日期：2026-03-01；限期使用日期：2029-02-28", 0)


def test_a_field_answers_for_its_element_and_nothing_read_is_nothing_told() -> None:
    reading = label(agreed("licence", "SC10144010600001", "SC 10144010600001"))
    hint = element_hint(("F08",), photos(reading))
    assert hint is not None
    assert (hint.text, hint.sure) == ("SC 10144010600001", True)
    assert element_hint(("F09",), photos(reading)) is None
    assert element_hint((), photos(reading)) is None
    empty = FieldReading(value="50g", text="", box=box(), passes=("half",))
    hint = element_hint(("C06",), photos(label(choices("net_content", empty))))
    assert hint is not None
    assert (hint.text, hint.sure) == ("50g", False)
