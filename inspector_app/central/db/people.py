"""Users of the central pages and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import from_ms, to_ms
from inspector_app.central.db.tables import sessions, users
from inspector_app.central.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may read the pages."""

    tenant: str
    user: str
    name: str
    password: str
    role: Role = "viewer"
    active: bool = True
    failures: int = 0
    locked_until: datetime


async def find(tx: Transaction, tenant: str, user: str, *, lock: bool = False) -> User | None:
    """One user, active or not; ``lock`` keeps others from changing it until the commit."""
    wanted = select(users).where(users.c.tenant == tenant, users.c.user == user)
    row = (await tx.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    if row is None:
        return None
    return User(**{**row._mapping, "locked_until": from_ms(row.locked_until)})


def _row(user: User) -> dict[str, Any]:
    row = {name: getattr(user, name) for name in User.__slots__}
    return {**row, "locked_until": to_ms(user.locked_until)}


async def everyone(tx: Transaction, tenant: str) -> list[User]:
    """All users by name."""
    wanted = select(users).where(users.c.tenant == tenant).order_by(users.c.user)
    rows = await tx.execute(wanted)
    return [User(**{**row._mapping, "locked_until": from_ms(row.locked_until)}) for row in rows]


async def hold(tx: Transaction, tenant: str) -> None:
    """Nobody else changes users of the tenant until the commit."""
    wanted = select(users.c.user).where(users.c.tenant == tenant).order_by(users.c.user)
    await tx.execute(wanted.with_for_update())


async def add(tx: Transaction, user: User) -> bool:
    """False when the name is taken."""
    return await insert_new(tx, users, [_row(user)]) == 1


async def change(tx: Transaction, tenant: str, user: str, **values: Any) -> None:
    """Set columns of one user."""
    await tx.execute(
        update(users).where(users.c.tenant == tenant, users.c.user == user).values(**values)
    )


async def close_sessions(tx: Transaction, tenant: str, user: str) -> None:
    """Sign a user out everywhere; tokens of programs end as well."""
    await tx.execute(delete(sessions).where(sessions.c.tenant == tenant, sessions.c.user == user))


async def count_failure(
    tx: Transaction, tenant: str, user: str, failures: int, locked_until: datetime
) -> None:
    """Remember wrong passwords; 0 clears them."""
    await tx.execute(
        update(users)
        .where(users.c.tenant == tenant, users.c.user == user)
        .values(failures=failures, locked_until=to_ms(locked_until))
    )


async def open_session(
    tx: Transaction, tenant: str, token_hash: str, user: str, expires: datetime
) -> None:
    """Sign in."""
    row = {
        "tenant": tenant,
        "token_hash": token_hash,
        "user": user,
        "expires_at": to_ms(expires),
    }
    await insert_new(tx, sessions, [row])


async def session_user(tx: Transaction, tenant: str, token_hash: str, now: datetime) -> User | None:
    """Who is signed in with this token."""
    wanted = select(sessions.c.user).where(
        sessions.c.tenant == tenant,
        sessions.c.token_hash == token_hash,
        sessions.c.expires_at > to_ms(now),
    )
    name = (await tx.execute(wanted)).scalar()
    found = None if name is None else await find(tx, tenant, name)
    return found if found is not None and found.active else None


async def close_session(tx: Transaction, tenant: str, token_hash: str, now: datetime) -> None:
    """Sign out, and drop what has run out."""
    await tx.execute(
        delete(sessions).where(
            sessions.c.tenant == tenant,
            (sessions.c.token_hash == token_hash) | (sessions.c.expires_at <= to_ms(now)),
        )
    )
