"""Each suggestion is taken by a key of its own, and typing always wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.label_suggestions import (
    BATCH_FIELDS,
    BatchField,
    FieldHint,
    Seen,
    Suggestion,
)
from inspector_app.ui.presenters.hint_review import HintReview, Taken, Typing

SEEN = Seen(sha256="0" * 64, box=(), width=1, height=1)


def one(value: str, doubt: str = "") -> Suggestion:
    return Suggestion(value=value, printed=value, text=value, seen=SEEN, doubt=doubt)


def sure(name: BatchField, value: str) -> FieldHint:
    return FieldHint(field=name, agreed=True, choices=(one(value),))


def doubtful(name: BatchField, *values: str) -> FieldHint:
    return FieldHint(field=name, agreed=False, choices=tuple(one(v, "no_keyword") for v in values))


@pytest.fixture
def review() -> HintReview:
    review = HintReview()
    review.offer(
        [
            sure("produced", "2026-03-01"),
            doubtful("expires", "2029-02-28", "2029-08-02"),
            sure("number", "A1"),
        ],
        (),
    )
    return review


def current(review: HintReview) -> str:
    return review.current.field if review.current is not None else ""


def test_enter_takes_one_field_at_a_time_in_the_editors_order(review: HintReview) -> None:
    assert (current(review), review.place) == ("number", (1, 3))
    taken = review.confirm()
    assert taken == Taken(field="number", suggestion=one("A1"))
    assert (current(review), review.place) == ("produced", (2, 3))
    assert review.unconfirmed == ("produced",)


def test_enter_passes_over_what_must_be_chosen(review: HintReview) -> None:
    review.confirm()
    review.confirm()
    assert current(review) == "expires"
    assert review.confirm() is None
    assert review.state("expires") == "passed_over"
    assert review.open_fields == ()
    assert review.confirm() is None  # nothing is left: Enter means the page again


def test_a_digit_takes_a_choice_and_may_be_corrected(review: HintReview) -> None:
    review.look_at("expires")
    taken = review.digit("2")
    assert isinstance(taken, Taken)
    assert taken.suggestion.value == "2029-08-02"
    review.look_at("expires")
    again = review.pick(1)
    assert again is not None
    assert again.suggestion.value == "2029-02-28"
    review.look_at("expires")
    assert review.pick(3) is None
    assert review.pick(0) is None


def test_a_date_typed_over_the_choices_is_typed_whole(review: HintReview) -> None:
    """2 looks like a choice; the 0 after it shows that somebody types 2029… from the goods."""
    review.look_at("expires")
    assert isinstance(review.digit("2"), Taken)
    meant = review.digit("0")
    assert meant == Typing(field="expires", digits="20", undo=True)
    assert review.state("expires") == "by_hand"


def test_a_digit_over_a_proposal_begins_to_type(review: HintReview) -> None:
    assert review.digit("2") == Typing(field="number", digits="2")
    assert review.state("number") == "by_hand"
    assert "number" not in review.unconfirmed


def test_a_choice_is_forgotten_by_any_other_key(review: HintReview) -> None:
    review.look_at("expires")
    review.digit("2")
    review.look_at("produced")
    assert review.digit("0") == Typing(field="produced", digits="0")
    assert review.state("expires") == "taken"


def test_what_is_not_wanted_is_passed_over(review: HintReview) -> None:
    assert review.pass_over() == "number"
    assert review.state("number") == "passed_over"
    assert current(review) == "produced"


def test_what_a_person_has_entered_is_not_asked(review: HintReview) -> None:
    review.begin()
    assert review.current is None
    review.offer([sure("number", "A1"), sure("produced", "2026-03-01")], ("number",))
    assert current(review) == "produced"
    assert review.state("number") == "by_hand"


def test_later_readings_change_nothing_that_was_decided(review: HintReview) -> None:
    review.confirm()
    changed = review.offer([sure("number", "B2"), sure("produced", "2026-03-01")], ("number",))
    assert changed
    assert review.state("number") == "taken"
    assert review.open_fields == ("produced",)
    assert not review.offer([sure("number", "B2"), sure("produced", "2026-03-01")], ("number",))


def test_without_suggestions_no_key_means_anything() -> None:
    review = HintReview()
    assert not review.offer([], ())
    assert (review.confirm(), review.digit("1"), review.pass_over()) == (None, None, None)
    assert review.place == (0, 0)


@given(st.lists(st.sampled_from(["enter", "del", "1", "2", "3", "0", "9"]), max_size=14))
def test_no_keys_take_what_was_not_shown(keys: list[str]) -> None:
    """Whatever is pressed: a value is taken only while its own field is under review."""
    review = HintReview()
    review.offer([sure("number", "A1"), doubtful("produced", "a", "b"), sure("life", "36M")], ())
    for key in keys:
        before = current(review)
        if key == "enter":
            outcome: Taken | Typing | None = review.confirm()
        elif key == "del":
            review.pass_over()
            outcome = None
        else:
            outcome = review.digit(key)
        if isinstance(outcome, Taken):
            assert outcome.field == before
        assert all(review.state(name) in ("open", "taken", "passed_over", "by_hand")
                   for name in BATCH_FIELDS)  # fmt: skip
