"""A report is built from the sealed record alone, and speaks in words."""

from __future__ import annotations

import hashlib
from datetime import UTC
from pathlib import Path

import pypdf

from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.badge_numbers import BadgeRange
from inspector_app.i18n import LANGUAGES
from inspector_app.reports.build import Surroundings, build
from inspector_app.services import closing, dispositions, history, inspections, intake
from inspector_app.services.records import BadgeSpend
from inspector_app.wire.inspection import decode_record
from tests.fakes.goods import BATCH, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, make_station
from tests.fakes.whole_walk import walk_pages


def sealed(folder: Path) -> tuple[OpenStation, str]:
    """A lot with a waived gap, a finding, a replaced carton and a decision."""
    opened = make_station(folder)
    station = opened.station
    inspection = intake.open_lot(station, INSPECTOR, REQUEST)
    inspection = inspections.record_batch(station, INSPECTOR, inspection, BATCH)
    inspection = inspections.draw_plan(station, INSPECTOR, inspection)
    first = next(iter(inspection.state.drawn))
    inspection = inspections.replace_carton(station, INSPECTOR, inspection, first, "out_of_reach")
    inspection = walk_pages(station, inspection)
    carton = next(iter(inspection.state.drawn))
    inspection = inspections.record_finding(station, INSPECTOR, inspection, "P27", carton=carton)
    inspection = inspections.waive(
        station, SUPERVISOR, inspection, "cartons_seen", "supplier_confirmed"
    )
    closing.close(station, INSPECTOR, inspection, pin=PIN)
    dispositions.decide(station, SUPERVISOR, inspection.id, "sort", reason="defect_sortable")
    return opened, inspection.id


def test_the_model_says_what_was_sealed(tmp_path: Path) -> None:
    opened, inspection_id = sealed(tmp_path)
    with opened:
        found = history.dossier(opened.station, inspection_id)
        event = next(each for each in found.events if each.kind == "created")
        record = decode_record(event.payload)
        standard = opened.station.standards.get(record.standard.id, record.standard.version)
    around = Surroundings(
        zone=UTC, photo=lambda digest: None, sequence=1,
        payload_sha256=hashlib.sha256(event.payload).hexdigest(),
    )  # fmt: skip
    model = build(record, standard, around)
    assert (model.verdict.overall, model.verdict.incomplete) == ("hold", True)
    assert [finding.code for finding in model.findings] == ["P27"]
    assert len(model.verdict.waived) == 1
    assert any(carton.replaced_by for carton in model.plan.cartons)
    assert sum(tally.good for tally in model.tallies) == 0
    assert len(model.photos) == len(record.photos)
    assert model.evidence is not None
    assert model.evidence.payload_sha256 == around.payload_sha256


def test_the_printed_report_leaves_no_code_unspoken(tmp_path: Path) -> None:
    opened, inspection_id = sealed(tmp_path / "station")
    with opened:
        for language in LANGUAGES:
            out = tmp_path / f"{language}.pdf"
            station_report(opened, inspection_id, out, language=language)
            text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
            for code in (
                "cartons_seen", "supplier_confirmed", "defect_sortable", "out_of_reach",
                "evidence_missing", "units_not_examined", "⟦", "〓",
            ):  # fmt: skip
                assert code not in text, (language, code)


def test_a_stations_report_prints_the_numbers_its_lot_got(tmp_path: Path) -> None:
    opened, inspection_id = sealed(tmp_path / "station")
    given = BadgeRange(block="7K3QD9TV", first=1, last=96)
    with opened:
        now = opened.station.clock.now()
        with opened.station.records.writing() as work:
            spend = BadgeSpend(record_id=inspection_id, range=given, at=now, person_id=INSPECTOR.id)
            work.badges.spend(spend)
        station_report(opened, inspection_id, tmp_path / "en.pdf", language="en")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "en.pdf").pages)
    assert "Badge numbers" in text
    assert "7K3QD9TV-00096-" in text
