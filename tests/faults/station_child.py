"""A station that is killed: it seals and sends at the same time and says what was promised.

The program loads once and forks a station for each line ``FOLDER<tab>NUMBER<tab>MADE<tab>SEED`` on
its standard input. What a door returned is said in one write, so that a kill leaves whole lines.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from pathlib import Path

from inspector_app.bootstrap.sending import sync_engine
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.errors import InspectorError, StorageError
from inspector_app.settings import DataFolder
from tests.fakes.clock import PlainPins
from tests.faults.stations import add_event, make_event

OWNER = "faults"
"""The lease of a killed sender would keep its successor waiting for two minutes."""
PAUSE = 0.03
"""Between two records: kills shall meet sending as often as sealing."""


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def send(opened: OpenStation) -> None:
    """Send without a pause; say what is safe after each attempt."""
    queue = opened.database.send_queue()
    while True:
        try:
            report = sync_engine(opened, OWNER).run_once(force=True)
        except InspectorError as problem:
            say("problem", problem.code)
            continue
        say("delivered", queue.delivered().seq)
        if report.outcome == "stopped":
            queue.resume()


def live(folder: Path, number: int, made: int, seed: int) -> None:
    """One life; it ends by being killed."""
    opened = open_station(DataFolder(folder), pins=PlainPins())
    chance = random.Random(seed)
    threading.Thread(target=send, args=(opened,), daemon=True).start()
    say("ready")
    while True:
        made += 1
        try:
            event, _ = add_event(opened, make_event(number, made, chance))
        except StorageError as problem:  # its disk may be full
            say("refused", problem.code)
        else:
            say("sealed", made, event.seq, event.link.hex())
        time.sleep(PAUSE)


def nurse() -> None:
    for line in sys.stdin:
        folder, number, made, seed = line.rstrip("\n").split("\t")
        born = os.fork()
        if born == 0:
            live(Path(folder), int(number), int(made), int(seed))
        say("born", born)
        _, status = os.waitpid(born, 0)
        say("gone", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    nurse()
