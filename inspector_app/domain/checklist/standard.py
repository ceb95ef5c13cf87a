"""An inspection standard (检验标准): stages, items and sampling of one immutable version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.sampling_rule import (
    ChannelRule,
    FixedNumbers,
    OpeningRule,
    SamplingRule,
)
from inspector_app.domain.defects import Defect
from inspector_app.domain.master import Category, Names, Origin

__all__ = [
    "SPECIAL_LEVELS",
    "UNIT_SCOPES",
    "ChannelRule",
    "Choice",
    "Condition",
    "FixedNumbers",
    "Item",
    "ItemKind",
    "Limits",
    "OpeningRule",
    "PhotoRule",
    "Sample",
    "SamplingRule",
    "Scope",
    "Stage",
    "StageKind",
    "Standard",
]

Scope: TypeAlias = Literal["lot", "batch", "carton", "unit", "opened"]
ItemKind: TypeAlias = Literal[
    "pass_fail", "choice", "number", "count", "date", "text", "scan", "photo"
]
StageKind: TypeAlias = Literal[
    "identity", "shelf_life", "documents", "cartons", "label", "units", "consistency", "checklist"
]
SPECIAL_LEVELS = frozenset({"S-1", "S-2", "S-3", "S-4"})
UNIT_SCOPES = frozenset({"unit", "opened"})
"""Scopes that a stage with a special level asks of every unit of its sample."""
PhotoRule: TypeAlias = Literal["never", "always", "when_failed"]
Sample: TypeAlias = Literal["all", "first_article", "unit_sample", "S-1", "S-2", "S-3", "S-4"]
JudgedBy: TypeAlias = Literal["each", "mean"]

MAX_READINGS = 50
"""Readings of one measurement; a person takes them one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a measured value, both inclusive; decimal text so that 0.1 stays 0.1."""

    low: str | None = None
    high: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A measured value is the outcome of ``count`` readings.

    ``judge`` says what the item's limits bound: ``each`` reading, or their ``mean``. ``mean`` are
    limits of the mean beside those of each reading, as net content is judged by JJF 1070.
    """

    count: int
    judge: JudgedBy = "each"
    mean: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The item applies only when an earlier item's value is one of ``values``.

    ``item`` may also be a fact of the goods: ``product.origin``, ``product.category``,
    ``product.children`` or ``lot.channel``; or ``batch.produced``, which has ``since`` (that day
    or later) and ``before`` (earlier than that day) in place of values.
    """

    item: str
    values: tuple[str, ...] = ()
    since: date | None = None
    before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One offered value; ``fails`` marks the item as failed."""

    value: str
    names: Names
    fails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of the walk.

    A failed item raises one of ``defects``; ``source`` is the clause or row the question rests on;
    ``note`` warns where that source is practice or still to be verified. ``element`` are the
    rows of the label tables (``F07``, ``C05``) it asks about: what was read of them on a photo is
    shown beside it.
    """

    id: str
    names: Names
    kind: ItemKind = "pass_fail"
    scope: Scope = "lot"
    help: Names | None = None
    picture: str = ""
    required: bool = True
    photos: PhotoRule = "never"
    shots: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    limits: Limits | None = None
    readings: Readings | None = None
    choices: tuple[Choice, ...] = ()
    when: tuple[Condition, ...] = ()
    source: str = ""
    note: Names | None = None
    element: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A page of the walk. A failed ``gate`` offers "stop and hold" before more is opened.

    ``kind`` tells the screen how the stage is worked: ``identity``, ``shelf_life``, ``documents``,
    ``label``, ``consistency`` and ``checklist`` are pages of items; ``cartons`` and ``units`` are
    recorded by exception, carton by carton.

    ``sample`` is what the stage is asked of. A special level (``S-1`` … ``S-4``) has its own n and
    Ac by ``aql`` (the rule's ``check_aql`` when None): its items of scope ``unit`` and ``opened``
    are asked of that many drawn units, apart from the unit sample. ``opens``: looking opens or
    spoils the pack, so that these units leave the saleable quantity.
    """

    id: str
    kind: StageKind
    names: Names
    items: tuple[Item, ...] = ()
    gate: bool = False
    sample: Sample = "unit_sample"
    aql: str | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A published version.

    ``channels`` and ``children`` narrow it to sales channels and to goods for children (or to
    those that are not); empty and None do not narrow. ``digest`` is the SHA-256 of the YAML bytes
    it was read from, its defect catalogue included (``bootstrap.standards``).
    """

    id: str
    version: int
    names: Names
    categories: tuple[Category, ...]
    origins: tuple[Origin, ...]
    sampling: SamplingRule
    stages: tuple[Stage, ...]
    defects: tuple[Defect, ...]
    digest: str = ""
    note: Names | None = None
    channels: tuple[str, ...] = ()
    children: bool | None = None

    def item(self, item_id: str) -> Item:
        """The item of that id; KeyError when there is none."""
        for _, item in self.walk():
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def defect(self, code: str) -> Defect:
        """The catalogue entry of that code; KeyError when there is none."""
        for defect in self.defects:
            if defect.code == code:
                return defect
        raise KeyError(code)

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError when there is none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def walk(self) -> Iterator[tuple[Stage, Item]]:
        """All items in the order the standard gives."""
        for stage in self.stages:
            for item in stage.items:
                yield stage, item
