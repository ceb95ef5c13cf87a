"""What went before and after a seal: revisions, voiding, earlier verdicts on the same goods."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.domain.inspection.acts import EarlierFound
from inspector_app.services.amendments import Revision
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.act_words import act_line
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.wording import VOID, Word, at_words, verdict_word
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class PastCard(Card):
    """Hidden for a first and only revision of goods nobody judged before."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "past.title")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.m)
        self.body.addLayout(self._rows)

    def show_case(self, case: CaseFile) -> None:
        """Draw what there is; the newest first."""
        clear(self._rows)
        voided = case.state.voided
        if voided is not None:
            self._voided(case)
        if len(case.revisions) > 1:
            for revision in reversed(case.revisions):
                self._revision(case, revision)
        for earlier in case.state.earlier:
            self._earlier(case, earlier)
        self.setVisible(self._rows.count() > 0)
        self.set_tone("bad" if voided is not None else "neutral")

    def _line(self, word: Word, title: str, *details: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        tag = Tag(self._ui, self._ui.t(word.key), tone=word.tone, icon=word.icon)
        row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(title, "strong", wrap=True))
        for detail in filter(None, details):
            words.addWidget(Text(detail, "muted", wrap=True))
        row.addLayout(words, 1)
        self._rows.addLayout(row)

    def _voided(self, case: CaseFile) -> None:
        t, voided = self._ui.t, case.state.voided
        assert voided is not None
        entry = next(each for each in case.entries if each.act is voided)
        told = t(
            "amend.revisions.voided", at=at_words(entry.at, year=True),
            who=self._ui.pick(case.who(entry.person_id)),
            why=t(f"amend.void_reason.{voided.reason}"),
        )  # fmt: skip
        self._line(VOID, told, voided.note)

    def _revision(self, case: CaseFile, revision: Revision) -> None:
        t, speak = self._ui.t, self._ui.texts.translator
        title = t(
            "amend.revisions.line", revision=revision.number,
            at=at_words(revision.sealed_at, year=True), who=self._ui.pick(revision.signer.names),
        )  # fmt: skip
        state = t("amend.revisions.current" if revision.current else "amend.revisions.earlier")
        why = t(f"amend.reason.{revision.reason}") if revision.reason else ""
        acts = set(map(id, revision.corrections))
        done = [act_line(speak, case, each).text for each in case.entries if id(each.act) in acts]
        word = verdict_word(revision.overall, incomplete=revision.incomplete)
        reason = " · ".join(filter(None, (state, why, revision.note)))
        self._line(word, title, reason, *done)

    def _earlier(self, case: CaseFile, earlier: EarlierFound) -> None:
        t = self._ui.t
        again = earlier.inspection_id == case.state.lot.reinspection_of
        title = t("past.reinspected" if again else "past.came_back", lot=earlier.lot_number)
        by = t("report.comma").join(t(f"past.by.{each}") for each in earlier.by)
        where = earlier.station or t("past.here")
        decided = t(f"desk.is.{earlier.disposition}") if earlier.disposition else ""
        told = (at_words(earlier.closed_at, year=True), where, by, decided)
        word = verdict_word(earlier.overall, incomplete=False)
        self._line(word, title, " · ".join(filter(None, told)))
