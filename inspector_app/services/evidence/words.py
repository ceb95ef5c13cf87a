"""A check's finding as a sentence."""

from __future__ import annotations

from inspector_app.i18n import Translator
from inspector_app.services.evidence.lines import CheckLine

_OVERALL = frozenset({"overall", "sealed", "expected"})


def detail(speak: Translator, line: CheckLine) -> str:
    """What was found, with codes of verdicts and severities spoken."""
    spoken = {
        name: _word(speak, name, value) if isinstance(value, str) else value
        for name, value in line.params.items()
    }
    return speak(f"evidence.detail.{line.code}", **spoken)


def _word(speak: Translator, name: str, value: str) -> str:
    for key in (f"evidence.overall.{value}", f"plan.severity.{value}"):
        if name in (*_OVERALL, "severity") and speak.has(key):
            return speak(key)
    return value
