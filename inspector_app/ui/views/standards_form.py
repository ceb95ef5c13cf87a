"""The form of one line of a standard: cards of fields, faults under the field they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_document import Document, Row
from inspector_app.ui.presenters.standards_faults import Fault
from inspector_app.ui.presenters.standards_form import Asked, Field, value_of
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.views.standards_catalogue import ClassesControl, GroupsControl
from inspector_app.ui.views.standards_channels import ChannelRulesControl
from inspector_app.ui.views.standards_conditions import ConditionsControl
from inspector_app.ui.views.standards_controls import (
    FEW,
    Control,
    LineControl,
    ManyControl,
    NamesControl,
    PickControl,
    SwitchControl,
    WordsControl,
)
from inspector_app.ui.views.standards_lists import ChoicesControl, DefectsControl
from inspector_app.ui.views.standards_own import OwnDefectsControl
from inspector_app.ui.views.standards_picture import PictureControl
from inspector_app.ui.views.standards_words import fault_words
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

HALVES = frozenset({"identifier", "line", "words", "whole", "decimal"})
"""Controls that share a row with another one."""

LEADING = frozenset({"low", "mode", "count", "groups", "n", "how"})
"""Fields that show what is wrong with their whole group."""


class FormView(QScrollArea):
    """``edited(Field, value)``; ``defectsWanted(Field)`` opens the catalogue for a field."""

    edited = Signal(object, object)
    defectsWanted = Signal(object)

    def __init__(self, ui: Ui, pictures: Pictures, find: Callable[[str], Any]) -> None:
        super().__init__()
        self._ui = ui
        self._pictures, self._find = pictures, find
        self._picture_names: Sequence[str] = ()
        self._boxes: dict[str, FieldBox] = {}
        self._fields: tuple[Field, ...] = ()
        self._row: Row | None = None
        _, holder = scrolling(self)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, SPACE.s, SPACE.s)
        self._column.setSpacing(SPACE.m)

    def set_pictures(self, names: Sequence[str]) -> None:
        """The reference pictures there are."""
        self._picture_names = tuple(names)
        for box in self._boxes.values():
            if isinstance(box.control, PictureControl):
                box.control.set_names(self._picture_names)

    def show_line(
        self,
        document: Document,
        row: Row,
        fields: Sequence[Field],
        *,
        asked: Sequence[Asked],
        defects: Mapping[str, Defect],
        everything: Mapping[str, Defect],
        groups: Mapping[str, Sequence[Defect]],
    ) -> None:
        """Show the line; another one, or other fields, are built anew."""
        if row != self._row or tuple(fields) != self._fields:
            same = row == self._row
            place = self.verticalScrollBar().value() if same else 0
            focus = self._focused()
            self._build(tuple(fields))
            self._row = row
            if same and focus in self._boxes:
                self._boxes[focus].control.setFocus(Qt.FocusReason.OtherFocusReason)
            self.verticalScrollBar().setValue(place)
        for field in self._fields:
            control = self._boxes[field.key].control
            if isinstance(control, ConditionsControl):
                control.set_asked(asked)
            elif isinstance(control, DefectsControl):
                without = field.key == "defects.without"
                control.set_catalogue(everything if without else defects)
            elif isinstance(control, ClassesControl | OwnDefectsControl):
                control.set_catalogue(everything)
            elif isinstance(control, GroupsControl):
                control.set_groups(groups)
            control.show_value(value_of(document, row, field))

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Under each field what is wrong with it."""
        for box in self._boxes.values():
            box.show_faults([fault for fault in faults if box.holds(fault)])

    def unheld(self, faults: Sequence[Fault]) -> list[Fault]:
        """Those that no field here shows."""
        boxes = self._boxes.values()
        return [fault for fault in faults if not any(box.holds(fault) for box in boxes)]

    def settle(self) -> None:
        """Tell at once what was typed and not told yet."""
        for box in self._boxes.values():
            box.control.settle()

    def reveal(self, member: str) -> None:
        """Bring the field of a member into view, and the keyboard into it."""
        for key, box in self._boxes.items():
            if member and (key == member or key.split(".")[0] == member):
                self.ensureWidgetVisible(box, 0, SPACE.xl)
                box.control.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def control(self, key: str) -> Control:
        """The control of a field."""
        return self._boxes[key].control

    def shown(self) -> tuple[str, ...]:
        """The fields shown."""
        return tuple(self._boxes)

    def retranslate(self) -> None:
        for box in self._boxes.values():
            box.control.retranslate()

    # -- building

    def _focused(self) -> str:
        for key, box in self._boxes.items():
            focus = box.focusWidget()
            if focus is not None and focus.hasFocus():
                return key
        return ""

    def _build(self, fields: tuple[Field, ...]) -> None:
        clear(self._column)
        self._boxes = {}
        self._fields = fields
        for section in dict.fromkeys(field.section for field in fields):
            card = Card(padding=SPACE.l)
            self._ui.say(card.set_title, f"standards.section.{section}")
            grid = QGridLayout()
            grid.setHorizontalSpacing(SPACE.l)
            grid.setVerticalSpacing(SPACE.m)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
            self._place(grid, [field for field in fields if field.section == section])
            card.body.addLayout(grid)
            self._column.addWidget(card)
            card.setVisible(True)
        self._column.addStretch(1)

    def _place(self, grid: QGridLayout, fields: Sequence[Field]) -> None:
        line, half = 0, False
        for field in fields:
            box = FieldBox(self._ui, field, self._control(field))
            box.control.edited.connect(lambda value, f=field: self.edited.emit(f, value))
            self._boxes[field.key] = box
            if _half(field):
                grid.addWidget(box, line, 1 if half else 0, Qt.AlignmentFlag.AlignTop)
                line, half = (line + 1, False) if half else (line, True)
            else:
                line += 1 if half else 0
                grid.addWidget(box, line, 0, 1, 2)
                line, half = line + 1, False

    def _control(self, field: Field) -> Control:
        ui = self._ui
        made: dict[str, Callable[[], Control]] = {
            "identifier": LineControl,
            "decimal": LineControl,
            "line": lambda: LineControl(free=True),
            "whole": lambda: LineControl(numbers=True),
            "words": WordsControl,
            "names": lambda: NamesControl(ui),
            "long_names": lambda: NamesControl(ui, long=True),
            "pick": lambda: PickControl(ui, field),
            "many": lambda: ManyControl(ui, field),
            "switch": lambda: SwitchControl(ui, field),
            "choices": lambda: ChoicesControl(ui),
            "conditions": lambda: ConditionsControl(ui),
            "defects": lambda: DefectsControl(ui),
            "classes": lambda: ClassesControl(ui),
            "groups": lambda: GroupsControl(ui),
            "channels": lambda: ChannelRulesControl(ui),
            "own": lambda: OwnDefectsControl(ui),
            "picture": lambda: PictureControl(ui, self._pictures, self._find),
        }
        control = made[field.control]()
        if isinstance(control, DefectsControl | ClassesControl):
            control.choiceWanted.connect(lambda: self.defectsWanted.emit(field))
        if isinstance(control, PictureControl):
            control.set_names(self._picture_names)
        return control


def _half(field: Field) -> bool:
    long_pick = field.control == "pick" and len(field.options) > FEW
    return field.control in HALVES or long_pick


class FieldBox(QWidget):
    """Label, control, and the sentences that say what is wrong."""

    def __init__(self, ui: Ui, field: Field, control: Control) -> None:
        super().__init__()
        self._ui, self.field, self.control = ui, field, control
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        self._label = Text("", "strong")
        ui.say(self._label.setText, f"standards.field.{field.key}")
        ui.say(control.setAccessibleName, f"standards.field.{field.key}")
        head.addWidget(self._label)
        if field.needed and field.control != "pick":
            needed = Text("", "caption")
            ui.say(needed.setText, "standards.needed")
            head.addWidget(needed)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(control)
        hint = f"standards.hint.{field.key}"
        if ui.texts.translator.has(hint):
            told = Text("", "caption", wrap=True)
            ui.say(told.setText, hint)
            column.addWidget(told)
        self._wrong = Text("", "body", tone="bad", wrap=True)
        self._wrong.hide()
        column.addWidget(self._wrong)

    def holds(self, fault: Fault) -> bool:
        """Whether a fault is in this field, or in the group of fields that it begins."""
        place, path = fault.within, self.field.path
        if fault.error.code == "unknown_key" or not place:
            return False
        if place[: len(path)] == path:
            return True
        return len(path) == len(place) + 1 and path[:-1] == place and path[-1] in LEADING

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """The sentences, and the frame of a wrong entry."""
        label = self._label.text()
        told = dict.fromkeys(fault_words(self._ui, fault.error, label) for fault in faults)
        self._wrong.setText("\n".join(told))
        self._wrong.setVisible(bool(told))
        self.control.mark(wrong=bool(told))
