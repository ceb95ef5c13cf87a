"""Commands about the stations of a central system."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.server import open_parts
from inspector_app.central import master, stations
from inspector_app.central.configuration import Layout
from inspector_app.central.db import stations as rows
from inspector_app.central.parts import Parts
from inspector_app.wire.enrolment import Ticket, central_address

Result = TypeVar("Result")


def revoke(data_dir: Path, station: str) -> str:
    """Refuse a station from now on; its name. AccessError ``station_unknown_here``."""

    async def work(parts: Parts) -> str:
        return await stations.revoke(parts, await master.tenant_of(parts), station, "command")

    return _run(data_dir, work)


def listed(data_dir: Path) -> list[dict[str, Any]]:
    """The stations by name, as a command shows them."""

    async def work(parts: Parts) -> list[dict[str, Any]]:
        tenant = await master.tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            found = await rows.everyone(tx, tenant)
        return [
            {
                "station": one.station, "name": one.name, "state": one.state, "head": one.head,
                "enrolled_at": one.enrolled_at.isoformat(), "seen_at": one.seen_at.isoformat(),
            }
            for one in found
        ]  # fmt: skip

    return _run(data_dir, work)


def give_code(data_dir: Path, label: str) -> tuple[str, int]:
    """A one-time enrolment code as text, and for how many hours it is valid."""
    ticket, hours = give_ticket(data_dir, label, "")
    return ticket.code.text(), hours


def give_ticket(data_dir: Path, label: str, address: str) -> tuple[Ticket, int]:
    """A one-time code with the address stations are told, and for how many hours it is valid.

    ``address`` goes before the one ``central.toml`` has; both may be empty.
    """
    url = central_address(address) if address else central_tls.tls_table(Layout(data_dir)).address

    async def work(parts: Parts) -> tuple[Ticket, int]:
        code = await stations.give_code(parts, await master.tenant_of(parts), label)
        return Ticket(url, code), int(parts.settings.code_life.total_seconds() // 3600)

    return _run(data_dir, work)


def _run(data_dir: Path, work: Callable[[Parts], Awaitable[Result]]) -> Result:
    parts, _ = open_parts(data_dir)

    async def run() -> Result:
        try:
            return await work(parts)
        finally:
            await parts.db.close()

    return asyncio.run(run())
