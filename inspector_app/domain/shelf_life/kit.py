"""A kit (套装) holds inner units with dates of their own: the earliest of them governs.

Source: 化妆品标签管理办法 art. 14; what the outer pack says must not reach beyond its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.shelf_life.assess import Assessment
from inspector_app.domain.shelf_life.rules import stricter


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPart:
    """One inner unit by its name, judged on its own dates."""

    name: str
    assessment: Assessment


def governing(parts: Iterable[Assessment]) -> Assessment:
    """The part of a kit that governs it: the one whose last good day comes first.

    Exempt parts govern only a kit of nothing else. Raises ValueError for no parts.
    """
    return min(parts, key=lambda part: part.last_good_day_a or date.max)


def assess_kit(outer: Assessment | None, parts: Sequence[KitPart]) -> Assessment:
    """The kit as its governing part has it; ``outer`` are the dates of the outer pack, if any.

    ``kit_governed`` names the part. Findings of all parts stay findings of the kit, and an outer
    pack that promises more than its contents is one more (``kit_outer_later``): with findings the
    action is a supervisor's approval at least. Raises ValueError for no parts.
    """
    inside = governing(part.assessment for part in parts)
    ruling = inside if outer is None else governing((outer, inside))
    found = [each for part in parts for each in part.assessment.findings]
    if outer is not None:
        found = [*outer.findings, *found, *_outer_later(outer, inside)]
    notes = [
        *_governed(ruling, parts),
        *ruling.reasons,
        *(each for each in found if each not in ruling.reasons),
    ]
    action = stricter(ruling.action, "approval") if found else ruling.action
    return replace(ruling, action=action, reasons=tuple(notes), findings=tuple(found))


def _outer_later(outer: Assessment, inside: Assessment) -> tuple[Reason, ...]:
    ends, inner = outer.last_good_day_b, inside.last_good_day_b
    if ends is None or inner is None or ends <= inner:
        return ()
    return (reason("kit_outer_later", outer=ends.isoformat(), inner=inner.isoformat()),)


def _governed(ruling: Assessment, parts: Sequence[KitPart]) -> tuple[Reason, ...]:
    last = ruling.last_good_day_a
    if last is None:
        return ()
    for part in parts:
        if part.assessment is ruling:
            return (reason("kit_governed", name=part.name, last=last.isoformat()),)
    return (reason("kit_outer_governs", last=last.isoformat()),)
