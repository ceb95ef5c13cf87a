"""A version that the house gave another number: walks, records and proofs go by its content."""

from __future__ import annotations

from pathlib import Path

import msgspec

from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.wire.feeds import PublishedDocument, encode_item
from inspector_app.wire.standard_text import digest
from tests.fakes.goods import BATCH, INSPECTOR
from tests.fakes.station import PIN, REQUEST, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages


def test_its_walk_goes_on_and_its_proof_holds(tmp_path: Path) -> None:
    with make_station(tmp_path / "station") as opened:
        station = opened.station
        before = intake.open_lot(station, INSPECTOR, REQUEST)
        lot = before.state.lot
        mine = next(each for each in shipped_documents() if each.digest == lot.standard_digest)
        theirs = of_another_station(mine)
        arrive(opened, theirs, mine.named(mine.version + 1))
        after = intake.open_lot(station, INSPECTOR, REQUEST)

        for found, version in ((before, mine.version), (after, mine.version + 1)):
            done = sealed(opened, found)
            named = done.state.lot
            assert (named.standard_version, named.standard_digest) == (version, mine.digest)
            used = inspections.standard_of(station, done)
            assert (used.version, used.digest) == (version, mine.digest)
            out, report = tmp_path / f"{version}.zip", tmp_path / f"{version}.pdf"
            export_bundle(opened, done.id, out)
            station_report(opened, done.id, report, language="zh")
            for file in (out, report):
                answer = verify_file(file)
                assert answer.result == "consistent", [line for line in answer.lines if not line.ok]

        library = opened.standards
        assert library.get(mine.id, mine.version).digest == theirs.digest
        # A restored central system that does not know it yet takes nothing from the walks.
        arrive(opened, theirs, everything=True)
        for found in (before, after):
            assert inspections.standard_of(station, found).digest == mine.digest
        assert {each.id: each.digest for each in library.published()}[mine.id] == theirs.digest


def of_another_station(mine: PublishedDocument) -> PublishedDocument:
    """The same number with other content."""
    text = f"{mine.text}# theirs\n"
    of_text = digest(text.encode(), mine.parts["defects"].encode())
    return msgspec.structs.replace(mine, text=text, digest=of_text)


def arrive(opened: OpenStation, *documents: PublishedDocument, everything: bool = False) -> None:
    """As the feed brings them, by changes or as a snapshot."""
    sink, cursor = opened.database.master_sink(), FeedCursor(epoch="e", after=9)
    changes = [
        FeedChange(id=f"{each.id}@{each.version}", body=encode_item(each)) for each in documents
    ]
    (sink.replace if everything else sink.apply)("standards", changes, cursor)
    opened.standards.refresh()


def sealed(opened: OpenStation, lot: Inspection) -> Inspection:
    station = opened.station
    lot = inspections.record_batch(station, INSPECTOR, lot, BATCH)
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    return closing.close(station, INSPECTOR, walk_goods(station, walk_pages(station, lot)), pin=PIN)
