"""Who may sign in, read before the store is open.

SQLAlchemy takes longer to import than a person takes to look for their name, so the sign-in page
reads its tiles past it. Nothing is decided by what this returns: a PIN is checked by the store.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from inspector_app.domain.master import Person

BUSY_SECONDS = 0.5


def first_people(database: Path) -> tuple[Person, ...] | None:
    """The active people by id, or None when the store must be asked: there is no database yet,
    it is of another version, or it is busy."""
    if not database.is_file():
        return None
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA query_only=ON")
            rows = connection.execute("SELECT body FROM people ORDER BY id").fetchall()
        people = tuple(Person(**json.loads(body)) for (body,) in rows)
    except (sqlite3.Error, ValueError, TypeError):
        return None
    return tuple(person for person in people if person.active)
