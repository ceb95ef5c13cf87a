"""The operating characteristic: exact sums, known points, monotony."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.sampling.oc import (
    accept_lot,
    accept_per_100,
    accept_process,
    plan_strength,
)


def test_the_lot_chance_counts_all_possible_samples() -> None:
    for bad in range(8):
        units = [True] * bad + [False] * (7 - bad)
        samples = list(combinations(units, 3))
        for ac in range(3):
            passed = sum(sum(sample) <= ac for sample in samples)
            assert accept_lot(7, bad, 3, ac) == Fraction(passed, len(samples))


def test_a_whole_lot_leaves_nothing_to_chance() -> None:
    assert accept_lot(8, 1, 20, 0) == 0
    assert accept_lot(8, 0, 20, 0) == 1


def test_zero_acceptance_is_a_power() -> None:
    assert accept_process(20, 0, 0.1) == pytest.approx(0.9**20)
    assert accept_per_100(20, 0, 10) == pytest.approx(exp(-2))


@pytest.mark.parametrize(("fraction", "chance"), [(0.0, 1.0), (-0.1, 1.0), (1.0, 0.0), (1.5, 0.0)])
def test_the_ends_are_certain(fraction: float, chance: float) -> None:
    assert accept_process(20, 3, fraction) == chance
    assert accept_process(3, 3, fraction) == 1.0
    assert accept_per_100(20, 3, min(fraction, 0.0)) == 1.0


@given(n=st.integers(1, 2000), ac=st.integers(0, 44), first=st.floats(0, 1), more=st.floats(0, 1))
def test_worse_quality_is_accepted_less_often(n: int, ac: int, first: float, more: float) -> None:
    low, high = sorted((first, more))
    assert accept_process(n, ac, low) >= accept_process(n, ac, high) - 1e-9
    assert accept_per_100(n, ac, low * 100) >= accept_per_100(n, ac, high * 100) - 1e-9


def test_a_large_lot_behaves_like_the_process() -> None:
    exact = float(accept_lot(1_000_000, 25_000, 125, 7))
    assert exact == pytest.approx(accept_process(125, 7, 0.025), abs=1e-3)


def test_known_strength_of_k_at_2_5() -> None:
    known = plan_strength(125, 7)
    assert known.accepted_95 == pytest.approx(3.22, abs=0.01)
    assert known.accepted_10 == pytest.approx(9.24, abs=0.01)


@pytest.mark.parametrize(("n", "ac"), [(2, 30), (8, 5), (125, 7), (2000, 21)])
def test_the_strength_of_counts_lies_on_the_curve(n: int, ac: int) -> None:
    known = plan_strength(n, ac, nonconformities=True)
    assert accept_per_100(n, ac, known.accepted_95) == pytest.approx(0.95)
    assert accept_per_100(n, ac, known.accepted_10) == pytest.approx(0.10)
