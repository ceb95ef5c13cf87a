"""Every route of the central system, tried by everybody: what is refused is what the table says."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter

from inspector_app.bootstrap import server
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import app as application
from inspector_app.central import gate, master, roles, users
from inspector_app.central.parts import Parts
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.fakes.send_queue import MemoryStation

PASSWORD = "correct horse battery"
FILLED = {"sha256": "0" * 64, "feed": "products", "language": "zh"}


@pytest.fixture
def routes(central_folder: Path) -> frozenset[str]:
    parts, _ = server.open_parts(central_folder)
    return gate.keys_of(application.create_app(parts).routes)


class Callers:
    """Sends the same request as nobody, as a station and as a user of each role."""

    def __init__(
        self, central: EmbeddedCentral, station: MemoryStation, client: httpx2.Client
    ) -> None:
        self._central = central
        self._client = client
        self._station = station
        known = station.queue.enrolment()
        assert known is not None
        self._known = known
        for role in roles.ROLES:
            central.call(lambda parts, role=role: _add(parts, role))

    def send(self, caller: roles.Caller, method: str, path: str) -> httpx2.Response:
        fields = {"protocol-version": "1"}
        if caller in roles.ROLES:
            token = self._central.call(lambda parts: _token(parts, caller))
            fields["cookie"] = f"inspector_session={token}"
            fields["authorization"] = f"Bearer {token}"
        self._client.cookies.clear()
        request = self._client.build_request(method, path, headers=fields)
        if caller == "station":
            asked = HttpRequest(method, str(request.url))
            who = key_id(self._known.tenant, self._known.station_id)
            sign_request(asked, b"", who, datetime.now(UTC), self._station.keys.sign)
            request.headers.update(asked.headers)
        return self._client.send(request)

    def path(self, template: str) -> str:
        values = dict(FILLED)
        if template.startswith("/v1/"):
            values["station"] = self._known.station_id
        return re.sub(r"{(\w+)(:\w+)?}", lambda found: values.get(found[1], "x"), template)


async def _add(parts: Parts, role: str) -> None:
    tenant = await master.tenant_of(parts)
    await users.add(parts, tenant, role, role, role, PASSWORD, by="test")


async def _token(parts: Parts, user: str) -> str:
    return await users.make_token(parts, await master.tenant_of(parts), user, by="test")


def refused(answer: httpx2.Response) -> bool:
    """Whether the gate has turned the caller away."""
    if answer.headers.get("location", "").startswith("/sign-in"):
        return answer.status_code == 303
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        codes = {"unsigned", "not_signed_in_here", "not_your_role"}
        code = answer.json().get("code") if answer.content else ""  # none to HEAD
        return answer.status_code in {401, 403} and code in codes
    return answer.status_code == 403 and ("您的角色" in answer.text or "Your role" in answer.text)


def test_the_table_names_the_routes_that_there_are(routes: frozenset[str]) -> None:
    assert routes == set(roles.RIGHTS)


def test_every_route_lets_in_whom_the_table_names_and_nobody_else(
    routes: frozenset[str], central: EmbeddedCentral, station: MemoryStation
) -> None:
    wrong = []
    with httpx2.Client(base_url=central.url, trust_env=False) as client:
        callers = Callers(central, station, client)
        for key, caller in itertools.product(sorted(routes), roles.CALLERS):
            method, template = key.split(" ", 1)
            answer = callers.send(caller, method, callers.path(template))
            allowed = roles.allowed(caller, key)
            let_in = not refused(answer) or (template == "/sign-out" and allowed)
            if method == "HEAD" and answer.status_code in {401, 403}:  # no body tells why
                let_in = False
            if let_in != allowed or answer.status_code >= 500:
                wrong.append((key, caller, answer.status_code))
    assert wrong == []


def test_a_route_without_rights_does_not_start(
    central_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, _ = server.open_parts(central_folder)

    def with_one_more(_parts: Parts) -> APIRouter:
        more = APIRouter()
        more.add_api_route("/v1/forgotten", lambda: None, methods=["POST"])
        return more

    monkeypatch.setattr(application.health, "router", with_one_more)
    with pytest.raises(LookupError, match="POST /v1/forgotten"):
        application.create_app(parts)


def test_roles_include_the_ones_below() -> None:
    for key in roles.RIGHTS:
        held = [roles.allowed(role, key) for role in roles.ROLES]
        assert held == sorted(held)
    assert not roles.allowed("administrator", "GET /not-listed")
