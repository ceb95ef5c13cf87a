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
from inspector_app.wire.signing import COVERED_FIELDS, HttpRequest, key_id, sign_request
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a library that is none of ours
    import schemathesis
    from schemathesis.checks import CHECKS, load_all_checks
    from schemathesis.config import SchemathesisConfig

SEED = 20261122
EXAMPLES = 3
"""Made-up requests an operation and way, beside the systematic ones."""
VERSION = "Protocol-Version"
OF_ANSWERS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
"""True of whatever is asked."""
OF_REQUESTS = (
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
)
"""Asked of the systematic requests, which are the same in each run: what chance breaks in a header
the signer may mend again."""
NO_FORM_SAYS = {
    # What a description cannot say: that a signature holds, that rows are goods, that a photo has
    # the digest of its name, that a one-time code was given out.
    "positive_data_acceptance": {
        "POST /v1/stations/{station}/events", "POST /v1/master/{kind}", "PUT /v1/blobs/{sha256}",
        "POST /v1/enroll",
    },
}  # fmt: skip
CONFIGURATION = SchemathesisConfig.from_dict(
    {
        "generation": {"allow-x00": False},  # no database holds it as text
        "checks": {
            "negative_data_rejection": {
                "expected-statuses": [400, 401, 403, 404, 405, 409, 413, 422, 426, 429, 431]
            },
            "missing_required_header": {"expected-statuses": [400, 401, 403, 426, 429]},
            "positive_data_acceptance": {  # 410: of another epoch; 422: the parts of another photo
                "expected-statuses": ["2xx", 401, 403, 404, 409, 410, 422, 429]
            },
        },
    }
)


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A made-up value as one line."""
    return value if isinstance(value, bytes) else msgspec.json.encode(value) + b"\n"


class Signer(requests.auth.AuthBase):
    """Signs whatever was made up, as the station would."""

    def __init__(self, station: MemoryStation, token: str) -> None:
        self.token = token
        self.as_user = False
        self.without = ""
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
        headers |= {
            name: str(request.headers[name]) for name in COVERED_FIELDS if name in request.headers
        }
        asked = HttpRequest(request.method, str(request.url), headers)
        who = key_id(self.known.tenant, self.known.station_id)
        sign_request(asked, content, who, datetime.now(UTC), self._sign)
        if self.as_user:
            request.headers["authorization"] = f"Bearer {self.token}"
        request.headers.update({name: text for name, text in asked.headers.items()})
        request.headers.pop(self.without, None)
        return request


class World:
    """A central system with one station that has sent a record with a photo."""

    def __init__(self, url: str, signer: Signer, sha256: str, *, small: bool) -> None:
        self.url = url
        self.signer = signer
        self.sha256 = sha256
        self.small = small
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
    yield World(running.url, Signer(station, token), sha256, small=backend is None)
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
            assert (VERSION in names) == path.startswith("/v1/"), key
            open_to_all = roles.allowed("nobody", key)
            assert bool(operation.get("security")) != open_to_all, key


def test_answers_are_as_described(world: World) -> None:
    """Every operation, with what its description allows and with what it forbids."""
    load_all_checks()
    schema: Any = schemathesis.openapi.from_dict(world.document, config=CONFIGURATION)
    tried: dict[str, int] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        key = roles.entry(operation.method.upper(), operation.path)
        world.signer.as_user = not roles.allowed("station", key)
        asking = Asking(world, schema, operation, key)
        for mode in schemathesis.GenerationMode:
            if world.small:  # which forms are taken depends on no database
                asking.systematically(mode)
            asking.by_chance(mode)
        tried[key] = asking.count
    print(f"seed {SEED}, {len(tried)} operations, {sum(tried.values())} requests")
    assert set(tried) == operations(world.document)
    assert min(tried.values()) > 0


def whole(value: Any) -> Any:
    """A schema takes 3.0 for a whole number, our messages do not."""
    if isinstance(value, dict):
        return {name: whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Asking:
    """Requests to one operation, each held against all checks that can be true of it."""

    def __init__(self, world: World, schema: Any, operation: Any, key: str) -> None:
        self.count = 0
        self._world = world
        self._schema = schema
        self._operation = operation
        self._always: list[Any] = [CHECKS.get_one(name) for name in OF_ANSWERS]
        self._systematically: list[Any] = [
            CHECKS.get_one(name) for name in OF_REQUESTS if key not in NO_FORM_SAYS.get(name, ())
        ]
        self._known = {
            "station": world.signer.known.station_id,
            "sha256": world.sha256,
            "feed": "products",
            "kind": "products",
        }

    def systematically(self, mode: schemathesis.GenerationMode) -> None:
        """The edges of every field, fields left out, other methods."""
        seen = set()
        generation = self._schema.config.generation_for(operation=self._operation)
        for case in self._schema.iter_coverage_cases(
            self._operation, generation_modes=[mode], generation_config=generation
        ):
            about = case.meta.phase.data
            if (about.parameter, about.description) in seen or "sheet" in str(case.media_type):
                continue  # one of a kind; no workbook can be made up
            seen.add((about.parameter, about.description))
            if about.parameter != VERSION and VERSION in (case.headers or {}):
                case.headers[VERSION] = "1"  # else nothing but its refusal would be seen
            missing = str(about.description).startswith("Missing `")
            self._world.signer.without = str(about.parameter).lower() if missing else ""
            self._ask(case, mode, [*self._always, *self._systematically])

    def by_chance(self, mode: schemathesis.GenerationMode) -> None:
        """What hypothesis makes up."""

        @seed(SEED)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=self._operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            self._ask(case, mode, self._always)

        self._world.signer.without = ""
        try:
            call()
        except schemathesis.errors.InvalidSchema:
            raise
        except Exception as problem:
            if "is not negatable" in str(problem) or "Unsatisfiable" in type(problem).__name__:
                assert mode is not schemathesis.GenerationMode.POSITIVE
                return
            raise

    def _ask(self, case: Any, mode: schemathesis.GenerationMode, checks: list[Any]) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:  # else only names would be refused
            case.path_parameters.update(
                {name: text for name, text in self._known.items() if name in case.path_parameters}
            )
            case.body = whole(case.body)
        self.count += 1
        answer = case.call(base_url=self._world.url, auth=self._world.signer, timeout=20)
        case.validate_response(answer, checks=checks)
