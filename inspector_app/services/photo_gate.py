"""When photos may use the line, and how much of it. Records always go: they are small.

A person can let the photos that wait now go once, whatever holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Final, Literal, TypeAlias

from inspector_app.services.ports import Clock
from inspector_app.settings import Settings

PhotoHold: TypeAlias = Literal["", "metered", "working_hours"]
SLOWEST: Final = 16
"""KB/s; below, one photo would take an hour and the line break before."""


class PhotoGate:
    """Safe for several threads: each fact is one assignment. ``settings`` is read at each look,
    ``zone`` is the station's place (None: the machine's)."""

    def __init__(
        self, settings: Callable[[], Settings], clock: Clock, zone: tzinfo | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._zone = zone
        self._metered = False
        self._once = False

    def set_metered(self, *, metered: bool) -> None:
        """What the system says of the network now."""
        self._metered = metered

    def let_go(self) -> None:
        """A person wants the photos that wait sent now."""
        self._once = True

    def sent(self) -> None:
        """Nothing waits any more: the next photos are held again."""
        self._once = False

    def held(self) -> PhotoHold:
        """Why no photo may go now; empty when it may."""
        if self._once:
            return ""
        settings = self._settings()
        if self._metered and settings.text("metered_network") == "pause":
            return "metered"
        if settings.text("photos_when") == "off_hours" and self._working(settings):
            return "working_hours"
        return ""

    def rate(self) -> int:
        """Bytes a second for photos; 0: as fast as they go."""
        kilobytes = self._settings().number("photo_rate_kbs")
        return max(kilobytes, SLOWEST) * 1000 if kilobytes else 0

    def _working(self, settings: Settings) -> bool:
        hour = self._clock.now().astimezone(self._zone).hour
        start, end = settings.number("work_from"), settings.number("work_to")
        return start <= hour < end if start < end else hour >= start or hour < end
