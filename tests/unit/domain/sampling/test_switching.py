"""Switching against the clauses and against a second, naive implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import (
    LotOutcome,
    SwitchState,
    accepted_one_step_tighter,
    advance,
    class_plan,
    steps,
)
from inspector_app.domain.sampling.switching import known_switch_severity


def good(ac: int = 3, tighter: bool = True) -> LotOutcome:
    return LotOutcome(accepted=True, ac=ac, accepted_one_step_tighter=tighter)


BAD = LotOutcome(accepted=False, ac=3)


def naive(lots: list[LotOutcome], authorised: bool) -> list[tuple[str, int | None, str]]:
    """Looks back over the whole history for every lot instead of carrying counts."""
    told: list[tuple[str, int | None, str]] = []
    used: list[str] = []
    current, began = "normal", 0
    for number, lot in enumerate(lots):
        if current == "discontinued" and lot.resumed:
            current, began = "tightened", number
        used.append(current)
        span = [each for each in lots[began : number + 1] if each.original]
        score: int | None = None
        after = current
        if current == "normal":
            score = 0
            for each in span:
                if each.ac >= 2:
                    earned = each.accepted and each.accepted_one_step_tighter
                    score = score + 3 if earned else 0
                else:
                    score = score + 2 if each.accepted else 0
            if lot.original:
                if sum(not each.accepted for each in span[-5:]) >= 2:
                    after, score = "tightened", 0
                elif score >= 30 and lot.steady and authorised:
                    after = "reduced"
        elif current == "tightened" and lot.original:
            tail = span[-5:]
            if len(tail) == 5 and all(each.accepted for each in tail):
                after = "normal"
            elif sum(not each.accepted for each in span) >= 5:
                after = "discontinued"
        elif current == "reduced" and lot.original and not (lot.accepted and lot.steady):
            after = "normal"
        if after != current:
            began = number + 1
        told.append((current, score, after))
        current = after
    return told


LOTS = st.lists(
    st.builds(
        LotOutcome,
        accepted=st.sampled_from([True, True, True, True, True, True, True, False]),
        ac=st.integers(0, 4),
        accepted_one_step_tighter=st.sampled_from([True, True, True, True, False]),
        original=st.sampled_from([True, True, True, True, True, False]),
        steady=st.sampled_from([True, True, True, True, True, False]),
        resumed=st.booleans(),
    ),
    max_size=120,
)


@given(lots=LOTS, authorised=st.booleans())
def test_agrees_with_a_naive_reading_of_the_clauses(
    lots: list[LotOutcome], authorised: bool
) -> None:
    told = [(each.used, each.score, each.next) for each in steps(lots, authorised=authorised)]
    assert told == naive(lots, authorised)


@given(rejects=st.lists(st.booleans(), max_size=60), resumes=st.booleans())
def test_agrees_on_histories_of_poor_suppliers(rejects: list[bool], resumes: bool) -> None:
    lots = [
        LotOutcome(accepted=not bad, ac=1, resumed=resumes and number % 7 == 0)
        for number, bad in enumerate(rejects)
    ]
    told = [(each.used, each.score, each.next) for each in steps(lots, authorised=True)]
    assert told == naive(lots, True)


def test_two_of_five_not_accepted_lead_to_tightened_on_the_next_lot() -> None:
    told = steps([BAD, good(), good(), good(), BAD, good()], authorised=False)
    assert [each.next for each in told[:5]] == ["normal"] * 4 + ["tightened"]
    assert told[5].used == "tightened"
    assert told[5].score is None


def test_two_of_six_do_not() -> None:
    told = steps([BAD, good(), good(), good(), good(), BAD], authorised=False)
    assert told[-1].next == "normal"


def test_five_accepted_in_a_row_lead_back_to_normal_with_a_fresh_window() -> None:
    start = SwitchState(severity="tightened", not_accepted=4)
    told = steps([good()] * 5 + [BAD, good(), good(), good(), BAD], authorised=False, start=start)
    assert told[4].next == "normal"
    assert told[8].next == "normal"
    assert told[9].next == "tightened"


def test_five_not_accepted_on_tightened_discontinue_until_resumed_on_tightened() -> None:
    start = SwitchState(severity="tightened")
    lots = [BAD, good(), BAD, good(), BAD, BAD, BAD, good()]
    told = steps(lots, authorised=True, start=start)
    assert told[6].next == "discontinued"
    assert (told[7].used, told[7].score, told[7].next) == ("discontinued", None, "discontinued")
    resumed = steps(
        [*lots, LotOutcome(accepted=True, ac=1, resumed=True)], authorised=True, start=start
    )
    assert (resumed[8].used, resumed[8].next) == ("tightened", "tightened")


@pytest.mark.parametrize(("ac", "lots"), [(2, 10), (1, 15), (0, 15)])
def test_the_shortest_way_to_reduced(ac: int, lots: int) -> None:
    told = steps([good(ac)] * (lots + 1), authorised=True)
    assert [each.next for each in told[: lots - 1]] == ["normal"] * (lots - 1)
    assert (told[lots - 1].score, told[lots - 1].next) == (30, "reduced")
    assert (told[lots].used, told[lots].score) == ("reduced", None)


def test_reduced_needs_authority_and_steady_production() -> None:
    assert steps([good()] * 12, authorised=False)[-1].score == 36
    unsteady = [*[good()] * 9, LotOutcome(
        accepted=True, ac=3, accepted_one_step_tighter=True, steady=False
    )]  # fmt: skip
    told = steps([*unsteady, good()], authorised=True)
    assert [each.next for each in told[-2:]] == ["normal", "reduced"]


@pytest.mark.parametrize("lot", [BAD, LotOutcome(accepted=True, ac=1, steady=False)])
def test_reduced_ends_with_a_lot_not_accepted_or_irregular_delivery(lot: LotOutcome) -> None:
    told = steps([lot, good()], authorised=True, start=SwitchState(severity="reduced"))
    assert told[0].next == "normal"
    assert told[1].score == 3


def test_the_score_falls_to_zero() -> None:
    told = steps([good(), good(3, tighter=False), good(1), good(0, tighter=False)],
                 authorised=True)  # fmt: skip
    assert [each.score for each in told] == [3, 0, 2, 4]


def test_a_resubmitted_lot_changes_nothing() -> None:
    again = LotOutcome(accepted=False, ac=1, original=False)
    state = SwitchState(score=6, recent=(True, False))
    assert advance(state, again, authorised=True) == state
    told = steps([good(), again, good()], authorised=True)
    assert [each.score for each in told] == [3, 3, 6]


def test_one_step_tighter_uses_the_executed_letter_and_the_column_to_the_left() -> None:
    tables = sampling_tables()
    plan = class_plan(tables, "major", "K", "2.5")
    assert [accepted_one_step_tighter(tables, plan, found) for found in (5, 6, 7)] == [
        True, False, False,
    ]  # fmt: skip
    edge = class_plan(tables, "major", "Q", "0.010")
    assert accepted_one_step_tighter(tables, edge, 0)
    assert not accepted_one_step_tighter(tables, edge, 1)


def test_one_step_tighter_keeps_the_sample_wherever_it_decides() -> None:
    tables = sampling_tables()
    cells = 0
    for (letter, aql), cell in tables.cells["normal"].items():
        tighter = tables.tighter_aql(aql)
        if cell.ac >= 2 and tighter is not None:
            cells += 1
            assert tables.single("normal", cell.letter, tighter).n == cell.n, (letter, aql)
    assert cells == 248


def test_severities_are_known_by_name() -> None:
    assert known_switch_severity("discontinued") == "discontinued"
    with pytest.raises(PlanError, match="unknown_severity"):
        known_switch_severity("harsh")
