"""What must be known before a tenant is known: whose enrolment code this is, and who is at home.

The only rows that all tenants share; they hold nothing but a digest and a tenant's id.
"""

from __future__ import annotations

from typing import Final, cast

from sqlalchemy import select

from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import directory

HOME: Final = "home"
"""The tenant whose pages this system shows: the first that was founded."""


def code_entry(code_hash: str) -> str:
    """Where the tenant of a one-time code stands."""
    return f"code:{code_hash}"


async def put(tx: Transaction, entry: str, tenant: str) -> bool:
    """False when the entry is somebody's already."""
    return await insert_new(tx, directory, [{"entry": entry, "tenant": tenant}]) == 1


async def tenant_of(tx: Transaction, entry: str) -> str | None:
    """None when nobody has the entry."""
    wanted = select(directory.c.tenant).where(directory.c.entry == entry)
    return cast("str | None", (await tx.execute(wanted)).scalar())


async def tenants(tx: Transaction) -> list[str]:
    """Everybody who is at home here or was ever given a code."""
    wanted = select(directory.c.tenant).distinct().order_by(directory.c.tenant)
    return list((await tx.execute(wanted)).scalars())
