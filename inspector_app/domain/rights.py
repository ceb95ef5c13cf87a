"""Who may do what: one table, enforced by every door that changes something."""

from __future__ import annotations

from typing import Literal, TypeAlias

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person, Role

Right: TypeAlias = Literal[
    "receive", "inspect", "close", "park", "replace_carton", "dispose", "waive", "print",
    "load_master", "enrol", "settings", "see_holds", "reference",
]  # fmt: skip

RIGHTS: dict[Right, frozenset[Role]] = {
    "receive": frozenset({"inspector", "supervisor"}),
    "inspect": frozenset({"inspector", "supervisor"}),
    "close": frozenset({"inspector", "supervisor"}),
    "park": frozenset({"inspector", "supervisor"}),
    "replace_carton": frozenset({"inspector", "supervisor"}),
    "dispose": frozenset({"supervisor"}),
    "waive": frozenset({"supervisor"}),
    "reference": frozenset({"supervisor"}),
    "see_holds": frozenset({"supervisor", "administrator"}),
    "print": frozenset({"inspector", "supervisor", "administrator"}),
    "load_master": frozenset({"supervisor", "administrator"}),
    "enrol": frozenset({"administrator"}),
    "settings": frozenset({"supervisor", "administrator"}),
}


def may(person: Person, right: Right) -> bool:
    """Whether an active person's role has the right."""
    return person.active and person.role in RIGHTS[right]


def require(person: Person, right: Right) -> None:
    """AccessError ``not_allowed`` unless the person has the right."""
    if not may(person, right):
        raise AccessError("not_allowed", right=right, role=person.role)
