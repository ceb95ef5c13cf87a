"""``central.toml`` in a central system's folder: what an administrator decided, table by table.

Each table has one reader, which knows its names; here is only what they share. A table or a name
nobody knows is refused rather than passed over: a misspelt limit must not be no limit.
"""

from __future__ import annotations

import tomllib
from typing import Final, TypeAlias

from inspector_app.central.configuration import Layout
from inspector_app.domain.errors import StorageError

Table: TypeAlias = dict[str, object]
TABLES: Final = frozenset({"database", "photos", "operation", "limits", "tls"})


def table(layout: Layout, name: str) -> Table:
    """One table, empty where there is none; StorageError ``central_settings_broken``."""
    try:
        document = tomllib.loads(layout.settings.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise broken(layout) from problem
    found = document.get(name, {})
    if not set(document) <= TABLES or not isinstance(found, dict):
        raise broken(layout)
    return found


def broken(layout: Layout) -> StorageError:
    """What every reader says of a table it does not understand."""
    return StorageError("central_settings_broken", path=str(layout.settings))
