"""Enrolment of stations with one-time codes."""

from __future__ import annotations

import uuid
from datetime import datetime

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.central import acts, badges
from inspector_app.central.db import directory
from inspector_app.central.db import stations as rows
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.stations import Code, Station
from inspector_app.central.journal import check_may_send
from inspector_app.central.keys import ServerKey
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError, SyncError
from inspector_app.wire.enrolment import EnrolmentCode, make_code, parse_code, proof_message
from inspector_app.wire.envelope import PROTOCOL, EnrolAnswer, EnrolRequest
from inspector_app.wire.sealed_box import is_sound

_log = structlog.get_logger(__name__)


async def give_code(parts: Parts, tenant: str, label: str) -> EnrolmentCode:
    """A fresh one-time code for one station; only its hash is kept."""
    code = make_code(parts.ids.seed(), parts.authority.der())
    now = parts.clock.now()
    expires = now + parts.settings.code_life
    await parts.db.run(
        tenant, lambda tx: rows.add_code(tx, tenant, code.secret_hash(), label, now, expires)
    )
    return code


async def revoke(parts: Parts, tenant: str, station: str, by: str) -> str:
    """Take nothing of a station from now on, for good; its name. What was received stays, and
    its key still proves what another station adopts of it.

    AccessError ``station_unknown_here``.
    """
    now = parts.clock.now()
    name, closed = await parts.db.run(
        tenant, lambda tx: _revoke(tx, parts.key, tenant, station, by, now)
    )
    if closed is not None:
        _log.info("station revoked", station=station, by=by, badge_blocks=closed)
    return name


async def _revoke(
    tx: Transaction, key: ServerKey, tenant: str, station: str, by: str, now: datetime
) -> tuple[str, int | None]:
    """The station's name, and how many badge blocks were closed; None when it was revoked."""
    found = await rows.find(tx, tenant, station, lock=True)
    if found is None:
        raise AccessError("station_unknown_here", station=station[:80])
    if found.state == "revoked":
        return found.name, None
    await rows.change(tx, tenant, station, state="revoked")
    closed = await badges.take_back(tx, tenant, station)
    await acts.append(
        tx, key, tenant, "revoked", now, by=acts.Doer(user=by), params={"station": station}
    )
    return found.name, closed


async def enrol(parts: Parts, request: EnrolRequest) -> EnrolAnswer:
    """Take a station in; the same station may repeat it when the answer was lost.

    AccessError ``enrolment_refused`` for a wrong, spent or expired code or a wrong proof: which
    of them is not told. SyncError ``station_taken`` when the id belongs to another key,
    ``station_revoked`` and ``station_forked`` for one that needs a new identity. A refusal spends
    no code.
    """
    code = parse_code(request.code)
    station_id = _station_id(request)
    _check_proof(request, code, station_id)
    now = parts.clock.now()
    async with parts.db.read(None) as tx:
        tenant = await directory.tenant_of(tx, directory.code_entry(code.secret_hash()))
    if tenant is None:
        raise AccessError("enrolment_refused")
    await parts.db.run(tenant, lambda tx: _take_in(tx, tenant, code, request, station_id, now))
    return EnrolAnswer(
        tenant=tenant,
        station=str(station_id),
        server_key=parts.key.public(),
        protocol=PROTOCOL,
        authority=parts.authority.answer(parts.key.public()).certificate,
    )


async def _take_in(
    tx: Transaction,
    tenant: str,
    code: EnrolmentCode,
    request: EnrolRequest,
    station_id: uuid.UUID,
    now: datetime,
) -> None:
    station = str(station_id)
    given = await rows.find_code(tx, tenant, code.secret_hash())
    if given is None or given.expires_at <= now or given.used_by not in (None, station):
        raise AccessError("enrolment_refused")
    await _add_station(tx, given, request, station, now)
    await rows.spend_code(tx, tenant, code.secret_hash(), station)


async def _add_station(
    tx: Transaction, given: Code, request: EnrolRequest, station: str, now: datetime
) -> None:
    new = Station(
        tenant=given.tenant,
        station=station,
        name=given.label.strip() or request.name.strip() or station[:8],  # who made the code knows
        public_key=request.public_key,
        state="active",
        head=0,
        head_link=bytes(32),
        receipts=0,
        enrolled_at=now,
        seen_at=now,
    )
    if await rows.add(tx, new):
        return
    present = await rows.find(tx, given.tenant, station)
    if present is None or present.public_key != request.public_key:
        raise SyncError("station_taken")
    check_may_send(present)


def _station_id(request: EnrolRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.station)
    except ValueError as problem:
        raise SyncError("bad_encoding", detail="station") from problem


def _check_proof(request: EnrolRequest, code: EnrolmentCode, station_id: uuid.UUID) -> None:
    message = proof_message(code, station_id.bytes, request.public_key)
    if not is_sound(request.public_key):
        raise AccessError("enrolment_refused")
    try:
        Ed25519PublicKey.from_public_bytes(request.public_key).verify(request.proof, message)
    except (InvalidSignature, ValueError) as problem:
        raise AccessError("enrolment_refused") from problem
