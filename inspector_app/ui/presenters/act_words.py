"""The acts of an inspection as lines of a time line. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import Param
from inspector_app.domain.inspection.acts import (
    Act,
    Amended,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Closed,
    Compared,
    DocumentRecorded,
    EarlierFound,
    Entry,
    FindingRecorded,
    GapWaived,
    Held,
    Joined,
    LotOpened,
    PagePassed,
    Parked,
    PhotoFlagged,
    PhotoTaken,
    PlanDrawn,
    Released,
    Undone,
    UnitsPassed,
    UrgentlyReleased,
    Voided,
)
from inspector_app.domain.inspection.sampling_acts import SamplingStopped, UnitReplaced, UnitsTaken
from inspector_app.i18n import Translator
from inspector_app.ui.presenters.case_file import CaseFile
from inspector_app.ui.presenters.wording import (
    VERDICTS,
    WordTone,
    at_words,
    class_name,
    gap_name,
    shot_words,
    subject_words,
    why_words,
)

_ICONS: dict[str, tuple[str, WordTone]] = {
    "lot_opened": ("carton", "accent"), "batch_recorded": ("calendar", "neutral"),
    "plan_drawn": ("grid", "accent"), "carton_replaced": ("retry", "warn"),
    "answered": ("check", "neutral"), "page_passed": ("list", "good"),
    "cartons_seen": ("carton", "good"), "carton_passed": ("carton", "good"),
    "units_passed": ("unit", "good"), "finding_recorded": ("attention", "warn"),
    "photo_taken": ("photo", "neutral"), "compared": ("split", "neutral"),
    "photo_flagged": ("attention", "warn"),
    "parked": ("pause", "warn"),
    "resumed": ("play", "accent"), "held": ("stop", "hold"), "released": ("play", "good"),
    "joined": ("people", "accent"),
    "gap_waived": ("supervisor", "hold"), "undone": ("undo", "warn"),
    "closed": ("signature", "accent"),
    "unit_replaced": ("retry", "warn"), "sampling_stopped": ("stop", "warn"),
    "units_taken": ("unit", "neutral"),
    "document_recorded": ("document", "neutral"), "earlier_found": ("history", "warn"),
    "urgently_released": ("urgent", "hold"), "amended": ("edit", "hold"),
    "voided": ("trash", "bad"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One line: what was done, ``detail`` in small words, and how it looks."""

    text: str
    icon: str
    tone: WordTone
    detail: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """Parameters of ``history.act.<kind>``; ``tone`` where the act itself decides it."""

    params: Mapping[str, Param] = field(default_factory=dict)
    tone: WordTone | None = None
    icon: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class _Speaking:
    speak: Translator
    case: CaseFile

    @property
    def standard(self) -> Standard:
        return self.case.standard


def act_line(speak: Translator, case: CaseFile, entry: Entry) -> ActLine:
    """The line of one entry."""
    said = _words(entry.act, _Speaking(speak, case))
    icon, tone = _ICONS[entry.act.kind]
    key = f"history.act.{entry.act.kind}{said.variant}"
    return ActLine(
        text=speak(key, **said.params), icon=said.icon or icon, tone=said.tone or tone,
        undone=entry.n in case.undone,
    )  # fmt: skip


@singledispatch
def _words(act: Act, around: _Speaking) -> _Words:
    return _Words()


@_words.register
def _(act: LotOpened, around: _Speaking) -> _Words:
    return _Words({"lot": act.lot_number, "units": f"{act.size:,}", "cartons": act.cartons})


@_words.register
def _(act: BatchRecorded, around: _Speaking) -> _Words:
    unknown = around.speak("desk.life.no_date")
    batch = act.batch
    return _Words(
        {
            "number": batch.number or around.speak("desk.batch_unknown"),
            "produced": batch.produced.isoformat() if batch.produced else unknown,
            "expires": batch.expires.isoformat() if batch.expires else unknown,
        }
    )


@_words.register
def _(act: PlanDrawn, around: _Speaking) -> _Words:
    cartons = len(act.draw.cartons) if act.draw else 0
    return _Words({"units": act.plan.sample_size, "cartons": cartons})


@_words.register
def _(act: CartonReplaced, around: _Speaking) -> _Words:
    why = why_words(around.speak, act.reason)
    return _Words({"carton": act.carton, "by": act.by, "why": why})


@_words.register
def _(act: UnitReplaced, around: _Speaking) -> _Words:
    why = around.speak(f"walk.unit.{act.reason}")
    return _Words({"carton": act.carton, "place": act.place, "by": act.by, "why": why})


@_words.register
def _(act: SamplingStopped, around: _Speaking) -> _Words:
    return _Words({"counted": act.counted, "re": act.re, "left": sum(e.units for e in act.left)})


@_words.register
def _(act: UnitsTaken, around: _Speaking) -> _Words:
    return _Words({"count": act.count, "use": around.speak(f"summary.quantity.{act.use}")})


@_words.register
def _(act: Answered, around: _Speaking) -> _Words:
    outcome: dict[str, tuple[WordTone, str]] = {
        "pass": ("good", "pass"), "fail": ("bad", "fail"), "na": ("neutral", "minus"),
    }  # fmt: skip
    tone, icon = outcome[act.outcome]
    item = around.speak.pick(around.standard.item(act.item_id).names)
    value = value_words(around.speak, around.standard, act.item_id, act.value)
    answer = value or around.speak(f"report.outcome.{act.outcome}")
    if act.reason:
        answer += f" · {why_words(around.speak, act.reason)}"
    about = subject_words(around.speak, around.case.state, act.subject)
    shown = f"{item} · {about}" if about else item
    return _Words({"item": shown, "answer": answer}, tone, icon)


@_words.register
def _(act: PagePassed, around: _Speaking) -> _Words:
    stage = around.speak.pick(around.standard.stage(act.stage_id).names)
    return _Words({"stage": stage, "count": len(act.answers)})


@_words.register
def _(act: CartonsSeen, around: _Speaking) -> _Words:
    return _Words({"count": act.count})


@_words.register
def _(act: CartonPassed, around: _Speaking) -> _Words:
    return _Words({"carton": act.carton})


@_words.register
def _(act: UnitsPassed, around: _Speaking) -> _Words:
    return _Words({"carton": act.carton, "count": act.count})


@_words.register
def _(act: FindingRecorded, around: _Speaking) -> _Words:
    name = around.speak.pick(around.standard.defect(act.defect).names)
    params: dict[str, Param] = {
        "defect": f"{act.defect} {name}", "cls": class_name(around.speak, act.cls),
        "count": act.count, "carton": act.carton or 0,
    }  # fmt: skip
    return _Words(params, variant="_carton" if act.carton else "")


@_words.register
def _(act: PhotoTaken, around: _Speaking) -> _Words:
    return _Words({"shot": shot_words(around.speak, act.shot)})


@_words.register
def _(act: Compared, around: _Speaking) -> _Words:
    params: dict[str, Param] = {
        "version": act.version, "offered": act.offered, "dismissed": act.dismissed,
        "recorded": act.recorded,
    }  # fmt: skip
    return _Words(params, variant="_by_eye" if act.refused else "")


@_words.register
def _(act: PhotoFlagged, around: _Speaking) -> _Words:
    return _Words({"number": act.earlier_number})


@_words.register
def _(act: Parked, around: _Speaking) -> _Words:
    return _Words({"why": why_words(around.speak, act.reason)})


@_words.register
def _(act: Held, around: _Speaking) -> _Words:
    return _Words({"why": why_words(around.speak, act.reason)})


@_words.register
def _(act: Released, around: _Speaking) -> _Words:
    return _Words({"why": why_words(around.speak, act.reason)})


@_words.register
def _(act: Joined, around: _Speaking) -> _Words:
    return _Words({"who": around.speak.pick(around.case.who(act.person_id))})


@_words.register
def _(act: GapWaived, around: _Speaking) -> _Words:
    what = gap_name(around.speak, around.standard, act.gap)
    return _Words({"what": what, "why": why_words(around.speak, act.reason)})


@_words.register
def _(act: Undone, around: _Speaking) -> _Words:
    gone = next((entry for entry in around.case.entries if entry.n == act.act), None)
    what = act_line(around.speak, around.case, gone).text if gone else str(act.act)
    return _Words({"what": what})


@_words.register
def _(act: Closed, around: _Speaking) -> _Words:
    word = VERDICTS["incomplete" if act.incomplete else act.overall]
    return _Words(
        {
            "verdict": around.speak(word.key), "seq": act.sealed_seq,
            "by": around.speak(f"history.signed_by.{act.signed_by}"),
        },
        word.tone,
    )  # fmt: skip


@_words.register
def _(act: DocumentRecorded, around: _Speaking) -> _Words:
    rules = {rule.id: rule.names for rule in around.case.state.lot.documents}
    name = around.speak.pick(rules[act.document]) if act.document in rules else act.document
    number = f" {act.number}" if act.number else ""
    return _Words({"document": f"{name}{number}"}, variant="_on_file" if act.on_file else "")


@_words.register
def _(act: EarlierFound, around: _Speaking) -> _Words:
    verdict = around.speak(VERDICTS[act.overall].key) if act.overall in VERDICTS else act.overall
    return _Words({"lot": act.lot_number, "verdict": verdict})


@_words.register
def _(act: UrgentlyReleased, around: _Speaking) -> _Words:
    until = at_words(act.deadline)
    return _Words({"count": act.quantity, "cartons": len(act.cartons), "until": until})


@_words.register
def _(act: Amended, around: _Speaking) -> _Words:
    why = around.speak(f"amend.reason.{act.reason}") if act.reason else ""
    return _Words({"revision": act.revision, "why": why})


@_words.register
def _(act: Voided, around: _Speaking) -> _Words:
    return _Words({"why": around.speak(f"amend.void_reason.{act.reason}")})


def value_words(speak: Translator, standard: Standard, item_id: str, value: str) -> str:
    """A recorded value: the choice by its name, a measured value with its unit."""
    item = standard.item(item_id)
    for choice in item.choices:
        if choice.value == value:
            return speak.pick(choice.names)
    unit = item.limits.unit if item.limits else ""
    return f"{value} {unit}".strip()
