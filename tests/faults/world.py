"""A central system on one back end with a faulty line before everything, and stations around it.

It speaks TLS with a certificate of its own authority. Every other station speaks TLS to it through
its line, where faults strike anything from the first byte of the handshake on; for the rest TLS
begins behind the line, so that faults also strike what was not encrypted (a login page in between).
"""

from __future__ import annotations

import copy
import shutil
import ssl
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from inspector_app.bootstrap import central_stations, server
from inspector_app.bootstrap.central_places import places, write_places
from inspector_app.bootstrap.central_tls import files_of
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central.configuration import Layout
from inspector_app.sync.trust import trusting
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.sealed_payloads import products
from tests.fakes.servers.ports import free_ports
from tests.fakes.servers.postgres import PostgresServer
from tests.fakes.servers.seaweed import SeaweedServer
from tests.fakes.servers.small_disk import SmallDisk
from tests.faults.central_process import CentralProcess, Nurse
from tests.faults.ledger import Account, Ledger, settle
from tests.faults.lives import Lives
from tests.faults.stations import FaultStation

Result = TypeVar("Result")


class World:
    """``database_line`` and ``photo_line`` exist where rows and photos are kept on servers."""

    def __init__(
        self,
        root: Path,
        nurse: Nurse,
        lives: Lives,
        seed: int,
        postgres: PostgresServer | None = None,
        seaweed: SeaweedServer | None = None,
        replicas: int = 1,
    ) -> None:
        self.root = root
        self.seed = seed
        self.lives = lives
        self.postgres = postgres
        self.seaweed = seaweed
        self.faults: Counter[str] = Counter()
        self.retired: list[Ledger] = []
        self.complaints: list[str] = []
        self.backups = 0
        self._numbered = 0
        self.stations: list[FaultStation] = []
        self.proxies: list[FaultProxy] = []
        self.disk = SmallDisk(root / "disk")
        self.folder = self.disk.place / "central"
        self.audited = self.folder
        self.database_line: FaultProxy | None = None
        self.photo_line: FaultProxy | None = None
        self._found()
        with Layout(self.folder).settings.open("a", encoding="utf-8") as file:
            file.write("\n[limits]\nenrol_rate = 100.0\nenrol_burst = 1000.0\n")
        self.replicas = [
            CentralProcess(nurse, self.folder, port, root / "central.log", ("--tls",))
            for port in free_ports(replicas)
        ]
        for replica in self.replicas:
            replica.start()

    @property
    def name(self) -> str:
        return "folder" if self.postgres is None else "servers"

    @property
    def central(self) -> CentralProcess:
        return self.replicas[0]

    @property
    def server_disks(self) -> list[SmallDisk]:
        """Those of the central system, of PostgreSQL, of its log and of the object store."""
        found = [self.disk]
        if self.postgres is not None and self.seaweed is not None:
            more = (self.postgres.disk, self.postgres.log_disk, self.seaweed.disk)
            found += [disk for disk in more if disk is not None]
        return found

    def add_station(self) -> FaultStation:
        """Enrolled, behind a line of its own."""
        self._numbered += 1
        number = self._numbered
        line = self._station_line(number)
        disk = SmallDisk(self.root / f"disk-{number}")
        station = FaultStation(disk, number, line, self.seed, self.lives)
        station.enrol(self.code())
        self.stations.append(station)
        return station

    def begin_anew(self, stations: int) -> None:
        """Other stations, nothing counted yet; the central system goes on."""
        self.heal()
        for station in self.stations:
            station.close()
            station.disk.close()
            station.line.stop()
            self.proxies.remove(station.line)
        self.stations.clear()
        self.retired.clear()
        self.faults.clear()
        for proxy in self.proxies:
            proxy.struck.clear()
        for _ in range(stations):
            self.add_station()

    def add_clone(self, of: FaultStation) -> FaultStation:
        """The same device once more, as an image of its disk gives it, behind a line of its own."""
        self._numbered += 1
        line = self._station_line(self._numbered)
        disk = SmallDisk(self.root / f"disk-{self._numbered}")
        of.copy_to(disk.place / "station")
        twin = FaultStation(disk, self._numbered, line, self.seed, self.lives)
        twin.ledger = copy.deepcopy(of.ledger)
        self.stations.append(twin)
        return twin

    def bring_back(self, station: FaultStation) -> None:
        """A person looks after a device: once it is known to be forked it is enrolled anew."""
        station.line.heal()
        for _ in range(20):
            reports = station.run_patiently()
            stopped = station.queue.stopped()
            if stopped is not None:
                station.way_back(self.code())
                return
            if reports and reports[-1].outcome == "done":
                return
        last = [(each.outcome, each.problem) for each in reports]
        lives = [replica.alive() for replica in self.replicas]
        raise AssertionError(
            f"station {station.number} found neither a way nor a stop: {last}, servers {lives}, "
            f"asked {station.queue.enrolment()}, lines {[one.line.url for one in self.stations]}"
        )

    def retire(self, station: FaultStation) -> None:
        """Send what it holds and take the device away; what it was promised stays promised."""
        station.drain()
        self.complaints += station.problems()
        self.retired += station.ledgers
        self.stations.remove(station)
        station.close()
        station.disk.close()
        station.line.stop()

    def trust(self) -> ssl.SSLContext:
        """Believes the central system's own authority and nobody else."""
        return trusting(files_of(Layout(self.folder)).certificate.read_text("ascii"))

    def code(self) -> str:
        """A one-time code."""
        return central_stations.give_code(self.audited, "faults")[0]

    def all_run(self, work: Callable[[FaultStation], Result]) -> list[Result]:
        """Do something at all stations at once; what came of it at each."""
        with ThreadPoolExecutor(max(1, len(self.stations))) as pool:
            return [one.result() for one in [pool.submit(work, each) for each in self.stations]]

    def heal(self) -> None:
        """Good lines, running servers, right clocks, room on the disks."""
        for proxy in self.proxies:
            proxy.heal()
        for disk in self.server_disks:
            disk.free()
        if self.postgres is not None:
            self.postgres.ensure()
        for station in self.stations:
            station.clock.days = 0
        for replica in self.replicas:
            if replica.days:
                replica.kill()
                replica.days = 0
            replica.ensure()

    def account(self, *, drained: bool = True) -> Account:
        """Compare all there is; faults of the lines are counted as they struck."""
        account = Account(self.name, self.seed, self._counted())
        ledgers = [ledger for station in self.stations for ledger in station.ledgers]
        ledgers += self.retired
        account.problems += self.complaints
        for station in self.stations:
            account.problems += station.problems()
        settle(account, self.audited, ledgers, drained=drained)
        return account

    def struck(self) -> int:
        """How many faults have really happened so far."""
        return self._counted().total()

    def _counted(self) -> Counter[str]:
        places = {id(self.database_line): "database line: ", id(self.photo_line): "photo line: "}
        faults = Counter(self.faults)
        for proxy in self.proxies:
            for kind, count in proxy.struck.items():
                faults[places.get(id(proxy), "line: ") + kind] += count
        return faults

    def close(self) -> None:
        for station in self.stations:
            station.close()
            station.disk.close()
        for replica in self.replicas:
            replica.kill()
        for proxy in self.proxies:
            proxy.stop()
        self.disk.close()

    def _station_line(self, number: int) -> FaultProxy:
        targets = [("127.0.0.1", replica.port) for replica in self.replicas]
        if number % 2:
            return self._kept(FaultProxy(targets, "https"))
        return self._kept(FaultProxy(targets, onward=self.trust()))

    def _line(self, *targets: tuple[str, int]) -> FaultProxy:
        return self._kept(FaultProxy(list(targets)))

    def _kept(self, proxy: FaultProxy) -> FaultProxy:
        self.proxies.append(proxy)
        return proxy

    def _found(self) -> None:
        if self.postgres is None or self.seaweed is None:
            server.initialise(self.folder, name="仓库", password="correct horse battery")
            server.load_master(self.folder, MasterData(products=products()))
            return
        self.audited = self.root / "audited"
        database = self.postgres.database()
        bucket = self.seaweed.place()
        api = self.postgres.api_address(database)
        owner = self.postgres.owner_address(database)
        server.initialise(
            self.audited, name="仓库", password="correct horse battery", bucket=bucket,
            database=api, owner_database=owner,
        )  # fmt: skip
        server.load_master(self.audited, MasterData(products=products()))
        shutil.copytree(self.audited, self.folder)
        self.database_line = self._line(("127.0.0.1", self.postgres.port))
        self.photo_line = self._line(("127.0.0.1", int(bucket.endpoint.rpartition(":")[2])))
        layout = Layout(self.folder)
        layout.settings.unlink()
        through = api.replace(f":{self.postgres.port}/", f":{self.database_line.port}/")
        write_places(layout, through, owner, replace(bucket, endpoint=self.photo_line.url))
        assert places(layout, {}).api.url.port == self.database_line.port
