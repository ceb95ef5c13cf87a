"""One inspection to read, in five parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget

from inspector_app.i18n import Language
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.dossier import PARTS, DossierPresenter, DossierState
from inspector_app.ui.presenters.wording import GOODS, product_name, result_word
from inspector_app.ui.views.case_parts import shown_photos
from inspector_app.ui.views.case_pictures import PhotoViewer, read_thumbnails
from inspector_app.ui.views.dossier_parts import (
    ChainPart,
    ChecksPart,
    EvidencePart,
    OverviewPart,
    TimelinePart,
)
from inspector_app.ui.views.evidence_export import ask_and_export
from inspector_app.ui.views.paper_viewer import PaperViewer
from inspector_app.ui.views.photo_flag_watch import show_count
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.status import Tag


class DossierPage(Page):
    """Digits turn to a part, Enter makes the report (or goes on, while the lot is open)."""

    def __init__(self, ui: Ui, presenter: DossierPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._case: CaseFile | None = None
        self._images: dict[str, QImage] = {}
        self._sent, self._tag = Tag(ui), Tag(ui, large=True)
        self.header.side.addWidget(self._sent)
        self.header.side.addWidget(self._tag)
        self._chips = ReasonChips(ui)
        self._chips.reasonChosen.connect(presenter.turn_to)
        self.body.addWidget(self._chips)
        self.overview = OverviewPart(ui, presenter.tools)
        self.checks = ChecksPart(ui)
        self.evidence = EvidencePart(ui, self._open_photo)
        self.timeline = TimelinePart(ui)
        self.chain = ChainPart(ui)
        self.chain.export.exportWanted.connect(self._export)
        self._parts = dict(
            zip(
                PARTS,
                (self.overview, self.checks, self.evidence, self.timeline, self.chain),
                strict=True,
            )
        )
        self._stack = QStackedWidget()
        for part in self._parts.values():
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self._main = self.bar.set_primary(PrimaryButton(ui, icon="document", hint="Return"))
        self._main.clicked.connect(self._primary)
        self._paper_tag = self.bar.add(Button(ui, icon="tag"))
        ui.say(self._paper_tag.setText, "history.dossier.tag")
        self._paper_tag.clicked.connect(self._open_tag)
        self._decide = self.bar.add(Button(ui, icon="supervisor"))
        ui.say(self._decide.setText, "history.dossier.decide")
        self._decide.clicked.connect(lambda: self._go("decision"))
        self._flags = self.bar.add(Button(ui, icon="attention"), left=True)
        self._flags.hide()
        self._flags.clicked.connect(lambda: self._go("photo_flags"))
        self._compare = self.bar.add(Button(ui, icon="split"), left=True)
        ui.say(self._compare.setText, "compare.title")
        self._compare.clicked.connect(lambda: self._go("compare"))
        self._make = self.bar.add(Button(ui, icon="plus"), left=True)
        ui.say(self._make.setText, "compare.make")
        self._make.clicked.connect(lambda: self._go("reference"))
        self._amend = self.bar.add(Button(ui, icon="edit"))
        ui.say(self._amend.setText, "amend.open")
        self._amend.clicked.connect(lambda: self._go("amend"))
        self._photos = PhotoViewer(ui, presenter.tools.views, self)
        self._photos.original.offer(presenter.tools.originals)
        self._paper = PaperViewer(ui, self)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``; coming back shows the same part."""
        self._photos.close_cover()
        self._paper.close_cover()
        last = self._case.summary.id if self._case else ""
        self._presenter.load(str(arguments.get("inspection_id") or last))

    def retranslate(self) -> None:
        t = self.ui.t
        self._chips.set_choices(
            [
                Choice(value=part, text=t(f"history.part.{part}"), hint=str(at + 1))
                for at, part in enumerate(PARTS)
            ]
        )
        self._case = None
        self.show_state(self._presenter.state)

    def show_state(self, state: DossierState) -> None:
        """Draw what the presenter says."""
        case = state.case
        self._chips.choose(state.part)
        self._stack.setCurrentWidget(self._parts[state.part])
        self._stack.setVisible(case is not None)
        self._chips.setVisible(case is not None)
        self.bar.setVisible(case is not None)
        if case is None:
            self._case = None
            self.header.set_title(self.ui.t("history.title"), self.ui.t("desk.decide.loading"))
            self._sent.hide()
            self._tag.hide()
        elif case is not self._case:
            self._case = case
            self._show_case(state, case)

    def _show_case(self, state: DossierState, case: CaseFile) -> None:
        t, speak, lot = self.ui.t, self.ui.texts.translator, case.summary
        line = t("desk.line", lot=lot.lot_number, units=f"{lot.size:,}")
        self.header.set_title(product_name(lot, speak), line)
        closed = lot.state == "closed"
        word = GOODS[lot.tag] if closed else result_word(lot)
        self._tag.set_look(word.tone, word.icon)
        self._tag.set_text(t(word.key))
        self._tag.setVisible(True)
        sent = state.delivered.of(lot)
        self._sent.setVisible(sent is not None)
        if sent is not None:
            self._sent.set_look(sent.tone, sent.icon)
            self._sent.set_text(t(sent.key))
        self._main.set_icon("document" if closed else "play")
        self._main.setText(t("history.dossier.report" if closed else "history.dossier.go_on"))
        undecided = closed and lot.overall != "accept" and not lot.disposition and not lot.voided
        self._decide.setVisible(undecided or lot.state in ("held", "parked"))
        self._amend.setVisible(closed and not lot.voided and self._presenter.may_amend)
        self._compare.setVisible(bool(case.photos))
        accepted = closed and lot.tag == "passed"
        self._make.setVisible(accepted and self._presenter.may_make_reference)
        self.overview.show_case(case)
        self.checks.show_case(case)
        self.evidence.show_case(case, self._images)
        self.timeline.show_case(case)
        self.chain.show_case(case, state.delivered)
        self.chain.export.setVisible(closed and self._presenter.export.allowed)
        self._read_pictures(case)
        show_count(self.ui, self._flags, self._presenter.read_flags)

    def _read_pictures(self, case: CaseFile) -> None:
        digests = [row.photo.sha256 for row in case.photos if row.photo.sha256 not in self._images]
        if digests:
            views = self._presenter.tools.views
            self.ui.tasks.read(
                lambda: read_thumbnails(views, digests), lambda found: self._take(case, found)
            )

    def _take(self, case: CaseFile, found: dict[str, QImage]) -> None:
        if case is self._case and found:
            self._images = {**self._images, **found}
            self.evidence.show_case(case, self._images)

    # -- acts

    def _primary(self) -> None:
        if self._case is None:
            return
        if self._case.summary.state == "closed":
            self._open_paper("paper_view.report", self._presenter.tools.report_pdf)
        else:
            self._go("decision" if self._case.summary.state == "parked" else "walk")

    def _go(self, page: str) -> None:
        if self._case is not None:
            self.navigate.emit(page, {"inspection_id": self._case.summary.id})

    def _open_photo(self, sha256: str) -> None:
        if self._case is not None:
            photos = shown_photos(self.ui, self._case, self._case.photos)
            self._photos.open_photo(photos, sha256)

    def _export(self) -> None:
        if self._case is not None:
            ask_and_export(self.ui, self, self._presenter.export, self._case.summary)

    def _open_tag(self) -> None:
        self._open_paper("paper_view.tag", self._presenter.tools.goods_tag)

    def _open_paper(self, key: str, make: Callable[[str, Language], Path]) -> None:
        case, language = self._case, self.ui.texts.language
        if case is not None:
            inspection_id, lot = case.summary.id, case.summary.lot_number
            self._paper.open_paper(self.ui.t(key, lot=lot), lambda: make(inspection_id, language))
