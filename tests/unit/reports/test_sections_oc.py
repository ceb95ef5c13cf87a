"""The operating characteristic as drawn: its scale and its points."""

from __future__ import annotations

import pytest

from inspector_app.reports.sections_oc import FADED, SCALES, STEPS, curves_of


@pytest.mark.parametrize(
    ("plans", "most"),
    [
        ((("major", 125, 7), ("minor", 125, 10)), 20.0),
        ((("major", 5, 0),), 100.0),
        ((("major", 2000, 0),), 0.5),
        ((("major", 32, 0), ("minor", 32, 5)), 50.0),
    ],
)
def test_the_scale_ends_where_all_plans_refuse(
    plans: tuple[tuple[str, int, int], ...], most: float
) -> None:
    scale, curves = curves_of(plans, nonconformities=False)
    assert scale == most
    assert len(curves) == len(plans)
    for curve in curves:
        assert curve.points[0] == (0.0, 1.0)
        assert curve.points[-1][1] <= FADED
        chances = [chance for _, chance in curve.points]
        assert chances == sorted(chances, reverse=True)
        assert len(curve.points) == STEPS + 1
        assert curve.strength.accepted_95 < curve.strength.accepted_10 <= scale


def test_nonconformities_per_100_units_go_beyond_100() -> None:
    scale, (curve,) = curves_of((("major", 2, 21),), nonconformities=True)
    assert scale == 2000
    assert curve.strength.accepted_95 == pytest.approx(741.9, rel=0.01)


def test_the_loosest_plans_of_the_tables_stay_on_the_scale() -> None:
    scale, curves = curves_of((("major", 2, 30), ("minor", 3, 44)), nonconformities=True)
    assert scale == SCALES[-1]
    assert all(curve.points[-1][1] <= FADED for curve in curves)
    assert all(curve.strength.accepted_10 < scale for curve in curves)
