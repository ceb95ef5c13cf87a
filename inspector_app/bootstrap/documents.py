"""Papers a station prints beside the report: tags, exception notes, command sheets, badges."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

from inspector_app.bootstrap.folders import make_private
from inspector_app.bootstrap.reporting import local_zone, report_fonts, station_report
from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.delivery import Delivery, LineCount
from inspector_app.domain.errors import IntakeError, StorageError
from inspector_app.domain.inspection.state import State
from inspector_app.domain.master import Names
from inspector_app.domain.warehouse_labels import LabelledGoods, label_for
from inspector_app.i18n import Language
from inspector_app.reports import badge_cards as badge_paper
from inspector_app.reports import command_sheet as command_paper
from inspector_app.reports import exception_note as note_paper
from inspector_app.reports import goods_tag as tag_paper
from inspector_app.reports import scanner_sheet as scanner_paper
from inspector_app.reports import warehouse_label as label_paper
from inspector_app.reports.marks import TagKind
from inspector_app.reports.model import (
    PersonPart,
    PhotoPart,
    Phrase,
    SignaturePart,
    StationPart,
)
from inspector_app.reports.warehouse_label import LabelSize
from inspector_app.services.history import by_number, dossier
from inspector_app.services.intake import line_choice
from inspector_app.services.records import Work


class Documents:
    """Writes each document into the station's ``reports`` folder and returns its path."""

    def __init__(self, opened: OpenStation) -> None:
        self._opened = opened

    def goods_tag(self, inspection_id: str, language: Language) -> Path:
        """The tag of a lot as it stands now; WalkError ``inspection_unknown``."""
        found = dossier(self._opened.station, inspection_id)
        summary, state = found.summary, found.inspection.state
        out = self._out(f"{summary.lot_number}-tag-{language}.pdf")
        with self._opened.station.records.reading() as work:
            inspector = _person(work, summary.closed_by or summary.opened_by)
        tag = tag_paper.GoodsTag(
            kind=cast(TagKind, summary.tag), lot_number=summary.lot_number,
            product=state.lot.product.names, sku=summary.sku, quantity=summary.size,
            cartons=summary.cartons, inspector=inspector.names,
            at=(summary.closed_at or summary.updated_at).astimezone(local_zone()),
            batches=_batches(state), order_number=summary.order_number,
            supplier=state.lot.supplier_names,
        )  # fmt: skip
        tag_paper.render(
            [tag], out, translator=catalogue().speak(language), fonts=report_fonts(),
            generated_at=self._now(),
        )  # fmt: skip
        return out

    def exception_note(self, delivery: Delivery, language: Language) -> Path:
        """The delivery exception note (到货差异单) of a delivery."""
        out = self._out(f"{delivery.number}-note-{language}.pdf")
        with self._opened.station.records.reading() as work:
            note = self._note(work, delivery)
        note_paper.render(
            note, out, translator=catalogue().speak(language), fonts=report_fonts(),
            generated_at=self._now(),
        )  # fmt: skip
        return out

    def command_sheet(self, standard_id: str, language: Language) -> Path:
        """The command sheet of a standard's newest version; StandardError when there is none."""
        standards = self._opened.standards
        newest = {standard.id: standard for standard in standards.published()}
        standard = newest.get(standard_id) or standards.get(standard_id, 0)
        out = self._out(f"commands-{standard.id}-v{standard.version}-{language}.pdf")
        command_paper.render(
            standard.defects, out, standard=standard.names,
            translator=catalogue().speak(language), fonts=report_fonts(),
            generated_at=self._now(),
        )  # fmt: skip
        return out

    def warehouse_label(
        self, order_id: str, line_id: str, size: LabelSize, copies: int, language: Language
    ) -> Path:
        """Labels for the goods of an order line; IntakeError, ScanError ``label_id_too_long``,
        ReportError ``label_copies``."""
        choice = line_choice(self._opened.station, order_id, line_id)
        product = choice.product
        label = label_paper.WarehouseLabel(
            code=label_for(LabelledGoods(product_id=product.id, line_id=line_id)),
            product=product.names, sku=product.sku, spec=product.spec,
            order_number=choice.order.number, units_per_carton=product.units_per_carton,
        )  # fmt: skip
        out = self._out(f"{_file_name(product.sku)}-label-{size}-{copies}-{language}.pdf")
        label_paper.render(
            label, out, size=size, copies=copies, translator=catalogue().speak(language),
            fonts=report_fonts(), generated_at=self._now(),
        )  # fmt: skip
        return out

    def badge_cards(self, language: Language) -> Path:
        """Cards of everybody who may sign in here."""
        out = self._out(f"badges-{language}.pdf")
        with self._opened.station.records.reading() as work:
            cards = [
                badge_paper.BadgeCard(token=person.badge, names=person.names, role=person.role)
                for person in work.master.people()
                if person.active
            ]
        badge_paper.render(
            cards, out, translator=catalogue().speak(language), fonts=report_fonts(),
            generated_at=self._now(),
        )  # fmt: skip
        return out

    def report(self, inspection_id: str, language: Language, central_url: str = "") -> Path:
        """The report of a sealed inspection; WalkError ``inspection_unknown``, ``not_closed``."""
        lot = by_number(self._opened.station, inspection_id).lot_number
        out = self._out(f"{lot}-report-{language}.pdf")
        station_report(self._opened, inspection_id, out, language=language, central_url=central_url)
        return out

    def scanner_sheet(self, language: Language) -> Path:
        """The codes that prove a scanner."""
        out = self._out(f"scanner-test-{language}.pdf")
        scanner_paper.render(
            out, translator=catalogue().speak(language), fonts=report_fonts(),
            generated_at=self._now(),
        )  # fmt: skip
        return out

    def _out(self, name: str) -> Path:
        folder = self._opened.folder.reports
        make_private(folder)
        return folder / name

    def _now(self) -> datetime:
        return self._opened.station.clock.now().astimezone(local_zone())

    def _note(self, work: Work, delivery: Delivery) -> note_paper.ExceptionNote:
        order = work.master.order(delivery.order_id)
        if order is None:
            raise IntakeError("order_unknown", order=delivery.order_id)
        supplier = work.master.supplier(order.supplier_id)
        received_at = delivery.received_at.astimezone(local_zone())
        by = _person(work, delivery.received_by)
        signatures = [SignaturePart(role="inspector", names=by.names, at=received_at)]
        if delivery.driver:
            drawn = self._opened.files.path(delivery.signature) if delivery.signature else None
            signatures.append(
                SignaturePart(
                    role="driver", names=_same(delivery.driver), at=received_at,
                    picture=drawn.read_bytes() if drawn else None,
                )
            )  # fmt: skip
        mark = self._opened.station.mark
        name = self._opened.settings.text("station_name") or mark
        return note_paper.ExceptionNote(
            number=delivery.number, station=StationPart(id=mark, names=_same(name)),
            order_number=order.number,
            supplier=supplier.names if supplier else _same(order.supplier_id),
            received_at=received_at, received_by=by, vehicle=delivery.vehicle,
            lines=tuple(_line(work, count) for count in delivery.counts), seal=delivery.seal,
            temperature=delivery.temperature, driver=delivery.driver,
            photos=self._photos(delivery), signatures=tuple(signatures),
            qr_text=delivery.number,
        )  # fmt: skip

    def _photos(self, delivery: Delivery) -> tuple[PhotoPart, ...]:
        digests = dict.fromkeys(
            (*delivery.photos, *(d for count in delivery.counts for d in count.photos))
        )
        parts = []
        for number, digest in enumerate(digests, 1):
            try:
                path: Path | None = self._opened.views.view(digest)
            except StorageError:
                path = None
            parts.append(PhotoPart(number=number, sha256=digest, path=path))
        return tuple(parts)


def _file_name(text: str) -> str:
    """Only what every file system takes."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in text)[:60]


def _same(text: str) -> Names:
    return {"zh": text, "en": text}


def _person(work: Work, person_id: str) -> PersonPart:
    person = work.master.person(person_id)
    return PersonPart(id=person_id, names=person.names if person else _same(person_id))


def _batches(state: State) -> tuple[tag_paper.TagBatch, ...]:
    return tuple(
        tag_paper.TagBatch(number=batch.number, produced=batch.produced, expires=batch.expires)
        for batch in state.batches
    )


def _line(work: Work, count: LineCount) -> note_paper.NoteLine:
    product = work.master.product(count.product_id)
    return note_paper.NoteLine(
        sku=product.sku if product else count.product_id,
        names=product.names if product else _same(count.product_id), expected=count.expected,
        received=count.received, damaged=count.damaged, refused=count.refused,
        short=count.short, over=count.over,
        reason=Phrase(key=f"dock.reason.{count.reason}") if count.reason else None,
    )  # fmt: skip
