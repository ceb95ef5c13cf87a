"""Whatever a program asks, it gets an answer it can act on: problem details, and under ``/v1`` a
signature."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import msgspec
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central.parts import Parts
from inspector_app.sync.enrol import enrol
from inspector_app.wire.envelope import ProblemDetails
from inspector_app.wire.signing import HttpAnswer, HttpRequest, verify_answer
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central

DIGEST = "0" * 64


@pytest.fixture(scope="module")
def shared_central(
    backend: Servers | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[EmbeddedCentral, MemoryStation]]:
    folder = tmp_path_factory.mktemp("asked") / "central"
    found_central(backend, folder)
    running = embedded_central.start_embedded(folder)
    station = MemoryStation(folder.parent / "station")
    enrol(
        station.queue, station.keys, url=running.url, code=running.enrolment_code(),
        station_id=station.station_id, name="",
    )  # fmt: skip
    yield running, station
    running.stop()


def refused(
    central: EmbeddedCentral, station: MemoryStation, method: str, path: str
) -> tuple[httpx2.Response, str]:
    """The code of a refusal; signed by the central key where it has to be."""
    known = station.queue.enrolment()
    assert known is not None
    with httpx2.Client(base_url=central.url, trust_env=False) as client:
        request = client.build_request(method, path, headers={"content-digest": "none"})
        answer = client.send(request)
    assert answer.headers["content-type"] == "application/problem+json", (method, path)
    if path.startswith("/v1"):
        asked = HttpRequest(method, str(request.url), dict(request.headers.items()))
        told = HttpAnswer(answer.status_code, asked, dict(answer.headers.items()))
        verify_answer(told, answer.content, known.server_key)
    assert answer.headers["request-id"]
    code = msgspec.json.decode(answer.content, type=ProblemDetails).code if answer.content else ""
    return answer, code


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/healthz", "GET"),
        ("DELETE", "/readyz", "GET"),
        ("PUT", "/metrics", "GET"),
        ("POST", "/openapi.json", "GET"),
        ("POST", "/v1/ca", "GET"),
        ("GET", "/v1/enroll", "POST"),
        ("DELETE", f"/v1/blobs/{DIGEST}", "GET, HEAD, PUT"),
        ("GET", f"/v1/uploads/{DIGEST}", "HEAD, PATCH, POST"),
        ("FANTASY", "/v1/blobs/plan", "POST"),
        ("PUT", "/v1/blobs/plan", "POST"),
    ],
)
def test_another_method_is_told_which_there_are(
    shared_central: tuple[EmbeddedCentral, MemoryStation], method: str, path: str, allowed: str
) -> None:
    answer, code = refused(*shared_central, method, path)
    assert (answer.status_code, code) == (405, "http_error")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/ca/",
        "/v1/nothing",
        "/v1/blobs/",
        "/v1/blobs/%2e%2e%2f",
        f"/v1/blobs/{DIGEST}/",
        f"/v1/blobs/{DIGEST}%2f",
        "/v1/feeds/products/snapshot/",
        "/healthz/",
        "/openapi.json/",
    ],
)
def test_another_path_leads_nowhere(
    shared_central: tuple[EmbeddedCentral, MemoryStation], path: str
) -> None:
    answer, code = refused(*shared_central, "GET", path)
    assert (answer.status_code, code) == (404, "not_found")


def test_a_server_that_stops_is_believed_when_it_says_so(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    async def stop(parts: Parts) -> None:
        parts.watch.stopping = True

    central.call(stop)
    answer, code = refused(central, station, "GET", "/v1/ca")
    assert (answer.status_code, code) == (503, "server_stopping")
    report = engine_of(station).run_once()
    assert report.problem is not None
    assert report.problem.code == "server_stopping"
    assert getattr(report.problem, "retry_after", 0) == int(answer.headers["retry-after"]) > 0
