"""Draws every widget of the design system, for looking at: ``python tests/ui/gallery.py DIR``.

Makes ``gallery_{zh,en}_{light,dark}.png``. The words are samples; the real ones live with pages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from datetime import date

from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person
from inspector_app.i18n import Catalogue, Language
from inspector_app.ui.context import Notice, Notices, Silence, Texts, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.sign_in import SignInPresenter
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.task_runner import QtTaskRunner
from inspector_app.ui.theme.fonts import load_fonts
from inspector_app.ui.theme.icons import Icons
from inspector_app.ui.theme.theme import Theme
from inspector_app.ui.theme.tokens import SPACE, Scheme
from inspector_app.ui.views.sign_in import SignInPage
from inspector_app.ui.widgets.buttons import (
    DangerButton,
    GhostButton,
    PrimaryButton,
    SecondaryButton,
)
from inspector_app.ui.widgets.carton_grid import CartonCell, CartonGrid
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.data_list import DataList, ListRow, RowTag
from inspector_app.ui.widgets.fields import CountStepper, DateField8, PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.gauge import LifeBand, LifeGauge
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.notices import ConfirmBar, EmptyState, NoticeBar
from inspector_app.ui.widgets.photo_strip import PhotoSlot, PhotoStrip
from inspector_app.ui.widgets.progress_rail import ProgressRail, RailStage
from inspector_app.ui.widgets.signature import SignaturePad
from inspector_app.ui.widgets.status import (
    CameraBadge,
    GoodsStatus,
    SaveBadge,
    ScannerBadge,
    StatusTag,
    SyncBadge,
)
from inspector_app.ui.widgets.surfaces import Card, PageHeader
from inspector_app.ui.widgets.text import Text

RESOURCES = Path(__file__).parents[2] / "resources"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def make_ui(application: QApplication, language: Language, scheme: Scheme) -> Ui:
    """A ``Ui`` on the shipped resources."""
    load_fonts(RESOURCES / "fonts")
    files = sorted((RESOURCES / "translations").glob("*.toml"))
    catalogue = Catalogue.from_toml(file.read_text("utf-8") for file in files)
    theme = Theme(scheme)
    theme.apply(application)
    sounds = Silence()
    return Ui(
        texts=Texts(catalogue, language),
        theme=theme,
        icons=Icons(RESOURCES / "icons"),
        tasks=QtTaskRunner(),
        sounds=sounds,
        notices=Notices(sounds),
    )


def sample_picture(hue: int) -> QImage:
    """A stand-in for a photograph."""
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    gradient = QLinearGradient(QPointF(0, 0), QPointF(400, 300))
    gradient.setColorAt(0, QColor.fromHsv(hue, 60, 230))
    gradient.setColorAt(1, QColor.fromHsv(hue, 120, 140))
    painter.fillRect(image.rect(), gradient)
    painter.fillRect(90, 60, 220, 180, QColor(196, 160, 110))
    painter.fillRect(90, 140, 220, 16, QColor(230, 220, 190))
    painter.end()
    return image


def two(ui: Ui, zh: str, en: str) -> str:
    """A sample word."""
    return zh if ui.texts.language == "zh" else en


def row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side."""
    line = QHBoxLayout()
    line.setSpacing(SPACE.s)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


def buttons(ui: Ui) -> Card:
    card = Card(two(ui, "按钮与标签", "Buttons and tags"))
    off = SecondaryButton(ui, two(ui, "不可用", "Disabled"), icon="lock")
    off.setEnabled(False)
    card.body.addLayout(
        row(
            PrimaryButton(ui, two(ui, "本箱合格", "Carton good"), icon="check", hint="1"),
            SecondaryButton(ui, two(ui, "登记缺陷", "Record defect"), icon="attention", hint="2"),
        )
    )
    card.body.addLayout(
        row(
            DangerButton(ui, two(ui, "停止并隔离", "Stop and hold"), icon="stop"),
            GhostButton(ui, two(ui, "撤销", "Undo"), icon="undo"),
            off,
        )
    )
    states: tuple[GoodsStatus, ...] = ("pending", "passed", "failed", "isolated")
    tags: list[QWidget] = [StatusTag(ui, state) for state in states]
    tags.append(StatusTag(ui, "passed", strong=True, large=True))
    card.body.addLayout(row(*tags))
    save, sync, scanner, camera = SaveBadge(ui), SyncBadge(ui), ScannerBadge(ui), CameraBadge(ui)
    sync.set_state("offline", 12)
    camera.set_state("live")
    card.body.addLayout(row(save, sync, scanner, camera))
    chips = ReasonChips(
        ui,
        [
            Choice(value="documents", text=two(ui, "等资料", "Documents"), hint="1"),
            Choice(value="supervisor", text=two(ui, "等班长", "Supervisor"), hint="2"),
            Choice(value="supplier", text=two(ui, "等供应商", "Supplier"), hint="3"),
            Choice(value="break", text=two(ui, "休息", "Break"), hint="4"),
        ],
    )
    chips.choose("supervisor")
    card.body.addWidget(chips)
    return card


def fields(ui: Ui) -> Card:
    card = Card(two(ui, "输入", "Entry"))
    typed = DateField8(ui)
    typed.set_digits("202603")
    good = DateField8(
        ui, lambda day: ("warn", two(ui, "与外箱日期不一致", "Differs from the carton"))
    )
    good.set_date(date(2026, 3, 15))
    card.body.addLayout(row(typed, good))
    line = PlainLineEdit(two(ui, "扫描或输入批号", "Scan or type the lot number"))
    card.body.addWidget(line)
    remark = RemarkEdit(two(ui, "备注（可选）", "Remark (optional)"))
    remark.setFixedHeight(96)
    card.body.addWidget(remark)
    card.body.addLayout(row(CountStepper(ui, value=12)))
    return card


def life(ui: Ui) -> Card:
    card = Card(two(ui, "剩余效期", "Remaining shelf life"))
    bands = (
        LifeBand(until=0.12, tone="bad", label=two(ui, "禁售", "Sales lock")),
        LifeBand(until=0.33, tone="warn", label=two(ui, "临期", "Near expiry")),
        LifeBand(until=0.66, tone="warn", label=two(ui, "预警", "Warning")),
        LifeBand(until=1.0, tone="good", label=two(ui, "新鲜", "Fresh")),
    )
    for days, share in ((731, 0.8125), (120, 0.21)):
        gauge = LifeGauge(ui)
        gauge.show_life(days, share, bands)
        card.body.addWidget(gauge)
    return card


def walk(ui: Ui) -> Card:
    card = Card(two(ui, "检验进度", "The walk"))
    rail = ProgressRail(ui)
    rail.set_stages(
        [
            RailStage(key="id", text=two(ui, "身份核对", "Identity"), state="done"),
            RailStage(key="life", text=two(ui, "保质期", "Shelf life"), state="done"),
            RailStage(key="docs", text=two(ui, "资料", "Documents"), state="done", missing=1),
            RailStage(key="cartons", text=two(ui, "外包装", "Cartons"), state="current", missing=4),
            RailStage(key="label", text=two(ui, "标签标识", "Label"), state="todo"),
            RailStage(key="units", text=two(ui, "抽样", "Units"), state="todo"),
        ]
    )
    card.body.addWidget(rail)
    grid = CartonGrid(ui)
    drawn = {7: "10/10", 18: "10/10", 29: "10/10", 40: "9/10", 51: "", 62: "", 73: "", 84: ""}
    cells = []
    for number in range(1, 126):
        state = "plain"
        if number in drawn:
            state = "done" if drawn[number] == "10/10" else "drawn"
        state = {40: "defect", 51: "current", 33: "isolated", 99: "isolated"}.get(number, state)
        cells.append(CartonCell(number=number, state=state, note=drawn.get(number, "")))
    grid.set_cartons(cells)
    card.body.addWidget(grid)
    return card


def photos(ui: Ui) -> Card:
    card = Card(two(ui, "照片", "Photos"))
    strip = PhotoStrip(ui)
    strip.set_slots(
        [
            PhotoSlot(
                key="a", text=two(ui, "箱唛", "Carton mark"), image=sample_picture(30), taken=True
            ),
            PhotoSlot(
                key="b",
                text=two(ui, "破损同框", "Damage in frame"),
                image=sample_picture(200),
                taken=True,
            ),
            PhotoSlot(key="date_closeup", text=two(ui, "日期特写", "Date close-up")),
            PhotoSlot(key="unit", text=two(ui, "单品", "Unit"), optional=True),
        ]
    )
    card.body.addWidget(strip)
    return card


def rows(ui: Ui) -> Card:
    card = Card(two(ui, "到货单", "Inbound orders"))
    view = DataList(ui)
    view.set_rows(
        [
            ("1", ListRow(
                title=two(ui, "ASN20261122001 · 无锡晨露日化", "ASN20261122001 · Wuxi Morning Dew"),
                subtitle=two(ui, "6 个商品 · 3,000 件 · 125 箱", "6 products · 3,000 units"),
                trailing=two(ui, "剩 42 分", "42 min left"), lead="dock", lead_tone="accent",
                tags=(RowTag(text=two(ui, "加急", "Urgent"), tone="bad", icon="urgent"),),
                progress=0.35)),
            ("2", ListRow(
                title=two(ui, "山茶花修护洗发水 500 ml", "Camellia repair shampoo 500 ml"),
                subtitle=two(ui, "批 LOT-0007 · 抽 125 件 / 12 箱", "Lot 0007 · 125 units"),
                lead="unit",
                tags=(RowTag(text=two(ui, "待检", "To inspect"), tone="warn", icon="pending"),))),
        ]
    )  # fmt: skip
    view.setFixedHeight(view.content_height())
    card.body.addWidget(view)
    return card


def bars(ui: Ui) -> Card:
    card = Card(two(ui, "提示", "Notices"))
    for notice in (
        Notice(tone="accepted", text=two(ui, "第 51 箱已记为合格", "Carton 51 recorded as good")),
        Notice(
            tone="attention",
            text=two(ui, "这个箱子属于另一批", "This carton belongs to another lot"),
            detail=two(ui, "批 LOT-0009 · 润肤露 250 ml", "Lot 0009 · body lotion 250 ml"),
            action=two(ui, "切换到该批", "Switch to that lot"),
        ),
        Notice(
            tone="wrong",
            text=two(ui, "不是本单商品，请放到一边", "Not on this order; set it aside"),
        ),
    ):
        bar = NoticeBar(ui)
        bar.show_notice(notice)
        ui.notices.posted.disconnect(bar.show_notice)
        card.body.addWidget(bar)
    ask = ConfirmBar(ui, tone="bad", icon="stop")
    ask.ask(
        two(ui, "停止检验并隔离整批？", "Stop the inspection and hold the lot?"),
        two(ui, "停止并隔离", "Stop and hold"),
    )
    card.body.addWidget(ask)
    return card


def signing(ui: Ui) -> Card:
    card = Card(two(ui, "签名", "Signature"))
    card.body.addWidget(SignaturePad(ui))
    return card


def icon_sheet(ui: Ui) -> QWidget:
    """Every icon with its name."""
    sheet = QWidget()
    sheet.setObjectName("Canvas")
    column = QVBoxLayout(sheet)
    names = ui.icons.names()
    for start in range(0, len(names), 10):
        line = QHBoxLayout()
        for name in names[start : start + 10]:
            cell = QVBoxLayout()
            picture = Text()
            picture.setPixmap(ui.icons.pixmap(name, ui.theme.palette.text, 32))
            cell.addWidget(picture)
            cell.addWidget(Text(name, "caption"))
            line.addLayout(cell)
        line.addStretch(1)
        column.addLayout(line)
    return sheet


def gallery(ui: Ui) -> QWidget:
    """Everything on one sheet."""
    sheet = QWidget()
    sheet.setObjectName("Canvas")
    outer = QVBoxLayout(sheet)
    outer.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
    outer.setSpacing(SPACE.l)
    outer.addWidget(
        PageHeader(
            ui,
            two(ui, "山茶花修护洗发水 500 ml", "Camellia repair shampoo 500 ml"),
            two(ui, "批 LOT-0007 · 到货 3,000 件 / 125 箱", "Lot 0007 · 3,000 units / 125 cartons"),
            back=True,
        )
    )
    outer.addWidget(walk(ui))
    columns = QHBoxLayout()
    columns.setSpacing(SPACE.l)
    for makers in ((buttons, fields, photos), (life, rows, bars, signing)):
        column = QVBoxLayout()
        column.setSpacing(SPACE.l)
        for make in makers:
            column.addWidget(make(ui))
        column.addStretch(1)
        columns.addLayout(column, 1)
    third = QVBoxLayout()
    pad_card = Card(two(ui, "数字键盘", "Key pad"))
    pad_card.body.addWidget(KeyPad(ui))
    third.addWidget(pad_card)
    third.addWidget(
        EmptyState(
            ui,
            title=two(ui, "今天没有待检的到货", "Nothing to inspect today"),
            text=two(ui, "扫描任一箱码即可开始", "Scan any carton to begin"),
            action=two(ui, "查看历史", "See history"),
        )
    )
    third.addStretch(1)
    columns.addLayout(third)
    outer.addLayout(columns)
    return sheet


PEOPLE = tuple(
    Person(id=f"U-{at}", names={"zh": zh, "en": en}, role=role, badge="", pin_verifier="")
    for at, (zh, en, role) in enumerate(
        (
            ("陈喆", "Chen Zhe", "inspector"),
            ("吴堃", "Wu Kun", "inspector"),
            ("欧阳镕", "Ouyang Rong", "inspector"),
            ("王璟雯", "Wang Jingwen", "inspector"),
            ("周珺", "Zhou Jun", "supervisor"),
            ("冯雨桐", "Feng Yutong", "administrator"),
        )
    )
)


class SampleDoor:
    """Everybody may come in, nobody with a PIN."""

    def people(self) -> tuple[Person, ...]:
        return PEOPLE

    def sign_in(self, person_id: str, pin: str) -> Person:
        raise AccessError("too_many_tries", seconds=20)

    def sign_in_badge(self, token: str) -> Person:
        raise AccessError("unknown_badge")

    def load_demo(self) -> None:
        raise AssertionError("somebody works here already")


class SampleTasks:
    """Runs in the call."""

    def write(self, work, done=None, failed=None):  # type: ignore[no-untyped-def]
        try:
            value = work()
        except Exception as error:
            failed(error)
            return
        done(value)

    read = write


class SamplePage(Page):
    """A page in the frame."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        self.body.addWidget(rows(ui))
        self.body.addWidget(life(ui))
        self.body.addStretch(1)
        self.bar.add(GhostButton(ui, two(ui, "撤销", "Undo"), icon="undo"), left=True)
        self.bar.add(SecondaryButton(ui, two(ui, "登记缺陷", "Record defect"), hint="2"))
        self.bar.set_primary(
            PrimaryButton(ui, two(ui, "开始检验", "Start"), icon="play", hint="Return")
        )
        self.header.set_title(
            two(ui, "今日到货", "Today's deliveries"),
            two(ui, "6 单 · 1 单加急", "6 orders · 1 urgent"),
        )
        self.header.side.addWidget(StatusTag(ui, "pending"))


def sign_in_pages(ui: Ui, folder: Path, name: str) -> None:
    """The tiles, the lock and a slowed pad."""
    presenter = SignInPresenter(SampleDoor(), SampleTasks())
    page = SignInPage(
        ui, presenter, two(ui, "无锡云仓 · 3 号质检台", "Wuxi cloud warehouse · bench 3")
    )
    page.resize(1280, 800)
    page.arrive()
    snap(page, folder / f"sign_in_{name}.png")
    page.arrive(locked_by=PEOPLE[1])
    page._pin.pad.press("1")
    page._pin.pad.press("2")
    snap(page, folder / f"sign_in_locked_{name}.png")
    presenter.choose("U-0")
    presenter.enter_pin("123456")
    snap(page, folder / f"sign_in_wait_{name}.png")


def frame(ui: Ui, folder: Path, name: str) -> None:
    """The window with a page and a notice."""
    presenter = SignInPresenter(SampleDoor(), SampleTasks())
    window = MainWindow(
        ui, SignInPage(ui, presenter), two(ui, "无锡云仓 · 3 号质检台", "Wuxi warehouse · bench 3")
    )
    for key, icon in (
        ("today", "today"), ("dock", "dock"), ("walk", "walk"), ("supervisor", "supervisor"),
        ("history", "history"), ("sync", "sync"), ("settings", "settings"),
    ):  # fmt: skip
        window.register(
            PageEntry(name=key, icon=icon, text=f"shell.nav.{key}", factory=lambda: SamplePage(ui))
        )
    window.sign_in(PEOPLE[0])
    window.rail.set_count("walk", 2)
    window.strip.sync.set_state("offline", 3)
    snap(window, folder / f"frame_{name}.png")
    ui.notices.post(
        Notice(
            tone="attention",
            text=two(ui, "这个箱子属于另一批", "This carton belongs to another lot"),
            detail=two(ui, "批 LOT-0009 · 润肤露 250 ml", "Lot 0009 · body lotion 250 ml"),
            action=two(ui, "切换到该批", "Switch to that lot"),
        )
    )
    snap(window, folder / f"frame_notice_{name}.png")
    window.close()


def snap(widget: QWidget, file: Path) -> None:
    """Show, settle, write."""
    widget.show()
    for _ in range(4):
        QApplication.processEvents()
    widget.grab().save(str(file))


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    for language in LANGUAGES:
        for scheme in SCHEMES:
            ui = make_ui(application, language, scheme)
            sheet = gallery(ui)
            sheet.resize(1560, 1900)
            sheet.show()
            QTimer.singleShot(150, application.quit)
            application.exec()
            sheet.grab().save(str(folder / f"gallery_{language}_{scheme}.png"))
            sign_in_pages(ui, folder, f"{language}_{scheme}")
            frame(ui, folder, f"{language}_{scheme}")
            if language == "zh":
                icons = icon_sheet(ui)
                icons.show()
                application.processEvents()
                icons.grab().save(str(folder / f"icons_{scheme}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery"))
