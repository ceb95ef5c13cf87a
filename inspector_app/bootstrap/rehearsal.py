"""Trying a walk by a standard that is not published: a station of its own, thrown away after.

The pages and doors are the real ones, so what is seen is what inspectors will see. Nothing can
leak: the acts go to a temporary folder without a sender, and papers are refused.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

from inspector_app.bootstrap.photo_reuse import photo_reuse
from inspector_app.bootstrap.resources import catalogue, resource_root
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import ReportError, StandardError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.domain.master import (
    InboundOrder,
    Names,
    OrderLine,
    Person,
    Product,
    ProductCode,
    Supplier,
)
from inspector_app.i18n import LANGUAGES
from inspector_app.services import inspections, intake
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.station import Station
from inspector_app.settings import DataFolder
from inspector_app.store.label_readings import LabelReadings
from inspector_app.ui.tools import RehearsalGoods, Tools
from inspector_app.wire.feeds import PublishedDocument

PICTURES = ("png", "jpg", "svg")
UNITS, CARTONS = 240, 10
LIFE, MADE_BEFORE = "36M", 30
GTIN = "06901234567892"

_log = logging.getLogger(__name__)


class _OneStandard:
    """``Standards`` that know the one being tried."""

    def __init__(self, standard: Standard) -> None:
        self._standard = standard

    def published(self) -> Sequence[Standard]:
        return (self._standard,)

    def get(self, standard_id: str, version: int, digest: str = "") -> Standard:
        if (standard_id, version) != (self._standard.id, self._standard.version):
            raise StandardError("standard_missing", standard=f"{standard_id}/{version}", sku="")
        return self._standard

    def read(self, document: PublishedDocument) -> tuple[Standard | None, StandardError | None]:
        return self._standard, None


class _NoReader:
    """A ``LabelReader`` that reads nothing: a rehearsal starts no second engine."""

    def submit(self, data: bytes, today: date, done: Callable[[LabelReading | None], None]) -> None:
        done(None)

    def calm(self, *, quiet: bool) -> None:
        """There is nothing to calm."""

    def stop(self) -> None:
        """There is nothing to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRehearsal:
    """Implements ``Rehearsal``."""

    opened: OpenStation
    tools: Tools
    inspection_id: str

    def close(self) -> None:
        """Close the database and delete the folder; what cannot be deleted now is only told."""
        self.tools.label_hints.close()
        self.tools.photo_reuse.close()
        self.opened.close()
        _delete(self.opened.folder.root)


def start_rehearsal(
    tools: Tools, standard: Standard, who: Person, goods: RehearsalGoods
) -> OpenRehearsal:
    """Open a lot of made-up goods under ``standard`` in a folder of its own.

    Raises what opening a station or a lot may raise.
    """
    real = tools.station
    folder = Path(tempfile.mkdtemp(prefix="inspector-rehearsal-"))
    try:
        opened = open_station(DataFolder(folder), clock=real.clock, ids=real.ids, pins=real.pins)
    except BaseException:
        _delete(folder)
        raise
    try:
        station = replace(
            opened.station, standards=_OneStandard(standard), life_rules=real.life_rules,
            documents=real.documents,
        )  # fmt: skip
        opened = replace(opened, station=station)
        _fill(station, standard, who, goods)
        inspection_id = _open_lot(station, who)
        own = _tools(tools, opened)
    except BaseException:
        opened.close()
        _delete(folder)
        raise
    return OpenRehearsal(opened=opened, tools=own, inspection_id=inspection_id)


def standard_pictures() -> tuple[str, ...]:
    """The reference pictures items may name, below the resource folder."""
    root = resource_root()
    found = (
        file
        for suffix in PICTURES
        for file in (root / "standards" / "pictures").rglob(f"*.{suffix}")
    )
    return tuple(sorted(file.relative_to(root).as_posix() for file in found))


def _fill(station: Station, standard: Standard, who: Person, goods: RehearsalGoods) -> None:
    names: Names = {
        language: catalogue().speak(language)("rehearsal.goods") for language in LANGUAGES
    }
    product = Product(
        id="P-0", sku="TRIAL", names=names, brand="—", category=goods.category,
        origin=goods.origin, supplier_id="S-0", codes=(ProductCode(code=GTIN),), spec="50 ml",
        net_content="50 ml", units_per_carton=UNITS // CARTONS, shelf_life=LIFE,
        standard=standard.id, children=goods.children, channel=goods.channel,
    )  # fmt: skip
    line = OrderLine(id="O-0/1", product_id=product.id, units=UNITS, cartons=CARTONS)
    order = InboundOrder(
        id="O-0", number="TRIAL-1", supplier_id="S-0", due_at=station.clock.now(), lines=(line,),
        channel=goods.channel,
    )  # fmt: skip
    with station.records.writing() as work:
        work.master.put_suppliers([Supplier(id="S-0", names=names, code="TRIAL")])
        work.master.put_products([product])
        work.master.put_orders([order])
        work.master.put_people([who])


def _open_lot(station: Station, who: Person) -> str:
    request = intake.LotRequest(
        order_id="O-0", line_id="O-0/1", size=UNITS, cartons=CARTONS,
        units_per_carton=UNITS // CARTONS,
    )  # fmt: skip
    inspection = intake.open_lot(station, who, request)
    batch = Batch(
        id="", number="TRIAL01", produced=station.clock.today() - timedelta(days=MADE_BEFORE),
        life=LIFE, life_from_master=True, quantity=UNITS, cartons=tuple(range(1, CARTONS + 1)),
    )  # fmt: skip
    inspection = inspections.record_batch(station, who, inspection, batch)
    return inspections.draw_plan(station, who, inspection).id


def _tools(tools: Tools, opened: OpenStation) -> Tools:
    kept = LabelReadings(opened.folder.views / "labels", opened.station.app_version)
    return replace(
        tools, station=opened.station, views=opened.views, product_picture=lambda product: None,
        report_pdf=_no_paper, goods_tag=_no_paper, exception_note=_no_paper,
        command_sheet=_no_paper, badge_cards=_no_paper, warehouse_label=_no_paper,
        scanner_sheet=_no_paper, export_evidence=_no_paper, rehearse=_no_paper,
        label_hints=LabelHints(opened.files, opened.station.clock, kept, _NoReader),
        photo_reuse=photo_reuse(opened),
    )  # fmt: skip


def _no_paper(*_: Any) -> NoReturn:
    """Nothing that looks like evidence comes out of a rehearsal."""
    raise ReportError("rehearsal_makes_no_papers")


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as problem:
        _log.warning("rehearsal_not_deleted folder=%s problem=%s", folder, problem)
