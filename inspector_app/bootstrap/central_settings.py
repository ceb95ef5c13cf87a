"""Reads what an administrator decided in ``central.toml`` beside where things are kept."""

from __future__ import annotations

import ipaddress
from dataclasses import fields
from datetime import timedelta
from typing import Any, Final, TypeVar, get_args

from inspector_app.bootstrap.central_toml import Table, broken, table
from inspector_app.central.configuration import (
    CentralSettings,
    Keeping,
    Layout,
    LogLevel,
    Operation,
)
from inspector_app.central.limits import LimitSettings

Settings = TypeVar("Settings")
_SECONDS: Final = "_seconds"
_SHORTEST_TOKEN: Final = 16
_LONGEST_KEPT_DAYS: Final = 3650
_LONGEST_DRAIN: Final = timedelta(minutes=5)


def central_settings(layout: Layout) -> CentralSettings:
    """Defaults where nothing is said; StorageError ``central_settings_broken``."""
    operation = _read(layout, "operation", Operation())
    if not _sound(operation):
        raise broken(layout)
    limits = _read(layout, "limits", LimitSettings())
    if min(getattr(limits, field.name) for field in fields(limits)) <= 0:
        raise broken(layout)
    keeping = _read(layout, "keeping", Keeping())
    if not 1 <= keeping.tombstone_days <= _LONGEST_KEPT_DAYS:
        raise broken(layout)
    return CentralSettings(operation=operation, keeping=keeping, limits=limits)


def _sound(found: Operation) -> bool:
    short = 0 < len(found.metrics_token) < _SHORTEST_TOKEN
    drains = (found.announce, found.drain)
    return (
        found.log_level in get_args(LogLevel)
        and not short
        and all(timedelta() <= length <= _LONGEST_DRAIN for length in drains)
        and all(_is_network(one) for one in found.metrics_from)
    )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _read(layout: Layout, name: str, default: Settings) -> Settings:
    """``default`` with what the table says; lengths of time stand in it as ``NAME_seconds``."""
    written: Table = table(layout, name)
    known: dict[str, Any] = {}
    for field in fields(default):  # type: ignore[arg-type]  # a dataclass
        present = getattr(default, field.name)
        key = field.name + _SECONDS if isinstance(present, timedelta) else field.name
        if key in written:
            known[field.name] = _like(layout, present, written.pop(key))
    if written:
        raise broken(layout)
    return type(default)(**known)


def _like(layout: Layout, present: object, given: object) -> object:
    """The given value as the kind the default is of."""
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if isinstance(present, timedelta) and number:
        try:
            return timedelta(seconds=float(str(given)))
        except (OverflowError, ValueError) as problem:
            raise broken(layout) from problem
    if isinstance(present, tuple) and isinstance(given, list):
        if all(isinstance(one, str) for one in given):
            return tuple(given)
    elif isinstance(present, float) and number:
        return float(str(given))
    elif type(present) is type(given):
        return given
    raise broken(layout)
