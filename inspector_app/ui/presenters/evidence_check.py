"""Checking a report or exported evidence in the window. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from inspector_app.domain.rights import may, require
from inspector_app.i18n import Translator
from inspector_app.services.evidence.lines import CheckLine, Result, Verification
from inspector_app.services.evidence.words import detail
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.session import Session
from inspector_app.ui.theme.tokens import Tone
from inspector_app.ui.tools import EvidenceAnswer, Tools

Phase: TypeAlias = Literal["empty", "checking", "shown", "refused"]
MOST_LINES = 80
LOOKS: dict[Result, tuple[Tone, str]] = {
    "proved": ("good", "medal"),
    "consistent": ("accent", "check"),
    "broken": ("bad", "fail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedState:
    """What the page shows. ``file`` is its name; ``problem`` why it could not be checked."""

    phase: Phase = "empty"
    file: str = ""
    answer: EvidenceAnswer | None = None
    problem: Exception | None = None


class EvidencePresenter:
    """``on_change(state)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = CheckedState()
        self._turn = 0
        self.on_change: Callable[[CheckedState], None] = lambda state: None

    @property
    def state(self) -> CheckedState:
        return self._state

    def check(self, file: Path) -> None:
        """Look at a file; a later one takes the place of one still being looked at."""
        self._turn += 1
        turn, person = self._turn, self._session.person
        self._change(CheckedState(phase="checking", file=file.name))

        def work() -> EvidenceAnswer:
            require(person, "see_holds")
            return self._tools.check_evidence(file)

        def done(answer: EvidenceAnswer) -> None:
            if turn == self._turn:
                self._change(CheckedState(phase="shown", file=file.name, answer=answer))

        def failed(problem: Exception) -> None:
            if turn == self._turn:
                self._change(CheckedState(phase="refused", file=file.name, problem=problem))

        self._tasks.read(work, done, failed)

    def forget(self) -> None:
        """Back to an empty page, for the next person."""
        self._turn += 1
        self._change(CheckedState())

    def _change(self, state: CheckedState) -> None:
        self._state = state
        self.on_change(state)


class EvidenceExport:
    """Writing one inspection's evidence to a file a person chose."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks

    @property
    def allowed(self) -> bool:
        """Whether this person hands evidence out."""
        return may(self._session.person, "see_holds")

    def write(
        self,
        inspection_id: str,
        out: Path,
        done: Callable[[int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """``done`` gets how many originals lie in the file."""
        person = self._session.person

        def work() -> int:
            require(person, "see_holds")
            return self._tools.export_evidence(inspection_id, out)

        self._tasks.read(work, done, failed)


def shown_lines(found: Verification) -> tuple[CheckLine, ...]:
    """What does not match first, then the rest; a bound so that no file fills the window."""
    wrong = [line for line in found.lines if not line.ok]
    return (*wrong, *(line for line in found.lines if line.ok))[:MOST_LINES]


def line_icon(line: CheckLine) -> tuple[str, Tone]:
    """The sign of one line: held, wrong, or worth a second look."""
    if not line.ok:
        return "fail", "bad"
    if line.code in ("voided", "printed_older"):
        return "attention", "warn"
    if line.code in ("no_key_given", "not_confirmed", "key_not_confirmed", "no_receipts"):
        return "info", "accent"
    return ("info", "neutral") if line.code == "originals_absent" else ("pass", "good")


def line_words(speak: Translator, line: CheckLine) -> tuple[str, str]:
    """Name and sentence of a line."""
    return speak(f"evidence.check.{line.name}"), detail(speak, line)


def about_words(speak: Translator, found: Verification) -> tuple[str, ...]:
    """One line for each revision in the file."""
    return tuple(
        speak(
            "evidence.cli.about", lot=record.lot.number, revision=record.record.revision,
            at=at_words(record.record.sealed_at, year=True),
            station=record.record.station_mark or record.record.station_id,
            overall=speak(f"evidence.overall.{record.verdict.overall}"),
        )
        for record in found.records
    )  # fmt: skip


def trust_words(speak: Translator, answer: EvidenceAnswer) -> str:
    """Which key could prove the origin."""
    if not answer.trusted:
        return speak("evidence.page.no_trust")
    return speak("evidence.page.trust", key=answer.trusted[:16])
