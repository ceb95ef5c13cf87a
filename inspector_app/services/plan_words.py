"""A plan in words: why it is so, what it can and cannot tell."""

from __future__ import annotations

from decimal import Decimal

from inspector_app.domain.sampling import Plan, PlanStrength, plan_strength
from inspector_app.domain.sampling.plan import CRITICAL, ClassPlan
from inspector_app.i18n import Translator
from inspector_app.services.sentences import class_words, sentence


def reason_lines(speak: Translator, plan: Plan) -> list[str]:
    """Why the plan is so, step by step; a channel's own plan by its name first."""
    lines = [sentence(speak, "plan.reason", each) for each in plan.reasons]
    if plan.names:
        lines.insert(0, speak.pick(plan.names))
    return lines


def note_lines(speak: Translator, plan: Plan) -> list[str]:
    """Where sources of the tables differ, or a number is practice: each note once, with the
    classes and checks it is about."""
    rows = [*plan.classes, *([plan.carton] if plan.carton is not None else [])]
    about: dict[str, list[str]] = {}
    for entry in rows:
        if entry.note:
            about.setdefault(entry.note, []).append(class_words(speak, entry.cls))
    for check in plan.checks:
        if check.note:
            about.setdefault(check.note, []).append(check.sample)
    joint = speak("plan.and")
    return [
        speak("plan.note_about", about=joint.join(names), note=speak(f"plan.note.{note}"))
        for note, names in about.items()
    ]


def strengths(plan: Plan) -> list[tuple[ClassPlan, PlanStrength]]:
    """Each class drawn by sampling with what its plan can tell; none for exempt and full lots."""
    if plan.mode not in ("sampling", "fixed"):
        return []
    per_100 = plan.counting == "nonconformities"
    return [
        (entry, plan_strength(entry.n, entry.ac, nonconformities=per_100))
        for entry in plan.classes
        if entry.cls != CRITICAL
    ]


def telling_points(known: PlanStrength) -> tuple[str, str]:
    """Its two qualities as people read them: two figures for what nearly always passes, three for
    what nearly never does, and no powers of ten (450, not 4.5e+02)."""
    return f"{Decimal(f'{known.accepted_95:.2g}'):f}", f"{Decimal(f'{known.accepted_10:.3g}'):f}"


def risk_lines(speak: Translator, plan: Plan) -> list[str]:
    """The risk of the plan, a sentence a class, from its operating characteristic."""
    key = "plan.strength_per_100" if plan.counting == "nonconformities" else "plan.strength"
    lines = []
    for entry, known in strengths(plan):
        good, bad = telling_points(known)
        lines.append(speak(key, cls=class_words(speak, entry.cls), good=good, bad=bad))
    return lines
