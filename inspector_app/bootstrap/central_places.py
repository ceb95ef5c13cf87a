"""Where a central system keeps its rows: its own folder, or a PostgreSQL server.

``central.toml`` in the folder names the server; the environment goes before it, so that a
password need not stand in a file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.bootstrap.folders import make_private_file
from inspector_app.central.configuration import Layout
from inspector_app.central.db.address import Address
from inspector_app.domain.errors import StorageError

API_VARIABLE = "INSPECTOR_CENTRAL_DATABASE"
OWNER_VARIABLE = "INSPECTOR_CENTRAL_OWNER_DATABASE"


@dataclass(frozen=True, slots=True)
class Places:
    """``owner`` is the address for changing tables; None where the server's own will do (SQLite)
    or where it was not given."""

    api: Address
    owner: Address | None = None

    def for_owner(self) -> Address:
        """StorageError ``database_owner_missing`` when nobody said how to reach the tables as
        their owner."""
        if self.owner is None:
            raise StorageError("database_owner_missing", variable=OWNER_VARIABLE)
        return self.owner


def places(layout: Layout, environment: Mapping[str, str] = os.environ) -> Places:
    """StorageError ``central_settings_broken`` or ``database_address_unknown``."""
    written = _written(layout)
    api = environment.get(API_VARIABLE) or written.get("address", "")
    owner = environment.get(OWNER_VARIABLE) or written.get("owner_address", "")
    if not api:
        return Places(Address.of_file(layout.database))
    return Places(Address.parse(api), Address.parse(owner) if owner else None)


def write_places(layout: Layout, api: str, owner: str) -> None:
    """Remember a server in the folder, readable by its owner only."""
    Address.parse(api)
    lines = ["[database]", f"address = {_quoted(api)}"]
    if owner:
        Address.parse(owner)
        lines.append(f"owner_address = {_quoted(owner)}")
    make_private_file(layout.settings)
    layout.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _written(layout: Layout) -> Mapping[str, str]:
    try:
        document = tomllib.loads(layout.settings.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise StorageError("central_settings_broken", path=str(layout.settings)) from problem
    table = document.get("database", {})
    known = isinstance(table, dict) and set(table) <= {"address", "owner_address"}
    if set(document) - {"database"} or not known or not all(_is_text(v) for v in table.values()):
        raise StorageError("central_settings_broken", path=str(layout.settings))
    return {str(name): str(value) for name, value in table.items()}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
