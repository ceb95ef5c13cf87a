"""Users of the central pages, from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

from inspector_app.bootstrap import server
from inspector_app.central import master, users
from inspector_app.central.db.people import User
from inspector_app.central.parts import Parts

Result = TypeVar("Result")
_BY: Final = "command"


def add(data_dir: Path, user: str, name: str, role: str, password: str | None) -> str:
    """The password, a new one when none is given; raises as ``users.add``."""

    async def work(parts: Parts, tenant: str) -> str:
        chosen = password or server.new_password(parts.ids)
        await users.add(parts, tenant, user, name, role, chosen, by=_BY)
        return chosen

    return _on(data_dir, work)


def everyone(data_dir: Path) -> list[User]:
    """All users by name."""
    return _on(data_dir, users.everyone)


def set_role(data_dir: Path, user: str, role: str) -> None:
    """Raises as ``users.set_role``."""
    _on(data_dir, lambda parts, tenant: users.set_role(parts, tenant, user, role, by=_BY))


def set_active(data_dir: Path, user: str, *, active: bool) -> None:
    """Raises as ``users.set_active``."""
    _on(data_dir, lambda parts, at: users.set_active(parts, at, user, active=active, by=_BY))


def set_password(data_dir: Path, user: str, password: str | None) -> str:
    """The password, a new one when none is given; raises as ``users.set_password``."""

    async def work(parts: Parts, tenant: str) -> str:
        chosen = password or server.new_password(parts.ids)
        await users.set_password(parts, tenant, user, chosen, by=_BY)
        return chosen

    return _on(data_dir, work)


def save_password(data_dir: Path, user: str, password: str | None = None) -> str:
    """Give a user (a new one, too) a password and return it; AccessError."""

    async def work(parts: Parts, _tenant: str) -> str:
        chosen = password or server.new_password(parts.ids)
        await master.save_user(parts, user, user, chosen)
        return chosen

    return _on(data_dir, work)


def make_token(data_dir: Path, user: str) -> str:
    """Raises as ``users.make_token``."""
    return _on(data_dir, lambda parts, tenant: users.make_token(parts, tenant, user, by=_BY))


def _on(data_dir: Path, work: Callable[[Parts, str], Awaitable[Result]]) -> Result:
    parts, _ = server.open_parts(data_dir)

    async def run() -> Result:
        try:
            return await work(parts, await master.tenant_of(parts))
        finally:
            await parts.db.close()

    return asyncio.run(run())
