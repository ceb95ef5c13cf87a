"""Why each class was inspected as severely as it was, for the plan of a report."""

from __future__ import annotations

from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.severity_outcome import basis_of
from inspector_app.reports.model import Phrase
from inspector_app.services.severity_words import LOTS_NAMED


def severity_phrases(inspection: Inspection) -> tuple[Phrase, ...]:
    """One sentence a class; none in records of before severity was kept."""
    return tuple(
        Phrase(
            key="severity.printed",
            params={
                "cls": basis.cls,
                "severity": basis.severity,
                "cause": Phrase(
                    key=f"severity.cause.{basis.cause}", params={"lots": _lots(basis.made_by)}
                ),
            },
        )
        for basis in basis_of(inspection)
    )


def _listed(lots: tuple[str, ...]) -> str | Phrase:
    if len(lots) < 2:
        return "".join(lots)
    rest = _listed(lots[1:])
    return Phrase(key="severity.listed", params={"first": lots[0], "rest": rest})


def _lots(lots: tuple[str, ...]) -> str | Phrase:
    if len(lots) <= LOTS_NAMED:
        return _listed(lots)
    return Phrase(
        key="severity.lots_between",
        params={"first": lots[0], "last": lots[-1], "count": len(lots)},
    )
