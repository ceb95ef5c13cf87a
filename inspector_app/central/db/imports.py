"""Imports of master data: those waiting to be published, and what was published by whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import master_imports

WAITING = "waiting"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import; ``body`` is what would be published, compressed, while it waits."""

    id: str
    kind: str
    name: str
    sha256: str
    state: str
    made_at: int
    made_by: str
    published_at: int = 0
    published_by: str = ""
    counts: str
    body: bytes | None = None


async def add(tx: Transaction, tenant: str, row: Import) -> None:
    """Keep a new import."""
    values = {name: getattr(row, name) for name in Import.__slots__}
    await insert_new(tx, master_imports, [{"tenant": tenant, **values}])


async def find(tx: Transaction, tenant: str, import_id: str) -> Import | None:
    """One import, locked until the commit where the database can."""
    t = master_imports.c
    wanted = select(master_imports).where(t.tenant == tenant, t.id == import_id).with_for_update()
    row = (await tx.execute(wanted)).one_or_none()
    return None if row is None else _import(dict(row._mapping))


async def newest(tx: Transaction, tenant: str, limit: int) -> list[Import]:
    """What was published, the newest first, without bodies."""
    t = master_imports.c
    columns = [each for each in t if each.key not in ("tenant", "body")]
    wanted = (
        select(*columns)
        .where(t.tenant == tenant, t.state == PUBLISHED)
        .order_by(t.published_at.desc(), t.id.desc())
        .limit(limit)
    )
    return [_import(dict(row._mapping)) for row in await tx.execute(wanted)]


async def publish(
    tx: Transaction, tenant: str, import_id: str, at: int, by: str, counts: str
) -> None:
    """Remember that it was published."""
    t = master_imports.c
    await tx.execute(
        update(master_imports)
        .where(t.tenant == tenant, t.id == import_id)
        .values(state=PUBLISHED, published_at=at, published_by=by, counts=counts, body=None)
    )


async def drop(tx: Transaction, tenant: str, import_id: str) -> None:
    """Forget one that was not published."""
    t = master_imports.c
    await tx.execute(
        delete(master_imports).where(t.tenant == tenant, t.id == import_id, t.state == WAITING)
    )


async def drop_before(tx: Transaction, tenant: str, made_at: int) -> None:
    """Forget what nobody published since."""
    t = master_imports.c
    await tx.execute(
        delete(master_imports).where(t.tenant == tenant, t.state == WAITING, t.made_at < made_at)
    )


def _import(row: dict[str, object]) -> Import:
    row.pop("tenant", None)
    return Import(**row)  # type: ignore[arg-type]  # a row has its columns
