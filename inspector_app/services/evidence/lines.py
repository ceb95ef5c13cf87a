"""What a check says: one line per thing looked at, and the answer as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from inspector_app.domain.errors import InspectorError, Param
from inspector_app.wire.inspection import InspectionRecord

CheckName: TypeAlias = Literal[
    "format", "record", "chain", "signature", "station_key", "receipts", "standard", "rules",
    "plan", "draw", "shelf_life", "verdict", "decisions", "photos", "printed", "file", "origin",
]  # fmt: skip
Result: TypeAlias = Literal["proved", "consistent", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One finding; its sentence is ``evidence.detail.<code>`` filled with ``params``.

    A check that holds gives one line, one that does not gives a line for each thing that is wrong.
    """

    name: CheckName
    ok: bool
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """``proved`` only when nothing is wrong and the given central key confirmed every event."""

    result: Result
    lines: tuple[CheckLine, ...]
    container: Literal["pdf", "zip", "json", "folder"] = "json"
    originals: Literal["present", "absent"] = "absent"
    records: tuple[InspectionRecord, ...] = ()


def good(name: CheckName, code: str, **params: Param) -> CheckLine:
    """A check that holds."""
    return CheckLine(name=name, ok=True, code=code, params=params)


def bad(name: CheckName, code: str, **params: Param) -> CheckLine:
    """Something that does not match."""
    return CheckLine(name=name, ok=False, code=code, params=params)


def refused(name: CheckName, problem: InspectorError) -> CheckLine:
    """A rule of the domain refuses what is in the record."""
    return bad(name, "refused", problem=problem.code)
