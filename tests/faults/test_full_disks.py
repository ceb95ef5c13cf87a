"""Full disks under the central system, PostgreSQL, its log and the object store: told, and passed.

Whoever sends hears a refusal that says when to come back, whoever watches hears that the server is
not ready, and nothing acknowledged is lost. Room is all that is needed to go on.
"""

from __future__ import annotations

import random
import time

import httpx2
import pytest

from inspector_app.sync.answers import RefusedError
from tests.faults.full_disks import FULL_ON_SERVERS, FullDisk, central_disk_full
from tests.faults.world import World

NO_ROOM = {
    "central disk full": ("central_disk_full", 507),
    "database disk full": ("central_disk_full", 507),
    "database log full": ("database_unavailable", 503),
    "object store full": ("photos_unavailable", 503),
}
"""What stations hear; a store of objects does not say why it takes nothing."""


def readiness(world: World) -> tuple[int, str]:
    """Status and code of ``/readyz``; a refusal is a problem document that says when to ask."""
    url = f"https://127.0.0.1:{world.central.port}/readyz"
    answer = httpx2.get(url, verify=world.trust(), timeout=60, trust_env=False)
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
    return answer.status_code, str(answer.json().get("code", ""))


def ready_again(world: World) -> bool:
    end = time.monotonic() + 60
    while (found := readiness(world)) != (200, "") and time.monotonic() < end:
        time.sleep(0.2)
    return found == (200, "")


def fill_and_free(world: World, name: str, full: FullDisk) -> None:
    """One disk, while two stations send."""
    code, status = NO_ROOM[name]
    assert ready_again(world)
    with full(world, random.Random(name)):
        for reports in world.all_run(lambda station: station.run()):
            problem = reports[-1].problem
            assert isinstance(problem, RefusedError), (name, problem)
            assert (problem.code, problem.status) == (code, status)
            assert problem.retry_after > 0
        assert not_ready(world) == (503, code)
        assert [station.problems() for station in world.stations] == [[], []]
    assert ready_again(world)
    world.all_run(lambda station: station.drain())


def not_ready(world: World) -> tuple[int, str]:
    """A store that was proved a moment ago is believed for two seconds."""
    end = time.monotonic() + 30
    while (found := readiness(world))[0] == 200 and time.monotonic() < end:
        time.sleep(0.2)
    return found


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("small_disks")
def test_a_full_disk_is_told_loses_nothing_and_passes(world: World) -> None:
    disks = {"central disk full": central_disk_full} if world.name == "folder" else FULL_ON_SERVERS
    for _ in range(2):
        world.add_station()
    for name, full in disks.items():
        fill_and_free(world, name, full)
    account = world.account()
    account.write("full disks")
    assert account.problems == []
    assert (account.lost, account.doubled) == (0, 0)
    assert account.faults.total() == len(disks)
    assert account.events >= 2 * len(disks)
