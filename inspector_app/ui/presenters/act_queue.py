"""Quick fingers and scanners: acts wait for each other and are resolved when their turn comes.

"1 1 1" must answer three questions, so what a key means is decided when the act before it is on
the disk, not when the key went down. After a refusal the rest is dropped and told: a key that
was meant for one question must never answer another. Free of Qt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from inspector_app.domain.errors import InspectorError
from inspector_app.services.ports import TaskRunner


@dataclass(frozen=True, slots=True)
class Step:
    """``work`` runs on the writer thread, ``done`` gets its value on the GUI thread."""

    work: Callable[[], Any]
    done: Callable[[Any], None]


Intent: TypeAlias = Callable[[], Step | None]


class ActQueue:
    """``refused(error, dropped)`` after a refusal; ``dropped`` acts were waiting behind it."""

    def __init__(self, tasks: TaskRunner, refused: Callable[[Exception, int], None]) -> None:
        self._tasks = tasks
        self._refused = refused
        self._waiting: deque[Intent] = deque()
        self._running = False

    @property
    def busy(self) -> bool:
        return self._running

    def submit(self, intent: Intent) -> None:
        """Resolve ``intent`` after everything before it is durable."""
        self._waiting.append(intent)
        self._turn()

    def drop(self) -> None:
        """Forget what waits; what runs is finished."""
        self._waiting.clear()

    def _turn(self) -> None:
        while self._waiting and not self._running:
            intent = self._waiting.popleft()
            try:
                step = intent()
            except InspectorError as refusal:
                self._refuse(refusal)
                continue
            if step is not None:
                self._run(step)

    def _run(self, step: Step) -> None:
        self._running = True

        def done(value: Any) -> None:
            self._running = False
            step.done(value)
            self._turn()

        def failed(error: Exception) -> None:
            self._running = False
            self._refuse(error)
            self._turn()

        self._tasks.write(step.work, done, failed)

    def _refuse(self, error: Exception) -> None:
        dropped = len(self._waiting)
        self._waiting.clear()
        self._refused(error, dropped)
