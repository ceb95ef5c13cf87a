"""The server is ended at random moments, as a power cut or an operator would do it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inspector_app.bootstrap import central_stations, server
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.sync.enrol import enrol
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import engine_of

ROOT = Path(__file__).parents[3]


class Served:
    """``inspector-app central serve`` as a process of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        command = [sys.executable, "-m", "inspector_app", "central", "serve", "--json"]
        self.process = subprocess.Popen(
            [*command, "--data", str(folder), "--port", str(port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert self.process.stdout is not None
        self.url = str(json.loads(self.process.stdout.readline())["url"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.mark.timeout(600)
def test_killing_the_server_while_it_takes_records_loses_and_doubles_none(
    tmp_path: Path, long_run: bool
) -> None:
    folder = tmp_path / "central"
    server.initialise(folder, name="仓库")
    server.load_master(folder, MasterData(products=products()))
    code, _ = central_stations.give_code(folder, "月台 1")
    station = MemoryStation(tmp_path / "station")
    dice = random.Random(20261122)
    served = Served(folder, 0)
    port = int(served.url.rpartition(":")[2])
    enrol(
        station.queue,
        station.keys,
        url=served.url,
        code=code,
        station_id=station.station_id,
        name="",
    )
    kills = 0
    for number in range(40 if long_run else 5):
        for step in range(30):
            photo = f"{number}/{step}".encode() * 500
            station.seal(inspection(number * 100 + step, [photo]), [photo])
        killer = threading.Timer(dice.uniform(0.02, 0.6), served.kill)
        killer.start()
        outcome = ""
        while killer.is_alive() and outcome != "done":
            outcome = engine_of(station).run_once(force=True).outcome
        killer.join()
        kills += 1
        acknowledged = station.queue.delivered().seq
        safe = {sha for sha, one in station.queue.photos.items() if one.state != "pending"}
        found = stored.journal(folder, station)
        assert len(found) >= acknowledged
        assert found == stored.expected(station)[: len(found)]
        assert safe <= set(stored.photos_on_disk(folder))
        served = Served(folder, port)
    report = engine_of(station).run_once(force=True)
    served.kill()
    assert report.outcome == "done", report.problem
    assert kills == (40 if long_run else 5)
    assert stored.journal(folder, station) == stored.expected(station)
    on_disk = stored.photos_on_disk(folder)
    assert on_disk == {name: name for name in station.queue.photos}
    assert {one.state for one in station.queue.photos.values()} == {"verified"}
    assert len(station.queue.receipts) == len(station.queue.events)
