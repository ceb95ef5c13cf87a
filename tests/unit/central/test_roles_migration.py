"""Users of before roles: one of them must be able to give roles, the others stay viewers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from inspector_app.central.db import schema

_ROW = (
    "INSERT INTO users (tenant, user, name, password, active, failures, locked_until) "
    "VALUES (?, ?, ?, 'x', 1, 0, 0)"
)


@pytest.mark.parametrize(
    ("users", "administrators"),
    [
        ([("t", "admin"), ("t", "li")], [("t", "admin")]),
        ([("t", "boss")], [("t", "boss")]),
        ([("t", "li"), ("t", "wang")], []),
        ([("t", "admin"), ("u", "only")], [("t", "admin"), ("u", "only")]),
    ],
)
def test_users_of_before_become_viewers_but_for_the_first(
    tmp_path: Path, users: list[tuple[str, str]], administrators: list[tuple[str, str]]
) -> None:
    path = tmp_path / "central.db"
    command.upgrade(schema._config(address=f"sqlite:///{path}"), "0006")
    rows = sqlite3.connect(path)
    rows.executemany(_ROW, [(tenant, user, user) for tenant, user in users])
    rows.commit()
    rows.close()
    assert schema.upgrade(path)
    rows = sqlite3.connect(path)
    found = rows.execute(
        'SELECT tenant, "user", role FROM users ORDER BY tenant, "user"'
    ).fetchall()
    rows.close()
    assert {role for _, _, role in found} <= {"viewer", "administrator"}
    assert [(one, user) for one, user, role in found if role == "administrator"] == administrators
