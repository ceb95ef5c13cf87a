"""What enrolment answers, whom it takes in, and that a lost race of the database is run again."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx2
import msgspec
import pytest

from inspector_app.bootstrap.clock import SystemIds
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import auth, stations, users
from inspector_app.central.authority import AuthorityFiles, found_authority
from inspector_app.central.db import stations as rows
from inspector_app.central.db.engine import Transaction
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import StorageError, SyncError
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.enrol import enrol
from inspector_app.wire.authority import AuthorityAnswer, check_certificate
from inspector_app.wire.enrolment import parse_code, proof_message
from inspector_app.wire.envelope import EnrolAnswer, EnrolRequest, StationState
from inspector_app.wire.signing import content_digest
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import StationMaker

PASSWORD = "correct horse battery"


def asked(station: MemoryStation, code: str) -> EnrolRequest:
    message = proof_message(
        parse_code(code), UUID(station.station_id).bytes, station.keys.public_key()
    )
    return EnrolRequest(
        code=code, station=station.station_id, public_key=station.keys.public_key(),
        proof=station.keys.sign(message),
    )  # fmt: skip


def join(station: MemoryStation, central: EmbeddedCentral, code: str) -> None:
    enrol(
        station.queue, station.keys, url=central.url, code=code, station_id=station.station_id,
        name="",
    )  # fmt: skip


def test_the_answer_brings_the_private_authority_of_the_code(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    station, code = MemoryStation(tmp_path / "one"), central.enrolment_code()
    body = msgspec.json.encode(asked(station, code))
    with httpx2.Client(base_url=central.url, trust_env=False) as client:
        fields = {"protocol-version": "1", "content-digest": content_digest(body)}
        answer = client.post("/v1/enroll", content=body, headers=fields)
        told = msgspec.json.decode(answer.content, type=EnrolAnswer)
        first = msgspec.json.decode(
            client.get("/v1/ca", headers=fields).content, type=AuthorityAnswer
        )
    check_certificate(told.authority, parse_code(code))
    assert (told.authority, told.server_key) == (first.certificate, first.server_key)


def test_an_answer_with_another_authority_is_not_believed(
    central: EmbeddedCentral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = AuthorityFiles(tmp_path / "other")
    files.folder.mkdir()
    found_authority(files, "别家", bytes(32), datetime.now(UTC), SystemIds())
    foreign = files.certificate.read_text(encoding="ascii")
    for authority in (foreign, "no certificate", "证书"):
        wrong = partial(_answer, authority)
        monkeypatch.setattr(stations, "EnrolAnswer", wrong)
        station = MemoryStation(tmp_path / "one")
        with pytest.raises(SyncError) as caught:
            join(station, central, central.enrolment_code())
        assert caught.value.code == "wrong_server"
        assert station.queue.enrolment() is None


def _answer(chosen: str, **values: object) -> EnrolAnswer:
    return EnrolAnswer(**{**values, "authority": chosen})  # type: ignore[arg-type]


def test_an_early_central_system_tells_no_authority_twice(
    central: EmbeddedCentral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "EnrolAnswer", partial(_answer, ""))
    station = MemoryStation(tmp_path / "one")
    join(station, central, central.enrolment_code())
    known = station.queue.enrolment()
    assert known is not None
    assert "BEGIN CERTIFICATE" in known.authority


@pytest.mark.parametrize("state", ["revoked", "forked"])
def test_who_was_shut_out_spends_no_code_and_stays_out(
    central: EmbeddedCentral, make_station: StationMaker, tmp_path: Path, state: StationState
) -> None:
    station = make_station(1)

    async def shut_out(parts: Parts) -> None:
        tenant = await tenant_of(parts)
        async with parts.db.write(tenant) as tx:
            await rows.change(tx, tenant, station.station_id, state=state)

    central.call(shut_out)
    code = central.enrolment_code()
    for _ in range(2):
        with pytest.raises(RefusedError) as caught:
            join(station, central, code)
        assert (caught.value.code, caught.value.status) == (f"station_{state}", 423)
    newcomer = MemoryStation(
        tmp_path / "new", "0192f3a0-7b1c-7def-8a01-000000000009", seed=bytes([9]) * 32
    )
    join(newcomer, central, code)
    assert newcomer.queue.enrolment() is not None


class LosingOnce:
    """A database of which the first transaction of each act loses its race at the very end."""

    def __init__(self, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lost = 0
        self._armed = False
        self._write = parts.db.write
        monkeypatch.setattr(parts.db, "write", self.write)

    @asynccontextmanager
    async def write(self, tenant: str) -> AsyncIterator[Transaction]:
        async with self._write(tenant) as tx:
            yield tx
            if self._armed:
                self._armed = False
                self.lost += 1
                raise StorageError("database_contended")

    async def run(self, act: Callable[[], Awaitable[object]]) -> None:
        self._armed = True
        await act()
        assert not self._armed


def test_what_lost_a_race_is_done_again(
    central: EmbeddedCentral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = MemoryStation(tmp_path / "one")

    async def work(parts: Parts) -> int:
        tenant = await tenant_of(parts)
        losing = LosingOnce(parts, monkeypatch)
        codes: list[str] = []

        async def give() -> None:
            codes.append((await stations.give_code(parts, tenant, "")).text())

        await losing.run(give)
        await losing.run(lambda: stations.enrol(parts, asked(station, codes[0])))
        await losing.run(lambda: stations.revoke(parts, tenant, station.station_id, "admin"))
        await losing.run(lambda: users.add(parts, tenant, "li", "", "viewer", PASSWORD, by="admin"))
        await losing.run(lambda: users.make_token(parts, tenant, "li", by="admin"))
        await losing.run(lambda: auth.sign_in(parts, tenant, "li", PASSWORD))
        return losing.lost

    assert central.call(work) == 6


def test_passwords_are_worked_on_beside_the_servers_thread(
    central: EmbeddedCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    hashing, comparing = auth.hash_password, auth.matches

    def hashed(password: str) -> str:
        threads.add(threading.get_ident())
        return hashing(password)

    def matched(stored: str, password: str) -> bool:
        threads.add(threading.get_ident())
        return comparing(stored, password)

    monkeypatch.setattr(users, "hash_password", hashed)
    monkeypatch.setattr(users, "matches", matched)

    async def work(parts: Parts) -> int:
        tenant = await tenant_of(parts)
        await users.add(parts, tenant, "li", "", "viewer", PASSWORD, by="admin")
        await users.set_password(parts, tenant, "li", "quite another one", by="admin")
        (li,) = [one for one in await users.everyone(parts, tenant) if one.user == "li"]
        await users.change_own_password(parts, li, "quite another one", PASSWORD, PASSWORD)
        return threading.get_ident()

    served = central.call(work)
    assert threads
    assert served not in threads
