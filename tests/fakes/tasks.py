"""A ``TaskRunner`` without threads, for presenters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Done = Callable[[Any], None] | None
Failed = Callable[[Exception], None] | None


class DirectTasks:
    """Runs the work in the call; with ``held`` it waits until ``release``."""

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self._waiting: list[tuple[Callable[[], Any], Done, Failed]] = []

    def write(self, work: Callable[[], Any], done: Done = None, failed: Failed = None) -> None:
        if self.held:
            self._waiting.append((work, done, failed))
        else:
            _run(work, done, failed)

    read = write

    def release(self, at: int = 0) -> None:
        """Do one piece of the waiting work."""
        _run(*self._waiting.pop(at))

    @property
    def waiting(self) -> int:
        return len(self._waiting)


def _run(work: Callable[[], Any], done: Done, failed: Failed) -> None:
    try:
        value = work()
    except Exception as error:
        if failed is None:
            raise
        failed(error)
        return
    if done is not None:
        done(value)
