"""A sealed verdict held against the one computed again from the same acts."""

from __future__ import annotations

from typing import Final

from inspector_app.services.evidence.lines import CheckLine, bad, good
from inspector_app.services.judging import EDITION
from inspector_app.wire.inspection import InspectionRecord, VerdictPart

_SINCE: Final = frozenset(
    {
        "all_passed", "batch_extent_unknown", "check_rejected", "document_batch_differs",
        "document_expired", "evidence_missing", "gate_failed", "item_failed", "not_applicable",
        "quantities_disagree", "sampling_stopped", "urgently_released",
    }
)  # fmt: skip
"""Reasons that the first edition did not know, or gave in other cases."""
_CORE: Final = ("classes", "cartons", "isolated_cartons")
"""What every edition computes the same."""
_TAGS: Final = {"accept": "passed", "reject": "failed", "hold": "quarantined"}


def check_verdict(seq: int, record: InspectionRecord, expected: VerdictPart) -> CheckLine:
    """Equal in everything; for a record of an earlier edition of judging, in what that edition
    judged by: what is asked for since then is told, and not held against it."""
    sealed, edition = record.verdict, record.record.edition
    if sealed == expected:
        return good("verdict", "verdict_holds", overall=sealed.overall)
    if edition < EDITION and _as_then(sealed, expected):
        return good(
            "verdict", "verdict_of_edition", edition=edition, now=EDITION, sealed=sealed.overall,
            expected=expected.overall,
        )  # fmt: skip
    if sealed.overall != expected.overall:
        return bad(
            "verdict", "verdict_differs", seq=seq, sealed=sealed.overall, expected=expected.overall
        )
    return bad("verdict", "verdict_part_differs", seq=seq, what=_differing(sealed, expected))


def _as_then(sealed: VerdictPart, expected: VerdictPart) -> bool:
    same = all(getattr(sealed, name) == getattr(expected, name) for name in _CORE)
    reasons = {each.code for each in sealed.reasons} ^ {each.code for each in expected.reasons}
    return same and sealed.tag == _TAGS[sealed.overall] and reasons <= _SINCE


def _differing(sealed: VerdictPart, expected: VerdictPart) -> str:
    return ", ".join(
        name
        for name in VerdictPart.__struct_fields__
        if getattr(sealed, name) != getattr(expected, name)
    )
