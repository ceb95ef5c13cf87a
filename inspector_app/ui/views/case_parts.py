"""Parts of a page that read a case: verdict, classes, shelf life, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.inspection.acts import Batch, FindingRecorded
from inspector_app.domain.inspection.counting import check_results
from inspector_app.domain.shelf_life import Assessment
from inspector_app.services.plan_words import risk_lines
from inspector_app.services.records import PhotoRow
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.wording import (
    CLASSES,
    VERDICTS,
    at_words,
    class_name,
    gap_words,
    reason_words,
    shot_words,
)
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.case_pictures import Shown, slots_of
from inspector_app.ui.views.walk_batches import needed_share
from inspector_app.ui.widgets.gauge import LifeBand, LifeGauge
from inspector_app.ui.widgets.painting import rounded
from inspector_app.ui.widgets.photo_strip import PhotoStrip
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text


class IconTile(QWidget):
    """A filled square with an icon, in a tone."""

    def __init__(self, ui: Ui, icon: str = "info", tone: Tone = "accent", side: int = 56) -> None:
        super().__init__()
        self._ui, self._icon, self._tone = ui, icon, tone
        self.setFixedSize(side, side)
        ui.theme.changed.connect(self.update)

    def set_look(self, icon: str, tone: Tone) -> None:
        """Another meaning."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = self._ui.theme.tone(self._tone)
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, box.width() * 0.28, tone.solid)
        inset = box.width() * 0.22
        icon = box.adjusted(inset, inset, -inset, -inset)
        self._ui.icons.paint(painter, self._icon, tone.on_solid, icon)
        painter.end()


class VerdictCard(Card):
    """The verdict in colour, icon and word; under it every reason and what is missing."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._word, self._line = Text("", "headline"), Text("", "muted", wrap=True)
        column.addWidget(self._word)
        column.addWidget(self._line)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(SPACE.s)
        self.body.addLayout(self._reasons)

    def show_case(self, case: CaseFile) -> None:
        """Draw the verdict of ``case``."""
        key = "incomplete" if case.incomplete else case.overall
        word = VERDICTS[key]
        t = self._ui.t
        self.set_tone(word.tone)
        self._tile.set_look(word.icon, word.tone)
        self._word.setText(t(word.key))
        self._word.set_tone(word.tone)
        self._line.setText(t(f"desk.verdict.{key}_line"))
        clear(self._reasons)
        speak = self._ui.texts.translator
        for reason in case.reasons:
            self._add("info", reason_words(speak, case.standard, reason))
        for gap in case.gaps:
            self._add("attention", gap_words(speak, case.standard, case.state, gap))
        if case.isolated:
            cartons = t("report.comma").join(str(number) for number in case.isolated)
            self._add("carton", t("desk.section.isolated", cartons=cartons))

    def _add(self, icon: str, text: str) -> None:
        self._reasons.addWidget(IconLine(self._ui, icon, text))


class IconLine(QWidget):
    """A small icon and a sentence that wraps."""

    def __init__(self, ui: Ui, icon: str, text: str, tone: Tone = "neutral") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(_SmallIcon(ui, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        label = Text(text, "body", wrap=True)
        if tone != "neutral":
            label.set_tone(tone)
        row.addWidget(label, 1)


class _SmallIcon(QWidget):
    def __init__(self, ui: Ui, icon: str, tone: Tone) -> None:
        super().__init__()
        self._ui, self._icon, self._tone = ui, icon, tone
        self.setFixedSize(22, 24)
        ui.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._ui.theme.tone(self._tone).ink
        self._ui.icons.paint(painter, self._icon, ink, QRectF(1, 3, 19, 19))
        painter.end()


class ClassCard(Card):
    """Each class against its plan, and what the plan can and cannot tell."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "desk.class.title")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.s)
        self.body.addLayout(self._rows)
        self._risk = Text("", "muted", wrap=True)
        self.body.addWidget(self._risk)

    def show_case(self, case: CaseFile) -> None:
        """Draw the classes of ``case``, its carton plan and its checks where the standard has
        any, and the risk of the plan."""
        clear(self._rows)
        t, speak = self._ui.t, self._ui.texts.translator
        self.setVisible(bool(case.classes))
        for each in case.classes:
            found = t("desk.class.found_count", count=each.counted)
            if each.beyond:
                found += " · " + t("desk.class.beyond", count=each.beyond)
            counts = t("desk.class.counts", n=each.n, ac=each.ac, re=each.re)
            self._add(class_name(speak, each.cls), counts, found, accepted=each.accepted)
        cartons = case.cartons
        if cartons is not None:
            counts = t("desk.class.counts", n=cartons.n, ac=cartons.ac, re=cartons.ac + 1)
            found = t("desk.class.bad_cartons", count=cartons.bad)
            self._add(t("desk.class.cartons"), counts, found, accepted=cartons.accepted)
        for check in check_results(case.standard, case.state):
            name = self._ui.pick(case.standard.stage(check.stage_id).names)
            counts = t("desk.class.counts", n=check.n, ac=check.ac, re=check.re)
            found = t("desk.class.found_count", count=check.counted)
            if check.examined < check.n:
                looked = t("summary.checks.examined", examined=check.examined, n=check.n)
                found += f" · {looked}"
            self._add(f"{name} · {check.sample}", counts, found, accepted=check.accepted)
        plan = case.state.plan
        risk = risk_lines(speak, plan) if plan is not None else []
        self._risk.setText("\n".join(risk))
        self._risk.setVisible(bool(risk))

    def _add(self, name: str, counts: str, found: str, *, accepted: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(name, "strong", wrap=True))
        words.addWidget(Text(counts, "caption"))
        row.addLayout(words, 3)
        row.addWidget(Text(found, "body", wrap=True), 4)
        word = self._ui.t("desk.class.accepted" if accepted else "desk.class.rejected")
        tone: Tone = "good" if accepted else "bad"
        row.addWidget(Tag(self._ui, word, tone=tone, icon="pass" if accepted else "fail"))
        self._rows.addLayout(row)


def bands(ui: Ui, found: Assessment) -> list[LifeBand]:
    """The gauge's stretches, from the limits the rule gives."""
    total = found.total_days or found.nominal_days
    if not total:
        return [LifeBand(until=1.0, tone="good", label=ui.t("shelf_life.state.fresh"))]
    limits: list[tuple[int | None, Tone, str]] = [
        (found.sales_lock_days, "bad", "sales_lock"),
        (found.near_expiry_days, "hold", "near_expiry"),
        (found.warning_days, "warn", "warning"),
    ]
    made, low = [], 0.0
    for days, tone, state in limits:
        until = min(1.0, (days or 0) / total)
        if until > low:
            made.append(LifeBand(until=until, tone=tone, label=ui.t(f"shelf_life.state.{state}")))
            low = until
    if low < 1.0:
        made.append(LifeBand(until=1.0, tone="good", label=ui.t("shelf_life.state.fresh")))
    return made


class LifeCard(Card):
    """Shelf life of every batch: gauge, state and action, dates and the rule."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "desk.section.shelf_life")
        self._batches = QVBoxLayout()
        self._batches.setSpacing(SPACE.m)
        self.body.addLayout(self._batches)

    def show_case(self, case: CaseFile) -> None:
        """Draw the batches of ``case``."""
        clear(self._batches)
        self.setVisible(bool(case.state.batches))
        for at, batch in enumerate(case.state.batches):
            if at:
                self._batches.addWidget(Rule())
            self._batches.addWidget(self._batch(batch, case.shelf_life.get(batch.id)))

    def _batch(self, batch: Batch, found: Assessment | None) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        t = self._ui.t
        head = QHBoxLayout()
        number = batch.number or t("desk.batch_unknown")
        head.addWidget(Text(t("desk.batch", number=number), "strong"))
        head.addStretch(1)
        column.addLayout(head)
        if found is None or found.state == "exempt":
            key = "desk.life.unknown" if found is None else "desk.life.exempt"
            column.addWidget(Text(t(key), "muted", wrap=True))
            return box
        head.addWidget(self._state_tag(found))
        if found.remaining_days is not None:
            total = found.total_days or found.nominal_days or max(1, found.remaining_days)
            gauge = LifeGauge(self._ui)
            gauge.show_life(
                found.remaining_days, found.remaining_days / total, bands(self._ui, found),
                needed_share(found),
            )  # fmt: skip
            column.addWidget(gauge)
        column.addWidget(Text(self._dates(batch, found), "muted", wrap=True))
        if found.rule is not None:
            rule = t(
                "desk.life.rule", rule=self._ui.pick(found.rule.names),
                version=found.rule.set_version,
            )  # fmt: skip
            column.addWidget(Text(rule, "caption", wrap=True))
        return box

    def _state_tag(self, found: Assessment) -> Tag:
        tones: dict[str, tuple[Tone, str]] = {
            "accept": ("good", "pass"), "warn": ("warn", "attention"),
            "approval": ("hold", "supervisor"), "reject": ("bad", "fail"),
        }  # fmt: skip
        tone, icon = tones[found.action]
        text = self._ui.t(
            "desk.life.state", state=self._ui.t(f"shelf_life.state.{found.state}"),
            action=self._ui.t(f"shelf_life.action.{found.action}"),
        )  # fmt: skip
        return Tag(self._ui, text, tone=tone, icon=icon)

    def _dates(self, batch: Batch, found: Assessment) -> str:
        unknown = self._ui.t("desk.life.no_date")
        return self._ui.t(
            "desk.life.dates",
            produced=batch.produced.isoformat() if batch.produced else unknown,
            last=found.last_good_day_a.isoformat() if found.last_good_day_a else unknown,
        )


class FindingsCard(Card):
    """Every finding with its class, place and pictures. ``chosen_photo(sha256)`` is called."""

    def __init__(self, ui: Ui, chosen_photo: Callable[[str], None]) -> None:
        super().__init__()
        self._ui, self._chosen = ui, chosen_photo
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.m)
        self.body.addLayout(self._list)

    def show_case(self, case: CaseFile, images: Mapping[str, QImage]) -> None:
        """Draw the findings of ``case`` with the thumbnails that are here."""
        clear(self._list)
        t = self._ui.t
        findings = case.state.findings
        self.set_title(t("desk.section.findings", count=len(findings)))
        if not findings:
            self._list.addWidget(Text(t("desk.section.no_findings"), "muted"))
        for at, finding in enumerate(findings):
            if at:
                self._list.addWidget(Rule())
            self._list.addWidget(self._finding(case, finding, images))

    def _finding(
        self, case: CaseFile, finding: FindingRecorded, images: Mapping[str, QImage]
    ) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        speak = self._ui.texts.translator
        defect = case.defect(finding)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        name = Text(f"{finding.defect} {self._ui.pick(defect.names)}", "strong", wrap=True)
        head.addWidget(name, 1)
        tone = CLASSES.get(finding.cls, "neutral")
        tag = Tag(self._ui, class_name(speak, finding.cls), tone=tone, icon="attention")
        head.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(Text(place_words(self._ui, finding), "muted", wrap=True))
        rows = case.photos_of(finding)
        if rows:
            strip = PhotoStrip(self._ui, can_add=False)
            strip.set_slots(slots_of(rows, images, lambda row: shot_words(speak, row.photo.shot)))
            strip.photoChosen.connect(self._chosen)
            column.addWidget(strip)
        return box


def place_words(ui: Ui, finding: FindingRecorded) -> str:
    """Where and how often, and what it does to the lot."""
    parts = [ui.t("desk.finding.count", count=finding.count)]
    if finding.carton is not None:
        parts.append(ui.t("desk.finding.carton", number=finding.carton))
    if finding.positions:
        listed = ui.t("report.comma").join(str(position) for position in finding.positions)
        parts.append(ui.t("desk.finding.positions", list=listed))
    parts.append(ui.t(f"report.effect.{finding.effect}"))
    return " · ".join(parts)


def shown_photos(ui: Ui, case: CaseFile, rows: Sequence[PhotoRow]) -> list[Shown]:
    """The viewer's pages: what each photo shows, who took it and when."""
    speak = ui.texts.translator
    return [
        Shown(sha256=row.photo.sha256, title=photo_title(ui, case, row), facts=ui.t(
            "photo_view.facts", who=speak.pick(case.who(row.person_id)),
            at=at_words(row.taken_at, year=True, seconds=True), width=row.photo.width,
            height=row.photo.height, size=size_words(row.photo.size),
        ))
        for row in rows
    ]  # fmt: skip


def photo_title(ui: Ui, case: CaseFile, row: PhotoRow) -> str:
    """What the photo shows: shot, then defect or question, then the carton."""
    speak, photo = ui.texts.translator, row.photo
    parts = [shot_words(speak, photo.shot)]
    parts += [
        f"{finding.defect} {speak.pick(case.defect(finding).names)}"
        for finding in case.state.findings
        if finding.id == photo.finding_id
    ]
    if photo.item_id and not photo.finding_id:
        parts.append(speak.pick(case.standard.item(photo.item_id).names))
    if photo.carton is not None:
        parts.append(ui.t("desk.finding.carton", number=photo.carton))
    return " · ".join(parts)


def size_words(size: int) -> str:
    """Bytes as KB or MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
