"""Shelf-life rules on their way to a new version: a draft, what is wrong with it, a trial."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError, InspectorError
from inspector_app.domain.rights import may
from inspector_app.domain.shelf_life import (
    AcceptanceRule,
    Action,
    Assessment,
    ShelfLifeRules,
    Stated,
    assess,
)
from inspector_app.domain.shelf_life.rules import ANY, DayBand, NearExpiryVariant
from inspector_app.services import life_rules
from inspector_app.services.ports import TaskRunner
from inspector_app.services.station import PublishedRules
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

BandKind: TypeAlias = Literal["warning", "near_expiry", "sales_lock"]
BAND_KINDS: tuple[BandKind, ...] = ("warning", "near_expiry", "sales_lock")
ActionState: TypeAlias = Literal["warning", "near_expiry", "sales_lock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Goods to try the draft on."""

    category: str = "food"
    origin: str = "domestic"
    channel: str = ""
    produced: Stated | None = None
    life: str = "12M"
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesState:
    """``draft`` is what would be published, made from ``base``; None until the rules were read.

    ``problem`` says why the draft cannot be published, ``refused`` why publishing failed.
    ``tried`` is how the draft judges the trial, or why it cannot.
    """

    versions: tuple[PublishedRules, ...] = ()
    base: PublishedRules | None = None
    draft: ShelfLifeRules | None = None
    chosen: str = ""
    may_edit: bool = False
    problem: InspectorError | None = None
    refused: InspectorError | None = None
    publishing: bool = False
    trial: Trial = Trial()
    tried: Assessment | InspectorError | None = None

    @property
    def current(self) -> PublishedRules | None:
        """The version in force."""
        return self.versions[0] if self.versions else None

    @property
    def changed(self) -> bool:
        """Whether the draft differs from the version it was made from."""
        return self.base is not None and self.draft != self.base.rules

    @property
    def row(self) -> AcceptanceRule | None:
        """The row in hand."""
        rows = self.draft.acceptance if self.draft is not None else ()
        return next((row for row in rows if row.id == self.chosen), None)

    def bands(self, kind: BandKind) -> tuple[DayBand, ...]:
        """The bands of the draft for one state."""
        assert self.draft is not None
        if kind == "near_expiry":
            return self.draft.near_expiry_bands
        return self.draft.warning if kind == "warning" else self.draft.sales_lock


class LifeRulesPresenter:
    """Reads the versions, keeps the draft, and publishes it."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station, self._session, self._tasks = tools.station, session, tasks
        self.state = RulesState()
        self.on_change: Callable[[RulesState], None] = lambda state: None
        self.on_published: Callable[[PublishedRules], None] = lambda made: None

    def arrive(self) -> None:
        """Read the versions; a draft with changes stays as it is."""
        station = self._station

        def read() -> Sequence[PublishedRules]:
            station.life_rules.refresh()
            return life_rules.versions(station)

        self._tasks.read(read, self._arrived)

    def _arrived(self, versions: Sequence[PublishedRules]) -> None:
        state = self.state
        known = tuple(versions)
        base, draft = state.base, state.draft
        if not state.changed:
            base, draft = known[0], known[0].rules
        trial = state.trial
        if trial.on is None:
            today = self._station.clock.today()
            trial = replace(trial, on=today, produced=today.replace(day=1))
        self._change(
            versions=known, base=base, draft=draft, trial=trial,
            may_edit=self._session.signed_in and may(self._session.person, "life_rules"),
        )  # fmt: skip

    # -- the draft

    def choose(self, row_id: str) -> None:
        """Take a row in hand, or none."""
        self._change(chosen=row_id)

    def keep_row(self, row: AcceptanceRule) -> None:
        """The row as it was edited: the customer's own from then on."""
        row = replace(row, basis="customer")
        self._rows(lambda rows: tuple(row if each.id == row.id else each for each in rows))

    def add_row(self, row: AcceptanceRule) -> None:
        """A new row behind the others, taken in hand."""
        draft = self.state.draft
        assert draft is not None
        numbers = (number for number in range(1, 10_000))
        taken = {each.id for each in draft.acceptance}
        new = next(f"customer-{n}" for n in numbers if f"customer-{n}" not in taken)
        added = replace(row, id=new, basis="customer", note=None)
        self._change(draft=replace(draft, acceptance=(*draft.acceptance, added)), chosen=new)

    def drop_row(self, row_id: str) -> None:
        """Take a row away."""
        self._rows(lambda rows: tuple(each for each in rows if each.id != row_id))

    def _rows(
        self, edit: Callable[[tuple[AcceptanceRule, ...]], tuple[AcceptanceRule, ...]]
    ) -> None:
        draft = self.state.draft
        assert draft is not None
        self._change(draft=replace(draft, acceptance=edit(draft.acceptance)))

    def set_days(self, kind: BandKind, at: int, days: int) -> None:
        """How many remaining days begin a state for goods of the band numbered ``at``."""
        draft = self.state.draft
        assert draft is not None
        bands = tuple(
            replace(band, days=days) if number == at else band
            for number, band in enumerate(self.state.bands(kind))
        )
        if kind == "near_expiry":
            variants = tuple(self._with(each, bands) for each in draft.near_expiry_variants)
            self._change(draft=replace(draft, near_expiry_variants=variants))
        elif kind == "warning":
            self._change(draft=replace(draft, warning=bands))
        else:
            self._change(draft=replace(draft, sales_lock=bands))

    def _with(self, variant: NearExpiryVariant, bands: tuple[DayBand, ...]) -> NearExpiryVariant:
        draft = self.state.draft
        assert draft is not None
        return replace(variant, bands=bands) if variant.id == draft.near_expiry else variant

    def choose_variant(self, variant: str) -> None:
        """How near expiry is counted."""
        assert self.state.draft is not None
        self._change(draft=replace(self.state.draft, near_expiry=variant))

    def set_action(self, state: ActionState, action: Action) -> None:
        """What a state asks for at intake."""
        draft = self.state.draft
        assert draft is not None
        actions = draft.actions
        changed = {
            "warning": replace(actions, warning=action),
            "near_expiry": replace(actions, near_expiry=action),
            "sales_lock": replace(actions, sales_lock=action),
        }[state]
        self._change(draft=replace(draft, actions=changed))

    def discard(self) -> None:
        """Back to the version in force."""
        current = self.state.current
        assert current is not None
        self._change(base=current, draft=current.rules, chosen="", refused=None)

    # -- trying and publishing

    def try_on(self, trial: Trial) -> None:
        """Judge other goods by the draft."""
        self._change(trial=trial)

    def publish(self, note: str) -> None:
        """Make the draft the version in force."""
        state, station = self.state, self._station
        if state.base is None or state.draft is None or state.publishing:
            return
        draft, based_on, person = state.draft, state.base.digest, self._session.person
        self._change(publishing=True, refused=None)
        self._tasks.write(
            lambda: life_rules.publish(station, person, draft, based_on=based_on, note=note),
            self._published, self._refused,
        )  # fmt: skip

    def _published(self, made: PublishedRules) -> None:
        self._change(
            versions=tuple(life_rules.versions(self._station)), base=made, draft=made.rules,
            chosen="", publishing=False,
        )  # fmt: skip
        self.on_published(made)

    def _refused(self, problem: Exception) -> None:
        if not isinstance(problem, InspectorError):
            raise problem
        self._change(publishing=False, refused=problem)

    def _change(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # fields by name
        problem: InspectorError | None = None
        tried: Assessment | InspectorError | None = None
        if state.draft is not None:
            try:
                state.draft.check()
            except DateError as found:
                problem = found
            tried = _tried(state.draft, state.trial)
        self.state = replace(state, problem=problem, tried=tried)
        self.on_change(self.state)


def _tried(draft: ShelfLifeRules, trial: Trial) -> Assessment | InspectorError | None:
    if trial.on is None or trial.produced is None or not trial.life:
        return None
    try:
        return assess(
            trial.produced, trial.life, None, trial.on, trial.category, trial.origin, draft,
            channel=trial.channel or ANY,
        )  # fmt: skip
    except DateError as problem:
        return problem
