"""Evidence of a record that was decided about, corrected and declared void."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import station_report, write_report
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.central.db import inspections
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts, ReportOrder
from inspector_app.central.reports import order_report
from inspector_app.domain.inspection.acts import Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import amendments, closing, dispositions
from inspector_app.services import inspections as walk
from inspector_app.services.evidence.lines import Verification
from inspector_app.wire.bundle import Bundle, decode_bundle
from inspector_app.wire.bundle_file import ZippedBundle
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import open_lot
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, PIN, SECOND, make_station, people
from tests.fakes.whole_walk import walk_goods, walk_pages
from tests.integration.evidence.sealed_case import sealed_lot
from tests.integration.evidence.tampering import (
    FORGER,
    edited,
    resealed,
    rezipped,
    with_chain,
    with_event,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Rejected, returned; corrected to accepted, accepted; void. ``central`` is its page's PDF."""

    trust: bytes
    corrected: Path
    void: Path
    report: Path
    central: Path

    @property
    def bundle(self) -> Bundle:
        return _bundle(self.corrected)


def _bundle(path: Path) -> Bundle:
    archive = ZippedBundle.open(path)
    archive.close()
    return decode_bundle(archive.text)


def rejected(opened: OpenStation) -> Inspection:
    station = opened.station
    lot = walk_goods(station, walk_pages(station, open_lot(opened)))
    lot = walk.record_finding(station, INSPECTOR, lot, "S04")
    return closing.close(station, INSPECTOR, lot, pin=PIN)


def corrected(opened: OpenStation, lot: Inspection) -> Inspection:
    [n] = [e.n for e in lot.entries if e.act.kind == "finding_recorded"]
    return amendments.amend(
        opened.station, SUPERVISOR, lot, (Undone(act=n),), reason="not_a_defect", note="反光",
        pin=PIN,
    )  # fmt: skip


def decided(opened: OpenStation, lot: Inspection, what: Any, why: str) -> None:
    dispositions.decide(opened.station, SUPERVISOR, lot.id, what, reason=why)


def central_report(central: embedded_central.EmbeddedCentral, lot: Inspection, out: Path) -> None:
    async def order(parts: Parts) -> ReportOrder:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            newest, *_ = await inspections.revisions(tx, tenant, lot.id)
        return await order_report(parts, newest, "zh", "")

    write_report(central.call(order), out)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    folder = tmp_path_factory.mktemp("corrected")
    clock = FakeClock()
    central = embedded_central.start_embedded(folder / "central", clock=clock)
    found = Corrected(
        trust=central.server_key, corrected=folder / "a.zip", void=folder / "v.zip",
        report=folder / "v.pdf", central=folder / "c.pdf",
    )  # fmt: skip
    try:
        central.load_master(
            MasterData(
                products=(PRODUCT, SECOND), orders=(ORDER,), people=people(),
                standards=shipped_documents(),
            )
        )  # fmt: skip
        with make_station(folder / "station", clock) as opened:
            enrol_station(opened, central.url, central.enrolment_code("1"))
            lot = rejected(opened)
            decided(opened, lot, "return", "not_conforming")
            sealed_lot(opened)
            again = corrected(opened, lot)
            sync_engine(opened, "test").run_once(force=True)
            export_bundle(opened, lot.id, found.corrected)
            amendments.void(opened.station, SUPERVISOR, again, reason="twice", pin=PIN)
            sync_engine(opened, "test").run_once(force=True)
            export_bundle(opened, lot.id, found.void)
            station_report(opened, lot.id, found.report, language="zh")
            central_report(central, lot, found.central)
    finally:
        central.stop()
    return found


def wrong(found: Verification) -> set[tuple[str, str]]:
    return {(line.name, line.code) for line in found.lines if not line.ok}


def said(found: Verification, name: str) -> str:
    [line] = [line for line in found.lines if line.name == name]
    return line.code


def checked(story: Corrected, out: Path, bundle: Bundle, *, void: bool = False) -> Verification:
    source = story.void if void else story.corrected
    return verify_file(rezipped(source, out / "tampered.zip", bundle=bundle), story.trust)


def without(bundle: Bundle, kind: str) -> Bundle:
    events = bundle.chains[0].events
    return with_chain(bundle, events=tuple(each for each in events if each.kind != kind))


def place_of(bundle: Bundle, kind: str) -> int:
    return [event.kind for event in bundle.chains[0].events].index(kind)


def test_what_was_decided_on_a_verdict_that_fell_counts_no_more(story: Corrected) -> None:
    found = verify_file(story.corrected, story.trust)
    assert (found.result, said(found, "decisions")) == ("proved", "amended"), wrong(found)
    [line] = [line for line in found.lines if line.name == "decisions"]
    assert line.params["quantity"] == 0


@pytest.mark.parametrize("path", ["void", "report", "central"])
def test_a_void_record_says_so_in_every_form(story: Corrected, path: str) -> None:
    found = verify_file(getattr(story, path), story.trust)
    assert (found.result, said(found, "decisions")) == ("proved", "voided"), wrong(found)


@pytest.mark.parametrize("kind", ["amended", "disposed", "voided"])
@pytest.mark.parametrize("name", ["badge", "handover", "adopted", "nothing_known"])
def test_a_kind_that_is_no_part_of_the_signature_cannot_be_renamed(
    story: Corrected, tmp_path: Path, kind: str, name: str
) -> None:
    bundle = _bundle(story.void)
    renamed = with_event(bundle, place_of(bundle, kind), kind=name)
    assert ("record", "kind_unknown") in wrong(checked(story, tmp_path, renamed, void=True))


@pytest.mark.parametrize("kind", ["disposed", "amended", "voided"])
def test_an_event_taken_out_leaves_a_hole(story: Corrected, tmp_path: Path, kind: str) -> None:
    found = checked(story, tmp_path, without(_bundle(story.void), kind), void=True)
    assert {("chain", "way_missing"), ("chain", "place_loose")} & wrong(found)


def test_passed_places_taken_out_or_doubled_or_far_away(story: Corrected, tmp_path: Path) -> None:
    passed = story.bundle.chains[0].passed
    assert passed, "another record lies between"
    less = checked(story, tmp_path, with_chain(story.bundle, passed=()))
    assert ("chain", "way_missing") in wrong(less)
    stray = replace(passed[0], seq=900)
    more = checked(story, tmp_path, with_chain(story.bundle, passed=(*passed, stray)))
    assert wrong(more) == {("chain", "place_loose")}


def test_a_second_chain_of_a_station_is_not_spoken_for_by_the_first(
    story: Corrected, tmp_path: Path
) -> None:
    """Else a forged decision at a place the central system confirmed would be proved."""
    bundle = story.bundle
    chain = bundle.chains[0]
    forged = resealed(
        replace(chain, events=(chain.events[place_of(bundle, "disposed")],)),
        lambda document: document.update(disposition="accept"),
    )
    found = checked(story, tmp_path, replace(bundle, chains=(chain, forged)))
    assert ("chain", "station_doubled") in wrong(found)
    [origin] = [line for line in found.lines if line.name == "origin"]
    assert origin.code == "not_confirmed"


def of(kind: str, edit: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """The edit for payloads of that kind only."""

    def only(document: dict[str, Any]) -> None:
        schema = document["schema"].split("/")[0]
        own = document["record"]["kind"] if schema == "inspection" else schema
        if own == kind:
            edit(document)

    return only


FORGED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "acts of the earlier revision": (
        of("amended", lambda d: d["entries"][0].update(at="2020-01-01T00:00:00Z")),
        "history_rewritten",
    ),
    "the revision corrected": (
        of("amended", lambda d: d["amends"].update(revision=7)), "amends_wrong"
    ),
    "no base": (of("amended", lambda d: d.update(amends=None)), "amends_wrong"),
    "the lot of a decision": (
        of("disposition", lambda d: d.update(lot_number="L-9")), "decision_of_another"
    ),
    "the station of a decision": (
        of("disposition", lambda d: d.update(station_id="x")), "decision_of_another"
    ),
    "the target of a decision": (
        of("disposition", lambda d: d.update(target_seq=99)), "decision_of_another"
    ),
    "no target": (of("disposition", lambda d: d.update(target_seq=0)), "decision_of_another"),
    "a decision nobody knows": (
        of("disposition", lambda d: d.update(disposition="burn")), "decision_unsound"
    ),
    "units below nothing": (
        of("disposition", lambda d: d.update(quantity=-5)), "decision_unsound"
    ),
    "decided by an inspector": (
        of("disposition", lambda d: d["person"].update(role="inspector")), "decision_not_allowed"
    ),
    "decided by who signed": (
        of("disposition", lambda d: d["person"].update(person_id=INSPECTOR.id)),
        "decision_not_allowed",
    ),
    "the revision made void": (of("void", lambda d: d.update(revision=1)), "decision_of_another"),
    "made void by an inspector": (
        of("void", lambda d: d["person"].update(role="inspector")), "decision_not_allowed"
    ),
    "a decision twice in one": (
        of("disposition", lambda d: d.update(quantity="many")), "decision_unreadable"
    ),
    "a voiding of nothing": (of("void", lambda d: d.pop("person")), "decision_unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_decisions_and_corrections_forged_and_all_signed_again(
    story: Corrected, tmp_path: Path, what: str
) -> None:
    edit, code = FORGED[what]
    bundle = _bundle(story.void)
    forged = replace(bundle, chains=(resealed(bundle.chains[0], edit),))
    path = rezipped(story.void, tmp_path / "forged.zip", bundle=forged)
    assert wrong(verify_file(path)) == {("decisions", code)}


def test_signed_again_without_a_change_it_is_consistent_only(
    story: Corrected, tmp_path: Path
) -> None:
    """Nobody can tell a whole invented story from a true one without the central key."""
    bundle = _bundle(story.void)
    forged = replace(bundle, chains=(resealed(bundle.chains[0], lambda _: None),))
    path = rezipped(story.void, tmp_path / "forged.zip", bundle=forged)
    assert verify_file(path).result == "consistent"
    assert verify_file(path, story.trust).result == "consistent"
    assert forged.chains[0].public_key == FORGER.public_key().public_bytes_raw()


def test_a_decision_that_says_a_thing_twice_is_not_read(story: Corrected, tmp_path: Path) -> None:
    bundle = story.bundle
    place = place_of(bundle, "disposed")
    payload = edited(bundle.chains[0].events[place].payload, lambda _: None)
    doubled = payload.replace(b'"disposition":', b'"disposition":"accept","disposition":', 1)
    found = checked(story, tmp_path, with_event(bundle, place, payload=doubled))
    assert ("decisions", "decision_unreadable") in wrong(found)


def test_decisions_over_more_than_the_lot(story: Corrected, tmp_path: Path) -> None:
    """Twice the whole lot, while the correction is made to leave the verdict as it was."""
    bundle = _bundle(story.void)
    chain = bundle.chains[0]
    first = json.loads(chain.events[0].payload)["verdict"]
    again = replace(chain.events[place_of(bundle, "disposed")], seq=chain.events[-1].seq + 1)
    more = replace(chain, events=(*chain.events, again))
    edit = of("amended", lambda document: document.update(verdict=first))
    forged = replace(bundle, chains=(resealed(more, edit),))
    path = rezipped(story.void, tmp_path / "forged.zip", bundle=forged)
    found = wrong(verify_file(path))
    assert ("decisions", "decided_too_much") in found
