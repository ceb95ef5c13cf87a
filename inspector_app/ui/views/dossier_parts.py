"""The five parts of a dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.services.records import PhotoRow
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.act_words import act_line, value_words
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.delivery_state import Delivered
from inspector_app.ui.presenters.dossier import CheckRow, StageRows, stage_rows
from inspector_app.ui.presenters.wording import (
    at_words,
    shot_words,
    subject_words,
    supplier_name,
    why_words,
)
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.tools import Tools
from inspector_app.ui.views.case_parts import (
    ClassCard,
    FindingsCard,
    IconTile,
    LifeCard,
    VerdictCard,
)
from inspector_app.ui.views.case_pictures import slots_of
from inspector_app.ui.views.decision_panel import TONES
from inspector_app.ui.views.evidence_export import ExportCard
from inspector_app.ui.views.past_card import PastCard
from inspector_app.ui.views.told_card import ToldCard
from inspector_app.ui.widgets.data_list import DataList, ListRow, RowTag
from inspector_app.ui.widgets.photo_strip import PhotoStrip
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

_OUTCOMES: dict[str, tuple[Tone, str]] = {
    "pass": ("good", "pass"), "fail": ("bad", "fail"), "na": ("neutral", "minus"),
}  # fmt: skip


class _Part(QScrollArea):
    """A scrolling column."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, SPACE.xs, 0)
        self.column.setSpacing(SPACE.l)
        self.setWidget(content)


class FactsCard(Card):
    """Labels and values, two or three beside each other."""

    def __init__(self, ui: Ui, title: str, columns: int = 3) -> None:
        super().__init__()
        self._columns = columns
        ui.say(self.set_title, title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.xl)
        self._grid.setVerticalSpacing(0)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
        self.body.addLayout(self._grid)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Draw label and value pairs."""
        clear(self._grid)
        for at, (label, value) in enumerate(facts):
            row = at // self._columns * 3
            column = at % self._columns
            self._grid.addWidget(Text(label, "caption"), row, column)
            text = Text(value, "body", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(text, row + 1, column, Qt.AlignmentFlag.AlignTop)
            self._grid.setRowMinimumHeight(row + 2, SPACE.s)


class OverviewPart(_Part):
    """Goods, verdict, sample result, shelf life, decisions."""

    def __init__(self, ui: Ui, tools: Tools) -> None:
        super().__init__(ui)
        self._tools = tools
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._picture = ProductPicture(ui, 148)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._facts = FactsCard(ui, "history.dossier.facts")
        row.addWidget(self._facts, 1)
        self.column.addLayout(row)
        self._decisions = Card()
        ui.say(self._decisions.set_title, "history.dossier.decisions")
        self._decided = QVBoxLayout()
        self._decisions.body.addLayout(self._decided)
        self._verdict, self._classes, self._life = VerdictCard(ui), ClassCard(ui), LifeCard(ui)
        self._past = PastCard(ui)
        self._told = ToldCard(ui)
        self.column.insertWidget(0, self._past)
        for card in (self._told, self._verdict, self._decisions, self._classes, self._life):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_case(self, case: CaseFile) -> None:
        """Draw the record's first page."""
        product = case.state.lot.product
        self._picture.show_picture(product.id, lambda: self._tools.product_picture(product))
        self._facts.show_facts(self._facts_of(case))
        for card in (self._past, self._told, self._verdict, self._classes, self._life):
            card.show_case(case)
        self._show_decisions(case)

    def _facts_of(self, case: CaseFile) -> list[tuple[str, str]]:
        t, speak, lot = self._ui.t, self._ui.texts.translator, case.summary
        none = t("history.fact.none")
        product, delivery = case.state.lot.product, case.delivery
        signed = none
        if lot.closed_at is not None:
            who = speak.pick(case.who(lot.closed_by))
            signed = f"{who} · {at_words(lot.closed_at, year=True)}"
        values = {
            "lot": lot.lot_number,
            "size": t("history.fact.size_value", units=f"{lot.size:,}", cartons=lot.cartons),
            "batches": lot.batch_numbers or none,
            "sku": f"{lot.sku} · {product.spec}",
            "brand": product.brand,
            "supplier": supplier_name(lot, speak) or none,
            "order": lot.order_number,
            "delivery": delivery.number if delivery else none,
            "vehicle": delivery.vehicle if delivery else none,
            "standard": t(
                "history.fact.standard_value", name=speak.pick(case.standard.names),
                version=case.standard.version,
            ),
            "people": t("report.comma").join(
                speak.pick(case.who(each)) for each in case.state.people
            ),
            "opened": at_words(lot.opened_at, year=True),
            "closed": signed,
        }  # fmt: skip
        return [(t(f"history.fact.{name}"), value) for name, value in values.items()]

    def _show_decisions(self, case: CaseFile) -> None:
        clear(self._decided)
        self._decisions.setVisible(bool(case.decisions))
        t, speak = self._ui.t, self._ui.texts.translator
        for decision in case.decisions:
            row = QHBoxLayout()
            row.setSpacing(SPACE.m)
            tone, icon = TONES[decision.disposition]
            tag = Tag(self._ui, t(f"desk.is.{decision.disposition}"), tone=tone, icon=icon)
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            why = t(f"desk.reason.{decision.reason}")
            amount = f"{decision.quantity:,}"
            words.addWidget(Text(t("desk.decide.done_amount", units=amount, why=why), "strong"))
            if decision.note:
                words.addWidget(Text(decision.note, "body", wrap=True))
            who = speak.pick(case.who(decision.person_id))
            line = t("desk.decide.done_line", who=who, at=at_words(decision.at), seq=decision.seq)
            words.addWidget(Text(line, "muted"))
            row.addLayout(words, 1)
            self._decided.addLayout(row)


class ChecksPart(_Part):
    """Every stage with its questions and answers, or its cartons."""

    def show_case(self, case: CaseFile) -> None:
        """Draw the stages in the standard's order."""
        clear(self.column)
        for rows in stage_rows(case):
            self.column.addWidget(self._stage(case, rows))
        self.column.addStretch(1)

    def _stage(self, case: CaseFile, rows: StageRows) -> Card:
        t, speak = self._ui.t, self._ui.texts.translator
        card = Card()
        card.body.setSpacing(SPACE.s)
        head = QHBoxLayout()
        head.addWidget(Text(speak.pick(rows.stage.names), "title"))
        head.addStretch(1)
        if rows.gate_failed:
            told = t("history.dossier.gate_failed")
            head.addWidget(Tag(self._ui, told, tone="bad", icon="gate"))
        card.body.addLayout(head)
        if rows.stage.kind == "cartons":
            self._cartons(card, rows)
        elif rows.stage.kind == "units":
            self._units(card, rows)
        elif not rows.rows:
            card.body.addWidget(Text(t("history.dossier.nothing_asked"), "muted"))
        for at, row in enumerate(rows.rows):
            if at:
                card.body.addWidget(Rule())
            card.body.addWidget(self._check(case, row))
        return card

    def _cartons(self, card: Card, rows: StageRows) -> None:
        t = self._ui.t
        seen = t("history.dossier.cartons_not_seen")
        if rows.cartons_seen is not None:
            seen = t("history.dossier.cartons_seen", count=rows.cartons_seen)
        card.body.addWidget(Text(seen, "body", wrap=True))
        passed = t("history.dossier.cartons_passed", drawn=rows.drawn, passed=rows.cartons_passed)
        card.body.addWidget(Text(passed, "body", wrap=True))
        self._findings(card, rows)

    def _units(self, card: Card, rows: StageRows) -> None:
        t = self._ui.t
        if not rows.tallies:
            card.body.addWidget(Text(t("history.dossier.no_tallies"), "muted"))
        else:
            grid = QGridLayout()
            grid.setHorizontalSpacing(SPACE.xl)
            for at, tally in enumerate(rows.tallies):
                told = t("history.dossier.tally", carton=tally.carton, count=tally.count)
                grid.addWidget(Text(told, "body"), at // 3, at % 3)
            card.body.addLayout(grid)
        self._findings(card, rows)

    def _findings(self, card: Card, rows: StageRows) -> None:
        if rows.findings:
            told = self._ui.t("history.dossier.stage_findings", count=rows.findings)
            card.body.addWidget(Text(told, "strong", tone="warn"))

    def _check(self, case: CaseFile, row: CheckRow) -> QWidget:
        t, speak = self._ui.t, self._ui.texts.translator
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.l)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(speak.pick(row.item.names), "body", wrap=True))
        details = [subject_words(speak, case.state, row.subject)]
        if row.answer is not None:
            if row.answer.reason:
                details.append(why_words(speak, row.answer.reason))
            who = speak.pick(case.who(row.answer.person_id))
            details.append(f"{who} {at_words(row.answer.at)}")
        if row.photos:
            details.append(t("history.dossier.photo_count", count=row.photos))
        told = " · ".join(part for part in details if part)
        if told:
            words.addWidget(Text(told, "caption", wrap=True))
        line.addLayout(words, 1)
        line.addWidget(self._outcome(case, row), 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def _outcome(self, case: CaseFile, row: CheckRow) -> Tag:
        t, speak, answer = self._ui.t, self._ui.texts.translator, row.answer
        if answer is None:
            told = t("history.dossier.unanswered")
            return Tag(self._ui, told, tone="warn", icon="pending")
        tone, icon = _OUTCOMES[answer.outcome]
        value = value_words(speak, case.standard, row.item.id, answer.value)
        return Tag(self._ui, value or t(f"report.outcome.{answer.outcome}"), tone=tone, icon=icon)


class EvidencePart(_Part):
    """Findings with their pictures, then every photo."""

    def __init__(self, ui: Ui, chosen_photo: Callable[[str], None]) -> None:
        super().__init__(ui)
        self._findings = FindingsCard(ui, chosen_photo)
        self.column.addWidget(self._findings)
        self._all = Card()
        self._strip = PhotoStrip(ui, can_add=False)
        self._strip.photoChosen.connect(chosen_photo)
        self._none = Text("", "muted")
        ui.say(self._none.setText, "history.dossier.no_photos")
        self._all.body.addWidget(self._none)
        self._all.body.addWidget(self._strip)
        self.column.addWidget(self._all)
        self.column.addStretch(1)

    def show_case(self, case: CaseFile, images: Mapping[str, QImage]) -> None:
        """Draw with the thumbnails that are here."""
        speak = self._ui.texts.translator
        self._findings.show_case(case, images)
        self._all.set_title(self._ui.t("history.dossier.photos", count=len(case.photos)))
        self._none.setVisible(not case.photos)

        def caption(row: PhotoRow) -> str:
            return shot_words(speak, row.photo.shot)

        self._strip.set_slots(slots_of(case.photos, images, caption))


class TimelinePart(QWidget):
    """Every act in the order done; undone ones stay on record."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.list = DataList(ui)
        column.addWidget(self.list)

    def show_case(self, case: CaseFile) -> None:
        """Draw every entry."""
        t, speak = self._ui.t, self._ui.texts.translator
        rows = []
        for entry in case.entries:
            line = act_line(speak, case, entry)
            who = speak.pick(case.who(entry.person_id))
            at = at_words(entry.at, year=True, seconds=True)
            tags: tuple[RowTag, ...] = ()
            if line.undone:
                tags = (RowTag(text=t("history.dossier.undone"), tone="warn", icon="undo"),)
            rows.append(
                (entry.n, ListRow(
                    title=line.text, subtitle=t("history.dossier.step", n=entry.n, who=who, at=at),
                    lead=line.icon, lead_tone=line.tone, tags=tags, opens=False,
                ))
            )  # fmt: skip
        self.list.set_rows(rows)


class ChainPart(_Part):
    """What binds the record, and how far it was sent."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self._card = Card()
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui, "lock", "good")
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        self._word, self._line = Text("", "title"), Text("", "muted", wrap=True)
        words.addWidget(self._word)
        words.addWidget(self._line)
        row.addLayout(words, 1)
        self._sent = Tag(ui)
        row.addWidget(self._sent, 0, Qt.AlignmentFlag.AlignTop)
        self._card.body.addLayout(row)
        self.column.addWidget(self._card)
        self.export = ExportCard(ui)
        self.column.addWidget(self.export)
        self._facts = FactsCard(ui, "history.chain.title", columns=1)
        self.column.addWidget(self._facts)
        self.column.addStretch(1)

    def show_case(self, case: CaseFile, delivered: Delivered) -> None:
        """Draw hashes and states."""
        t, seal = self._ui.t, case.seal
        self._tile.set_look("lock" if seal else "unlock", "good" if seal else "warn")
        self._word.setText(t("history.chain.sealed" if seal else "history.chain.open"))
        self._line.setText(t("history.chain.sealed_line" if seal else "history.chain.open_line"))
        sent = delivered.of(case.summary)
        self._sent.setVisible(sent is not None)
        if sent is not None:
            self._sent.set_look(sent.tone, sent.icon)
            self._sent.set_text(t(sent.key))
        facts = [(t("history.chain.record"), case.summary.id)]
        if seal is not None:
            facts += [
                (t("history.chain.seq"), str(seal.seq)),
                (t("history.chain.link"), seal.link),
                (t("history.chain.previous"), seal.previous),
                (t("history.chain.payload"), seal.payload_sha256),
            ]
        facts.append((t("history.chain.standard"), case.state.lot.standard_digest))
        if case.state.draw is not None:
            facts.append((t("history.chain.seed"), case.state.draw.seed_hex))
        facts.append((t("history.chain.photos"), self._photo_states(case)))
        self._facts.show_facts(facts)

    def _photo_states(self, case: CaseFile) -> str:
        t = self._ui.t
        states = [row.state for row in case.photos]
        told = t(
            "history.chain.photo_states", count=len(states), verified=states.count("verified"),
            sent=states.count("sent"), pending=states.count("pending"),
        )  # fmt: skip
        if "corrupt" in states:
            told += " · " + t("history.chain.corrupt", count=states.count("corrupt"))
        return told
