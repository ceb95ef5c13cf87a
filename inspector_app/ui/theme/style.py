"""One style sheet made from the tokens, for what is not painted by our own widgets."""

from __future__ import annotations

from string import Template

from inspector_app.ui.theme.tokens import FONT_FAMILY, RADIUS, RADIUS_LARGE, TYPE, Palette

_SHEET = Template("""
* { font-family: "$family"; font-size: 16px; color: $text; }
QWidget { background: transparent; selection-background-color: $accent;
  selection-color: $on_accent; }
QMainWindow, QDialog, #Canvas { background: $canvas; }
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong;
  padding: 6px 8px; font-size: 14px; }

QFrame#Card { background: $surface; border: 1px solid $border; border-radius: ${radius_large}px; }
QFrame#Card[sunken="true"] { background: $sunken; }
QFrame#Card[tone="accent"] { background: $accent_soft; border-color: $accent_line; }
QFrame#Card[tone="good"] { background: $good_soft; border-color: $good_line; }
QFrame#Card[tone="warn"] { background: $warn_soft; border-color: $warn_line; }
QFrame#Card[tone="bad"] { background: $bad_soft; border-color: $bad_line; }
QFrame#Card[tone="hold"] { background: $hold_soft; border-color: $hold_line; }
QFrame#Bar { background: $surface; border: none; border-top: 1px solid $border; }
QFrame#Strip { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame#Rail { background: $rail; border: none; }
QFrame#Floating { background: $raised; border: 1px solid $border_strong;
  border-radius: ${radius_large}px; }
QFrame#Side { background: $surface; border: none; border-left: 1px solid $border; }
QFrame#Rule { background: $border; border: none; max-height: 1px; min-height: 1px; }

$roles
QLabel[tone="accent"] { color: $accent_ink; }
QLabel[tone="good"] { color: $good_ink; }
QLabel[tone="warn"] { color: $warn_ink; }
QLabel[tone="bad"] { color: $bad_ink; }
QLabel[tone="hold"] { color: $hold_ink; }

QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit {
  background: $raised; border: 1px solid $border_strong; border-radius: ${radius}px;
  padding: 0 14px; min-height: 48px; }
QPlainTextEdit, QTextEdit { padding: 10px 14px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $text_faint; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $focus; padding: 0 13px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 9px 13px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $sunken;
  color: $text_faint; border-color: $border; }
QLineEdit[tone="bad"] { border: 2px solid $bad; padding: 0 13px; }
QPlainTextEdit[tone="bad"] { border: 2px solid $bad; padding: 9px 13px; }
QLineEdit[tone="good"] { border: 2px solid $good; padding: 0 13px; }
QLineEdit[big="true"] { font-size: 24px; min-height: 64px; }
QComboBox::drop-down { border: none; width: 40px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border_strong;
  outline: none; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 44px; padding: 0 10px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }

QCheckBox, QRadioButton { min-height: 48px; spacing: 12px; }
QCheckBox::indicator, QRadioButton::indicator { width: 24px; height: 24px;
  border: 2px solid $border_strong; background: $raised; }
QCheckBox::indicator { border-radius: 6px; }
QRadioButton::indicator { border-radius: 14px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: $accent;
  border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent_ink; }

QListView, QTableView, QTreeView { background: transparent; border: none; outline: none;
  gridline-color: $border; alternate-background-color: $sunken; }
QTableView { background: $surface; border: 1px solid $border; border-radius: ${radius}px; }
QTableView::item { padding: 0 12px; border-bottom: 1px solid $border; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: transparent; }
QHeaderView::section { background: $sunken; color: $text_muted; border: none;
  border-bottom: 1px solid $border; padding: 10px 12px; font-size: 14px; font-weight: 700; }
QScrollBar:vertical { background: transparent; width: 14px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 2px; }
QScrollBar::handle { background: $border_strong; border-radius: 5px; min-height: 48px;
  min-width: 48px; }
QScrollBar::handle:hover { background: $text_faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $raised; border: 1px solid $border_strong; border-radius: ${radius}px;
  padding: 6px; }
QMenu::item { padding: 12px 20px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; }
QSplitter::handle { background: $border; }
""")


def style_sheet(palette: Palette) -> str:
    """The application's style sheet for ``palette``."""
    values = {
        "family": FONT_FAMILY,
        "radius": str(RADIUS),
        "radius_large": str(RADIUS_LARGE),
        "roles": _roles(palette),
        "on_accent": palette.accent.on_solid,
    }
    for name in (
        "canvas", "surface", "raised", "sunken", "border", "border_strong", "text",
        "text_faint", "text_muted", "focus", "rail",
    ):  # fmt: skip
        values[name] = getattr(palette, name)
    for name in ("accent", "good", "warn", "bad", "hold"):
        tone = getattr(palette, name)
        values[name] = tone.solid
        values[f"{name}_ink"] = tone.ink
        values[f"{name}_soft"] = tone.soft
        values[f"{name}_line"] = tone.line
    return _SHEET.substitute(values)


def _roles(palette: Palette) -> str:
    muted = {"muted": palette.text_muted, "caption": palette.text_faint}
    lines = []
    for role, style in TYPE.items():
        colour = muted.get(role, palette.text)
        lines.append(
            f'QLabel[role="{role}"] {{ font-size: {style.size}px; '
            f"font-weight: {style.weight}; color: {colour}; }}"
        )
    return "\n".join(lines)
