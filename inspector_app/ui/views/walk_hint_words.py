"""Suggestions in the page's words."""

from __future__ import annotations

from inspector_app.domain.reason import reason
from inspector_app.services.label_suggestions import BatchField, FieldHint, Suggestion
from inspector_app.services.sentences import life_words, sentence
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_hint_values import Difference, ItemHint
from inspector_app.ui.views.walk_batches import disagreement_words


def field_word(ui: Ui, name: BatchField) -> str:
    """What the field is called."""
    return ui.t(f"hints.field.{name}")


def value_word(ui: Ui, name: BatchField, value: str) -> str:
    """A value as a person reads it; ``36M`` becomes words."""
    return life_words(ui.texts.translator, value) if name == "life" else value


def hint_words(ui: Ui, hint: FieldHint) -> str:
    """One field of an offer: its value, or that it must be chosen."""
    name = field_word(ui, hint.field)
    if hint.proposed is None:
        return ui.t("hints.offer.choose", field=name)
    value = value_word(ui, hint.field, hint.proposed.value)
    return ui.t("hints.offer.join", field=name, value=value)


def doubt_words(ui: Ui, doubt: str) -> str:
    """Why a person must choose; an unknown doubt is still a doubt."""
    key = f"hints.doubt.{doubt}"
    return ui.t(key if ui.texts.translator.has(key) else "hints.doubt.other")


def note_words(ui: Ui, suggestion: Suggestion) -> str:
    """Which rule made the day, or nothing."""
    return ui.t(f"hints.note.{suggestion.note}") if suggestion.note else ""


def item_words(ui: Ui, item: ItemHint) -> str:
    """What was read for a question."""
    hint = item.hint
    if hint is None:
        return ui.t("hints.item.none")
    text = ui.t("hints.item.read" if hint.sure else "hints.item.unsure", text=hint.text)
    return f"{text} {ui.t('hints.item.more', count=hint.more)}" if hint.more else text


def difference_words(ui: Ui, found: Difference, *, several: bool) -> str:
    """What differs; with its batch where there are several."""
    speak = ui.texts.translator
    if found.claim is not None:
        text = disagreement_words(ui, found.claim)
    elif found.reason is None:
        text = ""
    elif found.told == "reason":
        text = sentence(speak, "shelf_life.reason", found.reason)
    elif found.told == "problem":
        text = sentence(speak, "label_text.problem", found.reason)
    else:
        values = dict(found.reason.params)
        if found.reason.code == "life":
            values = {name: life_words(speak, str(life)) for name, life in values.items()}
        text = sentence(speak, "hints.difference", reason(found.reason.code, **values))
    if several and found.number:
        return ui.t("hints.difference.batch", number=found.number, text=text)
    return text
