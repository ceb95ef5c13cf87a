"""A check's finding as a sentence."""

from __future__ import annotations

from typing import Final

from inspector_app.i18n import Translator
from inspector_app.services.evidence.lines import CheckLine

_FAMILIES: Final = {
    "overall": "evidence.overall", "sealed": "evidence.overall", "expected": "evidence.overall",
    "severity": "plan.severity", "shot": "report.shot", "kind": "report.rule_kind",
}  # fmt: skip
"""Where the words of a parameter's codes stand; other values are shown as they are."""


def detail(speak: Translator, line: CheckLine) -> str:
    """What was found, with codes of verdicts, severities, shots and rules spoken."""
    spoken = {
        name: _word(speak, name, value) if isinstance(value, str) else value
        for name, value in line.params.items()
    }
    return speak(f"evidence.detail.{line.code}", **spoken)


def _word(speak: Translator, name: str, value: str) -> str:
    key = f"{_FAMILIES.get(name, '')}.{value}"
    return speak(key) if name in _FAMILIES and speak.has(key) else value
