"""Importing master data by command: at a central system, or at a station that has none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bootstrap.master_sheets import MasterSheets
from inspector_app.bootstrap.master_tools import import_tools
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.errors import IntakeError, StorageError
from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.domain.master_import.plan import Change, Known, Plan
from inspector_app.domain.master_import.table import Table
from inspector_app.domain.master_import.words import ImportKind
from inspector_app.i18n import Language
from inspector_app.services.master_import import (
    MOST_BYTES,
    FirstPin,
    kind_of,
    make_plan,
    outcome,
    with_pins,
)
from inspector_app.services.records import MasterData
from inspector_app.settings import DataFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A plan, whether it was carried out, and the PINs made for it."""

    plan: Plan
    published: bool
    first_pins: tuple[FirstPin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to import and how; ``dry`` only plans, ``partial`` leaves bad rows out."""

    kind: ImportKind
    path: Path
    sheet: str = ""
    dry: bool = False
    partial: bool = False
    by: str = ""


def wish(
    kind: str,
    path: Path,
    *,
    sheet: str = "",
    dry: bool = False,
    partial: bool = False,
    by: str = "",
) -> Wish:
    """IntakeError ``import_kind_unknown``."""
    return Wish(kind=kind_of(kind), path=path, sheet=sheet, dry=dry, partial=partial, by=by)


def read_table(wished: Wish) -> tuple[Table, bytes]:
    """The table and the file's bytes; IntakeError ``import_too_large`` …, StorageError
    ``import_file_not_read``."""
    try:
        if wished.path.stat().st_size > MOST_BYTES:
            raise IntakeError("import_too_large", most=MOST_BYTES)
        data = wished.path.read_bytes()
    except OSError as problem:
        raise StorageError("import_file_not_read", path=str(wished.path)) from problem
    return MasterSheets().read(wished.kind, data, wished.sheet), data


def write_template(kind: str, language: Language, out: Path) -> None:
    """An empty workbook; StorageError ``import_file_not_written``."""
    made = MasterSheets().template(kind_of(kind), language)
    try:
        out.write_bytes(made)
    except OSError as problem:
        raise StorageError("import_file_not_written", path=str(out)) from problem


def at_central(data_dir: Path, wished: Wish) -> Imported:
    """Publish into the feeds of a central system; a bad row lets nothing through unless
    ``partial``. AccessError ``unknown_user`` for one who is said to publish and is not there."""
    from inspector_app.bootstrap import server
    from inspector_app.central import master, master_import, users

    table, data = read_table(wished)
    parts, _ = server.open_parts(data_dir)

    async def work() -> Imported:
        try:
            tenant = await master.tenant_of(parts)
            if wished.dry:
                made, _ = await master_import.plan(parts, tenant, table)
                return Imported(plan=made, published=False)
            if wished.by:
                await users.check_there(parts, tenant, wished.by)
            made, done = await master_import.carry_out(
                parts, tenant, table, name=wished.path.name, by=wished.by,
                sha256=master_import.digest(data), partial=wished.partial,
            )  # fmt: skip
            return Imported(plan=made, published=True, first_pins=done.first_pins)
        except master_import.BadRowsError as problem:
            return Imported(plan=problem.plan, published=False)
        finally:
            await parts.db.close()

    return asyncio.run(work())


def at_station(folder: DataFolder, wished: Wish) -> Imported:
    """Write into a station's own master data; IntakeError ``import_central_wins`` where a central
    system sends it."""
    table, _ = read_table(wished)
    if wished.dry and not folder.database.exists():
        return Imported(plan=make_plan(import_tools(), table, Known()), published=False)
    with open_station(folder) as opened:
        if opened.database.send_queue().enrolment() is not None:
            raise IntakeError("import_central_wins")
        tools = import_tools(opened.station.ids)
        with opened.station.records.reading() as work:
            before = _known(work.master)
        made = make_plan(tools, table, before)
        if wished.dry or outcome(made, partial=wished.partial) is not None:
            return Imported(plan=made, published=False)
        changes, pins = with_pins(tools, made, make_new=True)
        with opened.station.records.writing() as work:
            _write(work.master, changes)
    return Imported(plan=made, published=True, first_pins=pins)


def _known(master: MasterData) -> Known:
    return Known(
        products=master.products(), suppliers=master.suppliers(), orders=master.orders(),
        people=master.people(),
    )  # fmt: skip


def _write(master: MasterData, changes: Sequence[Change]) -> None:
    values = [change.value for change in changes]
    master.put_suppliers([each for each in values if isinstance(each, Supplier)])
    master.put_products([each for each in values if isinstance(each, Product)])
    master.put_orders([each for each in values if isinstance(each, InboundOrder)])
    master.put_people([each for each in values if isinstance(each, Person)])
    for change in changes:
        if change.value is None:
            master.remove(change.feed, [change.id])
