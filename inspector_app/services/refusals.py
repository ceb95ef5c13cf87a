"""What a log keeps of a refusal: its code and parameters, never a PIN, a password or a badge."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Final
from weakref import WeakSet

from inspector_app.domain.errors import InspectorError

REFUSED: Final = "refused"
_SECRET: Final = frozenset(
    {"pin", "password", "badge", "token", "secret", "verifier", "enrolment_code", "signature"}
)
_HIDDEN: Final = "…"
_BADGE: Final = re.compile(r"INS\s*[:：]\s*B\s*[:：]\s*\S*", re.IGNORECASE)
_LONGEST: Final = 300


def without_secrets(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as plain JSON values: secrets hidden by name, badges also inside other texts."""
    return {name: _plain(name, value) for name, value in fields.items()}


def _plain(name: str, value: object) -> object:
    if name.lower() in _SECRET:
        return _HIDDEN
    if isinstance(value, Mapping):
        return without_secrets({str(key): inner for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return [_plain(name, inner) for inner in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return _BADGE.sub(f"INS:B:{_HIDDEN}", str(value))[:_LONGEST]


def note_refusal(log: logging.Logger, problem: InspectorError) -> None:
    """One INFO line ``refused`` with the code and the parameters."""
    fields = {"code": problem.code, "params": problem.params}
    log.info("%s code=%s", REFUSED, problem.code, extra={"fields": without_secrets(fields)})


class SeenRefusals:
    """Notes each refusal once, however often a page draws it.

    A page that judges what is being typed makes an equal refusal at every key: those count as
    one until another one comes.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._seen: WeakSet[InspectorError] = WeakSet()
        self._last: tuple[object, ...] = ()

    def note(self, problem: InspectorError) -> None:
        """Log ``problem`` unless it was logged already, or an equal one just before it."""
        if problem not in self._seen and problem.args != self._last:
            note_refusal(self._log, problem)
        self._keep(problem)

    def again(self, problem: InspectorError) -> None:
        """Log ``problem`` in any case: a person has met it once more."""
        note_refusal(self._log, problem)
        self._keep(problem)

    def _keep(self, problem: InspectorError) -> None:
        self._seen.add(problem)
        self._last = problem.args
