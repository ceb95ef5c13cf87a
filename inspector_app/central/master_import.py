"""Master data into the feeds of the central system, from tables.

A plan is made from what is there; it is carried out only while that is still there, so that two
people who import at the same time cannot undo each other's rows unseen.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import msgspec
import zstandard
from msgspec import Struct
from starlette.concurrency import run_in_threadpool

from inspector_app.central import acts
from inspector_app.central.acts import Doer
from inspector_app.central.db import feeds, imports, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.imports import Import
from inspector_app.central.db.moments import to_ms
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master import Person
from inspector_app.domain.master_import.plan import Feed, Known, Plan
from inspector_app.domain.master_import.table import Table
from inspector_app.domain.master_import.words import ImportKind
from inspector_app.i18n import Translator
from inspector_app.services.master_import import (
    FirstPin,
    feed_items,
    make_plan,
    outcome,
    plan_document,
    with_pins,
)
from inspector_app.wire.feeds import decode_item, encode_item

WAITS: Final = timedelta(days=1)
"""How long a preview may be published."""
SHOWN: Final = 200
ACT: Final = "master_imported"
_TRIES: Final = 4
_READ: Final[Mapping[ImportKind, tuple[Feed, ...]]] = {
    "products": ("products", "suppliers"),
    "suppliers": ("suppliers",),
    "orders": ("orders", "products", "suppliers", "line_shares"),
    "users": ("users",),
}
"""What a plan of each kind depends on."""
_KNOWN_AS: Final = {"users": "people", "line_shares": "shares"}
_UNPACKED: Final = 1 << 30

Stamp = dict[str, str]
"""Feed → its epoch and counter."""
Items = Mapping[str, Mapping[str, bytes | None]]
"""Feed → item → its body, None to remove it."""


class Waiting(Struct, frozen=True, kw_only=True):
    """What a preview keeps: the items to publish, what they were planned from, what it shows."""

    items: dict[str, dict[str, msgspec.Raw]]
    gone: dict[str, list[str]]
    stamp: Stamp
    shown: dict[str, dict[str, Any]]
    """By language."""
    faults: int

    @property
    def changes(self) -> int:
        """How many items would be published or removed."""
        every = (*self.items.values(), *self.gone.values())
        return sum(len(each) for each in every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was published; ``first_pins`` are shown once."""

    id: str
    changes: int
    first_pins: tuple[FirstPin, ...] = ()


async def plan(parts: Parts, tenant: str, table: Table) -> tuple[Plan, Stamp]:
    """What the table would change, and of what state of the feeds that is true."""
    bodies: dict[Feed, list[bytes]] = {}
    stamp: Stamp = {}
    async with parts.db.read(tenant) as tx:
        for feed in _READ[table.kind]:
            stamp[feed] = await _stamp(tx, tenant, feed)
            items = await feeds.present_items(tx, tenant, feed)
            bodies[feed] = [item.body for item in items if item.body is not None]
        names = {
            each.station: each.name
            for each in await stations.everyone(tx, tenant)
            if each.state == "active"
        }

    def work() -> Plan:
        decoded: dict[str, Iterable[Any]] = {
            _KNOWN_AS.get(feed, feed): [decode_item(feed, body) for body in found]
            for feed, found in bodies.items()
        }
        return make_plan(parts.imports, table, Known(**decoded, stations=names))

    return await run_in_threadpool(work), stamp


async def carry_out(
    parts: Parts, tenant: str, table: Table, *, name: str, sha256: str, by: str, partial: bool
) -> tuple[Plan, Done]:
    """Plan and publish in one go; IntakeError ``import_bad_rows`` (nothing changed) unless every
    row is good or ``partial``, ``import_outdated`` when others publish all the time."""
    for _ in range(_TRIES):
        made, stamp = await plan(parts, tenant, table)
        refusal = outcome(made, partial=partial)
        if refusal is not None:
            raise BadRowsError(made, refusal.params)
        items, pins = await run_in_threadpool(_sealed, parts, made)
        now = to_ms(parts.clock.now())
        row = Import(
            id=parts.ids.new(), kind=table.kind, name=name[:200], sha256=sha256,
            state=imports.PUBLISHED, made_at=now, made_by=by, published_at=now, published_by=by,
            counts=msgspec.json.encode(made.counts).decode(),
        )  # fmt: skip
        if await parts.db.run(tenant, functools.partial(_write, parts, tenant, stamp, items, row)):
            return made, Done(id=row.id, changes=len(made.changes), first_pins=pins)
    raise IntakeError("import_outdated")


async def _write(
    parts: Parts, tenant: str, stamp: Stamp, items: Items, row: Import, tx: Transaction
) -> bool:
    """Publish unless something was published since; an import that changes nothing leaves no
    row."""
    if not await _still(tx, parts, tenant, stamp):
        return False
    await _publish(tx, parts, tenant, items)
    if items:
        await imports.add(tx, tenant, row)
        await _enter(tx, parts, tenant, row, row.published_by)
    return True


class BadRowsError(IntakeError):
    """``import_bad_rows`` with the plan that lists them."""

    def __init__(self, plan: Plan, params: Mapping[str, str | int | float]) -> None:
        super().__init__("import_bad_rows", **params)
        self.plan = plan


async def keep(
    parts: Parts,
    tenant: str,
    made: Plan,
    stamp: Stamp,
    *,
    name: str,
    sha256: str,
    by: str,
    speakers: Mapping[str, Translator],
) -> str:
    """Keep a preview until it is published, dropped or a day old; its id."""
    changes, _ = await run_in_threadpool(with_pins, parts.imports, made, make_new=False)
    items = feed_items(changes)
    body = Waiting(
        items={
            feed: {name: msgspec.Raw(body) for name, body in each.items() if body is not None}
            for feed, each in items.items()
        },
        gone={
            feed: [name for name, body in each.items() if body is None]
            for feed, each in items.items()
        }, stamp=stamp, faults=len(made.faults),
        shown={language: _shown(made, speak) for language, speak in speakers.items()},
    )  # fmt: skip
    now = parts.clock.now()
    row = Import(
        id=parts.ids.new(), kind=made.kind, name=name[:200], sha256=sha256,
        state=imports.WAITING, made_at=to_ms(now), made_by=by,
        counts=msgspec.json.encode(made.counts).decode(),
        body=zstandard.compress(msgspec.json.encode(body)),
    )  # fmt: skip
    async with parts.db.write(tenant) as tx:
        await imports.drop_before(tx, tenant, to_ms(now - WAITS))
        await imports.add(tx, tenant, row)
    return row.id


async def waiting(parts: Parts, tenant: str, import_id: str) -> tuple[Import, Waiting]:
    """A preview as it was kept; IntakeError ``import_gone``."""
    async with parts.db.write(tenant) as tx:
        row = await imports.find(tx, tenant, import_id)
    return _waiting(parts, row)


async def publish(parts: Parts, tenant: str, import_id: str, by: str) -> Done:
    """Carry a preview out as it was shown; IntakeError ``import_gone``, ``import_outdated``."""

    async def work(tx: Transaction) -> Done:
        row, kept = _waiting(parts, await imports.find(tx, tenant, import_id))
        if not await _still(tx, parts, tenant, kept.stamp):
            raise IntakeError("import_outdated")
        items, pins = _opened(parts, kept)
        await _publish(tx, parts, tenant, items)
        now = to_ms(parts.clock.now())
        await imports.publish(tx, tenant, import_id, now, by, row.counts)
        await _enter(tx, parts, tenant, row, by)
        return Done(id=row.id, changes=sum(len(each) for each in items.values()), first_pins=pins)

    return await parts.db.run(tenant, work)


async def drop(parts: Parts, tenant: str, import_id: str) -> None:
    """Forget a preview."""
    async with parts.db.write(tenant) as tx:
        await imports.drop(tx, tenant, import_id)


def digest(data: bytes) -> str:
    """What a file is known by in the list of imports."""
    return hashlib.sha256(data).hexdigest()


def _sealed(parts: Parts, made: Plan) -> tuple[Items, tuple[FirstPin, ...]]:
    changes, pins = with_pins(parts.imports, made, make_new=True)
    return feed_items(changes), pins


def _shown(made: Plan, speak: Translator) -> dict[str, Any]:
    document = plan_document(made, speak, changes=SHOWN)
    document["problems"] = document["problems"][:SHOWN]
    return document


def _waiting(parts: Parts, row: Import | None) -> tuple[Import, Waiting]:
    oldest = to_ms(parts.clock.now() - WAITS)
    if row is None or row.state != imports.WAITING or row.body is None or row.made_at < oldest:
        raise IntakeError("import_gone")
    body = zstandard.decompress(row.body, max_output_size=_UNPACKED)
    return row, msgspec.json.decode(body, type=Waiting)


def _opened(
    parts: Parts, kept: Waiting
) -> tuple[dict[str, dict[str, bytes | None]], tuple[FirstPin, ...]]:
    """The items, with a first PIN for whoever has none."""
    items: dict[str, dict[str, bytes | None]] = {
        feed: {name: bytes(body) for name, body in each.items()}
        for feed, each in kept.items.items()
    }
    for feed, names in kept.gone.items():
        items[feed] |= dict.fromkeys(names)
    pins = []
    for name, body in items.get("users", {}).items():
        person = None if body is None else decode_item("users", body)
        if isinstance(person, Person) and person.active and not person.pin_verifier:
            pin = parts.imports.new_pin()
            pins.append(FirstPin(person=person.id, names=person.names, pin=pin))
            items["users"][name] = encode_item(
                replace(person, pin_verifier=parts.imports.pin_hash(pin))
            )
    return items, tuple(pins)


async def _still(tx: Transaction, parts: Parts, tenant: str, stamp: Stamp) -> bool:
    """Hold the feeds; whether nothing was published in them since."""
    for feed in sorted(stamp):
        await feeds.hold(tx, tenant, feed, parts.ids.new())
        if await _stamp(tx, tenant, feed) != stamp[feed]:
            return False
    return True


async def _stamp(tx: Transaction, tenant: str, feed: str) -> str:
    state = await feeds.state(tx, tenant, feed)
    return "" if state is None or not state.counter else f"{state.epoch} {state.counter}"


async def _publish(tx: Transaction, parts: Parts, tenant: str, items: Items) -> None:
    for feed in sorted(items):
        await feeds.publish(tx, tenant, feed, items[feed], parts.ids.new())


async def _enter(tx: Transaction, parts: Parts, tenant: str, row: Import, by: str) -> None:
    """The central journal keeps who published which file."""
    counts: dict[str, int] = msgspec.json.decode(row.counts)
    await acts.append(
        tx, parts.key, tenant, ACT, parts.clock.now(), by=Doer(user=by),
        params={"kind": row.kind, "file": row.name, "sha256": row.sha256, **counts},
    )  # fmt: skip
