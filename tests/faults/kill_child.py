"""The program that is killed: inspects lot after lot through the doors and reports each act.

``python kill_child.py FOLDER SEED`` lives one life; without words it nurses many. Before a door is
called it writes ``begin``; after the door has returned, what it acknowledged. A line is one
``write``, so that a kill leaves whole lines.
"""

from __future__ import annotations

import io
import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PIL import Image

from inspector_app.bootstrap.station import open_station
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake, photos
from inspector_app.services.station import Station
from inspector_app.settings import DataFolder
from tests.fakes.clock import PlainPins
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import PIN, fill


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def large_picture(seed: int) -> bytes:
    """About a megabyte of noise, so that writing it takes long enough to be cut."""
    noise = random.Random(seed).randbytes(640 * 640 * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (640, 640), noise).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


class Child:
    """One inspector who never tires."""

    def __init__(self, station: Station, seed: int) -> None:
        self.station = station
        self.chance = random.Random(seed)
        self.picture = large_picture(seed)
        self.sealed = 0

    def run(self) -> None:
        self.take_up()
        while True:
            self.inspect(self.open_lot())

    def take_up(self) -> None:
        """Go on where the killed one stood."""
        with self.station.records.reading() as work:
            waiting = [row.id for row in work.inspections.working()]
        for inspection_id in waiting:
            inspection = inspections.load(self.station, inspection_id)
            if inspection.state.parked is not None:
                inspection = self.act(inspections.resume, inspection)
            self.inspect(inspection)

    def open_lot(self) -> Inspection:
        produced = self.station.clock.today() - timedelta(days=30)
        request = intake.LotRequest(
            order_id="O-1", line_id="O-1/2", size=96, cartons=4, units_per_carton=24,
            batch=Batch(id="b", number="H1", produced=produced, life="36M"),
        )  # fmt: skip
        say("begin", "open_lot")
        inspection = intake.open_lot(self.station, INSPECTOR, request)
        self.report(inspection, 0)
        return inspection

    def inspect(self, inspection: Inspection) -> None:
        who, station = INSPECTOR, self.station
        if inspection.state.plan is None:
            inspection = self.act(inspections.draw_plan, inspection)
        if inspection.state.cartons_seen is None:
            inspection = self.act(inspections.see_cartons, inspection)
        for _ in range(self.chance.randint(1, 4)):
            inspection = self.photo(self.photo(inspection))
            inspection = self.act(inspections.park, inspection, "break")
            inspection = self.act(inspections.resume, inspection)
            inspection = self.act(inspections.undo, inspection)
        for carton in tuple(inspection.state.drawn):
            if carton not in inspection.state.cartons_passed:
                inspection = self.act(inspections.pass_carton, inspection, carton)
                inspection = self.act(inspections.record_tally, inspection, carton)
        say("begin", "close")
        before = inspection.revision
        inspection = closing.close(station, who, inspection, pin=PIN)
        self.report(inspection, before)
        closed = inspection.state.closed
        assert closed is not None
        say("sealed", closed.sealed_seq, closed.link)

    def photo(self, inspection: Inspection) -> Inspection:
        """The same picture with a comment of its own: other bytes, other hash."""
        comment = self.chance.randbytes(32)
        mark = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        data = self.picture[:2] + mark + self.picture[2:]
        say("begin", "photo")
        before = inspection.revision
        inspection = photos.attach(self.station, INSPECTOR, inspection, data, shot="carton_mark")
        self.report(inspection, before)
        say("photo", inspection.id, inspection.state.photos[-1].sha256)
        return inspection

    def act(
        self, door: Callable[..., Inspection], inspection: Inspection, *rest: object
    ) -> Inspection:
        say("begin", door.__name__)
        before = inspection.revision
        inspection = door(self.station, INSPECTOR, inspection, *rest)
        self.report(inspection, before)
        return inspection

    def report(self, inspection: Inspection, before: int) -> None:
        for entry in inspection.entries[before:]:
            say("act", inspection.id, entry.n, entry.act.kind)


def live(folder: Path, seed: int) -> None:
    """One life; it ends by being killed."""
    opened = open_station(DataFolder(folder), pins=PlainPins())
    fill(opened)
    child = Child(opened.station, seed)
    say("ready")
    child.run()


def nurse() -> None:
    """Give birth to a life for each line ``FOLDER<tab>SEED``, and say when it is gone.

    Loading the program takes seconds, a fork none. Where there is no fork, the test starts a
    program for each life.
    """
    for line in sys.stdin:
        folder, seed = line.rstrip("\n").split("\t")
        born = os.fork()
        if born == 0:
            live(Path(folder), int(seed))
        say("born", born)
        _, status = os.waitpid(born, 0)
        say("gone", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        live(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        nurse()
