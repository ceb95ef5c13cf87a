"""People of the central pages: who they are, what they may do, and how that is changed.

Every change signs the person out everywhere: a role or a password never outlives its session.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from starlette.concurrency import run_in_threadpool

from inspector_app.central.auth import check_password, hash_password, matches, token_hash
from inspector_app.central.db import people
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.people import User
from inspector_app.central.parts import Parts
from inspector_app.central.roles import ROLES, Role
from inspector_app.domain.errors import AccessError

_log = structlog.get_logger(__name__)
_NAME: Final = re.compile(r"[\w.@+-]{1,40}")
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NAME: Final = 80
TOKEN_LIFE: Final = timedelta(days=365)


async def everyone(parts: Parts, tenant: str) -> list[User]:
    """All users by name, the disabled ones too."""
    async with parts.db.read(tenant) as tx:
        return await people.everyone(tx, tenant)


async def add(
    parts: Parts, tenant: str, user: str, name: str, role: str, password: str, *, by: str
) -> None:
    """A new user. AccessError ``user_name_refused``, ``unknown_role``, ``password_too_short``,
    ``user_taken``. ``by`` is who does it, for the log."""
    if not _NAME.fullmatch(user):
        raise AccessError("user_name_refused")
    wanted = known_role(role)
    row = User(
        tenant=tenant,
        user=user,
        name=_shown(name) or user,
        password=await run_in_threadpool(hash_password, password),
        role=wanted,
        locked_until=_NEVER,
    )
    if not await parts.db.run(tenant, lambda tx: people.add(tx, row)):
        raise AccessError("user_taken", user=user)
    _log.info("user added", user=user, role=role, by=by)


def check(user: str, password: str) -> None:
    """What can be said of a new user before anything is made: AccessError ``user_name_refused``,
    ``password_too_short``."""
    if not _NAME.fullmatch(user):
        raise AccessError("user_name_refused")
    check_password(password)


async def check_there(parts: Parts, tenant: str, user: str) -> None:
    """AccessError ``unknown_user`` for one nobody knows, or who is shut out."""
    if not any(one.user == user and one.active for one in await everyone(parts, tenant)):
        raise AccessError("unknown_user", user=user)


async def set_role(parts: Parts, tenant: str, user: str, role: str, *, by: str) -> None:
    """AccessError ``unknown_user``, ``unknown_role``, ``last_administrator``."""
    wanted = known_role(role)

    async def work(tx: Transaction) -> None:
        found = await _user(tx, tenant, user)
        if wanted != "administrator":
            await _check_not_last(tx, found)
        await people.change(tx, tenant, user, role=wanted)
        await people.close_sessions(tx, tenant, user)

    await _locked(parts, tenant, work)
    _log.info("role of a user set", user=user, role=role, by=by)


async def set_active(parts: Parts, tenant: str, user: str, *, active: bool, by: str) -> None:
    """Let somebody in again or shut them out at once; AccessError ``unknown_user``,
    ``last_administrator``."""

    async def work(tx: Transaction) -> None:
        found = await _user(tx, tenant, user)
        if not active:
            await _check_not_last(tx, found)
        await people.change(tx, tenant, user, active=active)
        await people.close_sessions(tx, tenant, user)

    await _locked(parts, tenant, work)
    _log.info("user enabled" if active else "user disabled", user=user, by=by)


async def set_password(parts: Parts, tenant: str, user: str, password: str, *, by: str) -> None:
    """A new password, free of the waits of wrong tries; AccessError ``unknown_user``,
    ``password_too_short``."""
    hashed = await run_in_threadpool(hash_password, password)

    async def work(tx: Transaction) -> None:
        await _user(tx, tenant, user)
        await people.change(tx, tenant, user, password=hashed)
        await people.count_failure(tx, tenant, user, 0, _NEVER)
        await people.close_sessions(tx, tenant, user)

    await _locked(parts, tenant, work)
    _log.info("password of a user set", user=user, by=by)


async def change_own_password(parts: Parts, user: User, old: str, new: str, again: str) -> None:
    """What a signed-in person does; AccessError ``passwords_differ``, ``wrong_password``,
    ``password_too_short``."""
    if new != again:
        raise AccessError("passwords_differ")
    if not await run_in_threadpool(matches, user.password, old):
        raise AccessError("wrong_password")
    await set_password(parts, user.tenant, user.user, new, by=user.user)


async def make_token(parts: Parts, tenant: str, user: str, *, by: str) -> str:
    """A token for a program that acts as this user for a year; shown once, only its hash is
    kept. Ends with every change of the user. AccessError ``unknown_user``."""
    token = parts.ids.seed().hex()
    expires = parts.clock.now() + TOKEN_LIFE

    async def keep(tx: Transaction) -> None:
        found = await _user(tx, tenant, user)
        await people.open_session(tx, tenant, token_hash(token), found.user, expires)

    await parts.db.run(tenant, keep)
    _log.info("token of a user made", user=user, by=by)
    return token


def known_role(role: str) -> Role:
    """AccessError ``unknown_role``."""
    if role not in ROLES:
        raise AccessError("unknown_role", role=role[:20])
    return role


def _shown(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable()).strip()[:LONGEST_NAME]


async def _locked(
    parts: Parts, tenant: str, work: Callable[[Transaction], Awaitable[None]]
) -> None:
    async def held(tx: Transaction) -> None:
        await people.hold(tx, tenant)
        await work(tx)

    await parts.db.run(tenant, held)


async def _user(tx: Transaction, tenant: str, user: str) -> User:
    found = await people.find(tx, tenant, user)
    if found is None:
        raise AccessError("unknown_user", user=user[:40])
    return found


async def _check_not_last(tx: Transaction, found: User) -> None:
    """Somebody must be left who can undo a mistake."""
    known = await people.everyone(tx, found.tenant)
    left = [one for one in known if one.active and one.role == "administrator"]
    if [one.user for one in left] == [found.user]:
        raise AccessError("last_administrator")
