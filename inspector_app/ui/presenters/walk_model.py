"""What the walk page shows, as plain frozen values. Names stay in both languages: the page picks.

Free of Qt; built by ``walk_building`` from an inspection, its standard and a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Item, Stage
from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.acts import Batch, FindingRecorded, LotOpened
from inspector_app.domain.inspection.progress import Gap
from inspector_app.domain.inspection.state import Answer
from inspector_app.domain.master import Names
from inspector_app.domain.shelf_life import Assessment, Disagreement
from inspector_app.ui.presenters.walk_hint_values import NO_HINTS, WalkHints
from inspector_app.ui.presenters.walk_place import Place

Mode: TypeAlias = Literal["loading", "questions", "board", "parked", "closed"]
BoardStep: TypeAlias = Literal["plan", "outside", "carton", "units", "extra", "done"]
Primary: TypeAlias = Literal[
    "none", "pass", "photo", "plan", "outside", "carton", "units", "next", "next_stage",
    "summary", "resume",
]  # fmt: skip
CellState: TypeAlias = Literal["plain", "drawn", "current", "done", "defect", "isolated"]
ReasonKind: TypeAlias = Literal["na", "park", "hold", "replace", "unit_place", "unit"]

REASONS: dict[ReasonKind, tuple[str, ...]] = {
    "na": ("not_on_goods", "not_required", "cannot_check", "other_kind"),
    "park": ("documents", "supervisor", "supplier", "break"),
    "hold": ("gate_failed", "critical_found", "wrong_goods", "unsafe", "supplier_dispute"),
    "replace": ("out_of_reach", "blocked_by_load", "carton_missing", "unsafe_to_open"),
    "unit": ("unit_missing", "unit_stuck", "unit_spoilt_by_opening", "unit_sealed_set"),
}
"""Reason chips: nobody is forced to type at a bench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who works on the lot; ``acting`` is who the next act names."""

    id: str
    names: Names
    acting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One stage of the rail."""

    stage: Stage
    done: int
    total: int
    failed: int
    missing: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One row of a page. ``batch`` names the batch it is asked of, ``""`` for the lot; ``unit`` is
    the carton and draw position of the unit it is asked of."""

    item: Item
    subject: str
    batch: str
    answer: Answer | None
    gaps: tuple[Gap, ...]
    findings: tuple[FindingRecorded, ...]
    current: bool
    unit: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A batch with its shelf life; ``assessment`` None while its dates are unknown."""

    batch: Batch
    assessment: Assessment | None
    disagreements: tuple[Disagreement, ...]
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One carton of the grid; ``note`` such as ``10/11``."""

    number: int
    state: CellState
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """Carton by carton. ``at`` of ``of`` drawn cartons; ``units`` to look at in this one.

    ``places`` suggest which units; ``scanned`` is what identified the carton; ``look_at`` are the
    standard's points for this step. ``only_drawn`` says that a very large lot shows only cartons
    that matter. ``stopped`` are the units left after an early stop. ``measures`` are what can be
    measured on this carton and its drawn units: item, subject, and whether it was.
    """

    step: BoardStep
    carton: int | None
    at: int
    of: int
    units: int
    good: int
    bad: int
    in_carton: int
    checked: bool
    places: tuple[int, ...]
    scanned: str
    look_at: tuple[Item, ...]
    findings: tuple[FindingRecorded, ...]
    cells: tuple[CellView, ...]
    only_drawn: bool
    cartons: int
    seen: bool
    cartons_done: int
    units_done: int
    units_total: int
    may_replace: bool
    may_replace_unit: bool = False
    stopped: int | None = None
    measures: tuple[tuple[Item, str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    """One place of the photo strip: a photo (``sha256``) or a shot still wanted.

    ``defect`` is set for pictures a claim needs. ``key`` is stable within the view.
    """

    key: str
    shot: str
    sha256: str = ""
    item_id: str = ""
    subject: str = ""
    finding_id: str = ""
    defect: str = ""
    carton: int | None = None

    @property
    def taken(self) -> bool:
        return bool(self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOffer:
    """Why stopping is offered: a failed gate's stage, a critical defect (stop and hold), or a
    rejection number that was reached (the rest need not be looked at): of the class ``cls`` or of
    the check ``names``."""

    reason: Literal["gate_failed", "critical_found", "re_reached"]
    key: str
    names: Names
    cls: str = ""
    counted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Which keys mean what now. ``next_stage`` names where the primary action leads."""

    primary: Primary
    can_fail: bool = False
    can_na: bool = False
    digits: bool = True
    can_rest: bool = False
    can_undo: bool = False
    next_stage: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPanel:
    """Chips; choosing one acts at once. ``unit`` is the place of the unit to be replaced."""

    kind: ReasonKind
    reasons: tuple[str, ...]
    names: Names | None = None
    carton: int | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectPanel:
    """The defect list. ``offered`` fit the question or carton, ``others`` are all the rest.

    ``needs_carton``: the chosen defect is recorded on a carton and none is in hand yet.
    """

    item: Item | None
    subject: str
    carton: int | None
    offered: tuple[Defect, ...]
    others: tuple[Defect, ...]
    show_all: bool
    chosen: Defect | None = None
    count: int = 1
    needs_carton: bool = False
    cartons: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPanel:
    """The batch editor; ``batch.id`` empty for another batch found."""

    batch: Batch
    master_life: str
    cartons: int
    size: int
    found_by_scan: bool = False


Panel: TypeAlias = ReasonPanel | DefectPanel | BatchPanel


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkView:
    """The whole page."""

    mode: Mode
    lot: LotOpened | None = None
    place: Place | None = None
    stage: Stage | None = None
    people: tuple[PersonView, ...] = ()
    stages: tuple[StageView, ...] = ()
    missing_total: int = 0
    held: str = ""
    parked: str = ""
    parked_at: datetime | None = None
    stop: StopOffer | None = None
    questions: tuple[QuestionView, ...] = ()
    batches: tuple[BatchView, ...] = ()
    board: BoardView | None = None
    slots: tuple[SlotView, ...] = ()
    missing: tuple[Gap, ...] = ()
    actions: Actions = Actions(primary="none")
    panel: Panel | None = None
    hints: WalkHints = NO_HINTS

    @property
    def current(self) -> QuestionView | None:
        """The question in hand."""
        return next((row for row in self.questions if row.current), None)
