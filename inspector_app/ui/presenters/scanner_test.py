"""Testing a scanner: code after code of the sheet, then what it means and what to set. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from inspector_app.domain.rights import require
from inspector_app.domain.scanner_check import TEST_CODES, Reading, StepName, TestCode, WedgeSource
from inspector_app.domain.scanner_findings import (
    CheckedProfile,
    Finding,
    Outcome,
    StepResult,
    code_of,
    judge,
    overall,
    profile_of,
)
from inspector_app.services.ports import TaskRunner
from inspector_app.settings import Settings, defaults
from inspector_app.settings.schema import Value
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

StepState: TypeAlias = Literal["waiting", "now", "good", "note", "bad", "skipped"]
NAMES: tuple[StepName, ...] = tuple(code.name for code in TEST_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of the list of codes."""

    number: int
    code: TestCode
    state: StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerTestState:
    """``at`` is the code asked for; ``heard`` the last scan, which may be of another code;
    ``finished``: what it all means is shown. ``missing``: optional libraries that are not there."""

    at: StepName = "letters"
    results: Mapping[StepName, StepResult] = field(default_factory=dict)
    skipped: frozenset[StepName] = frozenset()
    heard: StepResult | None = None
    finished: bool = False
    saving: bool = False
    settings: Settings = field(default_factory=defaults)
    missing: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[StepView, ...]:
        """All codes with how they stand."""
        return tuple(
            StepView(number=n, code=code, state=self._stand(code.name))
            for n, code in enumerate(TEST_CODES, 1)
        )

    @property
    def step(self) -> StepView:
        """The code asked for."""
        return next(step for step in self.steps if step.code.name == self.at)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What all scans together prove, the weightiest of each aspect."""
        return overall(self.results)

    @property
    def profile(self) -> CheckedProfile:
        """What would be kept."""
        return profile_of(self.results)

    @property
    def source(self) -> WedgeSource:
        """How the scanner is connected, by its last scan."""
        return self.heard.reading.source if self.heard is not None else "wedge"

    @property
    def sound(self) -> bool:
        """Whether nothing has to be set on the scanner."""
        return all(finding.outcome != "bad" for finding in self.findings)

    def _stand(self, name: StepName) -> StepState:
        if name == self.at and not self.finished:
            return "now"
        if name in self.results:
            return stand_of(self.results[name])
        return "skipped" if name in self.skipped else "waiting"


def stand_of(result: StepResult) -> Outcome:
    """The weightiest outcome of one code. A scanner without identifiers is as good: that alone
    does not colour it."""
    outcomes = {each.outcome for each in result.findings if each.code != "aim_not_sent"}
    if "bad" in outcomes:
        return "bad"
    return "note" if "note" in outcomes else "good"


class ScannerTestPresenter:
    """``on_change(state)``; ``on_heard(result)`` after each scan; ``on_kept(settings, names)`` once
    the profile is in the settings; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = ScannerTestState()
        self.on_change: Callable[[ScannerTestState], None] = lambda state: None
        self.on_heard: Callable[[StepResult], None] = lambda result: None
        self.on_kept: Callable[[Settings, tuple[str, ...]], None] = lambda settings, names: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> ScannerTestState:
        return self._state

    def begin(self) -> None:
        """From the first code; the settings and what is installed are read anew."""
        self._change(ScannerTestState(settings=self._state.settings, missing=self._state.missing))
        tools = self._tools

        def show(found: tuple[Settings, tuple[str, ...]]) -> None:
            self._change(replace(self._state, settings=found[0], missing=found[1]))

        self._tasks.read(
            lambda: (tools.settings(), tuple(tools.missing_parts())),
            show,
            lambda problem: self.on_refused(problem),
        )

    def take(self, reading: Reading) -> None:
        """One scan, of the code asked for or of any other one of the sheet."""
        state = self._state
        meant = code_of(reading) or state.step.code
        result = judge(meant, reading)
        results = {**state.results, meant.name: result}
        state = replace(state, results=results, skipped=state.skipped - {meant.name}, heard=result)
        if result.matched and meant.name == state.at:
            state = self._onward(state)
        self._change(state)
        self.on_heard(result)

    def skip(self) -> None:
        """The scanner cannot read this code: on to the next one."""
        state = self._state
        if state.finished:
            return
        if state.at not in state.results:
            state = replace(state, skipped=state.skipped | {state.at})
        self._change(self._onward(replace(state, heard=None), leaving=True))

    def choose(self, name: StepName) -> None:
        """Read this code again."""
        self._change(replace(self._state, at=name, finished=False, heard=None))

    def finish(self) -> None:
        """Show what it means, with what there is."""
        if self._state.results:
            self._change(replace(self._state, finished=True))

    def save(self) -> None:
        """Keep the profile; AccessError ``not_allowed`` for those who may not change settings."""
        state = self._state
        if not state.finished or state.saving or not state.results:
            return
        changes = self._changes(state)
        tools, person = self._tools, self._session.person

        def work() -> Settings:
            require(person, "settings")
            kept = tools.settings().having(**changes)
            tools.save_settings(kept)
            return kept

        def done(kept: Settings) -> None:
            self._change(replace(self._state, settings=kept, saving=False))
            self.on_kept(kept, tuple(changes))

        def failed(problem: Exception) -> None:
            self._change(replace(self._state, saving=False))
            self.on_refused(problem)

        self._change(replace(state, saving=True))
        self._tasks.write(work, done, failed)

    def _changes(self, state: ScannerTestState) -> dict[str, Value]:
        profile = state.profile
        changes: dict[str, Value] = {
            "scanner_tested": self._tools.station.clock.today().isoformat(),
            "scanner_separator": profile.separator,
        }
        if any(result.reading.source == "wedge" for result in state.results.values()):
            changes |= {
                "scanner_prefix": profile.prefix,
                "scanner_suffix": profile.suffix,
                "scanner_gap_ms": profile.gap_ms,
                "scanner_layout": profile.layout,
                "scanner_caps": "undo" if profile.undo_caps else "leave",
            }
        return changes

    def _onward(self, state: ScannerTestState, *, leaving: bool = False) -> ScannerTestState:
        """To the next code that was neither read nor skipped; after the last one to the end."""
        done = {name for name, result in state.results.items() if result.matched} | state.skipped
        if leaving:
            done = done | {state.at}
        here = NAMES.index(state.at)
        order = (*NAMES[here + 1 :], *NAMES[:here])
        following = next((name for name in order if name not in done), None)
        if following is None or (leaving and here == len(NAMES) - 1):
            return replace(state, finished=bool(state.results))
        return replace(state, at=following)

    def _change(self, state: ScannerTestState) -> None:
        self._state = state
        self.on_change(state)
