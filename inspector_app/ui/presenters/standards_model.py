"""What the editor of a standard shows. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from inspector_app.ui.presenters.standards_changes import Change, ChangeKind
from inspector_app.ui.presenters.standards_document import WHOLE, Document, Row
from inspector_app.ui.presenters.standards_faults import Judged

Master: TypeAlias = Literal["outline", "faults", "changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineLine:
    """One line of the outline; ``kind`` is the stage's or the item's."""

    row: Row
    id: str
    names: Mapping[str, str]
    kind: str = ""
    gate: bool = False
    conditional: bool = False
    faults: int = 0
    change: ChangeKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorState:
    """What the page shows.

    ``readonly`` shows a published version. ``found`` are the lines of the search; ``before`` is
    the version the draft grew from. ``asking`` is a line whose deletion takes the conditions of
    others with it, until a person confirms.
    """

    loaded: bool = False
    readonly: bool = False
    draft_id: str = ""
    based_on: str = ""
    document: Document = field(default_factory=dict)
    before: Document | None = None
    row: Row = WHOLE
    query: str = ""
    master: Master = "outline"
    judged: Judged = field(default_factory=Judged)
    changes: tuple[Change, ...] = ()
    next_version: int = 1
    saving: bool = False
    can_undo: bool = False
    can_redo: bool = False
    asking: Row | None = None
    publishing: bool = False
    busy: bool = False
    problem: Exception | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """What the standard is called."""
        found = self.document.get("names")
        return found if isinstance(found, Mapping) else {}
