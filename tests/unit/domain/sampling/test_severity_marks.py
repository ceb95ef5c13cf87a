"""Going on from where a history stood tells what walking all of it tells, whatever comes late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.sampling.severity_history import (
    ClassOutcome,
    HistoryEvent,
    HistoryLot,
    Ruling,
    derive,
)
from inspector_app.domain.sampling.severity_marks import (
    BEGINNING,
    EVERY,
    LATEST,
    Mark,
    holds,
    kept,
    walk,
)

DAWN = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


def lot(station: str, seq: int, minute: int, **changes: Any) -> HistoryLot:
    at = DAWN + timedelta(minutes=minute)
    outcome = ClassOutcome(
        cls="major", used="normal", accepted=True, ac=2, accepted_one_step_tighter=True
    )
    values: dict[str, Any] = {
        "inspection_id": f"{station}-{seq}", "lot_number": f"L{station}{seq}",
        "station_id": station, "seq": seq, "at": at, "planned_at": at - timedelta(minutes=7),
        "outcomes": (outcome,),
    }  # fmt: skip
    return HistoryLot(**{**values, **changes})


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[ClassOutcome, ...]:
    classes = draw(st.lists(st.sampled_from(["critical", "major"]), min_size=1, unique=True))
    return tuple(
        ClassOutcome(
            cls=cls, used=draw(st.sampled_from(["normal", "normal", "tightened", "reduced"])),
            accepted=draw(st.integers(0, 3)) > 0, ac=draw(st.sampled_from([0, 2])),
            accepted_one_step_tighter=draw(st.booleans()),
        )
        for cls in classes
    )  # fmt: skip


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[HistoryEvent]]:
    """Parts in which events of three stations arrive; a clock may stand still or go back, and an
    event may come once more with another result."""
    parts: list[list[HistoryEvent]] = []
    seqs = dict.fromkeys("ABC", 0)
    minutes = dict.fromkeys("ABC", 0)
    sent: list[HistoryEvent] = []
    for _ in range(draw(st.integers(1, 6))):
        part: list[HistoryEvent] = []
        station = draw(st.sampled_from("ABC"))
        for _ in range(draw(st.integers(1, 20))):
            seqs[station] += 1
            minutes[station] += draw(st.sampled_from([1, 5, 5, 20, 0, -30]))
            event: HistoryEvent = lot(
                station, seqs[station], minutes[station], outcomes=draw(outcomes())
            )
            if draw(st.integers(0, 9)) == 0:
                event = Ruling(
                    cls="major", kind=draw(st.sampled_from(["reduce", "restore", "resume"])),
                    reason="why", person_id="U", station_id=station, seq=seqs[station],
                    at=event.at,
                )  # fmt: skip
            part.append(event)
        lots = [each for each in sent if isinstance(each, HistoryLot)]
        if lots and draw(st.booleans()):
            part.append(replace(draw(st.sampled_from(lots)), outcomes=draw(outcomes())))
        sent += part
        parts.append(part)
    return parts


def place(event: HistoryEvent) -> tuple[str, int]:
    return event.station_id, event.seq


def check_same(mark: Mark, events: list[HistoryEvent]) -> None:
    whole = derive(events)
    assert mark.standings == whole.standings
    assert mark.steps == whole.steps[-LATEST:]
    assert mark.events == len(events)
    assert mark.stale == len({step.inspection_id for step in whole.steps if step.stale})


@settings(max_examples=40, deadline=None)
@given(arrivals())
def test_from_the_latest_mark_that_holds_all_ends_as_from_the_beginning(
    parts: list[list[HistoryEvent]],
) -> None:
    known: dict[tuple[str, int], HistoryEvent] = {}
    marks = [BEGINNING]
    for part in parts:
        changed = [*part, *(known[place(each)] for each in part if place(each) in known)]
        known |= {place(each): each for each in part}
        marks = [mark for mark in marks if holds(mark, changed)]
        for start in marks:
            behind = [each for each in known.values() if each.at >= start.moment]
            assert start.events + len(behind) == len(known)
            found = walk(start, behind)
            check_same(found.head, list(known.values()))
            assert found.steps == derive(known.values()).steps[len(derive(
                each for each in known.values() if each.at < start.moment
            ).steps):]  # fmt: skip
        found = walk(marks[-1], [each for each in known.values() if each.at >= marks[-1].moment])
        marks = [*marks, *(mark for mark in found.marks if mark != found.head), found.head]


def test_marks_are_passed_at_even_counts_where_a_moment_parts_the_lots() -> None:
    events = [lot("A", n, n) for n in range(1, 3 * EVERY + 2)]
    found = walk(BEGINNING, events)
    assert [mark.events for mark in found.marks] == [EVERY, 2 * EVERY, 3 * EVERY]
    assert found.head.events == 3 * EVERY + 1
    assert found.marks[0].last == {"A": EVERY}
    # Two stations sealed at the same moment: nothing parts them there.
    events[EVERY] = lot("B", 1, EVERY)
    assert [mark.events for mark in walk(BEGINNING, events).marks] == [2 * EVERY, 3 * EVERY]


def test_a_mark_at_the_end_is_one_to_keep_when_its_count_is_even() -> None:
    found = walk(BEGINNING, [lot("A", n, n) for n in range(1, EVERY + 1)])
    assert found.marks == (found.head,)
    assert walk(found.head, []).head == found.head
    assert walk(found.head, []).marks == ()


@pytest.mark.parametrize(
    ("late", "sound"),
    [
        (lot("A", 5, 10), True),
        (lot("B", 1, 5), True),  # at the very next moment
        (lot("B", 1, 3), False),
        (lot("A", 3, 10), False),  # before one that is counted, though its clock says later
    ],
)
def test_a_mark_holds_while_nothing_before_it_changes(late: HistoryLot, sound: bool) -> None:
    mark = walk(BEGINNING, [lot("A", 1, 1), lot("A", 4, 4)]).head
    assert holds(mark, [late]) is sound
    assert holds(mark, [])


def test_marks_thin_out_with_distance_and_never_lose_the_way_back() -> None:
    counts: set[int] = set()
    for head in range(EVERY, 40_000, EVERY):
        counts = set(kept({*counts, head}, head))
    assert len(counts) < 30
    behind = sorted(head - count for count in counts)
    assert behind[0] == 0
    assert all(later <= 4 * max(earlier, EVERY) for earlier, later in pairwise(behind))
    assert kept([0, 5, EVERY], EVERY) == {EVERY}
