"""Acts keep their order, are resolved at their turn, and stop at a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector_app.domain.errors import WalkError
from inspector_app.ui.presenters.act_queue import ActQueue, Step


class SlowTasks:
    """Holds work until told to finish it."""

    def __init__(self) -> None:
        self.held: list[tuple[Any, Any, Any]] = []

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.held.append((work, done, failed))

    read = write

    def finish(self) -> None:
        work, done, failed = self.held.pop(0)
        try:
            value = work()
        except Exception as error:
            failed(error)
        else:
            done(value)


class Line:
    """A queue over a list of answers: each act answers the next open number."""

    def __init__(self) -> None:
        self.tasks = SlowTasks()
        self.refused: list[tuple[Exception, int]] = []
        self.queue = ActQueue(
            self.tasks, lambda error, dropped: self.refused.append((error, dropped))
        )
        self.answers: list[int] = []

    def press(self, *, fails: bool = False) -> None:
        self.queue.submit(lambda: self._step(fails))

    def _step(self, fails: bool) -> Step:
        meant = len(self.answers) + 1

        def work() -> int:
            if fails:
                raise WalkError("nothing_left")
            return meant

        return Step(work, self.answers.append)


def test_quick_keys_answer_one_question_each() -> None:
    line = Line()
    for _ in range(3):
        line.press()
    assert len(line.tasks.held) == 1
    assert line.queue.busy
    while line.tasks.held:
        line.tasks.finish()
    assert line.answers == [1, 2, 3]
    assert not line.queue.busy


def test_a_refusal_drops_what_waited_and_tells_how_much() -> None:
    line = Line()
    line.press(fails=True)
    line.press()
    line.press()
    line.tasks.finish()
    assert line.answers == []
    assert [(str(error), dropped) for error, dropped in line.refused] == [("nothing_left", 2)]
    line.press()
    line.tasks.finish()
    assert line.answers == [1]


def test_an_act_may_refuse_before_it_writes() -> None:
    line = Line()

    def refuse() -> Step | None:
        raise WalkError("value_needed", item="kind")

    line.queue.submit(refuse)
    line.queue.submit(lambda: None)
    line.press()
    line.tasks.finish()
    assert [error.code for error, _ in line.refused] == ["value_needed"]  # type: ignore[attr-defined]
    assert line.answers == [1]


def test_dropping_forgets_what_waits_but_not_what_runs() -> None:
    line = Line()
    line.press()
    line.press()
    line.queue.drop()
    line.tasks.finish()
    assert line.answers == [1]
    assert line.tasks.held == []
