"""Severity in words, the same on screens, in reports and on the central pages."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.domain.sampling.severity_history import HistoryStep, SeverityBasis, Standing
from inspector_app.i18n import Translator
from inspector_app.services.sentences import class_words

LOTS_NAMED = 5


def lots_words(speak: Translator, lots: Sequence[str]) -> str:
    """Lot numbers, all of a few, first and last of many."""
    if len(lots) <= LOTS_NAMED:
        return speak("severity.join").join(lots)
    return speak("severity.lots_between", first=lots[0], last=lots[-1], count=len(lots))


def cause_words(speak: Translator, cause: str, made_by: Sequence[str]) -> str:
    """Why a severity is in force, with the lots that made it so."""
    return speak(f"severity.cause.{cause}", lots=lots_words(speak, made_by))


def severity_word(speak: Translator, severity: str) -> str:
    """``Tightened`` alone, for a tag."""
    return speak(f"severity.word.{severity}")


def basis_words(speak: Translator, basis: SeverityBasis) -> str:
    """One class of a plan: its severity and why."""
    word = severity_word(speak, basis.severity)
    head = speak("severity.class_word", cls=class_words(speak, basis.cls), word=word)
    return f"{head}{speak('severity.dash')}{cause_words(speak, basis.cause, basis.made_by)}"


def progress_words(speak: Translator, standing: Standing) -> str:
    """How far the class is from its next switch."""
    state = standing.state
    if state.severity == "normal":
        key = "severity.score_due" if standing.reduction_due else "severity.score"
        return speak(key, score=state.score)
    if state.severity == "tightened":
        return speak("severity.run", run=state.accepted_run, bad=state.not_accepted)
    return speak(
        "severity.reduced_rule" if state.severity == "reduced" else "severity.stopped_rule"
    )


def reason_words(speak: Translator, reason: str) -> str:
    """A ruling's reason: a known one by its words, another as it was written."""
    key = f"severity.reason.{reason}"
    return speak(key) if speak.has(key) else reason


def step_remark(speak: Translator, step: HistoryStep) -> str:
    """What is to be said of a step beside its figures; ``""`` for an ordinary one."""
    parts = []
    if step.cause:
        parts.append(cause_words(speak, step.cause, step.made_by))
    if step.ruling and step.reason:
        parts.append(reason_words(speak, step.reason))
    if step.why_not:
        parts.append(speak(f"severity.why_not.{step.why_not}"))
    if step.stale:
        due = speak(f"plan.severity.{step.due_at_plan}")
        parts.append(speak("severity.steps.stale", due=due))
    return speak("severity.sentence_join").join(part.rstrip("。.") for part in parts)
