"""The running system held against its own ``/openapi.json``, with signed requests."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import requests
from hypothesis import HealthCheck, given, seed, settings

from inspector_app.bootstrap import embedded_central, server
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central import master, roles, users
from inspector_app.central.parts import Parts
from inspector_app.services.ports import Enrolment
from inspector_app.sync.enrol import enrol
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a library that is none of ours
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

SEED = 20261122
EXAMPLES = 8
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A made-up value as one line."""
    return value if isinstance(value, bytes) else msgspec.json.encode(value) + b"\n"


class Signer(requests.auth.AuthBase):
    """Signs whatever was made up, as the station would."""

    def __init__(self, station: MemoryStation, token: str) -> None:
        self.token = token
        self.as_user = False
        known = station.queue.enrolment()
        assert known is not None
        self.known: Enrolment = known
        self._sign: Callable[[bytes], bytes] = station.keys.sign

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        assert isinstance(content, bytes)
        assert request.method is not None
        headers = {"host": httpx2.URL(str(request.url)).netloc.decode()}
        asked = HttpRequest(request.method, str(request.url), headers)
        who = key_id(self.known.tenant, self.known.station_id)
        sign_request(asked, content, who, datetime.now(UTC), self._sign)
        if self.as_user:
            request.headers["authorization"] = f"Bearer {self.token}"
        request.headers.update({name: text for name, text in asked.headers.items()})
        return request


class World:
    """A central system with one station that has sent a record with a photo."""

    def __init__(self, url: str, signer: Signer, sha256: str) -> None:
        self.url = url
        self.signer = signer
        self.sha256 = sha256
        self.document: dict[str, Any] = httpx2.get(f"{url}/openapi.json", trust_env=False).json()


@pytest.fixture(scope="module")
def world(backend: Servers | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("described") / "central"
    found_central(backend, folder, password="correct horse battery")
    server.load_master(folder, MasterData(products=products()))
    running = embedded_central.start_embedded(folder)
    station_id = "0192f3a0-7b1c-7def-8a01-000000000001"
    station = MemoryStation(folder.parent / "station", station_id, seed=bytes([1]) * 32)
    code = running.enrolment_code()
    enrol(station.queue, station.keys, url=running.url, code=code, station_id=station_id, name="1")
    photo = b"a photo's bytes"
    station.seal(inspection(1, [photo]), [photo])
    assert engine_of(station).run_once().outcome == "done"
    (sha256,) = station.queue.photos
    token = running.call(_administrators_token)
    yield World(running.url, Signer(station, token), sha256)
    running.stop()


async def _administrators_token(parts: Parts) -> str:
    return await users.make_token(parts, await master.tenant_of(parts), "admin", by="test")


def operations(document: dict[str, Any]) -> set[str]:
    return {
        roles.entry(method.upper(), path)
        for path, held in document["paths"].items()
        for method in held
    }


def test_every_route_for_programs_is_described(world: World) -> None:
    programs = {key for key in roles.RIGHTS if "/v1/" in key or key.split(" ")[1] in OPEN}
    assert operations(world.document) == programs


OPEN = {"/healthz", "/readyz", "/metrics"}


def test_every_operation_tells_its_refusals_headers_and_keys(world: World) -> None:
    for path, held in world.document["paths"].items():
        for method, operation in held.items():
            key = roles.entry(method.upper(), path)
            assert {"400", "413", "429", "503"} <= set(operation["responses"]), key
            names = {one["name"] for one in operation.get("parameters", [])}
            assert ("Protocol-Version" in names) == path.startswith("/v1/"), key
            open_to_all = roles.allowed("nobody", key)
            assert bool(operation.get("security")) != open_to_all, key


def test_answers_are_as_described(world: World) -> None:
    """Every operation, with what its description allows and with what it forbids."""
    schema = schemathesis.openapi.from_dict(world.document)
    tried: set[str] = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        key = roles.entry(operation.method.upper(), operation.path)
        world.signer.as_user = not roles.allowed("station", key)
        for mode in schemathesis.GenerationMode:
            _try(world, operation, mode)
        tried.add(key)
    print(f"seed {SEED}, {len(tried)} operations, up to {EXAMPLES} requests each way")
    assert tried == operations(world.document)


def _try(world: World, operation: Any, mode: schemathesis.GenerationMode) -> None:
    known = {
        "station": world.signer.known.station_id,
        "sha256": world.sha256,
        "feed": "products",
    }
    positive = mode is schemathesis.GenerationMode.POSITIVE

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        if positive:  # else nothing but refusals of names would be seen
            case.path_parameters.update(
                {name: text for name, text in known.items() if name in case.path_parameters}
            )
        answer = case.call(base_url=world.url, auth=world.signer, timeout=20)
        case.validate_response(answer, checks=CHECKS)

    try:
        call()
    except schemathesis.errors.InvalidSchema:
        raise
    except Exception as problem:
        if "is not negatable" in str(problem) or "Unsatisfiable" in type(problem).__name__:
            assert not positive
            return
        raise
