"""A standard's values, faults and changes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspector_app.domain.errors import InspectorError
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_form import Field
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.views.walk_words import shot_word

ITEM_ICONS: dict[str, str] = {
    "pass_fail": "pass",
    "choice": "list",
    "number": "edit",
    "count": "grid",
    "date": "calendar",
    "text": "note",
    "scan": "barcode",
    "photo": "camera",
}
CHANGE_LOOKS: dict[str, tuple[Tone, str]] = {
    "added": ("good", "plus"),
    "removed": ("bad", "minus"),
    "moved": ("accent", "sync"),
    "changed": ("warn", "edit"),
}


def word(ui: Ui, vocabulary: str, value: str) -> str:
    """One value of a vocabulary; as written where nobody has a word for it."""
    if vocabulary == "shot":
        return shot_word(ui, value)
    if vocabulary == "aql":
        return value or ui.t("standards.no_aql")
    key = f"standards.{vocabulary}.{value}"
    return ui.t(key) if ui.texts.translator.has(key) else value


def option_word(ui: Ui, field: Field, value: str) -> str:
    """One option of a field."""
    if not value and field.key == "aql":
        return ui.t("standards.aql_of_rule")
    return word(ui, field.vocabulary, value)


def picked(ui: Ui, names: Any, otherwise: str = "") -> str:
    """The present language of names that may be half written."""
    if isinstance(names, Mapping):
        order = (ui.texts.language, "zh", "en")
        for language in order:
            if names.get(language):
                return str(names[language])
    return otherwise


def fault_words(ui: Ui, error: Exception, place: str) -> str:
    """Why the draft cannot be published, in the words of the form; ``place`` says where."""
    if not isinstance(error, InspectorError):
        return ui.sentence(error)
    key = f"standards.fault.{error.code}"
    params = {**error.params, "place": place}
    if ui.texts.translator.has(key):
        return ui.t(key, **params)
    return ui.sentence(type(error)(error.code, **params))


_VOCABULARIES = {
    "kind": "item_kind", "scope": "scope", "photos": "photos", "sample": "sample", "shots": "shot",
    "categories": "category", "origins": "origin",
}  # fmt: skip


def value_words(ui: Ui, field: str, value: Any, *, stage: bool = False) -> str:
    """A value of a change: short, whole for texts, counted for long lists."""
    t = ui.t
    if value is None or value in ("", [], {}):
        return t("standards.nothing")
    vocabulary = "stage_kind" if stage and field == "kind" else _VOCABULARIES.get(field, "")
    if isinstance(value, bool):
        return t("standards.yes" if value else "standards.no")
    if isinstance(value, Mapping):
        return _mapping_words(ui, field, value)
    if isinstance(value, list):
        return _list_words(ui, field, vocabulary, value)
    return word(ui, vocabulary, str(value)) if vocabulary else str(value)


def _mapping_words(ui: Ui, field: str, value: Mapping[str, Any]) -> str:
    if set(value) <= {"zh", "en"}:
        return picked(ui, value)
    if field == "limits":
        return limit_words(value)
    told = []
    for key, inner in value.items():
        label = f"standards.field.{field}.{key}"
        name = ui.t(label) if ui.texts.translator.has(label) else str(key)
        told.append(f"{name} {value_words(ui, f'{field}.{key}', inner)}")
    return ui.t("standards.between").join(told)


def _list_words(ui: Ui, field: str, vocabulary: str, value: list[Any]) -> str:
    told = []
    for inner in value:
        if field == "when" and isinstance(inner, Mapping):
            held = inner.get("values")
            values = " / ".join(str(each) for each in held) if isinstance(held, list) else ""
            told.append(f"{inner.get('item', '')} = {values}")
        elif isinstance(inner, Mapping):
            told.append(picked(ui, inner.get("names"), str(inner.get("value", ""))))
        else:
            told.append(word(ui, vocabulary, str(inner)) if vocabulary else str(inner))
    return ui.t("standards.comma").join(told)


def limit_words(limits: Mapping[str, Any]) -> str:
    """``9.5 … 10.5 g``; a missing bound is left open."""
    low, high = limits.get("low") or "", limits.get("high") or ""
    unit = limits.get("unit") or ""
    one_sided = f"≥ {low}" if low else f"≤ {high}"
    return f"{low} … {high} {unit}".strip() if low and high else f"{one_sided} {unit}".strip()
