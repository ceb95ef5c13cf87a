"""Scenes of sampling, shelf life, standards, verdict and evidence, for ``screenshots.py``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from judged_lots import CREAM, ORDER, PATIENCE_S, REJECTED, JudgedLots
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from inspector_app.domain.inspection.counting import check_subjects
from inspector_app.ui.presenters.standards_document import Row

if TYPE_CHECKING:
    from screenshots import Studio

HIGHEST = 1900


class JudgingScenes:
    """How the window gets to each page; the goods are made for the first one."""

    def __init__(self) -> None:
        self._made: JudgedLots | None = None

    def lots(self, studio: Studio) -> JudgedLots:
        if self._made is None:
            self._made = JudgedLots(studio)
        return self._made

    def plan(self, studio: Studio) -> None:
        number = next(self.lots(studio).plans)
        _as(studio, "inspector", "lot", order_id=ORDER, line_id=f"{ORDER}-{number}")
        studio.window.page("lot")._presenter.open()
        studio.settle()
        _tall(studio)

    def opened_unit(self, studio: Studio) -> None:
        lot = self.lots(studio).walked
        second = check_subjects(lot.state, "opened_units")[1]
        _walk(studio, lot.id, f"opened_units|inner_seal|{second}|")

    def other_unit(self, studio: Studio) -> None:
        lot = self.lots(studio).walked
        _walk(studio, lot.id, f"units|||{next(iter(lot.state.drawn))}")
        studio.window.page("walk")._presenter.press("na")
        studio.settle()
        studio.after = lambda: studio.press(Qt.Key.Key_Escape)

    def early_stop(self, studio: Studio) -> None:
        lot = self.lots(studio).failing
        drawn = lot.state.drawn.items()
        carton = next(each for each, units in drawn if units > lot.state.examined(each))
        _walk(studio, lot.id, f"units|||{carton}")

    def kit(self, studio: Studio) -> None:
        lot = self.lots(studio).kit
        batch = lot.state.batches[0].id
        _walk(studio, lot.id, f"shelf_life|date_intact|batch:{batch}|")
        studio.window.page("walk")._presenter.change_batch(batch)
        _tall(studio, Qt.Key.Key_Escape)

    def again(self, studio: Studio) -> None:
        earlier = self.lots(studio).returned
        _as(studio, "colleague", "lot", order_id=ORDER, line_id=f"{ORDER}-{REJECTED}")
        presenter = studio.window.page("lot")._presenter
        presenter.edit_batch(replace(presenter.state.batches[0], number=REJECTED))
        studio.settle()
        presenter.repeat(earlier.id)
        studio.settle()

    def life_rules(self, studio: Studio) -> None:
        self.lots(studio)
        _as(studio, "supervisor", "life_rules")
        page = studio.window.page("life_rules")
        page._choose("cosmetics-720")
        studio.settle()
        studio.after = lambda: page._presenter.choose("")

    def standards(self, studio: Studio) -> None:
        self.lots(studio)
        _as(studio, "supervisor", "standards", standard_id="cosmetics_children")

    def standard(self, studio: Studio) -> None:
        self.standards(studio)
        presenter = studio.window.page("standards")._presenter
        draft = next((each for each in presenter.state.drafts), None)
        if draft is not None:
            studio.show("standard", draft_id=draft.id)
        else:
            presenter.choose("food")
            presenter.begin_edit("food", presenter.state.line.force.version)
            studio.settle()
        studio.window.page("standard")._presenter.select(Row(0, 2))
        studio.settle()

    def severity(self, studio: Studio) -> None:
        self.lots(studio)
        _as(studio, "supervisor", "severity", supplier_id="S-01", product_id=CREAM)

    def lot_papers(self, studio: Studio) -> None:
        lot = self.lots(studio).waiting
        _as(studio, "inspector", "lot_papers", inspection_id=lot.id)

    def urgent(self, studio: Studio) -> None:
        lot = self.lots(studio).urgent
        _as(studio, "supervisor", "urgent", inspection_id=lot.id)
        page = studio.window.page("urgent")
        page.cartons.setText("1-20")
        page._presenter.name_cartons("1-20")
        page._presenter.choose_reason("campaign")
        studio.settle()

    def reasons(self, studio: Studio) -> None:
        lot = self.lots(studio).rejected
        _as(studio, "inspector", "summary", inspection_id=lot.id)
        _tall(studio)

    def amend(self, studio: Studio) -> None:
        lot = self.lots(studio).rejected
        _as(studio, "supervisor", "amend", inspection_id=lot.id)
        presenter = studio.window.page("amend")._presenter
        presenter.withdraw(presenter.state.findings[0].n)
        presenter.choose_reason("misread")
        studio.settle()

    def evidence(self, studio: Studio) -> None:
        lot = self.lots(studio).rejected
        file = Path(studio.running.opened.folder.root) / f"{lot.state.lot.lot_number}.zip"
        end = time.monotonic() + PATIENCE_S
        studio.running.sender.send_now()
        while studio.running.tools.sync.status().waiting_events and time.monotonic() < end:
            studio.settle()
        studio.running.tools.export_evidence(lot.id, file)
        _as(studio, "supervisor", "history")
        _as(studio, "supervisor", "evidence", file=str(file))


def judging_scenes() -> dict[str, Callable[[Studio], None]]:
    """Each scene by name."""
    made = JudgingScenes()
    names = (
        "plan", "opened_unit", "other_unit", "early_stop", "kit", "again", "life_rules",
        "standards", "standard", "severity", "lot_papers", "urgent", "reasons", "amend",
        "evidence",
    )  # fmt: skip
    return {name: getattr(made, name) for name in names}


def _as(studio: Studio, role: str, page: str, **arguments: object) -> None:
    person = studio.person("U-03") if role == "colleague" else getattr(studio, role)
    if studio.window.person is None or studio.window.person.id != person.id:
        studio.sign_in(person)
    studio.show(page, **arguments)


def _walk(studio: Studio, inspection_id: str, place: str) -> None:
    _as(studio, "inspector", "walk", inspection_id=inspection_id, place=place)


def _tall(studio: Studio, *keys: Qt.Key) -> None:
    """As high as the page is long; the keys bring the page back."""
    before = studio.window.size()
    for _ in range(3):
        areas = (each for each in studio.window.findChildren(QScrollArea) if each.isVisible())
        missing = max(each.verticalScrollBar().maximum() for each in areas)
        height = min(studio.window.height() + missing, HIGHEST)
        studio.window.resize(before.width(), height)
        studio.settle()

    def back() -> None:
        for key in keys:
            studio.press(key)
        studio.window.resize(before)

    studio.after = back
