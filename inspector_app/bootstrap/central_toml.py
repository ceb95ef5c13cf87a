"""``central.toml`` in a central system's folder: what an administrator decided, table by table.

Each table has one reader, which knows its names; here is only what they share. A table or a name
nobody knows is refused rather than passed over: a misspelt limit must not be no limit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final, TypeAlias

from inspector_app.bootstrap.folders import make_private_file
from inspector_app.central.configuration import Layout
from inspector_app.domain.errors import StorageError

Table: TypeAlias = dict[str, object]
TABLES: Final = frozenset({"database", "photos", "operation", "keeping", "limits", "tls"})


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


def remember(layout: Layout, name: str, entries: Mapping[str, str]) -> None:
    """Add a table of texts and leave every other byte as it is; nothing to do when the file says
    so already.

    StorageError ``central_settings_there`` when it says something else of these names,
    ``central_settings_broken``.
    """
    found = table(layout, name)
    new = {key: text for key, text in entries.items() if key not in found}
    if any(found.get(key, text) != text for key, text in entries.items()):
        raise StorageError("central_settings_there", path=str(layout.settings), table=name)
    if not new:
        return
    before = layout.settings.read_text(encoding="utf-8") if layout.settings.exists() else ""
    lines = "".join(f"{key} = {_quoted(text)}\n" for key, text in new.items())
    if not found:
        gap = "" if not before or before.endswith("\n") else "\n"
        after = f"{before}{gap}[{name}]\n{lines}"
    else:  # only a table written as such can be added to
        header = re.compile(rf"^[ \t]*\[[ \t]*{name}[ \t]*\][^\n]*\n", re.MULTILINE)
        after, count = header.subn(lambda at: at.group() + lines, before)
        if count != 1:
            raise StorageError("central_settings_there", path=str(layout.settings), table=name)
    _replace(layout, after)


def _replace(layout: Layout, text: str) -> None:
    """Whole or not at all, readable by its owner only."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise broken(layout) from problem
    fresh = layout.settings.with_name(f"{layout.settings.name}.new")
    fresh.unlink(missing_ok=True)
    make_private_file(fresh)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(layout.settings)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def broken(layout: Layout) -> StorageError:
    """What every reader says of a table it does not understand."""
    return StorageError("central_settings_broken", path=str(layout.settings))
