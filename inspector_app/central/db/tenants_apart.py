"""Keeps tenants apart inside PostgreSQL itself.

Each transaction says whose it is (``inspector.tenant``); every table gives and takes rows of that
tenant only, also to the tables' owner (FORCE). The server works under a role that owns nothing, so
no statement of it can lift this, and that may not delete what was received.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from inspector_app.central.db.tables import metadata
from inspector_app.domain.errors import StorageError

_ROLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$-]{0,62}")
_SHARED: Final = "directory"
_MINE: Final = "tenant = current_setting('inspector.tenant', true)"
_KEPT: Final = frozenset(
    {
        "adopted_payloads",
        "adoptions",
        "badge_spends",
        "central_acts",
        "dispositions",
        "events",
        "inspection_photos",
        "inspections",
        "receipts",
        "station_keys",
    }
)
"""What a station was promised to be kept: the server may add to it, not take away."""


def policies(tables: Iterable[str]) -> list[str]:
    """Statements that protect these tables; run once for each, by the migration that makes it."""
    found = []
    for name in tables:
        found += [
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        ]
        if name == _SHARED:
            found += [
                f"CREATE POLICY anyone_asks ON {name} FOR SELECT USING (true)",
                f"CREATE POLICY own_entries ON {name} FOR INSERT WITH CHECK ({_MINE})",
            ]
        else:
            found.append(f"CREATE POLICY own_rows ON {name} USING ({_MINE}) WITH CHECK ({_MINE})")
    return found


def grants(role: str) -> list[str]:
    """What the server's role may do; StorageError ``database_role_unknown`` for an odd name."""
    if not _ROLE.fullmatch(role):
        raise StorageError("database_role_unknown", role=role)
    found = [f'GRANT SELECT ON alembic_version TO "{role}"']
    for name in sorted(metadata.tables):
        rights = "SELECT, INSERT" if name == _SHARED else "SELECT, INSERT, UPDATE"
        found.append(f'GRANT {rights} ON {name} TO "{role}"')
        if name not in _KEPT and name != _SHARED:
            found.append(f'GRANT DELETE ON {name} TO "{role}"')
    return found
