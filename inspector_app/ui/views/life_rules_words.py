"""Shelf-life rules in words: what a row asks for, of which goods."""

from __future__ import annotations

from inspector_app.domain.master import Names
from inspector_app.domain.shelf_life import AcceptanceRule
from inspector_app.domain.shelf_life.rules import ANY, Span
from inspector_app.i18n import Translator
from inspector_app.ui.context import Texts


def row_names(texts: Texts, row: AcceptanceRule) -> Names:
    """What the row says, in both languages: its name on screen and paper."""
    return {
        "zh": row_words(texts.speak("zh"), row),
        "en": row_words(texts.speak("en"), row),
    }


def row_words(speak: Translator, row: AcceptanceRule) -> str:
    """Goods, nominal life and needs of a row in one line."""
    return speak("life_rules.row", goods=goods_words(speak, row), needs=needs_words(speak, row))


def goods_words(speak: Translator, row: AcceptanceRule) -> str:
    """Of which goods the row speaks, with their nominal life."""
    parts = [
        speak(f"life_rules.category.{row.category}") if row.category != ANY else "",
        speak(f"life_rules.origin.{row.origin}") if row.origin != ANY else "",
        speak("life_rules.of_channel", channel=row.channel) if row.channel != ANY else "",
        span_words(speak, row.nominal_days),
    ]
    told = [part for part in parts if part]
    return speak("life_rules.comma").join(told) or speak("life_rules.all_goods")


def span_words(speak: Translator, span: Span) -> str:
    """A nominal life from … to …; nothing for any."""
    low, high = span
    if high is None:
        return speak("life_rules.span.from", low=low) if low else ""
    if not low:
        return speak("life_rules.span.below", high=high)
    return speak("life_rules.span.between", low=low, high=high)


def needs_words(speak: Translator, row: AcceptanceRule) -> str:
    """What must be left on arrival."""
    needs = []
    if row.min_remaining is not None:
        needs.append(speak("life_rules.need.ratio", ratio=row.min_remaining))
    if row.min_remaining_days is not None:
        needs.append(speak("life_rules.need.days", days=row.min_remaining_days))
    if row.max_days_since_production is not None:
        needs.append(speak("life_rules.need.age", days=row.max_days_since_production))
    return speak("life_rules.and").join(needs) or speak("life_rules.need.none")
