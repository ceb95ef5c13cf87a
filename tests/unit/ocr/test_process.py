from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.ocr.process import Bounds, LabelProcess
from tests.fakes.label_engine import (
    OneLineEngine,
    alive,
    lines_only,
    no_engine,
    plain_picture,
    wait_until,
)

TODAY = date(2026, 3, 2)
PATIENT = Bounds(picture_seconds=100, lost_seconds=200)
GOOD = plain_picture(OneLineEngine.READ)


class Answers:
    """Collects what the reader tells, and on which thread."""

    def __init__(self) -> None:
        self.told: list[tuple[str, LabelReading | None]] = []
        self.threads: set[str] = set()

    def take(self, name: str) -> Callable[[LabelReading | None], None]:
        def done(reading: LabelReading | None) -> None:
            self.threads.add(threading.current_thread().name)
            self.told.append((name, reading))

        return done

    def wait(self, count: int, seconds: float = 120.0) -> list[tuple[str, LabelReading | None]]:
        assert wait_until(lambda: len(self.told) >= count, seconds), self.told
        return self.told


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def start() -> Iterator[Callable[..., LabelProcess]]:
    made: list[LabelProcess] = []

    def make(bounds: Bounds = PATIENT, engine: object = OneLineEngine) -> LabelProcess:
        made.append(LabelProcess(lines_only, make_engine=engine, bounds=bounds))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.stop()


def facts(reading: LabelReading | None) -> dict[str, str]:
    assert reading is not None
    return {problem.code: problem.text for problem in reading.problems}


def test_reads_in_another_process_that_holds_no_window_system(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()
    reader.submit(GOOD, TODAY, answers.take("one"))
    reading = answers.wait(1)[0][1]
    assert reading is not None
    assert (reading.width, reading.height) == (400, 300)
    assert {line.text for line in reading.lines} == {"threads 2"}
    assert int(facts(reading)["process"]) != os.getpid()
    loaded = {each.text for each in reading.problems if each.code == "loaded"}
    assert not loaded & {"PySide6", "sqlalchemy"}
    assert answers.threads == {"label-reader"}
    assert reader.megabytes > 0


@pytest.mark.skipif(sys.platform == "win32", reason="priority is a number on POSIX only")
def test_the_process_has_the_lowest_priority(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    start().submit(GOOD, TODAY, answers.take("one"))
    assert facts(answers.wait(1)[0][1])["nice"] == "19"


def test_a_walk_leaves_the_engine_one_thread_and_gives_the_other_back(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()
    reader.calm(quiet=True)
    reader.submit(GOOD, TODAY, answers.take("walk"))
    answers.wait(1)
    reader.calm(quiet=False)
    reader.submit(GOOD, TODAY, answers.take("after"))
    lines = [reading.lines[0].text for _, reading in answers.wait(2) if reading]
    assert lines == ["threads 1", "threads 2"]


def test_bytes_that_are_no_picture_have_no_reading_and_cost_no_process(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()
    reader.submit(b"not a picture", TODAY, answers.take("bad"))
    answers.wait(1)
    reader.submit(GOOD, TODAY, answers.take("good"))
    told = dict(answers.wait(2))
    assert told["bad"] is None
    assert told["good"] is not None


def test_a_picture_the_engine_chokes_on_has_no_reading(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()
    reader.submit(plain_picture(OneLineEngine.FAIL), TODAY, answers.take("bad"))
    assert answers.wait(1) == [("bad", None)]


def test_a_picture_that_kills_the_process_twice_is_given_up_and_the_next_one_read(
    start: Callable[..., LabelProcess], answers: Answers, expected_log: Callable[[str], None]
) -> None:
    expected_log("a label was given up")
    reader = start()
    reader.submit(plain_picture(OneLineEngine.CRASH), TODAY, answers.take("deadly"))
    answers.wait(1)
    reader.submit(GOOD, TODAY, answers.take("good"))
    told = dict(answers.wait(2))
    assert told["deadly"] is None
    assert told["good"] is not None


def test_a_process_that_hangs_is_killed_and_the_picture_given_up(
    start: Callable[..., LabelProcess], answers: Answers, expected_log: Callable[[str], None]
) -> None:
    expected_log("a label was given up")
    reader = start(Bounds(picture_seconds=1, lost_seconds=8, losses=1))
    reader.submit(plain_picture(OneLineEngine.HANG), TODAY, answers.take("hang"))
    assert answers.wait(1) == [("hang", None)]


def test_without_an_engine_every_picture_is_told_none_at_once(
    start: Callable[..., LabelProcess], answers: Answers, expected_log: Callable[[str], None]
) -> None:
    expected_log("labels are not read here")
    reader = start(engine=no_engine)
    reader.submit(GOOD, TODAY, answers.take("one"))
    answers.wait(1)
    assert reader.missing
    begun = time.monotonic()
    reader.submit(GOOD, TODAY, answers.take("two"))
    assert answers.wait(2) == [("one", None), ("two", None)]
    assert time.monotonic() - begun < 1.0


@pytest.mark.parametrize("bounds", [Bounds(waiting=2), Bounds(waiting_bytes=2 * len(GOOD))])
def test_the_newest_picture_is_read_first_and_the_oldest_gives_way(
    start: Callable[..., LabelProcess], answers: Answers, bounds: Bounds
) -> None:
    reader = start(bounds)
    hold = threading.Event()
    reader.submit(GOOD, TODAY, lambda _: (hold.wait(30), None)[1])
    assert wait_until(lambda: not reader._waiting)
    for name in ("old", "middle", "new"):
        reader.submit(GOOD, TODAY, answers.take(name))
    hold.set()
    told = answers.wait(3)
    assert [name for name, _ in told] == ["old", "new", "middle"]
    assert told[0][1] is None
    assert told[1][1] is not None


def test_nothing_is_told_after_stop_and_the_process_is_gone(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()
    reader.submit(GOOD, TODAY, answers.take("one"))
    pid = int(facts(answers.wait(1)[0][1])["process"])
    reader.submit(plain_picture(OneLineEngine.HANG), TODAY, answers.take("late"))
    time.sleep(0.3)
    begun = time.monotonic()
    reader.stop()
    assert time.monotonic() - begun < 10.0
    assert not alive(pid)
    reader.submit(GOOD, TODAY, answers.take("after"))
    time.sleep(0.2)
    assert [name for name, _ in answers.told] == ["one"]


def test_stop_from_within_an_answer_does_not_wait_for_itself(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start()

    def done(reading: LabelReading | None) -> None:
        reader.stop()
        answers.take("stopped")(reading)

    reader.submit(GOOD, TODAY, done)
    assert [name for name, _ in answers.wait(1)] == ["stopped"]


def test_an_idle_process_ends_and_a_new_picture_starts_another(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start(Bounds(idle_seconds=0.3))
    reader.submit(GOOD, TODAY, answers.take("one"))
    first = int(facts(answers.wait(1)[0][1])["process"])
    assert wait_until(lambda: not alive(first))
    reader.submit(GOOD, TODAY, answers.take("two"))
    assert int(facts(answers.wait(2)[1][1])["process"]) != first


def test_a_process_that_has_grown_too_large_is_exchanged(
    start: Callable[..., LabelProcess], answers: Answers
) -> None:
    reader = start(Bounds(most_megabytes=1))
    for number in (1, 2):
        reader.submit(GOOD, TODAY, answers.take(str(number)))
        answers.wait(number)
    pids = {facts(reading)["process"] for _, reading in answers.told}
    assert len(pids) == 2


def test_one_who_asked_and_fails_to_take_the_answer_stops_nothing(
    start: Callable[..., LabelProcess],
    answers: Answers,
    expected_log: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    expected_log("could not take the reading")

    def clumsy(reading: LabelReading | None) -> None:
        raise ValueError(reading)

    reader = start()
    reader.submit(GOOD, TODAY, clumsy)
    reader.submit(GOOD, TODAY, answers.take("next"))
    assert answers.wait(1)[0][1] is not None
    assert wait_until(lambda: "could not take the reading" in caplog.text)


STATION = """
import sys, time
from datetime import date
from inspector_app.ocr.process import LabelProcess
from tests.fakes.label_engine import OneLineEngine, lines_only, plain_picture

if __name__ == "__main__":
    reader = LabelProcess(lines_only, make_engine=OneLineEngine)
    def done(reading):
        facts = {each.code: each.text for each in reading.problems}
        reader.submit(plain_picture(OneLineEngine.HANG), date(2026, 3, 2), print)
        time.sleep(0.5)
        print(facts["process"], flush=True)
    reader.submit(plain_picture(OneLineEngine.READ), date(2026, 3, 2), done)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="looks into /proc")
def test_no_orphan_is_left_when_the_station_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "station.py"
    script.write_text(STATION, encoding="utf-8")
    root = Path(__file__).resolve().parents[3]
    station = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
        text=True,
    )
    try:
        assert station.stdout is not None
        pid = int(station.stdout.readline())
        assert alive(pid)
        station.kill()
        assert wait_until(lambda: not alive(pid), 10.0)
    finally:
        station.kill()
        station.wait()
        if station.stdout is not None:
            station.stdout.close()
