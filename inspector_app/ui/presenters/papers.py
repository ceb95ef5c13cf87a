"""Papers printed for the bench: command sheets by standard, and badge cards. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from inspector_app.domain.master import Names
from inspector_app.domain.rights import may, require
from inspector_app.domain.scanner_check import TEST_CODES
from inspector_app.i18n import Language
from inspector_app.services import people
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One thing to print. ``name`` is the standard's id; ``count`` its defects, or the people."""

    kind: Literal["command_sheet", "badge_cards", "scanner_sheet"]
    name: str
    names: Names
    version: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersState:
    """``chosen`` is shown at the right."""

    papers: tuple[Paper, ...] = ()
    chosen: Paper | None = None
    loaded: bool = False


class PapersPresenter:
    """``on_change(state)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._state = PapersState()
        self.on_change: Callable[[PapersState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> PapersState:
        return self._state

    def load(self, kind: str = "") -> None:
        """Read which standards are in force; the first paper is chosen, or that of ``kind``."""
        person = self._session.person
        badges = may(person, "settings")  # who holds a card can sign in as that person
        self._tasks.read(
            lambda: self._read(badges=badges),
            lambda papers: self._show(papers, kind),
            lambda problem: self.on_refused(problem),
        )

    def choose(self, paper: Paper) -> None:
        """Show that one."""
        self._change(replace(self._state, chosen=paper))

    def maker(self, paper: Paper, language: Language) -> Callable[[], Path]:
        """What makes the paper, for the read pool. AccessError ``not_allowed`` for badge cards."""
        tools, person = self._tools, self._session.person

        def make() -> Path:
            require(person, "print")
            if paper.kind == "badge_cards":
                require(person, "settings")
                return tools.badge_cards(language)
            if paper.kind == "scanner_sheet":
                return tools.scanner_sheet(language)
            return tools.command_sheet(paper.name, language)

        return make

    def _read(self, *, badges: bool) -> tuple[Paper, ...]:
        station = self._tools.station
        papers = [
            Paper(
                kind="command_sheet", name=each.id, names=each.names, version=each.version,
                count=len(each.defects),
            )
            for each in station.standards.published()
        ]  # fmt: skip
        if badges:
            count = len(people.people(station))
            papers.append(Paper(kind="badge_cards", name="", names={}, count=count))
        papers.append(Paper(kind="scanner_sheet", name="", names={}, count=len(TEST_CODES)))
        return tuple(papers)

    def _show(self, papers: tuple[Paper, ...], kind: str) -> None:
        chosen = next((paper for paper in papers if paper.kind == kind), self._state.chosen)
        if chosen not in papers:
            chosen = papers[0] if papers else None
        self._change(PapersState(papers=papers, chosen=chosen, loaded=True))

    def _change(self, state: PapersState) -> None:
        self._state = state
        self.on_change(state)
