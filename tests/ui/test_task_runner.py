"""Acts keep their order, callbacks come home, nothing given is dropped."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from inspector_app.domain.errors import StorageError
from inspector_app.ui import task_runner
from inspector_app.ui.task_runner import QtTaskRunner


@pytest.fixture
def runner(qapp) -> Iterator[QtTaskRunner]:
    made = QtTaskRunner()
    yield made
    made.close(60_000)


def test_acts_run_one_at_a_time_in_order(runner: QtTaskRunner, qtbot) -> None:
    seen: list[int] = []
    threads: set[int] = set()
    done: list[int] = []

    def act(number: int) -> int:
        threads.add(threading.get_ident())
        time.sleep(0.002 if number % 3 else 0.006)
        seen.append(number)
        return number

    for number in range(20):
        runner.write(lambda n=number: act(n), done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert seen == done == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_callbacks_run_on_the_gui_thread(runner: QtTaskRunner, qtbot) -> None:
    where: list[int] = []
    runner.read(lambda: None, lambda _: where.append(threading.get_ident()))
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.get_ident()]


def test_a_refusal_reaches_the_failed_callback(runner: QtTaskRunner, qtbot) -> None:
    failures: list[Exception] = []

    def refuse() -> None:
        raise StorageError("disk_full")

    runner.write(refuse, None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], StorageError)
    assert failures[0].code == "disk_full"


def test_a_fault_is_logged_with_its_traceback_and_told(
    runner: QtTaskRunner, qtbot, expected_log
) -> None:
    expected_log("task_failed")
    with qtbot.waitSignal(runner.unhandled) as told:
        runner.read(lambda: 1 // 0)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_refusal_nobody_asked_for_is_told(runner: QtTaskRunner, qtbot) -> None:
    def refuse() -> None:
        raise StorageError("disk_full")

    with qtbot.waitSignal(runner.unhandled) as told:
        runner.write(refuse)
    assert told.args[0].code == "disk_full"


def test_a_callback_of_a_deleted_widget_is_dropped(runner: QtTaskRunner, qtbot) -> None:
    label = QLabel()
    gate = threading.Event()
    finished: list[object] = []
    runner.write(lambda: gate.wait(60), label.setNum)
    runner.write(lambda: gate.wait(60), lambda _: label.setText("late"))
    runner.write(lambda: None, finished.append)
    shiboken6.delete(label)
    gate.set()
    qtbot.waitUntil(lambda: bool(finished))
    assert runner.pending == 0


def test_a_quick_act_shows_no_busy(monkeypatch: pytest.MonkeyPatch, qtbot) -> None:
    # On a busy machine nothing is quick: only an hour would be slow here.
    monkeypatch.setattr(task_runner, "BUSY_AFTER_MS", 3_600_000)
    runner = QtTaskRunner()
    states: list[bool] = []
    runner.busyChanged.connect(states.append)
    quick: list[object] = []
    runner.write(lambda: None, quick.append)
    qtbot.waitUntil(lambda: bool(quick))
    assert runner.close(60_000)
    assert states == []


def test_busy_shows_while_the_disk_keeps_an_act_waiting(runner: QtTaskRunner, qtbot) -> None:
    assert task_runner.BUSY_AFTER_MS == 100
    states: list[bool] = []
    runner.busyChanged.connect(states.append)
    gate = threading.Event()
    runner.write(lambda: gate.wait(60))
    qtbot.waitUntil(lambda: states == [True])
    gate.set()
    qtbot.waitUntil(lambda: states == [True, False])


def test_closing_finishes_every_act_and_its_callback(qapp) -> None:
    runner = QtTaskRunner()
    done: list[int] = []

    def act(number: int) -> int:
        time.sleep(0.005)
        return number

    for number in range(30):
        runner.write(lambda n=number: act(n), done.append)
    assert runner.close(60_000)
    assert done == list(range(30))
    with pytest.raises(RuntimeError):
        runner.write(lambda: None)


def test_emitting_does_not_lose_references(qapp) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference to True per emit and then aborts."""

    class Speaker(QObject):
        said = Signal(bool)

    speaker = Speaker()
    before = sys.getrefcount(True)
    for _ in range(1_000):
        speaker.said.emit(True)
    assert sys.getrefcount(True) >= before - 50
