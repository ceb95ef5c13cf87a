"""Evidence of a record that was sealed under one key and decided about under the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from inspector_app.bootstrap import embedded_central, key_change
from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.verifying import Books, verify_file
from inspector_app.domain.master import Person
from inspector_app.services import dispositions
from inspector_app.services.evidence.check import verify_bundle
from inspector_app.wire.bundle import Bundle, ChainPart, decode_bundle
from inspector_app.wire.bundle_file import ZippedBundle
from tests.fakes.clock import FakeClock
from tests.fakes.goods import PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, SECOND, make_station, people
from tests.integration.evidence.sealed_case import sealed_lot
from tests.integration.evidence.test_corrected import central_report

ADMINISTRATOR = Person(
    id="p-admin", names={"zh": "管理员"}, role="administrator", badge="", pin_verifier=""
)


@dataclass(frozen=True)
class Story:
    trust: bytes
    bundle: Path
    report: Path
    central: Path
    later: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder, clock = tmp_path_factory.mktemp("changed"), FakeClock()
    central = embedded_central.start_embedded(folder / "central", clock=clock)
    found = Story(
        trust=central.server_key, bundle=folder / "a.zip", report=folder / "a.pdf",
        central=folder / "c.pdf", later=folder / "b.zip",
    )  # fmt: skip
    try:
        central.load_master(
            MasterData(
                products=(PRODUCT, SECOND),
                orders=(ORDER,),
                people=people(),
                standards=shipped_documents(),
            )
        )
        with make_station(folder / "station", clock) as opened:
            enrol_station(opened, central.url, central.enrolment_code("1"))
            lot = sealed_lot(opened, spoiled=2)
            assert send_once(opened, "test").problem is None
            key_change.change_key(
                opened.folder, opened.database, opened.station, ADMINISTRATOR, "例行更换"
            )
            dispositions.decide(
                opened.station, SUPERVISOR, lot.id, "sort", reason="defect_sortable"
            )
            after = sealed_lot(opened)
            assert send_once(opened, "test").problem is None
            export_bundle(opened, lot.id, found.bundle)
            export_bundle(opened, after.id, found.later)
            station_report(opened, lot.id, found.report, language="zh")
            central_report(central, lot, found.central)
    finally:
        central.stop()
    return found


@pytest.mark.parametrize("which", ["bundle", "report", "central", "later"])
def test_evidence_holds_across_a_changed_key(story: Story, which: str) -> None:
    found = verify_file(getattr(story, which), story.trust)
    assert [line for line in found.lines if not line.ok] == []
    assert found.result == "proved"


def read(path: Path) -> Bundle:
    zipped = ZippedBundle.open(path)
    try:
        return decode_bundle(zipped.text)
    finally:
        zipped.close()


def swapped(chain: ChainPart) -> ChainPart:
    """The change names a key that never agreed to it."""
    (event,) = chain.rotations
    other = event.payload.replace(b"key/1", b"key/2")
    return structs.replace(chain, rotations=(structs.replace(event, payload=other),))


@pytest.mark.parametrize(
    "spoil",
    [lambda chain: structs.replace(chain, rotations=()), swapped],
    ids=["left out", "altered"],
)
def test_a_change_that_is_not_proved_breaks_what_follows_it(
    story: Story, spoil: Callable[[ChainPart], ChainPart]
) -> None:
    bundle = read(story.bundle)
    spoiled = structs.replace(bundle, chains=tuple(spoil(each) for each in bundle.chains))
    found = verify_bundle(spoiled, Books(), trust=story.trust)
    assert found.result == "broken"
    assert "signature" in {line.name for line in found.lines if not line.ok}
