"""Who calls: station signatures and central users."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from inspector_app.central.db import people, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.people import User
from inspector_app.central.db.stations import Station
from inspector_app.central.parts import Parts
from inspector_app.central.signed_answers import fields_of, request_parts
from inspector_app.domain.errors import AccessError, SyncError
from inspector_app.wire.envelope import PROTOCOL_MAX, PROTOCOL_MIN
from inspector_app.wire.signing import (
    check_content_digest,
    claimed_key_id,
    split_key_id,
    verify_request,
)

SESSION_COOKIE: Final = "inspector_session"
_FREE_TRIES: Final = 4
_HASHER: Final = PasswordHasher()


def check_protocol(request: Request) -> None:
    """SyncError ``upgrade_required`` when the caller speaks no version we know."""
    spoken = request.headers.get("protocol-version", "")
    known = spoken.isascii() and spoken.isdecimal() and len(spoken) < 5
    if not known or not PROTOCOL_MIN <= int(spoken) <= PROTOCOL_MAX:
        raise SyncError("upgrade_required", min=PROTOCOL_MIN, max=PROTOCOL_MAX)


async def authenticate(parts: Parts, request: Request, station: str | None = None) -> Station:
    """The station that signed the request's head; the body is not read yet.

    ``station`` is the one the path names: only a station itself may speak for it. What the gate
    has found before is not looked up again.
    """
    found: Station | None = getattr(request.state, "station", None)
    if found is not None:
        return _own(found, station)
    check_protocol(request)
    tenant, caller = split_key_id(claimed_key_id(request.headers))
    async with parts.db.read(tenant) as tx:
        found = await stations.find(tx, tenant, caller)
    if found is None:
        raise SyncError("unknown_station")
    verify_request(request_parts(request.scope), found.public_key, parts.clock.now())
    if found.state == "revoked":
        raise SyncError("station_revoked")
    return _own(found, station)


def _own(found: Station, station: str | None) -> Station:
    if station is not None and station != found.station:
        raise SyncError("not_your_station")
    return found


async def read_body(request: Request, limit: int) -> bytes:
    """The body as sent, compared with its Content-Digest.

    SyncError ``batch_too_large`` beyond ``limit``; EvidenceError ``digest_mismatch``.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise SyncError("batch_too_large", limit=limit)
    digest = fields_of(request.scope).get("content-digest", "")
    check_content_digest(digest, hashlib.sha256(body).digest())
    return bytes(body)


async def stream_body(request: Request) -> AsyncIterator[bytes]:
    """The body in the parts it arrives in."""
    async for part in request.stream():
        yield part


async def sign_in(parts: Parts, tenant: str, user: str, password: str) -> str:
    """A session token for the right password.

    AccessError ``wrong_password`` (also for a user that is not there) or ``slow_down`` with
    ``seconds``: from the fifth wrong try each costs twice the wait of the one before.
    """
    now = parts.clock.now()
    found = await parts.db.run(tenant, lambda tx: _count_try(tx, tenant, user, now))
    stored = found.password if found and found.active else await run_in_threadpool(_nobody)
    if not await run_in_threadpool(matches, stored, password) or found is None:
        raise AccessError("wrong_password")
    token = parts.ids.seed().hex()
    expires = now + parts.settings.session

    async def let_in(tx: Transaction) -> None:
        present = await people.find(tx, tenant, user, lock=True)
        if present is None or present.password != stored:  # changed since it was looked at
            raise AccessError("wrong_password")
        await people.count_failure(tx, tenant, user, 0, now)
        await people.open_session(tx, tenant, token_hash(token), user, expires)

    await parts.db.run(tenant, let_in)
    return token


async def signed_in(parts: Parts, tenant: str, request: Request) -> User | None:
    """Who reads this page."""
    token = request.cookies.get(SESSION_COOKIE, "")
    if not token:
        return None
    async with parts.db.read(tenant) as tx:
        return await people.session_user(tx, tenant, token_hash(token), parts.clock.now())


async def bearer(parts: Parts, tenant: str, request: Request) -> User | None:
    """Whose program calls with ``Authorization: Bearer``; None for a token that is not valid."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    async with parts.db.read(tenant) as tx:
        return await people.session_user(tx, tenant, token_hash(token.strip()), parts.clock.now())


async def sign_out(parts: Parts, tenant: str, request: Request) -> None:
    """End the session, if there is one."""
    token = request.cookies.get(SESSION_COOKIE, "")
    now = parts.clock.now()
    await parts.db.run(tenant, lambda tx: people.close_session(tx, tenant, token_hash(token), now))


def hash_password(password: str) -> str:
    """An argon2id string; AccessError ``password_too_short`` below 10 characters. Takes a good part
    of a second: not for the server's own thread."""
    check_password(password)
    return _HASHER.hash(password)


def check_password(password: str) -> None:
    """AccessError ``password_too_short``."""
    if len(password) < 10:
        raise AccessError("password_too_short", minimum=10)


def token_hash(token: str) -> str:
    """What is kept of a session token: reading the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    """Compared with for unknown users, so that they take as long as known ones."""
    return _HASHER.hash("nobody has this password")


def matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def _count_try(tx: Transaction, tenant: str, user: str, now: datetime) -> User | None:
    """Who tries to sign in. The try counts as a wrong one until the password proved right, so
    that many at once are as many; AccessError ``slow_down``."""
    found = await people.find(tx, tenant, user, lock=True)
    if found is None:
        return None
    if found.locked_until > now:
        raise AccessError("slow_down", seconds=int((found.locked_until - now).total_seconds()) + 1)
    failures = found.failures + 1
    wait = 2 ** min(failures - _FREE_TRIES, 10) if failures > _FREE_TRIES else 0
    # Without a wait nothing is locked: a try that came a moment earlier may be counted after.
    until = now + timedelta(seconds=wait) if wait else found.locked_until
    await people.count_failure(tx, tenant, user, failures, until)
    return found
