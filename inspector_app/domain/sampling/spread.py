"""Which drawn units a check with a smaller sample of its own looks at."""

from __future__ import annotations

from inspector_app.domain.sampling.draw import Draw


def spread_positions(draw: Draw, n: int) -> tuple[int, ...]:
    """``n`` draw positions spread over the opened cartons: the first unit of each in the order
    drawn, then the second of each, and so on. All positions where there are no more."""
    found: list[int] = []
    most = max((drawn.units for drawn in draw.cartons), default=0)
    for round_ in range(most):
        found += [c.first_position + round_ for c in draw.cartons if round_ < c.units]
        if len(found) >= n:
            break
    return tuple(found[:n])
