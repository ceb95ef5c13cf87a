"""The walk's action bar: what 1, 2, 3 and Enter mean at the place in hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_acts import Key
from inspector_app.ui.presenters.walk_model import BoardView, Primary, WalkView
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.surfaces import ActionBar

HEIGHT = 89
"""The bar's height with its primary action, kept where there is none."""


def _na_key(board: BoardView | None) -> str:
    if board is None:
        return "walk.key.na"
    unit = board.may_replace_unit and not board.may_replace
    return "walk.key.replace_unit" if unit else "walk.key.replace"


_PRIMARY: dict[Primary, tuple[str, str, Tone | None]] = {
    "pass": ("pass", "1", "good"),
    "carton": ("carton", "1", "good"),
    "units": ("unit", "1", "good"),
    "outside": ("check", "1", "good"),
    "plan": ("grid", "1", None),
    "photo": ("camera", "", None),
    "next": ("forward", "Return", None),
    "next_stage": ("forward", "Return", None),
    "summary": ("signature", "Return", None),
    "resume": ("play", "Return", None),
}


class WalkBar(QObject):
    """Fills ``bar``; ``pressed(key)`` with what was meant."""

    pressed = Signal(str)

    def __init__(self, ui: Ui, bar: ActionBar, shutter: str) -> None:
        super().__init__(bar)
        self._ui = ui
        self._shutter = shutter
        self._wide = True
        bar.setMinimumHeight(HEIGHT)
        self._undo = GhostButton(ui, icon="undo", hint="U")
        self._photo = Button(ui, icon="camera", hint=shutter)
        self._rest = Button(ui, icon="list", hint="R")
        self._na = Button(ui, icon="minus")
        self._fail = Button(ui, icon="fail", tone="bad")
        self._primary = bar.set_primary(PrimaryButton(ui, icon="pass", hint="1"))
        keys: tuple[tuple[Button, Key], ...] = (
            (self._undo, "undo"), (self._photo, "photo"), (self._rest, "rest"),
            (self._na, "na"), (self._fail, "fail"), (self._primary, "primary"),
        )  # fmt: skip
        for button, key in keys:
            button.clicked.connect(lambda _=False, k=key: self.pressed.emit(k))
        ui.say(self._undo.setText, "walk.key.undo")
        ui.say(self._photo.setText, "walk.key.photo")
        ui.say(self._rest.setText, "walk.key.rest")
        for button in (self._undo, self._photo):
            bar.add(button, left=True)
        for button in (self._rest, self._na, self._fail):
            bar.add(button)

    def set_wide(self, wide: bool) -> None:
        """In narrow windows the words and their keys need the icons' room."""
        self._wide = wide
        for button, icon in (
            (self._undo, "undo"), (self._photo, "camera"), (self._rest, "list"),
            (self._fail, "fail"),
        ):  # fmt: skip
            button.set_icon(icon if wide else "")

    def show_view(self, view: WalkView) -> None:
        """Show what can be done now."""
        actions, board = view.actions, view.board
        at_work = view.mode in ("questions", "board")
        free = view.panel is None and (at_work or view.mode == "parked")
        working = free and at_work
        self._undo.setVisible(at_work)
        self._undo.setEnabled(working and actions.can_undo)
        self._photo.setVisible(at_work and actions.primary != "photo")
        self._photo.setEnabled(working)
        self._rest.setVisible(working and actions.can_rest and board is None)
        self._fail.setVisible(working and actions.can_fail)
        self._na.setVisible(working and actions.can_na)
        digits = actions.digits or board is not None
        self._fail.set_hint("2" if digits else "")
        self._na.set_hint("3" if digits else "")
        self._fail.setText(self._ui.t("walk.key.defect" if board else "walk.key.fail"))
        self._na.setText(self._ui.t(_na_key(board)))
        self._na.set_icon(("retry" if board else "minus") if self._wide else "")
        self._show_primary(view, free)

    def _show_primary(self, view: WalkView, free: bool) -> None:
        name = view.actions.primary
        self._primary.setVisible(name != "none" and view.mode != "loading")
        if name == "none":
            return
        icon, hint, tone = _PRIMARY[name]
        hint = hint or self._shutter
        self._primary.set_icon(icon)
        self._primary.set_tone(tone)
        self._primary.set_hint(hint if free else "")
        self._primary.setEnabled(free)
        self._primary.setText(self._words(view))

    def _words(self, view: WalkView) -> str:
        t, name, board = self._ui.t, view.actions.primary, view.board
        if name == "next_stage" and view.actions.next_stage is not None:
            return t("walk.key.next_stage", stage=self._ui.pick(view.actions.next_stage))
        if name == "outside" and board is not None:
            return t("walk.key.outside", count=board.cartons)
        if name == "units" and board is not None:
            return t("walk.key.units", count=board.units - board.bad)
        return t(f"walk.key.{name}")
