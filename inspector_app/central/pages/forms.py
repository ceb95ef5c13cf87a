"""What forms of the pages have in common: who sends them, and which field was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Form

from inspector_app.central.acts import Doer
from inspector_app.central.db.people import User
from inspector_app.central.problems import STATUS
from inspector_app.domain.errors import InspectorError

Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=2_000)]

_FIELDS: Final[Mapping[str, str]] = {
    "user_name_refused": "user",
    "user_taken": "user",
    "unknown_role": "role",
    "password_too_short": "password",
    "passwords_differ": "again",
    "wrong_password": "old",
    "complaint_unknown_product": "product",
    "dispute_note_needed": "note",
    "note_too_long": "note",
    "reason_needed": "choice",
}


def field_of(problem: InspectorError | None) -> str:
    """The field of the form a refusal speaks of; empty when it speaks of all of it."""
    return _FIELDS.get(problem.code, "") if problem else ""


def status_of(problem: InspectorError | None) -> int:
    """The status of a page that shows a form again."""
    return STATUS.get(problem.code, 400) if problem else 200


def doer(user: User) -> Doer:
    """Who acts, as the central journal names people."""
    return Doer(user=user.user, names={"zh": user.name, "en": user.name})
