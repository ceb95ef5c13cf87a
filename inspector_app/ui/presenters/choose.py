"""When a code may mean several things: cards to choose from. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.master import Product
from inspector_app.services.intake import Found, LineChoice
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.tools import Tools

ChoiceKind: TypeAlias = Literal["line", "product", "reading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCard:
    """One thing the code may mean; ``product``, ``line`` or ``reading`` by the page's kind."""

    product: Product | None = None
    line: LineChoice | None = None
    reading: ScanResult | None = None


class ChoosePresenter:
    """Holds what a scan found; ``choose(at)`` goes on with one of the cards."""

    def __init__(self, tools: Tools, finder: Finder) -> None:
        self.tools = tools
        self.finder = finder
        self._found: Found | None = None
        self._order_id = ""
        self._cards: tuple[ChoiceCard, ...] = ()
        self._kind: ChoiceKind = "line"

    @property
    def kind(self) -> ChoiceKind:
        return self._kind

    @property
    def cards(self) -> tuple[ChoiceCard, ...]:
        return self._cards

    @property
    def scan(self) -> ScanResult | None:
        """The scan that has to be decided."""
        return self._found.scan if self._found is not None else None

    def begin(self, found: Found, order_id: str = "") -> None:
        """Offer what the scan found."""
        self._found, self._order_id = found, order_id
        if found.kind == "choose_product":
            self._kind = "product"
            self._cards = tuple(ChoiceCard(product=each) for each in found.products)
        elif found.kind == "choose_line":
            self._kind = "line"
            self._cards = tuple(
                ChoiceCard(line=each, product=each.product) for each in found.choices
            )
        else:
            self._kind = "reading"
            self._cards = tuple(ChoiceCard(reading=each) for each in found.scan.candidates)

    def seconds_left(self, line: LineChoice) -> int:
        """Until the line's order is due."""
        return int((line.order.due_at - self.tools.station.clock.now()).total_seconds())

    def choose(self, at: int) -> None:
        """Go on with card ``at`` (from 0); beyond the last nothing happens."""
        if self._found is None or not 0 <= at < len(self._cards):
            return
        card, scan = self._cards[at], self._found.scan
        if card.reading is not None:
            self.finder.find(card.reading, self._order_id)
        elif card.line is not None:
            self.finder.choose_line(card.line, scan)
        elif card.product is not None:
            self.finder.choose_product(card.product, scan, self._order_id)
