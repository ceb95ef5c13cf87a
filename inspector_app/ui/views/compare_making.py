"""Making a product's reference pictures: choose, say what they show, state what was promised."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.reference import Claims, Reference, ReferenceVersion
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.compare_making import MakingPresenter, MakingState, Offered
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.case_pictures import read_thumbnails
from inspector_app.ui.views.compare_claims import source_words
from inspector_app.ui.views.picture_file import choose_pictures, read_picture_file
from inspector_app.ui.views.pictures import Picture
from inspector_app.ui.views.walk_words import shot_word
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import RemarkEdit
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

PLACES = {"net_content": (0, 0, 1), "shade": (0, 1, 1), "version": (1, 0, 2), "listing": (2, 0, 2)}
"""Row, column and width of each field."""

COLUMNS = 3
NARROW_BELOW = 1040
"""Two columns there: three would be cut off."""

SIDE_WIDTH = 372
TILE_HEIGHT = 150
FIELD_HEIGHT = 70


class MakingPage(Page):
    """A press on a picture turns what it shows; Enter keeps the version."""

    def __init__(self, ui: Ui, presenter: MakingPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._images: dict[str, QImage] = {}
        self._tiles: list[_Tile] = []
        self._filling = False
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        row.addWidget(self._build_pictures(), 1)
        row.addWidget(self._build_side())
        self.body.addLayout(row, 1)
        self._save = self.bar.set_primary(PrimaryButton(ui, icon="save", hint="Return"))
        self._save.clicked.connect(presenter.make)
        self._import = self.bar.add(Button(ui, icon="folder"), left=True)
        ui.say(self._import.setText, "compare.making.import")
        self._import.clicked.connect(self._choose_files)
        QShortcut(QKeySequence("Esc"), self, self.backWanted.emit)
        presenter.on_change = self._changed
        presenter.on_made = self._made
        presenter.on_refused = ui.refuse
        self.retranslate()

    def _build_pictures(self) -> QScrollArea:
        area = _scroll()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        self._told = Text("", "muted", wrap=True)
        column.addWidget(self._told)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE.m)
        column.addLayout(self._grid)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    def _build_side(self) -> QScrollArea:
        ui, area = self.ui, _scroll()
        area.setFixedWidth(SIDE_WIDTH)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        promised = Card(padding=SPACE.l)
        ui.say(promised.set_title, "compare.making.promised")
        self._kinds = ReasonChips(ui)
        self._kinds.reasonChosen.connect(self._presenter.choose_kind)
        promised.body.addWidget(self._kinds)
        self._fields: dict[str, RemarkEdit] = {}
        grid = QGridLayout()
        grid.setVerticalSpacing(SPACE.xs)
        promised.body.addLayout(grid)
        for name, (row, left, span) in PLACES.items():
            label = Text("", "muted")
            ui.say(label.setText, f"compare.claim.{name}")
            field = RemarkEdit("")
            field.setMinimumHeight(FIELD_HEIGHT)
            field.setFixedHeight(FIELD_HEIGHT if name != "listing" else FIELD_HEIGHT + SPACE.l)
            field.textChanged.connect(self._typed)
            grid.addWidget(label, 2 * row, left, 1, span)
            grid.addWidget(field, 2 * row + 1, left, 1, span)
            self._fields[name] = field
        column.addWidget(promised)
        self._versions = Card(padding=SPACE.l)
        ui.say(self._versions.set_title, "compare.making.versions")
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        self._versions.body.addLayout(self._list)
        column.addWidget(self._versions)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id`` of the lot it is made beside."""
        self._presenter.open(str(arguments.get("inspection_id") or self._presenter.inspection_id))

    def retranslate(self) -> None:
        self._changed(self._presenter.state)

    # -- showing

    def _changed(self, state: MakingState) -> None:
        if not shiboken6.isValid(self):
            return
        t = self.ui.t
        title = self.ui.pick(state.names) if state.names else t("compare.make")
        self.header.set_title(title, t("compare.making.subtitle", version=state.next_version))
        if not state.offered:
            key = "compare.making.no_pictures"
        else:
            key = "compare.making.of_lot" if state.kind == "first_lot" else "compare.making.files"
        self._told.setText(t(key, lot=state.lot_number) if state.loaded else "")
        self._show_tiles(state)
        self._show_claims(state)
        self._show_versions(state)
        self._save.setText(
            t("compare.making.save", version=state.next_version, count=len(state.chosen))
        )
        self._save.setEnabled(state.ready)

    def _show_tiles(self, state: MakingState) -> None:
        if [tile.key for tile in self._tiles] != [each.key for each in state.offered]:
            clear(self._grid)
            self._tiles = []
            for each in state.offered:
                tile = _Tile(self.ui, each.key)
                tile.turned.connect(self._presenter.turn_role)
                self._grid.addWidget(tile)
                tile.setVisible(True)
                self._tiles.append(tile)
            self._place_tiles()
            self._read(state)
        for tile, each in zip(self._tiles, state.offered, strict=True):
            tile.show_picture(each, self._images.get(each.key))

    def _place_tiles(self) -> None:
        columns = COLUMNS if self.width() >= NARROW_BELOW else COLUMNS - 1
        for at in range(COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        for at, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, at // columns, at % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tiles()

    def _read(self, state: MakingState) -> None:
        views = self._presenter.tools.views
        digests = [each.sha256 for each in state.offered if each.sha256]
        files = [each for each in state.offered if each.data and each.key not in self._images]

        kept = {each.key for each in state.offered}
        self._images = {key: image for key, image in self._images.items() if key in kept}

        def work() -> dict[str, QImage]:
            found = read_thumbnails(views, digests)
            for each in files:
                image = QImage.fromData(each.data)
                found[each.key] = image.scaled(
                    400, 400, Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                ) if not image.isNull() else image  # fmt: skip
            return found

        self.ui.tasks.read(work, self._take)

    def _take(self, found: dict[str, QImage]) -> None:
        if shiboken6.isValid(self):
            self._images = {**self._images, **found}
            for tile, each in zip(self._tiles, self._presenter.state.offered, strict=False):
                tile.show_picture(each, self._images.get(each.key))

    def _show_claims(self, state: MakingState) -> None:
        t = self.ui.t
        kinds = ("first_lot",) if state.kind == "first_lot" else ("on_air", "imported")
        self._kinds.set_choices(
            [Choice(value=kind, text=t(f"compare.making.kind.{kind}")) for kind in kinds]
        )
        self._kinds.choose(state.kind)
        self._filling = True
        for name, field in self._fields.items():
            value = getattr(state.claims, name)
            if field.toPlainText().strip() != value:
                field.setPlainText(value)
        self._filling = False

    def _typed(self) -> None:
        if not self._filling:
            values = {name: field.toPlainText().strip() for name, field in self._fields.items()}
            self._presenter.set_claims(Claims(**values))

    def _show_versions(self, state: MakingState) -> None:
        clear(self._list)
        self._versions.setVisible(bool(state.versions))
        for version in state.versions:
            line = self._version_line(version, may_retire=state.may_make)
            self._list.addWidget(line)
            line.setVisible(True)

    def _version_line(self, version: ReferenceVersion, *, may_retire: bool) -> QWidget:
        t, reference = self.ui.t, version.reference
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        day = reference.at.astimezone().date().isoformat()
        key = "compare.making.retired" if version.retired else "compare.making.version"
        source = source_words(self.ui.texts.translator, reference)
        told = Text(
            t(key, version=reference.version, source=source, day=day),
            "muted" if version.retired else "body", wrap=True,
        )  # fmt: skip
        row.addWidget(told, 1)
        if may_retire and version.retired is None:
            button = GhostButton(self.ui, t("compare.making.retire"))
            button.clicked.connect(partial(self._presenter.retire, reference.version, "withdrawn"))
            row.addWidget(button)
        return line

    # -- acts

    def _choose_files(self) -> None:
        def take(files: list[Path]) -> None:
            for file in files:
                self.ui.tasks.read(
                    partial(read_picture_file, file),
                    partial(self._presenter.add_file, name=file.name),
                    self.ui.refuse,
                )

        choose_pictures(self.ui, self, take, several=True)

    def _made(self, reference: Reference) -> None:
        self.ui.notices.accepted(self.ui.t("compare.making.made", version=reference.version))
        self.backWanted.emit()


class _Tile(Card):
    """One picture and what it shows; ``turned(key)``."""

    turned = Signal(str)

    def __init__(self, ui: Ui, key: str) -> None:
        super().__init__(padding=SPACE.s, pressable=True)
        self.key = key
        self._ui = ui
        self._picture = Picture(ui, TILE_HEIGHT)
        self.body.setSpacing(SPACE.xs)
        self.body.addWidget(self._picture)
        self._name = Text("", "caption")
        self.body.addWidget(self._name)
        self._role = Button(ui)
        self._role.clicked.connect(lambda: self.turned.emit(self.key))
        self.body.addWidget(self._role)
        self.chosen.connect(lambda: self.turned.emit(self.key))

    def show_picture(self, offered: Offered, image: QImage | None) -> None:
        t = self._ui.t
        self._picture.set_image(image if image is not None and not image.isNull() else None)
        self._name.setText(offered.name or shot_word(self._ui, offered.shot))
        role = offered.role
        self._role.setText(t(f"compare.role.{role}") if role else t("compare.making.unused"))
        self._role.set_icon("check" if role else "plus")
        self._role.set_tone("good" if role else None)
        self.setAccessibleName(f"{self._name.text()} {self._role.text()}")


def _scroll() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
