"""What only a database server can do wrong: races, foreign tenants, absences, months, tables."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx2
import pytest

from inspector_app.bootstrap import embedded_central, server
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central.db import partitions, photos, schema
from inspector_app.central.db.address import Address
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.db.tables import metadata
from inspector_app.central.master import tenant_of
from inspector_app.domain.errors import StorageError
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.fakes.servers.postgres import API_ROLE, PostgresServer
from tests.fakes.servers.seaweed import SeaweedServer
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers, engine_of, found_central

pytestmark = [
    pytest.mark.usefixtures("backend"),
    pytest.mark.parametrize("backend", ["servers"], indirect=True, scope="session"),
]
NOVEMBER = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def database(postgres: PostgresServer) -> str:
    """Empty tables of this version."""
    name = postgres.database()
    asyncio.run(
        schema.upgrade_server(Address.parse(postgres.owner_address(name)), API_ROLE, NOVEMBER)
    )
    return name


def as_server(
    postgres: PostgresServer, database: str, work: Callable[[Database], Awaitable[None]]
) -> None:
    async def run() -> None:
        opened = Database(Address.parse(postgres.api_address(database)))
        try:
            await work(opened)
        finally:
            await opened.close()

    asyncio.run(run())


def test_room_is_proved_by_a_table_that_grows(postgres: PostgresServer, database: str) -> None:
    """A role that may make no table of its own proves nothing: then refusals alone tell."""

    async def prove(opened: Database) -> None:
        opened.full = True
        await opened.prove_room()
        assert not opened.full

    as_server(postgres, database, prove)
    postgres.ask(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    as_server(postgres, database, prove)


def test_a_server_without_a_place_for_one_more_is_away(
    postgres: PostgresServer, database: str
) -> None:
    async def knock(opened: Database) -> None:
        with pytest.raises(StorageError) as caught:
            async with opened.read(None):
                raise AssertionError
        assert caught.value.code == "database_unavailable"
        assert await opened.revision() is None

    postgres.ask(f"ALTER ROLE {API_ROLE} CONNECTION LIMIT 0")
    try:
        as_server(postgres, database, knock)
    finally:
        postgres.ask(f"ALTER ROLE {API_ROLE} CONNECTION LIMIT -1")
    as_server(postgres, database, lambda opened: _revision_is_known(opened))


async def _revision_is_known(opened: Database) -> None:
    assert await opened.revision() == schema.newest()


def ask(address: str, *statements: str) -> list[tuple[object, ...]]:
    """Plain SQL; the rows of the last statement."""

    async def run() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(address)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return [tuple(row) for row in await connection.fetch(statements[-1])]
        finally:
            await connection.close()

    return asyncio.run(run())


def enter(tenant: str) -> str:
    return f"SELECT set_config('inspector.tenant', '{tenant}', false)"


class TestTenants:
    @pytest.mark.parametrize("table", sorted(set(metadata.tables) - {"directory"}))
    def test_no_row_of_another_tenant_is_seen_or_changed(
        self, postgres: PostgresServer, initialised: Path, table: str
    ) -> None:
        (place,) = stored.rows(initialised, "SELECT current_database()")
        api = postgres.api_address(str(place[0]))
        others = ask(api, enter("somebody else"), f"SELECT * FROM {table}")
        assert others == []
        assert ask(api, f"SELECT * FROM {table}") == []
        (count,) = ask(
            api, enter("somebody else"),
            f"WITH changed AS (UPDATE {table} SET tenant = tenant RETURNING 1) "
            "SELECT count(*) FROM changed",
        )  # fmt: skip
        assert count == (0,)

    def test_its_own_rows_are_seen(self, postgres: PostgresServer, initialised: Path) -> None:
        (row,) = stored.rows(initialised, "SELECT current_database(), tenant FROM tenants")
        api = postgres.api_address(str(row[0]))
        assert ask(api, enter(str(row[1])), "SELECT tenant FROM tenants") == [(row[1],)]
        assert ask(api, enter(str(row[1])), "SELECT count(*) > 0 FROM feed_items") == [(True,)]

    def test_rows_cannot_be_given_to_another_tenant(
        self, postgres: PostgresServer, database: str
    ) -> None:
        api = postgres.api_address(database)
        put = "INSERT INTO tenants (tenant, name, created_at) VALUES ('b', 'x', 0)"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(api, enter("a"), put)
        ask(api, enter("b"), put)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(api, enter("b"), "UPDATE tenants SET tenant = 'a'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(api, enter("b"), "INSERT INTO directory (entry, tenant) VALUES ('code:1', 'a')")

    @pytest.mark.parametrize(
        "statement",
        [
            "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_rows ON events",
            "SET ROLE inspector_owner",
            "SELECT * FROM events_rest",
            "DELETE FROM events",
            "DELETE FROM inspections",
            "TRUNCATE receipts",
            "UPDATE directory SET tenant = 'x'",
        ],
    )
    def test_the_server_cannot_lift_it_or_delete_what_was_received(
        self, postgres: PostgresServer, database: str, statement: str
    ) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(postgres.api_address(database), enter("a"), statement)

    def test_the_owner_of_the_tables_is_bound_too(
        self, postgres: PostgresServer, initialised: Path
    ) -> None:
        (place,) = stored.rows(initialised, "SELECT current_database()")
        assert ask(postgres.owner_address(str(place[0])), "SELECT * FROM tenants") == []


class TestTables:
    def test_bringing_them_up_to_date_twice_changes_nothing(
        self, postgres: PostgresServer, database: str
    ) -> None:
        owner = Address.parse(postgres.owner_address(database))
        assert not asyncio.run(schema.upgrade_server(owner, API_ROLE, NOVEMBER))

    def test_every_table_is_protected(self, postgres: PostgresServer, database: str) -> None:
        found = ask(
            postgres.owner_address(database),
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity",
        )
        assert {str(name) for (name,) in found} == set(metadata.tables)

    def test_a_server_waits_for_tables_of_its_version(
        self, central: EmbeddedCentral, central_folder: Path
    ) -> None:
        with httpx2.Client(base_url=central.url, trust_env=False) as client:
            assert client.get("/readyz").status_code == 200
            stored.change(central_folder, "UPDATE alembic_version SET version_num = '0001'")
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json()["code"]) == (503, "tables_of_another_version")
            assert client.get("/healthz").status_code == 200

    def test_tables_of_a_later_program_are_left_alone(
        self, postgres: PostgresServer, database: str
    ) -> None:
        owner = postgres.owner_address(database)
        ask(owner, "UPDATE alembic_version SET version_num = '9999'", "SELECT 1")
        with pytest.raises(StorageError) as caught:
            asyncio.run(schema.upgrade_server(Address.parse(owner), API_ROLE, NOVEMBER))
        assert caught.value.code == "data_folder_newer"

    def test_a_second_system_cannot_be_founded_in_one_database(
        self, postgres: PostgresServer, tmp_path: Path
    ) -> None:
        name = postgres.database()
        given = {
            "database": postgres.api_address(name), "owner_database": postgres.owner_address(name),
        }  # fmt: skip
        server.initialise(tmp_path / "one", name="仓库", **given)
        with pytest.raises(StorageError) as caught:
            server.initialise(tmp_path / "two", name="仓库", **given)
        assert caught.value.code == "central_exists"

    def test_without_the_owner_no_table_is_changed(
        self, postgres: PostgresServer, tmp_path: Path
    ) -> None:
        with pytest.raises(StorageError) as caught:
            server.initialise(
                tmp_path / "one", name="仓库", database=postgres.api_address("nowhere")
            )
        assert caught.value.code == "database_owner_missing"

    @pytest.mark.parametrize("role", ['a"b', "", "x" * 80, "a b"])
    def test_an_odd_role_gets_nothing(
        self, postgres: PostgresServer, database: str, role: str
    ) -> None:
        with pytest.raises(StorageError) as caught:
            asyncio.run(
                schema.upgrade_server(
                    Address.parse(postgres.owner_address(database)), role, NOVEMBER
                )
            )
        assert caught.value.code == "database_role_unknown"


class TestMonths:
    def test_the_running_month_and_three_more_are_there(
        self, postgres: PostgresServer, database: str
    ) -> None:
        async def look(opened: Database) -> None:
            async with opened.read(None) as tx:
                assert await partitions.present(tx) == [
                    (2026, 11), (2026, 12), (2027, 1), (2027, 2),
                ]  # fmt: skip

        as_server(postgres, database, look)

    def test_a_month_made_late_takes_what_waited_for_it(
        self, postgres: PostgresServer, database: str
    ) -> None:
        owner = Address.parse(postgres.owner_address(database))
        admin = f"postgresql://postgres@127.0.0.1:{postgres.port}/{database}"
        april = int(datetime(2027, 4, 5, tzinfo=UTC).timestamp() * 1000)
        insert = (
            "INSERT INTO events SELECT 't', 's', n, {at}, 'created', '', '', '', '', '', 0, '', "
            "'accepted', '' FROM generate_series({first}, {last}) AS n"
        )
        ask(admin, insert.format(at=april, first=1, last=7), "SELECT 1")
        assert ask(admin, "SELECT count(*) FROM events_rest") == [(7,)]
        made = asyncio.run(schema.maintain(owner, datetime(2027, 1, 31, tzinfo=UTC)))
        assert made == ["events_2027_03", "events_2027_04"]
        assert ask(admin, "SELECT count(*) FROM events_rest") == [(0,)]
        assert ask(admin, "SELECT count(*) FROM events_2027_04") == [(7,)]
        assert ask(admin, "SELECT count(*) FROM events") == [(7,)]

    def test_months_go_over_the_year(self) -> None:
        assert partitions.months_from(NOVEMBER, 3) == [(2026, 11), (2026, 12), (2027, 1)]


class TestAbsence:
    def test_a_server_survives_its_database_and_finds_it_again(
        self, seaweed: SeaweedServer, tmp_path: Path
    ) -> None:
        """An own cluster: it is stopped as by a power cut."""
        with PostgresServer() as own:
            folder = tmp_path / "central"
            found_central(Servers(own, seaweed), folder)
            central = embedded_central.start_embedded(folder)
            try:
                self._survive(own, central, folder, tmp_path)
            finally:
                central.stop()

    def _survive(
        self, own: PostgresServer, central: EmbeddedCentral, folder: Path, tmp_path: Path
    ) -> None:
        from inspector_app.sync.enrol import enrol

        station = MemoryStation(tmp_path / "station")
        enrol(
            station.queue, station.keys, url=central.url, code=central.enrolment_code(),
            station_id=station.station_id, name="",
        )  # fmt: skip
        station.seal(inspection(1))
        own.stop(signal.SIGQUIT)
        with httpx2.Client(base_url=central.url, trust_env=False) as client:
            assert client.get("/readyz").json()["code"] == "database_unavailable"
            assert client.get("/healthz").status_code == 200
            report = engine_of(station).run_once()
            assert report.outcome == "failed"
            assert report.problem is not None
            assert report.problem.code == "database_unavailable"
            own.start()
            assert client.get("/readyz").status_code == 200
        assert engine_of(station).run_once(force=True).outcome == "done"
        assert stored.journal(folder, station) == stored.expected(station)


class TestRaces:
    def test_what_lost_a_race_is_done_again(self, postgres: PostgresServer, database: str) -> None:
        async def race(opened: Database) -> None:
            tries: list[str] = []
            both_hold_one = asyncio.Barrier(2)

            async def lock(first: str, second: str) -> None:
                async def work(tx: Transaction) -> None:
                    tries.append(first)
                    await photos.add(tx, "t", {first: 1}, NOVEMBER)
                    if len(tries) <= 2:
                        await both_hold_one.wait()
                    await photos.add(tx, "t", {second: 1}, NOVEMBER)

                await opened.run("t", work)

            await asyncio.gather(lock("a", "b"), lock("b", "a"))
            assert len(tries) > 2
            async with opened.read("t") as tx:
                assert await photos.sizes(tx, "t", ["a", "b"]) == {"a": 1, "b": 1}

        as_server(postgres, database, race)

    def test_a_lost_race_is_given_up_in_the_end(
        self, postgres: PostgresServer, database: str
    ) -> None:
        async def never(opened: Database) -> None:
            tries = 0

            async def work(tx: Transaction) -> None:
                nonlocal tries
                tries += 1
                await tx.exec_driver_sql(
                    "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"
                )

            with pytest.raises(StorageError) as caught:
                await opened.run("t", work)
            assert (caught.value.code, tries) == ("database_contended", 8)

        as_server(postgres, database, never)

    @pytest.mark.parametrize("round_number", range(6))
    def test_a_record_and_its_photos_at_once_are_complete_in_the_end(
        self, central: EmbeddedCentral, make_station: Callable[..., MemoryStation],
        central_folder: Path, round_number: int,
    ) -> None:  # fmt: skip
        """Eight stations send records that name the same photos, all at once."""
        from concurrent.futures import ThreadPoolExecutor

        shared = [f"picture {round_number} {number}".encode() for number in range(6)]
        known = [make_station(number) for number in range(1, 9)]
        for place, station in enumerate(known):
            named = shared[place % 3 :] + shared[: place % 2]
            station.seal(inspection(place, named), named)
        with ThreadPoolExecutor(len(known)) as pool:
            reports = list(pool.map(lambda one: engine_of(one).run_once(), known))
        assert {report.outcome for report in reports} == {"done"}
        states = stored.rows(
            central_folder, "SELECT state, photos - photos_verified FROM inspections"
        )
        assert states == [("complete", 0)] * len(known)
        (receipts,) = stored.rows(central_folder, "SELECT count(*) FROM receipts")
        assert receipts == (len(known),)

    def test_the_tenant_of_a_request_does_not_stay_on_its_connection(
        self, central: EmbeddedCentral
    ) -> None:
        tenant = central.call(tenant_of)

        async def look(opened: Database) -> None:
            async with opened.read(tenant) as tx:
                pass
            async with opened.read(None) as tx:
                left = await tx.exec_driver_sql("SELECT current_setting('inspector.tenant', true)")
                assert left.scalar() == ""

        async def run(parts: object) -> None:
            await look(parts.db)  # type: ignore[attr-defined]  # Parts

        central.call(run)
