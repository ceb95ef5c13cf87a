from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from inspector_app.central.proxies import BehindProxies, networks, peer_within
from inspector_app.domain.errors import SyncError

PROXIES = ["127.0.0.1", "10.0.0.0/24"]


def asked(peer: str, *lines: str, **fields: str) -> tuple[int, Any]:
    """The status, and what the application saw as caller and scheme. ``lines`` are separate
    fields ``X-Forwarded-For``."""
    seen: list[tuple[str, str]] = []
    sent: list[Message] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope["client"][0], scope["scheme"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(name.replace("_", "-").encode(), text.encode()) for name, text in fields.items()]
    headers += [(b"x-forwarded-for", text.encode()) for text in lines]
    scope = {
        "type": "http", "method": "GET", "path": "/", "scheme": "http", "client": (peer, 1),
        "headers": headers, "query_string": b"",
    }  # fmt: skip
    asyncio.run(BehindProxies(application, PROXIES)(scope, receive, send))
    return sent[0]["status"], seen[0] if seen else None


def test_a_proxy_speaks_for_its_caller() -> None:
    said = asked("127.0.0.1", x_forwarded_for="203.0.113.9", x_forwarded_proto="https")
    assert said == (200, ("203.0.113.9", "https"))
    assert asked("::ffff:10.0.0.7", x_forwarded_for="203.0.113.9")[1] == ("203.0.113.9", "http")


def test_what_a_caller_invented_is_not_believed() -> None:
    invented = "127.0.0.1, 198.51.100.1, 203.0.113.9, 10.0.0.3"
    assert asked("10.0.0.2", x_forwarded_for=invented)[1] == ("203.0.113.9", "http")
    assert asked("10.0.0.2", x_forwarded_for="nonsense", x_forwarded_proto="ftp")[1] == (
        "10.0.0.2",
        "http",
    )


def test_a_line_the_proxy_adds_counts_more_than_the_one_the_caller_sent() -> None:
    assert asked("10.0.0.2", "198.51.100.1", "203.0.113.9")[1] == ("203.0.113.9", "http")


@pytest.mark.parametrize("peer", ["203.0.113.9", "10.0.1.1", "", "unix"])
def test_nobody_passes_the_proxy_by(peer: str) -> None:
    assert asked(peer, x_forwarded_for="10.0.0.5") == (403, None)


def test_other_traffic_is_left_alone() -> None:
    calls: list[str] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        calls.append(scope["type"])

    asyncio.run(BehindProxies(application, PROXIES)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert calls == ["lifespan"]


def test_an_address_that_is_none_is_refused() -> None:
    assert peer_within("10.0.0.255", networks(PROXIES))
    with pytest.raises(SyncError) as caught:
        networks(["the proxy"])
    assert caught.value.code == "bad_proxy_address"
