"""What a plan can and cannot tell: its operating characteristic.

Acceptance of a lot is hypergeometric where its bad units are whole units, binomial for the
process behind it, and Poisson for nonconformities per 100 units (GB/T 2828.1-2012 clause 12.1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma, log, log1p

PRODUCER_SIDE = 0.95
CONSUMER_SIDE = 0.10
_STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStrength:
    """Percent nonconforming (or nonconformities per 100 units) that pass 95 and 10 of 100 times.

    A lot better than ``accepted_95`` nearly always passes, one worse than ``accepted_10`` nearly
    never; between them the plan decides by luck of the draw.
    """

    n: int
    ac: int
    accepted_95: float
    accepted_10: float


def accept_lot(lot_size: int, nonconforming: int, n: int, ac: int) -> Fraction:
    """Exact chance to accept a lot with that many nonconforming units (hypergeometric)."""
    if n >= lot_size:
        return Fraction(int(nonconforming <= ac))
    most = min(ac, nonconforming, n)
    ways = sum(
        comb(nonconforming, bad) * comb(lot_size - nonconforming, n - bad)
        for bad in range(most + 1)
    )
    return Fraction(ways, comb(lot_size, n))


def accept_process(n: int, ac: int, fraction: float) -> float:
    """Chance to accept when that fraction of the process is nonconforming (binomial)."""
    if fraction <= 0 or ac >= n:
        return 1.0
    if fraction >= 1:
        return 0.0
    good, bad = log1p(-fraction), log(fraction)
    return min(
        1.0,
        sum(
            exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * bad + (n - k) * good)
            for k in range(ac + 1)
        ),
    )


def accept_per_100(n: int, ac: int, per_100: float) -> float:
    """Chance to accept at that many nonconformities per 100 units (Poisson)."""
    mean = n * per_100 / 100
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(ac + 1)))


def plan_strength(n: int, ac: int, *, nonconformities: bool = False) -> PlanStrength:
    """The two qualities that tell in a sentence what the plan guards against."""

    def chance(quality: float) -> float:
        if nonconformities:
            return accept_per_100(n, ac, quality)
        return accept_process(n, ac, quality / 100)

    # A mean of 2 · (Ac + 12) is accepted far less often than 10 times of 100.
    high = 200 * (ac + 12) / n if nonconformities else 100.0
    return PlanStrength(
        n=n,
        ac=ac,
        accepted_95=_quality(chance, PRODUCER_SIDE, high),
        accepted_10=_quality(chance, CONSUMER_SIDE, high),
    )


def _quality(chance: Callable[[float], float], wanted: float, high: float) -> float:
    """Bisection: the chance falls as quality gets worse."""
    low = 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if chance(middle) > wanted:
            low = middle
        else:
            high = middle
    return low
