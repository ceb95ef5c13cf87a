"""Every setting once: name, type, default, bounds. Texts stand under ``settings.<name>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. ``choices`` or ``low`` … ``high`` bound it; both empty: any text."""

    name: str
    default: Value
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    def accepts(self, value: object) -> bool:
        """Whether ``value`` is of the default's type and within bounds."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (
                self.high is None or value <= self.high
            )
        return True


SCHEMA: tuple[Setting, ...] = (
    Setting(name="language", default="zh", choices=("zh", "en")),
    Setting(name="theme", default="light", choices=("light", "dark")),
    Setting(name="station_name", default=""),
    Setting(name="station_mark", default="A1"),
    Setting(name="idle_minutes", default=15, low=1, high=240),
    Setting(name="sounds", default=True),
    Setting(name="scanner_prefix", default=""),
    Setting(name="scanner_suffix", default=""),
    Setting(name="scanner_separator", default=""),
    Setting(name="scanner_gap_ms", default=35, low=5, high=500),
    Setting(name="scanner_layout", default=""),
    Setting(name="scanner_caps", default="undo", choices=("undo", "leave")),
    Setting(name="scanner_tested", default=""),
    Setting(name="scanner_port", default=""),
    Setting(
        name="scanner_baud",
        default="9600",
        choices=("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"),
    ),
    Setting(name="shutter_key", default="F9"),
    Setting(name="camera", default=""),
    Setting(name="central_url", default=""),
    Setting(name="sync_seconds", default=30, low=5, high=3600),
    Setting(name="key_ring", default=True),
    Setting(name="photo_clear", default=True),
    Setting(name="photo_keep_days", default=30, low=7, high=3650),
    Setting(name="photo_rate_kbs", default=0, low=0, high=100_000),
    Setting(name="photos_when", default="always", choices=("always", "off_hours")),
    Setting(name="work_from", default=8, low=0, high=23),
    Setting(name="work_to", default=18, low=1, high=24),
    Setting(name="metered_network", default="pause", choices=("pause", "send")),
)
BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SCHEMA}
