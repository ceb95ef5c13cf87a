"""One lot before the supervisor: the evidence at the left, the decision at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.decision import DecisionPresenter, DecisionState
from inspector_app.ui.presenters.wording import GOODS, product_name, result_word, supplier_name
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_parts import (
    ClassCard,
    FindingsCard,
    LifeCard,
    VerdictCard,
    shown_photos,
)
from inspector_app.ui.views.case_pictures import PhotoViewer, read_thumbnails
from inspector_app.ui.views.decision_panel import BarredPanel, ChoosePanel, DonePanel, scrolling
from inspector_app.ui.views.paper_viewer import PaperViewer
from inspector_app.ui.views.photo_flag_watch import show_count
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.text import Text

PANEL, NARROW_PANEL = 400, 360
NARROW = 1000
CHOOSE, BARRED, DONE = range(3)


class DecisionPage(Page):
    """Digits choose the decision, Enter confirms it."""

    def __init__(self, ui: Ui, presenter: DecisionPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._images: dict[str, QImage] = {}
        self._case: CaseFile | None = None
        self._urgent = Tag(ui, tone="bad", icon="urgent")
        self._tag = Tag(ui, large=True)
        self.header.side.addWidget(self._urgent)
        self.header.side.addWidget(self._tag)
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._evidence(ui), 1)
        row.addWidget(self._panels(ui))
        self.body.addLayout(row, 1)
        self._decide = self.bar.set_primary(PrimaryButton(ui, icon="signature", hint="Return"))
        self._decide.clicked.connect(self._primary)
        self._dossier = self.bar.add(GhostButton(ui, icon="document"), left=True)
        self._flags = self.bar.add(Button(ui, icon="attention"), left=True)
        self._flags.hide()
        self._flags.clicked.connect(lambda: self._go("photo_flags"))
        self._compare = self.bar.add(GhostButton(ui, icon="split"), left=True)
        ui.say(self._compare.setText, "compare.title")
        self._compare.clicked.connect(lambda: self._go("compare"))
        self._lot_papers = self.bar.add(GhostButton(ui, icon="folder"), left=True)
        ui.say(self._lot_papers.setText, "lot_papers.open")
        self._lot_papers.clicked.connect(lambda: self._go("lot_papers"))
        self._urgently = self.bar.add(GhostButton(ui, icon="urgent"), left=True)
        ui.say(self._urgently.setText, "urgent.open")
        self._urgently.clicked.connect(lambda: self._go("urgent"))
        ui.say(self._dossier.setText, "desk.decide.dossier")
        self._dossier.clicked.connect(self._open_dossier)
        self._photos = PhotoViewer(ui, presenter.tools.views, self)
        self._photos.original.offer(presenter.tools.originals)
        self._paper = PaperViewer(ui, self)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_go = lambda page, arguments: self.navigate.emit(page, arguments)
        self.retranslate()

    def _evidence(self, ui: Ui) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE.xs, 0)
        column.setSpacing(SPACE.l)
        head = QHBoxLayout()
        head.setSpacing(SPACE.l)
        self._picture = ProductPicture(ui, 96)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        facts = QVBoxLayout()
        facts.setSpacing(SPACE.xs)
        self._facts = [Text("", "strong", wrap=True), *(Text("", "muted", wrap=True) for _ in "12")]
        for label in self._facts:
            facts.addWidget(label)
        facts.addStretch(1)
        head.addLayout(facts, 1)
        column.addLayout(head)
        self._verdict, self._classes, self._life = VerdictCard(ui), ClassCard(ui), LifeCard(ui)
        self._findings = FindingsCard(ui, self._open_photo)
        for card in (self._verdict, self._classes, self._findings, self._life):
            column.addWidget(card)
        column.addStretch(1)
        self._area = scrolling(content)
        return self._area

    def _panels(self, ui: Ui) -> QWidget:
        presenter = self._presenter
        frame = QFrame()
        frame.setObjectName("Card")
        frame.setFixedWidth(PANEL)
        self._frame = frame
        outer = QVBoxLayout(frame)
        outer.setContentsMargins(1, 1, 1, 1)
        self._stack = QStackedWidget()
        self.choose = ChoosePanel(ui, presenter)
        self.barred = BarredPanel(ui)
        self.done = DonePanel(ui)
        self.barred.takeUp.connect(presenter.take_up)
        self.barred.releaseWanted.connect(presenter.release)
        self.barred.signWanted.connect(lambda: self._go("summary"))
        self.done.tagWanted.connect(self._open_tag)
        self.done.reportWanted.connect(self._open_report)
        for panel in (self.choose, scrolling(self.barred), scrolling(self.done)):
            self._stack.addWidget(panel)
        outer.addWidget(self._stack)
        return frame

    # -- page

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``; coming back to the same lot keeps what was chosen."""
        self._photos.close_cover()
        self._paper.close_cover()
        self._presenter.load(str(arguments.get("inspection_id") or self._last()))

    def _last(self) -> str:
        return self._case.summary.id if self._case else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._frame.setFixedWidth(NARROW_PANEL if self.width() < NARROW else PANEL)

    def retranslate(self) -> None:
        self._case = None
        self.show_state(self._presenter.state)

    def show_state(self, state: DecisionState) -> None:
        """Draw what the presenter says."""
        case = state.case
        self._stack.setVisible(case is not None)
        self._area.setVisible(case is not None)
        self._dossier.setEnabled(case is not None)
        working = case is not None and case.summary.state != "closed"
        self._lot_papers.setVisible(working and bool(case and case.state.lot.documents))
        self._urgently.setVisible(working and bool(case and case.summary.state != "parked"))
        if case is None:
            self._case = None
            self.header.set_title(self.ui.t("desk.title"), self.ui.t("desk.decide.loading"))
            self._urgent.hide()
            self._tag.hide()
        elif case is not self._case:
            self._case = case
            self._show_case(case)
        self._show_panel(state)
        self._show_bar(state)

    def _show_case(self, case: CaseFile) -> None:
        t, speak, lot = self.ui.t, self.ui.texts.translator, case.summary
        subtitle = t("desk.line", lot=lot.lot_number, units=f"{lot.size:,}")
        self.header.set_title(product_name(lot, speak), subtitle)
        self._urgent.set_text(t("desk.urgent"))
        self._urgent.setVisible(lot.urgent)
        product = case.state.lot.product
        self._picture.show_picture(
            product.id, lambda: self._presenter.tools.product_picture(product)
        )
        lines = (
            f"{lot.sku} · {product.spec}",
            f"{t('report.order')} {lot.order_number} · {supplier_name(lot, speak)}",
            f"{t('report.inspector')} " + t("report.comma").join(
                speak.pick(case.who(person)) for person in case.state.people
            ),
        )  # fmt: skip
        for label, line in zip(self._facts, lines, strict=True):
            label.setText(line)
        for card in (self._verdict, self._classes, self._life):
            card.show_case(case)
        self._findings.show_case(case, self._images)
        self._read_pictures(case)
        show_count(self.ui, self._flags, self._presenter.read_flags)

    def _read_pictures(self, case: CaseFile) -> None:
        digests = [
            row.photo.sha256
            for row in case.photos
            if row.photo.finding_id and row.photo.sha256 not in self._images
        ]
        if digests:
            views = self._presenter.tools.views
            self.ui.tasks.read(
                lambda: read_thumbnails(views, digests), lambda found: self._take(case, found)
            )

    def _take(self, case: CaseFile, found: dict[str, QImage]) -> None:
        if case is self._case and found:
            self._images.update(found)
            self._findings.show_case(case, self._images)

    def _show_panel(self, state: DecisionState) -> None:
        if state.done is not None:
            self.done.show_state(state)
            self._stack.setCurrentIndex(DONE)
        elif state.bar:
            self.barred.show_state(state)
            self._stack.setCurrentIndex(BARRED)
        else:
            self.choose.show_state(state)
            self._stack.setCurrentIndex(CHOOSE)
        word = GOODS.get(state.tag if state.done else state.case.summary.tag if state.case else "")
        if state.case is not None and word is not None:
            closed = state.case.summary.state == "closed"
            shown = word if closed else result_word(state.case.summary)
            self._tag.set_look(shown.tone, shown.icon)
            self._tag.set_text(self.ui.t(shown.key))
            self._tag.setVisible(True)

    def _show_bar(self, state: DecisionState) -> None:
        t = self.ui.t
        self._decide.set_icon("signature")
        if state.done is not None or state.bar:
            more = bool(state.next_id)
            self._decide.set_icon("forward" if more else "back")
            text = t("desk.decide.next", count=state.left) if more else t("desk.decide.back")
            self._decide.setText(text)
            self._decide.setEnabled(True)
            return
        key = "desk.decide.saving" if state.saving else "desk.decide.choose"
        if state.disposition and not state.reason:
            key = "desk.decide.choose_reason"
        ready = state.ready and state.disposition
        self._decide.setEnabled(bool(ready))
        self._decide.setText(
            t("desk.decide.do", decision=t(f"desk.is.{state.disposition}")) if ready else t(key)
        )

    # -- acts

    def _primary(self) -> None:
        state = self._presenter.state
        if state.done is None and not state.bar:
            self._presenter.decide()
        elif state.next_id:
            self._presenter.load(state.next_id)
        else:
            self.navigate.emit("desk", {})

    def _go(self, page: str) -> None:
        if self._case is not None:
            self.navigate.emit(page, {"inspection_id": self._case.summary.id})

    def _open_dossier(self) -> None:
        self._go("dossier")

    def _open_photo(self, sha256: str) -> None:
        case = self._case
        if case is not None:
            rows = [row for row in case.photos if row.photo.finding_id]
            self._photos.open_photo(shown_photos(self.ui, case, rows), sha256)

    def _open_tag(self) -> None:
        self._paper_of("paper_view.tag", self._presenter.tools.goods_tag)

    def _open_report(self) -> None:
        self._paper_of("paper_view.report", self._presenter.tools.report_pdf)

    def _paper_of(self, key: str, make: Any) -> None:
        case, language = self._case, self.ui.texts.language
        if case is not None:
            title = self.ui.t(key, lot=case.summary.lot_number)
            inspection_id = case.summary.id
            self._paper.open_paper(title, lambda: make(inspection_id, language))
