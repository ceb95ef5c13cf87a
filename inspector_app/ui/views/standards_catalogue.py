"""The defect catalogue on the form: its groups, other classes, and choosing defects by search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect, DefectClass
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_controls import Control
from inspector_app.ui.views.standards_lists import class_tag
from inspector_app.ui.views.standards_words import word
from inspector_app.ui.views.walk_words import class_word
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.chip_set import ChipSet
from inspector_app.ui.widgets.chips import Choice
from inspector_app.ui.widgets.drop_down import DropDown
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.search_edit import SearchEdit
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class GroupsControl(Control):
    """Which groups of the catalogue the standard takes."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._groups: Mapping[str, Sequence[Defect]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.chips = ChipSet(ui)
        self.chips.chosenChanged.connect(lambda values: self.edited.emit(list(values)))
        row.addWidget(self.chips, 1)

    def set_groups(self, groups: Mapping[str, Sequence[Defect]]) -> None:
        """The groups there are, with their defects."""
        self._groups = groups
        self.retranslate()

    def retranslate(self) -> None:
        t = self._ui.t
        self.chips.set_choices(
            [
                Choice(
                    value=name,
                    text=t("standards.group", name=word(self._ui, "defect_group", name),
                           count=len(defects)),
                )
                for name, defects in self._groups.items()
            ]
        )  # fmt: skip

    def show_value(self, value: Any) -> None:
        self.chips.choose(str(each) for each in value or ())


class ClassesControl(Control):
    """Defects that this standard gives another class than the catalogue; ``choiceWanted``."""

    choiceWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._catalogue: Mapping[str, Defect] = {}
        self._classes: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self.choose = Button(ui, icon="search")
        ui.say(self.choose.setText, "standards.choose_classes")
        self.choose.clicked.connect(self.choiceWanted)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)

    def set_catalogue(self, catalogue: Mapping[str, Defect]) -> None:
        """The defects of the standard's groups."""
        self._catalogue = catalogue

    def retranslate(self) -> None:
        self.show_value(self._classes)

    def show_value(self, value: Any) -> None:
        held = value if isinstance(value, Mapping) else {}
        self._classes = {str(code): str(cls) for code, cls in held.items()}
        clear(self._list)
        for code, cls in self._classes.items():
            line = self._line(code, cls)
            self._list.addWidget(line)
            line.setVisible(True)

    def take(self, codes: Sequence[str]) -> None:
        """These are to have a class of their own; new ones begin with the catalogue's."""
        known = self._catalogue
        self.edited.emit(
            {
                code: self._classes.get(code, known[code].cls if code in known else "major")
                for code in codes
            }
        )

    def _line(self, code: str, cls: str) -> QWidget:
        ui, defect = self._ui, self._catalogue.get(code)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        label = Text(code, "strong")
        label.setFixedWidth(72)
        row.addWidget(label)
        told = ui.pick(defect.names) if defect else ui.t("standards.unknown_defect")
        row.addWidget(Text(told, "body", tone="neutral" if defect else "bad", wrap=True), 1)
        box = DropDown(ui)
        box.setFixedWidth(150)
        box.setAccessibleName(f"{code} {ui.t('standards.field.defects.classes')}")
        box.set_entries([(each, class_word(ui, each)) for each in get_args(DefectClass)], cls)
        box.picked.connect(partial(self._turn, code))
        row.addWidget(box)
        away = GhostButton(ui, icon="trash")
        ui.say(away.setAccessibleName, "standards.take_away")
        rest = {each: held for each, held in self._classes.items() if each != code}
        away.clicked.connect(lambda: self.edited.emit(rest))
        row.addWidget(away)
        return line

    def _turn(self, code: str, cls: str) -> None:
        self.edited.emit({**self._classes, code: cls})


class DefectPicker(QWidget):
    """All defects of the standard with a search; ``finished(codes)`` or ``cancelled``."""

    finished = Signal(tuple)
    cancelled = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._catalogue: Mapping[str, Defect] = {}
        self._chosen: list[str] = []
        self._rows: dict[str, _DefectRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        self._title = Text("", "title", wrap=True)
        column.addWidget(self._title)
        self._search = SearchEdit()
        ui.say(self._search.setPlaceholderText, "standards.search_defects")
        self._search.searchWanted.connect(lambda _: self._filter())
        column.addWidget(self._search)
        area, holder = scrolling()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, SPACE.s, 0)
        self._list.setSpacing(SPACE.xs)
        column.addWidget(area, 1)
        row = QHBoxLayout()
        back = Button(ui, hint="Esc", bind=False)
        ui.say(back.setText, "ui.cancel")
        back.clicked.connect(self.cancelled)
        row.addWidget(back)
        row.addStretch(1)
        self._done = PrimaryButton(ui, icon="check")
        self._done.clicked.connect(lambda: self.finished.emit(tuple(self._chosen)))
        row.addWidget(self._done)
        column.addLayout(row)

    def open(self, title: str, catalogue: Mapping[str, Defect], chosen: Sequence[str]) -> None:
        """Begin with ``chosen``; the chosen ones stand first."""
        self._catalogue, self._chosen = catalogue, [str(code) for code in chosen]
        self._title.setText(title)
        self._search.reset()
        clear(self._list)
        self._rows = {}
        first = [catalogue[code] for code in self._chosen if code in catalogue]
        for defect in (*first, *(d for d in catalogue.values() if d.code not in self._chosen)):
            row = _DefectRow(self._ui, defect)
            row.chosen.connect(partial(self._turn, defect.code))
            self._list.addWidget(row)
            row.setVisible(True)
            self._rows[defect.code] = row
        self._list.addStretch(1)
        self._count()
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, code: str) -> None:
        if code in self._chosen:
            self._chosen.remove(code)
        else:
            self._chosen.append(code)
        self._count()

    def _count(self) -> None:
        for code, row in self._rows.items():
            row.set_on(code in self._chosen)
        self._done.setText(self._ui.t("standards.take_defects", count=len(self._chosen)))

    def _filter(self) -> None:
        wanted = self._search.text().casefold().split()
        for code, row in self._rows.items():
            defect = self._catalogue[code]
            told = " ".join((code, *defect.names.values(), *defect.area.values())).casefold()
            row.setVisible(all(each in told for each in wanted))


class _DefectRow(Card):
    """One defect of the catalogue."""

    def __init__(self, ui: Ui, defect: Defect) -> None:
        super().__init__(pressable=True, padding=SPACE.s)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._mark = GhostButton(ui, icon="circle")
        self._mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._mark)
        code = Text(defect.code, "strong")
        code.setFixedWidth(72)
        row.addWidget(code)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(ui.pick(defect.names), "body", wrap=True))
        names.addWidget(Text(ui.pick(defect.area), "caption"))
        row.addLayout(names, 1)
        row.addWidget(class_tag(ui, defect.cls))
        self.body.addLayout(row)
        self._told = f"{defect.code} {ui.pick(defect.names)}"
        self.setAccessibleName(self._told)

    def set_on(self, on: bool) -> None:
        """Whether it is chosen."""
        self._mark.set_icon("check" if on else "circle")
        self.set_tone("accent" if on else "neutral")
