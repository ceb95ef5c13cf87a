"""What is known of a line, its supplier and its goods from elsewhere, before a lot is opened."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services import lines_elsewhere
from inspector_app.services.intake import LineChoice
from inspector_app.services.lines_elsewhere import (
    NOTHING_ELSEWHERE,
    Doubt,
    GoodsHistory,
    LineElsewhere,
)
from inspector_app.services.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """``doubt`` says why this lot needs a reason; ``history`` is None before it was read."""

    line: LineElsewhere = NOTHING_ELSEWHERE
    doubt: Doubt | None = None
    history: GoodsHistory | None = None

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        history = self.history
        known = history is not None and (
            bool(history.complaints) or (history.supplier is not None and history.supplier.lots > 0)
        )
        return self.line.anything or self.doubt is not None or known


NO_OTHERS = Others()


def look_around(station: Station, choice: LineChoice, size: int, content: int) -> Others:
    """Read it all; not for the GUI thread."""
    order, line = choice.order, choice.line
    return Others(
        line=lines_elsewhere.of_line(station, order.id, line.id),
        doubt=lines_elsewhere.doubt_of(station, order, line, size, content),
        history=lines_elsewhere.goods_history(
            station, order.supplier_id or choice.product.supplier_id, choice.product.id
        ),
    )
