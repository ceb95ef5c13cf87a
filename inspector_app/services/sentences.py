"""Reasons of the domain in words; one place, so that screens, reports and commands agree."""

from __future__ import annotations

from inspector_app.domain.reason import Reason, ReasonValue
from inspector_app.domain.shelf_life import Life, parse_life
from inspector_app.i18n import Translator

# Parameters that are codes themselves, and where their words stand.
_SPOKEN = {
    "cls": "plan.class",
    "severity": "plan.severity",
    "state_a": "shelf_life.state",
    "state_b": "shelf_life.state",
    "action_a": "shelf_life.action",
    "action_b": "shelf_life.action",
}


def sentence(translator: Translator, section: str, reason: Reason) -> str:
    """The text ``<section>.<code>``, such as section ``plan.reason`` or ``shelf_life.reason``."""
    params = {name: _spoken(translator, name, value) for name, value in reason.params}
    return translator(f"{section}.{reason.code}", **params)


def life_words(translator: Translator, life: Life | str) -> str:
    """``36M`` as ``36 个月``; raises DateError ``life_unreadable``."""
    span = parse_life(life) if isinstance(life, str) else life
    return translator(f"shelf_life.unit.{span.unit}", amount=span.amount)


def class_words(translator: Translator, cls: str) -> str:
    """The name of a class; a customer's own class is spoken as it is written."""
    key = f"plan.class.{cls}"
    return translator(key) if translator.has(key) else cls


def channel_words(translator: Translator, channel: str) -> str:
    """The name of a sales channel; a customer's own is spoken as it is written."""
    key = f"plan.channel.{channel}"
    return translator(key) if translator.has(key) else channel


def _spoken(translator: Translator, name: str, value: ReasonValue) -> ReasonValue:
    if name == "cls":
        return class_words(translator, str(value))
    if name == "channel":
        return channel_words(translator, str(value))
    if name == "life":
        return life_words(translator, str(value))
    if name in _SPOKEN:
        return translator(f"{_SPOKEN[name]}.{value}")
    return value
