"""Publishing shelf-life rules: sealed, versioned, and no lot changes its rules on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from inspector_app.bootstrap.rules_library import RulesLibrary
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import AccessError, DateError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services import inspections, intake, life_rules
from inspector_app.services.shelf_life import rules_of
from inspector_app.services.station import PublishedRules, Station
from inspector_app.wire.life_rules import decode_rules_record, document_of
from tests.fakes.goods import BATCH, INSPECTOR, SUPERVISOR
from tests.fakes.station import REQUEST

NOTE = "与客户约定：国产长效期商品剩余不少于 4/5"


def stricter(rules: ShelfLifeRules, ratio: str = "4/5") -> ShelfLifeRules:
    """The rules with another share for domestic goods of 90 days and more."""
    rows = [
        replace(row, min_remaining=ratio, basis="customer") if row.id == "domestic-90" else row
        for row in rules.acceptance
    ]
    return replace(rules, acceptance=tuple(rows))


def publish(station: Station, ratio: str = "4/5", note: str = NOTE) -> PublishedRules:
    now = life_rules.versions(station)[0]
    return life_rules.publish(
        station, SUPERVISOR, stricter(now.rules, ratio), based_on=now.digest, note=note
    )


def test_the_shipped_rules_are_in_force_at_first(station: Station) -> None:
    (only,) = life_rules.versions(station)
    assert (only.source, only.rules) == ("shipped", shelf_life_rules())
    assert station.shelf_life == shelf_life_rules()


def test_a_publication_is_sealed_sent_and_in_force(opened: OpenStation) -> None:
    station = opened.station
    made = publish(station)
    assert made.rules.version == 2
    assert station.shelf_life == made.rules
    assert (made.source, made.note, made.names) == ("station", NOTE, SUPERVISOR.names)
    with station.records.reading() as work:
        event = work.journal.event(work.journal.head().seq)
    assert event is not None
    assert event.kind == "rules_published"
    record = decode_rules_record(event.payload)
    assert (record.replaces, record.note) == (1, NOTE)
    assert record.document.digest == document_of(made.rules).digest
    waiting = opened.database.send_queue().unsent_events(9)
    assert [each.kind for each in waiting] == ["rules_published"]
    again = RulesLibrary(station.records, shelf_life_rules())
    assert again.in_force() == made.rules


def test_a_lot_keeps_the_rules_it_was_opened_under(station: Station, fresh: Inspection) -> None:
    first = rules_of(station, fresh.state)
    publish(station)
    assert rules_of(station, fresh.state) == first == shelf_life_rules()
    batch = replace(BATCH, id="", produced=date(2026, 2, 1), expires=None, life="36M")
    old = inspections.record_batch(station, INSPECTOR, fresh, batch)
    (judged,) = inspections.assessments(station, old).values()
    assert judged.rule is not None
    assert judged.rule.set_version == 1
    later = intake.open_lot(station, INSPECTOR, replace(REQUEST, size=24, cartons=1))
    later = inspections.record_batch(
        station, INSPECTOR, later, replace(batch, cartons=(1,), quantity=24)
    )
    (judged_now,) = inspections.assessments(station, later).values()
    assert judged_now.rule is not None
    assert (judged_now.rule.set_version, judged_now.rule.basis) == (2, "customer")
    assert (judged.action, judged_now.action) == ("accept", "reject")


def test_a_lot_of_before_rules_were_kept_is_judged_by_those_in_force(
    station: Station, fresh: Inspection
) -> None:
    lot = replace(fresh.state.lot, life_rules_id="", life_rules_version=0, life_rules_digest="")
    publish(station)
    assert rules_of(station, replace(fresh.state, lot=lot)) == station.shelf_life


def test_rules_that_are_not_here_are_refused(station: Station, fresh: Inspection) -> None:
    lot = replace(fresh.state.lot, life_rules_version=9)
    with pytest.raises(DateError) as refused:
        rules_of(station, replace(fresh.state, lot=lot))
    assert refused.value.code == "rules_missing"


@pytest.mark.parametrize("note", ["", "  ", "长" * 401])
def test_a_change_says_why(station: Station, note: str) -> None:
    with pytest.raises(DateError) as refused:
        publish(station, note=note)
    assert refused.value.code == "rules_note_needed"


def test_what_cannot_be_published(station: Station) -> None:
    now = life_rules.versions(station)[0]
    with pytest.raises(AccessError, match="not_allowed"):
        life_rules.publish(station, INSPECTOR, stricter(now.rules), based_on=now.digest, note=NOTE)
    with pytest.raises(DateError, match="rules_unchanged"):
        life_rules.publish(station, SUPERVISOR, now.rules, based_on=now.digest, note=NOTE)
    with pytest.raises(DateError, match="ratio_unreadable"):
        publish(station, "0.8")
    fewer = replace(now.rules, acceptance=now.rules.acceptance[1:])
    with pytest.raises(DateError, match="no_rule_applies"):
        life_rules.publish(station, SUPERVISOR, fewer, based_on=now.digest, note=NOTE)
    publish(station)
    with pytest.raises(DateError) as refused:
        life_rules.publish(
            station, SUPERVISOR, stricter(now.rules, "1/2"), based_on=now.digest, note=NOTE
        )
    assert (refused.value.code, refused.value.params) == ("rules_changed_meanwhile", {"version": 2})
    assert len(life_rules.versions(station)) == 2


def test_the_central_systems_version_leads_and_the_own_one_stays(station: Station) -> None:
    own = publish(station)
    other = replace(stricter(shelf_life_rules(), "3/4"), version=2)
    with station.records.writing() as work:
        work.master.put_life_rules([document_of(other)])
    station.life_rules.refresh()
    assert station.shelf_life == other
    assert station.life_rules.get(*own.key) == own.rules
    assert [each.source for each in life_rules.versions(station)] == [
        "central", "station", "shipped",
    ]  # fmt: skip
    assert life_rules.next_version(station) == 3


def test_an_own_version_that_comes_back_keeps_its_story(station: Station) -> None:
    own = publish(station)
    with station.records.writing() as work:
        work.master.put_life_rules([document_of(own.rules)])
    station.life_rules.refresh()
    first = life_rules.versions(station)[0]
    assert (first.rules, first.source, first.note) == (own.rules, "central", NOTE)


def test_a_retired_version_judges_no_new_lots(station: Station) -> None:
    own = publish(station)
    retired = msgspec.structs.replace(document_of(own.rules), state="retired")
    with station.records.writing() as work:
        work.master.put_life_rules([retired])
    station.life_rules.refresh()
    assert station.shelf_life == shelf_life_rules()
    assert station.life_rules.get(*own.key) == own.rules


def test_unsound_rules_of_a_feed_never_judge(
    station: Station, expected_log: Callable[[str], None]
) -> None:
    expected_log("rules_not_taken code=rules_unreadable")
    bad = msgspec.structs.replace(document_of(shelf_life_rules()), version=7, text="{}")
    with station.records.writing() as work:
        work.master.put_life_rules([bad])
    station.life_rules.refresh()
    assert station.shelf_life == shelf_life_rules()
