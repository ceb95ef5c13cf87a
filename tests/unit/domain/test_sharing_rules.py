"""Whose a line is, what became of a lot, and what two stations did to one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.disputes import (
    RULINGS,
    DisputeState,
    OpenedLot,
    dispute_id,
    is_double,
    lot_standing,
    stricter,
)
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.lot_outcome import held, outcome
from inspector_app.domain.order_shares import (
    LineLoad,
    LineShare,
    LineShares,
    check_shares,
    doubt,
    over,
)


def shares(*parts: tuple[str, int]) -> LineShares:
    return LineShares(
        order_id="O", line_id="1", shares=tuple(LineShare(station=s, units=u) for s, u in parts)
    )


def test_a_line_has_one_owner_or_a_split() -> None:
    assert shares(("a", 0)).owner == "a"
    assert shares(("a", 5), ("b", 5)).owner == ""
    assert shares().owner == ""
    assert shares(("a", 0)).of("b") is None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((("a", 5), ("a", 5)), "share_twice"),
        ((("", 0),), "share_twice"),
        ((("a", 5), ("b", 0)), "share_without_units"),
        ((("a", -1),), "share_without_units"),
        ((("a", 60), ("b", 41)), "shares_exceed_line"),
    ],
)
def test_shares_that_cannot_be_are_refused(parts: tuple[tuple[str, int], ...], code: str) -> None:
    with pytest.raises(IntakeError, match=code):
        check_shares(shares(*parts), 100)


def test_shares_that_fit_are_kept() -> None:
    for good in (shares(), shares(("a", 0)), shares(("a", 60), ("b", 40))):
        assert check_shares(good, 100) is good


@pytest.mark.parametrize(
    ("given_to", "here", "elsewhere", "size", "found"),
    [
        (None, 0, 0, 500, ""),  # a station alone counts for itself
        (None, 0, 60, 40, ""),
        (None, 0, 60, 41, "over_line"),
        (shares(("me", 0)), 0, 0, 100, ""),
        (shares(("you", 0)), 0, 0, 1, "other_station"),
        (shares(("me", 50), ("you", 50)), 20, 0, 30, ""),
        (shares(("me", 50), ("you", 50)), 20, 0, 31, "over_share"),
        (shares(("me", 0)), 50, 40, 20, "over_line"),
        (shares(), 0, 0, 10, ""),
    ],
)
def test_what_a_lot_meets(
    given_to: LineShares | None, here: int, elsewhere: int, size: int, found: str
) -> None:
    load = LineLoad(units=100, here=here, elsewhere=elsewhere)
    assert doubt(given_to, "me", load, size) == found


def test_what_the_dock_received_too_much_is_tolerated() -> None:
    load = LineLoad(units=100, here=0, elsewhere=60)
    assert doubt(None, "me", load, 50, tolerated=10) == ""
    assert over(100, [60, 50]) == 10
    assert over(100, [60]) == 0


@pytest.mark.parametrize(
    ("overall", "told", "units"),
    [
        ("accept", [], (100, 0, 0)),
        ("reject", [], (0, 100, 0)),
        ("hold", [], (0, 0, 100)),
        ("hold", [("concession", 60), ("return", 40)], (60, 40, 0)),
        ("hold", [("accept", 30)], (30, 0, 70)),
        ("reject", [("sort", 100)], (0, 0, 100)),
        ("accept", [("scrap", 5), ("rework", 5)], (90, 5, 5)),
        ("accept", [("urgent_release", 50)], (100, 0, 0)),
        ("hold", [("accept", 90), ("scrap", 90)], (10, 90, 0)),
    ],
)
def test_what_became_of_a_lot(
    overall: str, told: list[tuple[str, int]], units: tuple[int, int, int]
) -> None:
    found = outcome(100, overall, told)
    assert (found.accepted, found.rejected, found.waiting) == units


WORDS = st.sampled_from(
    ["accept", "concession", "return", "scrap", "sort", "rework", "urgent_release", "?"]
)


@given(
    st.integers(0, 5000), st.sampled_from(["accept", "reject", "hold", "?"]),
    st.lists(st.tuples(WORDS, st.integers(-10, 6000)), max_size=6),
)  # fmt: skip
def test_no_unit_is_lost_or_made(size: int, overall: str, told: list[tuple[str, int]]) -> None:
    found = outcome(size, overall, told)
    parts = (found.accepted, found.rejected, found.waiting)
    assert sum(parts) == size
    assert min(parts) >= 0


def test_a_held_lot_waits_whole() -> None:
    assert held(7).waiting == 7


ONE = OpenedLot(
    inspection="i-1", station="a", order_id="O", line_id="1", product_id="P", batches=("B1", "B2")
)
OTHER = replace(ONE, inspection="i-2", station="b", batches=(" b2 ",))


def test_the_same_batch_of_a_line_at_two_stations_is_opened_twice() -> None:
    assert is_double(ONE, OTHER)
    assert is_double(OTHER, ONE)
    assert is_double(ONE, replace(OTHER, batches=()))  # nobody knows what is in it
    assert is_double(ONE, replace(OTHER, batches=("",)))


@pytest.mark.parametrize(
    "change",
    [
        {"station": "a"},
        {"inspection": "i-1"},
        {"batches": ("B3",)},
        {"line_id": "2"},
        {"order_id": "X"},
        {"product_id": "Q"},
        {"voided": True},
        {"reinspection_of": "i-1"},
    ],
)
def test_other_goods_are_not(change: dict[str, object]) -> None:
    assert not is_double(ONE, replace(OTHER, **change))  # type: ignore[arg-type]


def test_lots_without_an_order_and_an_agreed_split_are_not() -> None:
    loose = {"order_id": "", "line_id": ""}
    assert not is_double(replace(ONE, **loose), replace(OTHER, **loose))
    assert not is_double(ONE, OTHER, split=("a", "b"))
    assert is_double(ONE, OTHER, split=("a",))
    assert is_double(ONE, OTHER, split=("a", "c"))


def test_a_dispute_has_one_name_whoever_raises_it() -> None:
    assert dispute_id("double_opening", "x", "y") == dispute_id("double_opening", "y", "x")
    assert dispute_id("double_opening", "x", "y") != dispute_id("over_count", "x", "y")
    assert all(RULINGS.values())


def test_merged_lots_have_the_stricter_verdict() -> None:
    assert stricter(["accept", "hold"]) == "hold"
    assert stricter(["hold", "reject", "accept"]) == "reject"
    assert stricter(["accept", "accept"]) == "accept"
    assert stricter([]) == "hold"


def double(**ruling: str) -> DisputeState:
    return DisputeState(kind="double_opening", **ruling)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("states", "standing"),
    [
        ((), "free"),
        ((double(),), "held"),
        ((DisputeState(kind="rival_revisions"),), "held"),
        ((DisputeState(kind="over_count"), DisputeState(kind="badge_twice")), "free"),
        ((double(ruling="keep", choice="i-1"),), "free"),
        ((double(ruling="keep", choice="i-2"),), "set_aside"),
        ((double(ruling="merge", choice="i-1", merged="accept"),), "free"),
        ((double(ruling="merge", choice="i-1", merged="hold"),), "held"),
        ((double(ruling="merge", choice="i-2", merged="accept"),), "set_aside"),
        ((double(ruling="separate"),), "free"),
        ((double(ruling="separate"), double()), "held"),
    ],
)
def test_what_may_go_on(states: tuple[DisputeState, ...], standing: str) -> None:
    assert lot_standing("i-1", states) == standing


@given(st.lists(st.sampled_from(["keep-1", "keep-2", "merge", ""]), min_size=1, max_size=3))
def test_two_openings_are_never_both_released(rulings: list[str]) -> None:
    told = tuple(
        double(ruling=each.split("-")[0], choice=f"i-{each[-1]}" if "-" in each else "i-1",
               merged="accept" if each == "merge" else "")
        for each in rulings
    )  # fmt: skip
    assert not all(lot_standing(lot, told) == "free" for lot in ("i-1", "i-2"))
