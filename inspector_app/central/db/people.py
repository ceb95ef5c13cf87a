"""Users of the central pages and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from inspector_app.central.db.dialect import insert_new, insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import from_ms, to_ms
from inspector_app.central.db.tables import sessions, users


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may read the pages."""

    tenant: str
    user: str
    name: str
    password: str
    active: bool = True
    failures: int = 0
    locked_until: datetime


async def find(tx: Transaction, tenant: str, user: str) -> User | None:
    """One user, active or not."""
    wanted = select(users).where(users.c.tenant == tenant, users.c.user == user)
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        return None
    return User(**{**row._mapping, "locked_until": from_ms(row.locked_until)})


async def save(tx: Transaction, user: User) -> None:
    """Add or change a user."""
    row = {name: getattr(user, name) for name in User.__slots__}
    row["locked_until"] = to_ms(user.locked_until)
    await insert_or_replace(tx, users, [row])


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
