"""Histories of a supplier's product: order, causes, rulings, stale plans; and a naive second."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import SwitchState
from inspector_app.domain.sampling.severity_history import (
    ClassOutcome,
    History,
    HistoryEvent,
    HistoryLot,
    Ruling,
    Standing,
    derive,
    in_order,
    plan_severity,
)
from inspector_app.domain.sampling.switching import ruled

DAWN = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


def lot(
    number: int,
    accepted: bool = True,
    used: Any = "normal",
    *,
    ac: int = 2,
    tighter: bool = True,
    cls: str = "major",
    **changes: Any,
) -> HistoryLot:
    """Lot ``number``, planned and sealed in its own hour."""
    at = DAWN + timedelta(hours=number)
    outcome = ClassOutcome(
        cls=cls, used=used, accepted=accepted, ac=ac,
        accepted_one_step_tighter=accepted and tighter,
    )  # fmt: skip
    values: dict[str, Any] = {
        "inspection_id": f"i-{number}", "lot_number": f"L{number}", "station_id": "A",
        "seq": number, "at": at, "planned_at": at - timedelta(minutes=30),
        "outcomes": (outcome,),
    }  # fmt: skip
    return HistoryLot(**{**values, **changes})


def ruling(number: int, kind: Any, cls: str = "major") -> Ruling:
    return Ruling(
        cls=cls, kind=kind, reason="why", person_id="U-9", station_id="A", seq=number,
        at=DAWN + timedelta(hours=number),
    )  # fmt: skip


def told(history: History) -> list[tuple[str, str, str]]:
    return [(step.lot_number or step.ruling, step.due, step.next) for step in history.steps]


def test_two_lots_not_accepted_tighten_and_are_named() -> None:
    history = derive([lot(1), lot(2, False), lot(3), lot(4, False), lot(5, used="tightened")])
    assert [step.next for step in history.steps] == [
        "normal", "normal", "normal", "tightened", "tightened",
    ]  # fmt: skip
    change = history.steps[3]
    assert (change.cause, change.made_by) == ("two_of_five_not_accepted", ("L2", "L4"))
    standing = history.standing("major")
    assert (standing.severity, standing.made_by) == ("tightened", ("L2", "L4"))
    assert [step.cause for step in history.steps if step is not change] == [""] * 4


def test_five_accepted_lead_back_and_are_named() -> None:
    events = [lot(1, False), lot(2, False)]
    events += [lot(n, used="tightened") for n in range(3, 8)]
    history = derive(events)
    assert history.steps[-1].cause == "five_accepted"
    assert history.standing("major").made_by == ("L3", "L4", "L5", "L6", "L7")
    assert history.standing("major").severity == "normal"


def test_discontinuation_names_its_five_lots_and_blocks_the_plan_until_resumed() -> None:
    events: list[HistoryEvent] = [lot(1, False), lot(2, False)]
    events += [lot(n, n % 2 == 0, used="tightened") for n in range(3, 12)]
    standing = derive(events).standing("major")
    assert standing.severity == "discontinued"
    assert standing.made_by == ("L3", "L5", "L7", "L9", "L11")
    with pytest.raises(PlanError, match="inspection_discontinued") as refused:
        plan_severity(standing)
    assert refused.value.params["lots"] == "L3、L5、L7、L9、L11"
    assert plan_severity(standing, original=False) == "tightened"
    late = derive([*events, lot(12, used="tightened")])
    assert late.steps[-1].why_not == "discontinued"
    resumed = derive([*events, ruling(12, "resume")])
    assert resumed.standing("major").severity == "tightened"
    assert resumed.standing("major").cause == "resumed"
    assert resumed.standing("major").made_by == ("L3", "L5", "L7", "L9", "L11")
    assert resumed.steps[-1].due_at_plan == ""
    assert plan_severity(resumed.standing("major")) == "tightened"


def test_reduction_waits_for_a_supervisor_and_takes_effect_after_the_ruling() -> None:
    events: list[HistoryEvent] = [lot(n) for n in range(1, 11)]
    before = derive(events).standing("major")
    assert (before.state.score, before.reduction_due, before.severity) == (30, True, "normal")
    assert derive(events).steps[-1].score == 30
    history = derive([*events, ruling(11, "reduce"), lot(12, used="reduced")])
    assert told(history)[-2:] == [("reduce", "normal", "reduced"), ("L12", "reduced", "reduced")]
    assert history.steps[-1].score is None
    assert history.standing("major").made_by == tuple(f"L{n}" for n in range(1, 11))
    assert plan_severity(history.standing("major")) == "reduced"
    assert plan_severity(history.standing("major"), original=False) == "normal"
    ended = derive([*events, ruling(11, "reduce"), lot(12, False, used="reduced")])
    assert ended.steps[-1].cause == "not_accepted_on_reduced"
    assert ended.standing("major").made_by == ("L12",)
    assert ended.standing("major").state.score == 0


def test_lots_behind_a_score_begin_after_it_was_last_nothing() -> None:
    events: list[HistoryEvent] = [lot(1), lot(2, tighter=False), *[lot(n) for n in range(3, 13)]]
    history = derive([*events, ruling(13, "reduce")])
    assert history.standing("major").made_by == tuple(f"L{n}" for n in range(3, 13))


def test_irregular_delivery_restores_normal_inspection() -> None:
    events: list[HistoryEvent] = [*[lot(n) for n in range(1, 11)], ruling(11, "reduce")]
    history = derive([*events, ruling(12, "restore")])
    assert history.standing("major") == Standing(cls="major", cause="irregular")
    assert history.steps[-1].reason == "why"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("reduce", "reduction_not_due"),
        ("restore", "severity_not_reduced"),
        ("resume", "inspection_not_discontinued"),
    ],
)
def test_a_ruling_whose_condition_is_not_met_changes_nothing(kind: Any, code: str) -> None:
    with pytest.raises(PlanError, match=code):
        ruled(SwitchState(score=29), kind)
    history = derive([lot(1), ruling(2, kind)])
    step = history.steps[-1]
    assert (step.why_not, step.due, step.next, step.score) == ("no_effect", "normal", "normal", 3)
    assert history.standing("major").state.score == 3


def test_a_lot_planned_before_the_switch_counts_only_if_it_failed_the_easier_plan() -> None:
    base = [lot(1, False), lot(2, False)]
    early = DAWN + timedelta(minutes=10)
    passed = derive([*base, lot(3, True, planned_at=early)])
    assert (passed.steps[-1].why_not, passed.steps[-1].stale) == ("other_severity", False)
    assert passed.standing("major").state.accepted_run == 0
    failed = derive([*base, lot(3, False, planned_at=early)])
    assert (failed.steps[-1].why_not, failed.steps[-1].stale) == ("", False)
    assert failed.standing("major").state.not_accepted == 1
    harder = derive([lot(1, False, used="tightened")])
    assert (harder.steps[0].why_not, harder.steps[0].stale) == ("other_severity", True)
    assert harder.standing("major").state == SwitchState()


def test_a_plan_from_a_stale_state_is_flagged() -> None:
    history = derive([lot(1, False), lot(2, False), lot(3, used="normal")])
    assert [step.stale for step in history.steps] == [False, False, True]
    assert history.steps[-1].due_at_plan == "tightened"


def test_a_record_of_another_station_that_arrives_late_makes_later_plans_stale() -> None:
    known = [lot(1, False), lot(4, False), lot(6, used="tightened")]
    assert not any(step.stale for step in derive(known).steps)
    other = lot(2, False, station_id="B", seq=1, lot_number="B2", inspection_id="b2")
    history = derive([*known[:1], known[1], lot(5), other])
    assert [step.lot_number for step in history.steps] == ["L1", "B2", "L4", "L5"]
    assert [step.stale for step in history.steps] == [False, False, True, True]


def test_a_clock_set_back_does_not_move_a_lot_before_an_earlier_one_of_its_station() -> None:
    first, second = lot(5), replace(lot(6), at=DAWN)
    other = lot(3, station_id="B", seq=1)
    assert [event.seq for event in in_order([second, first, other])] == [1, 5, 6]


def test_classes_switch_for_themselves_and_an_unknown_one_begins_normal() -> None:
    history = derive([lot(1, False), lot(2, cls="minor"), lot(3, False)])
    assert history.standing("major").severity == "tightened"
    assert history.standing("minor").severity == "normal"
    assert history.standing("critical") == Standing(cls="critical")


def test_a_history_goes_on_from_a_start() -> None:
    whole = [lot(1, False), lot(2), lot(3, False), *[lot(n, used="tightened") for n in range(4, 9)]]
    for cut in range(len(whole) + 1):
        before = derive(whole[:cut])
        after = derive(whole[cut:], before.standings, before.steps)
        assert after.standings == derive(whole).standings
        assert (*before.steps, *after.steps) == derive(whole).steps


def test_a_lot_that_was_open_when_the_severity_changed_is_not_called_stale() -> None:
    before = derive([lot(1, False), lot(2, False)])
    early = lot(3, planned_at=DAWN + timedelta(minutes=90))
    known = derive([early], before.standings, before.steps)
    assert not known.steps[0].stale
    assert derive([early], before.standings).steps[0].stale, "without them nothing else is known"


# -- a second implementation that looks back over the whole history for every lot


@dataclass(frozen=True)
class Plain:
    """One event of a plain story: a result under some severity, or a ruling."""

    kind: str
    accepted: bool = True
    used: str = ""  # "" for the one that is due
    ac: int = 2
    tighter: bool = True


ORDER = ["reduced", "normal", "tightened", "discontinued"]


def naive(story: list[Plain]) -> list[str]:
    """The severity after each event, judged by re-reading the story since the last change."""
    result: list[str] = []
    current, since = "normal", 0
    counted: list[Plain | None] = []
    for number, event in enumerate(story):
        kept: Plain | None = None
        if event.kind == "lot" and current != "discontinued":
            used = event.used or current
            easier = ORDER.index(used) < ORDER.index(current)
            if used == current or (easier and not event.accepted):
                kept = event
        counted.append(kept)
        lots = [each for each in counted[since:] if each is not None]
        now = current
        if event.kind == "reduce" and current == "normal" and points(lots) >= 30:
            now = "reduced"
        elif event.kind == "restore" and current == "reduced":
            now = "normal"
        elif event.kind == "resume" and current == "discontinued":
            now = "tightened"
        elif kept is not None:
            now = after_lots(current, lots)
        if now != current:
            current, since = now, number + 1
        result.append(current)
    return result


def points(lots: list[Plain]) -> int:
    score = 0
    for each in lots:
        good = each.accepted and (each.ac < 2 or each.tighter)
        score = score + (3 if each.ac >= 2 else 2) if good else 0
    return score


def after_lots(current: str, lots: list[Plain]) -> str:
    if current == "normal" and [each.accepted for each in lots[-5:]].count(False) >= 2:
        return "tightened"
    if current == "tightened":
        if len(lots) >= 5 and all(each.accepted for each in lots[-5:]):
            return "normal"
        if [each.accepted for each in lots].count(False) >= 5:
            return "discontinued"
    if current == "reduced" and not lots[-1].accepted:
        return "normal"
    return current


def played(story: list[Plain]) -> History:
    """The same story as events, each lot planned right before it is sealed."""
    events: list[HistoryEvent] = []
    current = "normal"
    for number, (event, after) in enumerate(zip(story, naive(story), strict=True), start=1):
        if event.kind == "lot":
            used = event.used or ("tightened" if current == "discontinued" else current)
            events.append(lot(number, event.accepted, used, ac=event.ac, tighter=event.tighter))
        else:
            events.append(ruling(number, event.kind))
        current = after
    return derive(events)


STORIES = st.integers(0, 9).flatmap(
    lambda badness: st.lists(
        st.builds(
            Plain,
            kind=st.sampled_from(["lot"] * 12 + ["reduce", "reduce", "restore", "resume"]),
            accepted=st.sampled_from([True] * (11 - badness) + [False] * (1 + badness // 2)),
            used=st.sampled_from([""] * 9 + ["normal", "tightened", "reduced"]),
            ac=st.integers(0, 4),
            tighter=st.sampled_from([True, True, True, True, True, False]),
        ),
        max_size=250,
    )
)


@settings(max_examples=200, deadline=None)
@given(story=STORIES)
def test_agrees_with_a_naive_reading_on_long_random_histories(story: list[Plain]) -> None:
    assert [step.next for step in played(story).steps] == naive(story)


@settings(max_examples=60, deadline=None)
@given(story=STORIES)
def test_every_change_names_lots_of_the_history_that_were_known(story: list[Plain]) -> None:
    history = played(story)
    seen: list[str] = []
    for step in history.steps:
        if step.lot_number:
            seen.append(step.lot_number)
        assert set(step.made_by) <= set(seen)
        assert bool(step.cause) == (step.next != step.due)
        if step.cause in ("two_of_five_not_accepted", "five_accepted", "five_not_accepted"):
            assert len(step.made_by) == (2 if step.cause == "two_of_five_not_accepted" else 5)
