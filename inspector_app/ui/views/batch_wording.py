"""How a printed last day is introduced on the goods: it says which day is the last."""

from __future__ import annotations

from inspector_app.domain.shelf_life.last_day import WORDINGS, Wording
from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.chips import Choice, ReasonChips


class WordingChips(ReasonChips):
    """One of 保质期至, 限期使用日期, …前使用; the first unless chosen. ``reasonChosen``."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        ui.texts.languageChanged.connect(self._offer)
        self._offer()
        self.choose("until")

    def _offer(self) -> None:
        t = self._ui.t
        kept = self.value or "until"
        self.set_choices([Choice(value=each, text=t(f"wording.{each}")) for each in WORDINGS])
        self.choose(kept)

    @property
    def wording(self) -> Wording:
        """The chosen one."""
        return next((each for each in WORDINGS if each == self.value), "until")
