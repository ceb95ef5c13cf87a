"""Who may do what: one table, enforced by every door that changes something.

Some acts also need four eyes: ``dispose``, ``waive``, ``release_hold``, ``release_urgently``,
``amend``, ``void`` and ``review_photos`` are refused (``own_hold``, ``own_walk``) to whoever
inspected or signed the lot; the doors check it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person, Role

Right: TypeAlias = Literal[
    "receive", "inspect", "close", "park", "replace_carton", "record_document", "reinspect",
    "dispose", "waive", "release_hold", "release_urgently", "amend", "void", "review_photos",
    "confirm_date", "reference", "standards", "severity", "life_rules", "see_holds", "print",
    "load_master", "enrol", "settings",
]  # fmt: skip

_BENCH: frozenset[Role] = frozenset({"inspector", "supervisor"})
_SUPERVISOR: frozenset[Role] = frozenset({"supervisor"})
_OFFICE: frozenset[Role] = frozenset({"supervisor", "administrator"})
_ALL: frozenset[Role] = frozenset({"inspector", "supervisor", "administrator"})

RIGHTS: dict[Right, frozenset[Role]] = {
    "receive": _BENCH,
    "inspect": _BENCH,
    "close": _BENCH,
    "park": _BENCH,
    "replace_carton": _BENCH,
    "record_document": _BENCH,
    "reinspect": _BENCH,
    "dispose": _SUPERVISOR,
    "waive": _SUPERVISOR,
    "release_hold": _SUPERVISOR,
    "release_urgently": _SUPERVISOR,
    "amend": _SUPERVISOR,
    "void": _SUPERVISOR,
    "review_photos": _SUPERVISOR,
    "confirm_date": _SUPERVISOR,
    "reference": _SUPERVISOR,
    "severity": _SUPERVISOR,
    "life_rules": _SUPERVISOR,
    "standards": _SUPERVISOR,
    "see_holds": _OFFICE,
    "print": _ALL,
    "load_master": _OFFICE,
    "enrol": frozenset({"administrator"}),
    "settings": _OFFICE,
}


def may(person: Person, right: Right) -> bool:
    """Whether an active person's role has the right."""
    return person.active and person.role in RIGHTS[right]


def require(person: Person, right: Right) -> None:
    """AccessError ``not_allowed`` unless the person has the right."""
    if not may(person, right):
        raise AccessError("not_allowed", right=right, role=person.role)
