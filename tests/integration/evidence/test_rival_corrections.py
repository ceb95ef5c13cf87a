"""Two chains correct one revision: the central system's bundle holds both, and is no forgery."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.identities import enrol_anew
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import write_report
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import PIN_FILE, OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.central import ruling
from inspector_app.central.acts import Doer
from inspector_app.central.db import feeds, inspections, severity, stations
from inspector_app.central.deriving import settled
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts, ReportOrder
from inspector_app.central.reports import order_report
from inspector_app.central.ruling import Decision
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import amendments
from inspector_app.services.evidence.lines import Verification
from inspector_app.wire.elsewhere import Dispute
from tests.fakes.clock import FakeClock
from tests.fakes.goods import PRODUCT, SUPERVISOR
from tests.fakes.severity_lots import sealed_lot
from tests.fakes.station import ORDER, PIN, SECOND, make_station, people


def send(opened: OpenStation) -> None:
    report = send_once(opened, "test")
    assert report.outcome == "done", report.problem


def relabelled(opened: OpenStation, lot: Inspection, number: str) -> Inspection:
    batch = replace(lot.state.batches[0], number=number)
    acts = (amendments.correct_batch(opened.station, batch),)
    return amendments.amend(opened.station, SUPERVISOR, lot, acts, reason="misread", pin=PIN)


def clone(opened: OpenStation, folder: Path, clock: FakeClock) -> OpenStation:
    folder.mkdir()
    opened.database.copy_to(folder / "station.sqlite3")
    for name in ("station.key", PIN_FILE):
        if (opened.folder.root / name).exists():
            shutil.copy(opened.folder.root / name, folder / name)
    return make_station(folder, clock)


def reports(central: embedded_central.EmbeddedCentral, lot: Inspection, folder: Path) -> list[Path]:
    """The central system's report of each revision, with its evidence."""

    async def order(parts: Parts) -> list[ReportOrder]:
        tenant = await tenant_of(parts)
        await settled(parts, tenant)
        async with parts.db.read(tenant) as tx:
            found = await inspections.revisions(tx, tenant, lot.id)
        return [await order_report(parts, each, "zh", "") for each in found]

    made = []
    for number, each in enumerate(central.call(order)):
        made.append(folder / f"{number}.pdf")
        write_report(each, made[-1])
    return made


def decide(central: embedded_central.EmbeddedCentral, whose: str) -> None:
    """A person chooses the correction of one of the two."""

    async def work(parts: Parts) -> None:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            [item] = await feeds.present_items(tx, tenant, "disputes")
        dispute = msgspec.json.decode(item.body or b"", type=Dispute)
        [party] = [each for each in dispute.parties if _who(each.station_name) == whose]
        decision = Decision(
            dispute=dispute.id, ruling="keep", choice=party.choice, note="看过两版照片"
        )
        await ruling.decide(parts, tenant, decision, Doer(user="boss"))

    central.call(work)


def in_severity(central: embedded_central.EmbeddedCentral, lot: Inspection) -> str:
    """Whose revision of the record severity is worked out from."""

    async def read(parts: Parts) -> str:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            kept = await severity.kept_among(tx, tenant, [lot.id])
            found = await stations.find(tx, tenant, kept[lot.id].station)
        return _who(found.name if found else "")

    return central.call(read)


def _who(name: str) -> str:
    return {"1": "station", "2": "copy"}.get(name, name)


def rival_lines(found: Verification) -> list[dict[str, object]]:
    return [dict(line.params) for line in found.lines if line.code == "rival_revisions"]


def test_a_genuine_rival_stands_up_to_the_check(tmp_path: Path) -> None:
    clock = FakeClock()
    central = embedded_central.start_embedded(tmp_path / "central", clock=clock)
    try:
        central.load_master(
            MasterData(
                products=(PRODUCT, SECOND), orders=(ORDER,), people=people(),
                standards=shipped_documents(),
            )
        )  # fmt: skip
        with make_station(tmp_path / "station", clock) as one:
            enrol_station(one, central.url, central.enrolment_code("1"))
            lot = sealed_lot(one.station)
            send(one)
            with clone(one, tmp_path / "copy", clock) as two:
                enrol_anew(two, central.url, central.enrolment_code("2"))
                relabelled(two, lot, "L2609B")
                send(two)
            relabelled(one, lot, "L2609A")
            send(one)
        made = reports(central, lot, tmp_path)
        assert in_severity(central, lot) == "copy"
        decide(central, "station")
        assert in_severity(central, lot) == "station"
        trust = central.server_key
    finally:
        central.stop()
    assert len(made) == 3
    for path in made:
        found = verify_file(path, trust)
        assert [line for line in found.lines if not line.ok] == []
        assert found.result == "proved"
        [rivals] = rival_lines(found)
        assert rivals["revision"] == 2
