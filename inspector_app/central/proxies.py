"""A reverse proxy before the central system: who may speak for others, and who else is served.

Forwarded fields are believed only from the proxies that were named; with proxies named nobody
else is answered, so that nobody passes them by.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from inspector_app.central.problems import problem_of
from inspector_app.domain.errors import SyncError

Networks: TypeAlias = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
_SCHEMES = frozenset({"http", "https"})


def networks(addresses: Sequence[str]) -> Networks:
    """Addresses or networks as written; SyncError ``bad_proxy_address``."""
    found = []
    for text in addresses:
        try:
            found.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError as problem:
            raise SyncError("bad_proxy_address", address=text[:80]) from problem
    return tuple(found)


def peer_within(peer: str, trusted: Networks) -> bool:
    """Whether an address as the socket tells it is one of these."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in trusted)


class BehindProxies:
    """ASGI middleware, outermost: gives the application the caller's own address and scheme."""

    def __init__(self, app: ASGIApp, addresses: Sequence[str]) -> None:
        self._app = app
        self._trusted = networks(addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("", 0))[0]
        if not peer_within(peer, self._trusted):
            await problem_of(403, "not_through_proxy", {})(scope, receive, send)
            return
        fields = Headers(scope=scope)
        said = fields.get("x-forwarded-proto", "").strip().lower()
        scheme = said if said in _SCHEMES else scope["scheme"]
        # A proxy may add a line of its own below the caller's instead of going on in that line.
        client = self._caller(",".join(fields.getlist("x-forwarded-for")), peer)
        await self._app({**scope, "scheme": scheme, "client": (client, 0)}, receive, send)

    def _caller(self, forwarded: str, peer: str) -> str:
        """The last address that is not a proxy of ours; what stands before it anybody can
        invent."""
        caller = peer
        for text in reversed([one.strip() for one in forwarded.split(",") if one.strip()]):
            try:
                ipaddress.ip_address(text)
            except ValueError:
                break
            caller = text
            if not peer_within(text, self._trusted):
                break
        return caller
