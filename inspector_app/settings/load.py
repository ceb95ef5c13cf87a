"""Reading and writing the settings file of a data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.settings.schema import BY_NAME, SCHEMA, Value

FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a station. ``ignored`` names entries of the file that were not usable."""

    values: Mapping[str, Value]
    ignored: tuple[str, ...] = field(default=())

    def text(self, name: str) -> str:
        """A text setting."""
        return str(self.values[name])

    def number(self, name: str) -> int:
        """A whole-number setting."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def flag(self, name: str) -> bool:
        """A yes-or-no setting."""
        return self.values[name] is True

    def having(self, **changes: Value) -> Settings:
        """A copy with some settings changed; ValueError for a name or value not in the schema."""
        for name, value in changes.items():
            if name not in BY_NAME or not BY_NAME[name].accepts(value):
                raise ValueError(f"setting {name}={value!r}")
        return Settings({**self.values, **changes}, self.ignored)


def defaults() -> Settings:
    """The schema's defaults."""
    return Settings({setting.name: setting.default for setting in SCHEMA})


def load(folder: Path) -> Settings:
    """The folder's settings; what the file lacks or spoils falls back to its default."""
    base = defaults()
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return base
    except (OSError, ValueError):
        return Settings(base.values, (FILE,))
    if not isinstance(found, dict):
        return Settings(base.values, (FILE,))
    good = {n: v for n, v in found.items() if n in BY_NAME and BY_NAME[n].accepts(v)}
    return Settings({**base.values, **good}, tuple(sorted(set(found) - set(good))))


def save(folder: Path, settings: Settings) -> None:
    """Write what differs from the defaults: whole and on the disk on return. Raises OSError."""
    changed = {
        name: value for name, value in settings.values.items() if value != BY_NAME[name].default
    }
    text = json.dumps(changed, ensure_ascii=False, indent=2, sort_keys=True)
    temporary = folder / f"{FILE}.new"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / FILE)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for fsync there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
