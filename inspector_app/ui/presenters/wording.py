"""Codes of a case in words, for the desk and the dossier. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import Param
from inspector_app.domain.inspection.progress import Gap
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import unit_position
from inspector_app.domain.reason import Reason
from inspector_app.i18n import Translator
from inspector_app.services.records import Summary
from inspector_app.services.sentences import class_words

WordTone: TypeAlias = Literal["neutral", "accent", "good", "warn", "bad", "hold"]

WAIT_WARN = timedelta(hours=4)
WAIT_BAD = timedelta(hours=24)
"""A held lot blocks a dock place: marked after half a shift, red after a day; practice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A state as key, tone and icon: colour never speaks alone."""

    key: str
    tone: WordTone
    icon: str


GOODS: dict[str, Word] = {
    "to_inspect": Word(key="tag.pending", tone="warn", icon="pending"),
    "passed": Word(key="tag.passed", tone="good", icon="pass"),
    "failed": Word(key="tag.failed", tone="bad", icon="fail"),
    "quarantined": Word(key="tag.isolated", tone="hold", icon="quarantine"),
}
VERDICTS: dict[str, Word] = {
    "accept": Word(key="desk.verdict.accept", tone="good", icon="pass"),
    "reject": Word(key="desk.verdict.reject", tone="bad", icon="fail"),
    "hold": Word(key="desk.verdict.hold", tone="hold", icon="quarantine"),
    "incomplete": Word(key="desk.verdict.incomplete", tone="hold", icon="pending"),
}
VOID = Word(key="past.void", tone="bad", icon="trash")
WORK: dict[str, Word] = {
    "open": Word(key="desk.work.open", tone="accent", icon="walk"),
    "parked": Word(key="desk.work.parked", tone="warn", icon="pause"),
    "held": Word(key="desk.work.held", tone="hold", icon="stop"),
    "closed": Word(key="desk.work.closed", tone="good", icon="check"),
}
CLASSES: dict[str, WordTone] = {
    "critical": "bad", "major": "warn", "minor": "neutral", "quantity": "accent", "hold": "hold",
}  # fmt: skip


def verdict_word(overall: str, *, incomplete: bool) -> Word:
    """The verdict; an incomplete hold has its own word."""
    return VERDICTS["incomplete" if incomplete else overall]


def result_word(summary: Summary) -> Word:
    """One word for a list: the verdict of a closed lot, else how the work stands."""
    if summary.voided:
        return VOID
    if summary.state == "closed" and summary.overall in VERDICTS:
        return verdict_word(summary.overall, incomplete=summary.incomplete)
    return WORK[summary.state]


def product_name(summary: Summary, translator: Translator) -> str:
    """The product in the translator's language."""
    return translator.pick({"zh": summary.product_zh, "en": summary.product_en})


def supplier_name(summary: Summary, translator: Translator) -> str:
    """The supplier in the translator's language."""
    return translator.pick({"zh": summary.supplier_zh, "en": summary.supplier_en})


def age_words(translator: Translator, age: timedelta) -> str:
    """``3 小时 20 分``, ``2 天 4 小时``, ``不到 1 分钟``."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return translator("desk.age.moment")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return translator("desk.age.days", days=days, hours=hours)
    if hours:
        return translator("desk.age.hours", hours=hours, minutes=rest)
    return translator("desk.age.minutes", minutes=minutes)


def age_tone(age: timedelta) -> WordTone:
    """How pressing a wait is."""
    return "bad" if age >= WAIT_BAD else "warn" if age >= WAIT_WARN else "neutral"


def at_words(moment: datetime, *, year: bool = False, seconds: bool = False) -> str:
    """The moment as the clock on the warehouse's wall showed it."""
    shape = ("%Y-%m-%d" if year else "%m-%d") + (" %H:%M:%S" if seconds else " %H:%M")
    return moment.astimezone().strftime(shape)


def why_words(translator: Translator, code: str) -> str:
    """A reason chip in words; what somebody wrote freely stays as written."""
    for key in (f"desk.why.{code}", f"desk.reason.{code}", f"summary.waive_reason.{code}"):
        if translator.has(key):
            return translator(key)
    return code


def reason_words(translator: Translator, standard: Standard, reason: Reason) -> str:
    """One reason of a verdict as a sentence."""
    return translator(
        f"verdict.reason.{reason.code}", **_spoken(translator, standard, reason.values())
    )


def gap_words(translator: Translator, standard: Standard, state: State, gap: Gap) -> str:
    """One missing piece of evidence as a sentence."""
    params = _spoken(translator, standard, gap.params)
    if gap.shot:
        params["shot"] = shot_words(translator, gap.shot)
    if gap.subject:
        params["subject"] = subject_words(translator, state, gap.subject)
    return translator(f"gap.{gap.code}", **params)


def class_name(translator: Translator, cls: str) -> str:
    """The defect class as the report calls it; holds and quantities have no plan of their own."""
    key = f"report.class.{cls}"
    return translator(key) if translator.has(key) else class_words(translator, cls)


def gap_name(translator: Translator, standard: Standard, key: str) -> str:
    """A waived gap by what it was about; its key where that names nothing."""
    items = {item.id: item.names for _, item in standard.walk()}
    defects = {defect.code: defect.names for defect in standard.defects}
    for part in key.split(":"):
        names = items.get(part) or defects.get(part)
        if names is not None:
            return translator.pick(names)
    words = f"desk.gap.{key.partition(':')[0]}"
    return translator(words) if translator.has(words) else key


def document_name(translator: Translator, rule_id: str) -> str:
    """A paper by its shipped rule's name; the id where a customer's own rule has no words here."""
    key = f"document.name.{rule_id}"
    return translator(key) if translator.has(key) else rule_id


def shot_words(translator: Translator, shot: str) -> str:
    """What a picture shows."""
    key = f"report.shot.{shot}"
    return translator(key) if translator.has(key) else shot or translator("desk.photo")


def subject_words(translator: Translator, state: State, subject: str) -> str:
    """The batch or drawn unit an answer is about; empty for the lot."""
    for batch in state.batches:
        if subject == f"batch:{batch.id}":
            number = batch.number or translator("desk.batch_unknown")
            return translator("desk.batch", number=number)
    position = unit_position(subject)
    if position is not None and state.draw is not None:
        carton = state.draw.carton_at(position)
        return translator("walk.item.unit", carton=carton, position=position)
    return ""


def _spoken(
    translator: Translator, standard: Standard, params: Mapping[str, Param]
) -> dict[str, Param]:
    """Codes among the parameters by their names."""
    known: dict[str, Callable[[str], str]] = {
        "defect": lambda code: translator.pick(standard.defect(code).names),
        "item": lambda item: translator.pick(standard.item(item).names),
        "cls": lambda cls: class_name(translator, cls),
        "state": lambda state: translator(f"shelf_life.state.{state}"),
        "reason": lambda code: why_words(translator, code),
        "why": lambda code: why_words(translator, code),
        "stage": lambda stage: translator.pick(standard.stage(stage).names),
        "gap": lambda key: gap_name(translator, standard, key),
        "document": lambda rule: document_name(translator, rule),
        "field": lambda field: translator(f"desk.field.{field}"),
    }
    spoken = {
        name: known[name](value) if isinstance(value, str) and value and name in known else value
        for name, value in params.items()
    }
    if params.get("batch") == "":
        spoken["batch"] = translator("desk.batch_unknown")
    return spoken
