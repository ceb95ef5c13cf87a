"""A version a supervisor publishes at one station is in force at every other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.services import standards
from inspector_app.settings import DataFolder
from inspector_app.wire.feeds import PublishedDocument
from tests.fakes.clock import FakeClock, PlainPins
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import PIN, people


def station(central: EmbeddedCentral, folder: Path) -> OpenStation:
    clock = FakeClock(datetime.now(UTC))
    opened = open_station(DataFolder(folder), clock=clock, pins=PlainPins())
    enrol_station(opened, central.url, central.enrolment_code())
    assert send_once(opened, "test").outcome == "done"
    return opened


def versions(opened: OpenStation) -> dict[str, int]:
    return {each.id: each.version for each in opened.station.standards.published()}


def next_text(opened: OpenStation, note: str = "") -> str:
    text = standards.new_version(opened.station, "food", versions(opened)["food"])
    return f"{text}# {note}\n" if note else text


def test_a_version_goes_round_and_its_retirement_too(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    central.load_master(MasterData(standards=shipped_documents(), people=people()))
    with station(central, tmp_path / "a") as first, station(central, tmp_path / "b") as second:
        before = versions(first)["food"]
        made = standards.publish(first.station, SUPERVISOR, next_text(first), pin=PIN)
        assert versions(second)["food"] == before
        for opened in (first, second):
            assert send_once(opened, "test").outcome == "done"
            assert versions(opened)["food"] == made.version
        assert second.station.standards.get("food", made.version).digest == made.digest
        standards.retire(second.station, SUPERVISOR, "food", made.version, "限值写错", pin=PIN)
        for opened in (second, first):
            assert send_once(opened, "test").outcome == "done"
            assert versions(opened)["food"] == before


def test_of_two_versions_of_one_number_the_later_to_arrive_gets_the_next(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    central.load_master(MasterData(standards=shipped_documents(), people=people()))
    with station(central, tmp_path / "a") as first, station(central, tmp_path / "b") as second:
        here = standards.publish(first.station, SUPERVISOR, next_text(first, "A"), pin=PIN)
        there = standards.publish(second.station, SUPERVISOR, next_text(second, "B"), pin=PIN)
        assert (here.version, here.digest) != (there.version, there.digest)
        for opened in (first, second, first):
            assert send_once(opened, "test").outcome == "done"
        for opened in (first, second):
            library = opened.station.standards
            assert library.get("food", here.version).digest == here.digest
            named = library.get("food", there.version, there.digest)  # as a lot names it
            assert (named.version, named.digest) == (there.version, there.digest)
            newest = library.get("food", there.version + 1)
            assert (newest.version, newest.digest) == (there.version + 1, there.digest)
            assert versions(opened)["food"] == there.version + 1
            assert standards.next_version(opened.station, "food") == there.version + 2
        standards.retire(first.station, SUPERVISOR, "food", newest.version, "限值写错", pin=PIN)
        for opened in (first, second):
            assert send_once(opened, "test").outcome == "done"
            assert versions(opened)["food"] == here.version


def test_an_unsound_version_is_kept_but_handed_on_to_nobody(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    from inspector_app.services.closing import seal
    from inspector_app.wire.inspection import PersonPart
    from inspector_app.wire.standard import StandardRecord, encode_standard

    central.load_master(MasterData(standards=shipped_documents(), people=people()))
    with station(central, tmp_path / "a") as first, station(central, tmp_path / "b") as second:
        shipped = next(each for each in shipped_documents() if each.id == "food")
        person = PersonPart(
            person_id=SUPERVISOR.id, names=dict(SUPERVISOR.names), role="supervisor"
        )
        bad: list[tuple[PublishedDocument, str]] = [
            (msgspec.structs.replace(shipped, version=90, text="id: ["), "supervisor"),
            (msgspec.structs.replace(shipped, version=91), "supervisor"),
            (shipped, "inspector"),
        ]
        for document, role in bad:
            record = StandardRecord(
                state="in_force", document=document, at=first.station.clock.now(),
                station_id=first.station.station_id,
                person=msgspec.structs.replace(person, role=role),
            )  # fmt: skip
            with first.station.records.writing() as work:
                seal(first.station, work, "standard_published", encode_standard(record), "x", ())
        for opened in (first, second):
            assert send_once(opened, "test").outcome == "done"
        assert versions(second) == {each.id: each.version for each in shipped_documents()}
        lines = standards.versions(second.station)
        assert [line.state for line in lines if line.id == "food"] == ["in_force"]
