"""What a key press tells beyond its text: Caps Lock, its place on the keyboard, its moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtGui import QGuiApplication, QKeyEvent

_MS: Final = 1_000_000
# The bit of ``nativeModifiers`` that says Caps Lock: Windows has its own, X11 and Wayland share.
_CAPS_BITS: Final = {"windows": 0x100}
_X_CAPS_BIT: Final = 0x2
_X_OFFSET: Final = 8
"""X11 numbers keys 8 above the codes of the keyboard, which Windows gives as they are."""
_JUMP_NS: Final = 5_000 * _MS
GS_PLACE: Final = 0x1B
"""The key of ``]`` on the keyboard a scanner imitates, whatever the computer's layout says."""


def caps_lock_on(event: QKeyEvent) -> bool:
    """Whether Caps Lock was lit at this key; False where the platform does not tell."""
    bit = _CAPS_BITS.get(QGuiApplication.platformName(), _X_CAPS_BIT)
    return bool(event.nativeModifiers() & bit)


def place_of(event: QKeyEvent) -> int:
    """The key's number on the keyboard (``0x1B`` is ``]``), 0 where it is unknown."""
    code = event.nativeScanCode()
    if QGuiApplication.platformName() == "windows":
        return code
    return max(0, code - _X_OFFSET)


@dataclass
class PressedAt:
    """When a key was pressed, on the program's clock.

    The window system stamps keys when they are pressed; the program may see them much later, all
    at once, when it was busy. Taken by its own clock a scan would then fall apart, and fingers
    would look like a scanner.
    """

    now: Callable[[], int]
    _behind: int | None = field(default=None)

    def __call__(self, event: QKeyEvent) -> int:
        """Nanoseconds, never later than now."""
        now, stamp = self.now(), event.timestamp() * _MS
        if stamp <= 0:
            return now
        behind = now - stamp
        # The least difference seen is that of a moment when nothing waited. One far off is
        # another clock: the window system began to count anew.
        if self._behind is None or behind < self._behind or behind - self._behind > _JUMP_NS:
            self._behind = behind
        return min(now, stamp + self._behind)
